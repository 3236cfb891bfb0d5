"""What is kept about one commune in one consultation: what happened to it, what was written to it."""

from typing import Any, Final, NamedTuple

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.base import Instant
from domain.forecast import FUNCTIONS, TITLES
from domain.notices import NoticeKind
from domain.people import Role
from infra.ledger import State
from infra.tables import journal, notices

#: What the ledger of letters says better.
_TOLD: Final = ("ReminderDue", "CouncilsFollowed")

_FATES: Final = {
    State.PLANNED: ("à partir", "calm"),
    State.SENT: ("envoyé", "good"),
    State.MERGED: ("dit par un autre courriel", ""),
    State.NOT_OWED: ("n'était plus dû", ""),
    State.NO_CONTACT: ("personne à qui écrire", "bad"),
    State.FAILED: ("refusé par la messagerie", "bad"),
    State.BOUNCED: ("revenu", "bad"),
}


class Fact(NamedTuple):
    """An event of the journal, with the instants at which it happened and at which it was recorded."""

    occurred_at: Instant
    recorded_at: Instant
    event: dict[str, Any]


class Letter(NamedTuple):
    """A notice about the consultation to the commune. `tone`: good, bad, calm or empty; `at`: when it left, or will."""

    title: str
    to: str
    at: Instant
    fate: str
    tone: str


class CommuneRecords:
    """Reads them, each list in one statement."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def facts(self, stream: str, insee: str) -> tuple[Fact, ...]:
        """The events about the commune, but for the reminders, the last first."""
        wanted = select(journal.c.occurred_at, journal.c.recorded_at, journal.c.event).where(
            journal.c.stream == stream,
            journal.c.event["commune"].astext == insee,
            journal.c.kind.not_in(_TOLD),
        )
        return tuple(Fact(*row) for row in await self._rows(wanted.order_by(journal.c.revision.desc())))

    async def letters(self, stream: str, insee: str) -> tuple[Letter, ...]:
        """What was or will be written to the commune about the consultation, the last first."""
        columns = (notices.c.kind, notices.c.role, notices.c.state, notices.c.send_at, notices.c.sent_at)
        about = or_(notices.c.commune == insee, notices.c.about == f"{stream}#{insee}")
        wanted = select(*columns).where(notices.c.siren == stream.split("/")[1], notices.c.stream == stream, about)
        rows = await self._rows(wanted.order_by(notices.c.send_at.desc(), notices.c.key.desc()))
        return tuple(_letter(*row) for row in rows)

    async def _rows(self, wanted: Select[Any]) -> list[Any]:
        async with self._engine.connect() as connection:
            return list((await connection.execute(wanted)).all())


def _letter(kind: str, role: str, state: str, send_at: Instant, sent_at: Instant | None) -> Letter:
    fate, tone = _FATES[State(state)]
    return Letter(TITLES[NoticeKind(kind)], FUNCTIONS[Role(role)], sent_at or send_at, fate, tone)
