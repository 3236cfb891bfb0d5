"""Reading what a morning is made from: two statements, whatever the size of the roadmap."""

import asyncio
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.consultation.state import Consultation
from domain.mandate.state import Mandate
from domain.registry import DECIDERS
from infra.reading.briefs import read_briefs
from infra.reading.morning import Glance
from infra.reading.views import under_way

#: The snapshot of a consultation, as SQL, where its seats are without what only reminders and their history need: to
#: read and to check, it would cost the most.
SHORT: Final = """jsonb_set(streams.snapshot, '{seats}', (
  SELECT coalesce(jsonb_agg(
    seat - ARRAY['pending', 'told', 'skipped', 'bounces', 'versions', 'late', 'councils'] ORDER BY place), '[]')
  FROM jsonb_array_elements(streams.snapshot -> 'seats') WITH ORDINALITY AS one (seat, place)))"""

_UNDER_WAY: Final = text(f"""
SELECT kind, CASE kind WHEN 'mandate' THEN snapshot ELSE {SHORT} END::text AS snapshot
FROM streams WHERE siren = :siren AND (kind = 'mandate' OR kind = 'consultation' AND closed_at IS NULL) ORDER BY id
""")


async def read_glance(engine: AsyncEngine, siren: str) -> Glance:
    """The mandate under way of the EPCI, or its last one, its objectives, its consultations that are not over, by
    id."""
    # Side by side: PostgreSQL has as much to unpack for one as for the other.
    states, objectives = await asyncio.gather(_under_way(engine, siren), read_briefs(engine, siren))
    return Glance(
        mandate=under_way([state for state in states if isinstance(state, Mandate)]),
        objectives=objectives,
        consultations=[state for state in states if isinstance(state, Consultation)],
    )


async def _under_way(engine: AsyncEngine, siren: str) -> list[Any]:
    async with engine.connect() as connection:
        rows = (await connection.execute(_UNDER_WAY, {"siren": siren})).all()
    return [DECIDERS[row.kind].state.model_validate_json(row.snapshot) for row in rows]
