"""What the pages of actors read of the streams beside what a morning is made from: engagements, and one seat of each
consultation."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.base import Day, Value
from domain.consultation.state import Seat, Status
from domain.objective.transitions import CLOSED
from domain.objective.transitions import Status as ObjectiveStatus
from domain.objective.values import EngagementLevel


class Engaged(NamedTuple):
    """An objective, and how far a commune said that it is in it."""

    stream: str
    key: str
    title: str
    status: ObjectiveStatus
    level: EngagementLevel


class Asked(Value):
    """A consultation in which a commune has a seat; `closed_on`: when its act closed it."""

    stream: str
    title: str
    procedure: str
    status: Status
    sent_on: Day | None
    closed_on: Day | None
    seat: Seat


#: Being told no, and having left, is no engagement.
_NOT_ENGAGED: Final = (EngagementLevel.NON, EngagementLevel.SORTIE)

#: One record of each snapshot, so that it is unpacked once.
_COUNTS: Final = text("""
SELECT said ->> 'commune' AS commune, count(*) AS engaged
FROM streams, LATERAL jsonb_to_record(snapshot) AS read (status text, engagements jsonb),
  LATERAL jsonb_array_elements(read.engagements) AS said
WHERE siren = :siren AND kind = 'objective' AND NOT read.status = ANY(:closed) AND NOT said ->> 'level' = ANY(:no)
GROUP BY 1
""")
_ENGAGED: Final = text("""
SELECT streams.id, read.key, read.title, read.status, said ->> 'level' AS level
FROM streams, LATERAL jsonb_to_record(snapshot) AS read (key text, title text, status text, engagements jsonb),
  LATERAL jsonb_array_elements(read.engagements) AS said
WHERE siren = :siren AND kind = 'objective' AND said ->> 'commune' = :insee ORDER BY streams.id
""")
_ASKED: Final = text("""
SELECT streams.id AS stream, read.title, read.procedure ->> 'title' AS procedure, read.status, read.sent_on,
  read.closed_on, seat
FROM streams,
  LATERAL jsonb_to_record(snapshot) AS read (
    title text, procedure jsonb, status text, sent_on date, closed_on date, seats jsonb),
  LATERAL jsonb_array_elements(read.seats) AS seat
WHERE siren = :siren AND kind = 'consultation' AND seat ->> 'insee' = :insee
ORDER BY read.sent_on DESC NULLS LAST, streams.id
""")


class ActorReads:
    """Each function is one statement."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def counts(self, siren: str) -> Mapping[str, int]:
        """In how many objectives that go on each commune is engaged, by INSEE code; those in none are left out."""
        wanted = _COUNTS.bindparams(bindparam("closed", list(CLOSED)), bindparam("no", list(_NOT_ENGAGED)))
        return {row.commune: row.engaged for row in await self._rows(wanted, siren=siren)}

    async def engaged(self, siren: str, insee: str) -> list[Engaged]:
        """What the commune said of its engagement, by objective."""
        rows = await self._rows(_ENGAGED, siren=siren, insee=insee)
        return [Engaged(it.id, it.key, it.title, ObjectiveStatus(it.status), EngagementLevel(it.level)) for it in rows]

    async def asked(self, siren: str, insee: str) -> list[Asked]:
        """The consultations in which the commune has a seat, the last sent first."""
        rows = await self._rows(_ASKED, siren=siren, insee=insee)
        return [Asked.model_validate(row._mapping) for row in rows]

    async def _rows(self, wanted: TextClause, **named: Any) -> Sequence[Any]:
        async with self._engine.connect() as connection:
            rows: Sequence[Any] = (await connection.execute(wanted, named)).all()
        return rows
