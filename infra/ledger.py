"""The ledger of notices: what is owed, to whom, when it may leave, and what became of it. One key is delivered once."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Update, func, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.base import Day, Instant, Value
from domain.notices import Notice
from domain.people import Recipient
from infra.tables import notices


class State(StrEnum):
    """Where a notice stands."""

    PLANNED = "planned"
    SENT = "sent"
    MERGED = "merged"  #: another notice of the same matter, sent, stood for it
    NOT_OWED = "not_owed"  #: its recipient had already done what it asks
    NO_CONTACT = "no_contact"  #: nobody is known to whom to write
    FAILED = "failed"  #: refused for good by the channel


class Due(Value):
    """A notice of the ledger, with the event that causes it and the civil day of its dispatch.

    `message_id`: the letter in which it may have left already, when its sending was not heard of again.
    """

    notice: Notice
    siren: str
    stream: str
    revision: int
    occurred_at: Instant
    day: Day
    message_id: str | None = None


class Mark(Value):
    """What became of the notice `key`. `merged_into` is the key of the one that stood for it."""

    key: str
    state: State
    sent_at: Instant | None = None
    message_id: str | None = None
    contact_id: UUID | None = None
    merged_into: str | None = None


class Ledger:
    """What delivery needs to know and to write."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def alone(self, siren: str) -> AsyncIterator[bool]:
        """Whether nobody else is delivering for the EPCI, kept so until the end of the block. Two deliveries at once,
        of a retried activity or of two days, would send the same notice twice."""
        key = func.hashtextextended(f"delivery/{siren}", 0)
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            mine = bool(await connection.scalar(select(func.pg_try_advisory_lock(key))))
            try:
                yield mine
            finally:
                if mine:
                    await connection.execute(select(func.pg_advisory_unlock(key)))

    async def due(self, siren: str, day: date, now: datetime) -> tuple[Due, ...]:
        """The planned notices of the EPCI that may leave at `now`, of the dispatch of `day` and of those before it,
        which an outage left unsent; by instant, then by key."""
        owed = select(notices).where(*_planned(siren, day), notices.c.send_at <= now)
        async with self._engine.connect() as connection:
            rows = await connection.execute(owed.order_by(notices.c.send_at, notices.c.key))
            return tuple(_due(row) for row in rows)

    async def next_send_at(self, siren: str, day: date) -> datetime | None:
        """When the first of the same planned notices may leave, `None` when none is left."""
        async with self._engine.connect() as connection:
            first: datetime | None = await connection.scalar(
                select(func.min(notices.c.send_at)).where(*_planned(siren, day))
            )
            return first

    async def seal(self, keys: Collection[str], message_id: str, marks: Sequence[Mark]) -> None:
        """Before a letter leaves: which notices it carries, and what becomes of those that it makes needless. If its
        sending is never heard of again, the same letter is sent again, under the same Message-ID."""
        async with self._engine.begin() as connection:
            sealing = update(notices).where(notices.c.key.in_(keys), _PLANNED)
            await connection.execute(sealing.values(message_id=message_id))
            for mark in marks:
                await connection.execute(_moving(mark))

    async def mark(self, marks: Sequence[Mark]) -> int:
        """Writes what became of notices, all or none. Gives how many moved: what is no longer planned does not move,
        except that a failed one may be sent after all."""
        moved = 0
        async with self._engine.begin() as connection:
            for mark in marks:
                result = await connection.execute(_moving(mark))
                moved += result.rowcount
        return moved

    async def counts(self, siren: str) -> dict[str, int]:
        """How many notices of each kind the ledger of the EPCI holds, whatever became of them, by kind."""
        count = select(notices.c.kind, func.count()).where(notices.c.siren == siren).group_by(notices.c.kind)
        async with self._engine.connect() as connection:
            return {kind: number for kind, number in await connection.execute(count.order_by(notices.c.kind))}


# Written out, not a parameter, so that the partial index of planned notices always serves.
_PLANNED = notices.c.state == literal_column("'planned'")


def _planned(siren: str, day: date) -> tuple[ColumnElement[bool], ...]:
    return notices.c.siren == siren, notices.c.day <= day, _PLANNED


def _moving(mark: Mark) -> Update:
    movable = (State.PLANNED, State.FAILED) if mark.state is State.SENT else (State.PLANNED,)
    return (
        update(notices)
        .where(notices.c.key == mark.key, notices.c.state.in_(movable))
        .values(mark.model_dump(exclude={"key"}))
    )


def _due(row: Row[Any]) -> Due:
    to = Recipient(role=row.role, commune=row.commune, function=row.function)
    notice = Notice(key=row.key, kind=row.kind, to=to, about=row.about, send_at=row.send_at, urgent=row.urgent)
    return Due(
        notice=notice,
        siren=row.siren,
        stream=row.stream,
        revision=row.revision,
        occurred_at=row.occurred_at,
        day=row.day,
        message_id=row.message_id,
    )
