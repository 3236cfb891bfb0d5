"""Reading what a morning is made from: two statements, whatever the size of the roadmap."""

from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.consultation.state import Consultation
from domain.mandate.state import Mandate
from domain.registry import DECIDERS
from infra.briefs import read_briefs
from infra.morning import Glance
from infra.views import under_way

# What of a seat only reminders and its history need would cost the most to read and to check.
_UNDER_WAY: Final = text("""
SELECT kind, CASE kind WHEN 'mandate' THEN snapshot ELSE jsonb_set(snapshot, '{seats}', (
    SELECT coalesce(jsonb_agg(
      seat - ARRAY['pending', 'told', 'skipped', 'bounces', 'versions', 'late', 'councils'] ORDER BY place), '[]')
    FROM jsonb_array_elements(snapshot -> 'seats') WITH ORDINALITY AS one (seat, place)
  )) END::text AS snapshot
FROM streams WHERE siren = :siren AND (kind = 'mandate' OR kind = 'consultation' AND closed_at IS NULL) ORDER BY id
""")


async def read_glance(engine: AsyncEngine, siren: str) -> Glance:
    """The mandate under way of the EPCI, or its last one, its objectives, its consultations that are not over, by
    id."""
    async with engine.connect() as connection:
        rows = (await connection.execute(_UNDER_WAY, {"siren": siren})).all()
    states = [DECIDERS[row.kind].state.model_validate_json(row.snapshot) for row in rows]
    return Glance(
        mandate=under_way([state for state in states if isinstance(state, Mandate)]),
        objectives=await read_briefs(engine, siren),
        consultations=[state for state in states if isinstance(state, Consultation)],
    )
