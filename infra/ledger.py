"""The ledger of notices: what is owed, to whom, when it may leave, and what became of it. One key is delivered once."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, literal_column, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.base import Day, Instant, Value
from domain.mailing import Due
from domain.notices import Notice
from domain.people import Recipient
from infra.links import NewLink, issue
from infra.tables import contacts, notices

__all__ = ["Due", "Later", "Ledger", "Mark", "Sealing", "State"]


class State(StrEnum):
    """Where a notice stands."""

    PLANNED = "planned"
    SENT = "sent"
    MERGED = "merged"  #: another notice of the same matter, sent, stood for it
    NOT_OWED = "not_owed"  #: its recipient had already done what it asks, or wants none of its kind
    NO_CONTACT = "no_contact"  #: nobody is known to whom to write
    FAILED = "failed"  #: refused for good by the channel
    BOUNCED = "bounced"  #: accepted, then sent back


class Mark(Value):
    """What became of the notice `key`. `merged_into` is the key of the one that stood for it."""

    key: str
    state: State
    sent_at: Instant | None = None
    message_id: str | None = None
    contact_id: UUID | None = None
    merged_into: str | None = None


class Later(Value):
    """The notice `key` waits until `send_at`, which is of the civil day `day`."""

    key: str
    send_at: Instant
    day: Day


class Sealing(Value):
    """The notices `keys` leave in the letter `message_id`, which bears a `link` when it leads somewhere."""

    keys: tuple[str, ...]
    message_id: str
    link: NewLink | None = None


class Ledger:
    """What delivery needs to know and to write."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def alone(self, lane: str) -> AsyncIterator[bool]:
        """Whether nobody else is delivering on the lane (« delivery/{siren} »), kept so until the end of the block. Two
        deliveries at once, of a retried activity or of two days, would send the same notice twice."""
        key = func.hashtextextended(lane, 0)
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            mine = bool(await connection.scalar(select(func.pg_try_advisory_lock(key))))
            try:
                yield mine
            finally:
                if mine:
                    await connection.execute(select(func.pg_advisory_unlock(key)))

    async def due(self, siren: str, day: date) -> tuple[Due, ...]:
        """The planned notices of the EPCI of the dispatch of `day`, those whose hour has not come too, and of the days
        before it, which an outage left unsent; by instant, then by key."""
        return await self._due(select(notices).where(*_planned(siren, day)))

    async def express(self, siren: str) -> tuple[Due, ...]:
        """The planned notices of the EPCI that answer somebody who waits, the oldest first."""
        return await self._due(select(notices).where(notices.c.siren == siren, notices.c.express, _PLANNED))

    async def next_send_at(self, siren: str, day: date) -> datetime | None:
        """When the first of the notices of `due` may leave, `None` when none is left."""
        async with self._engine.connect() as connection:
            first: datetime | None = await connection.scalar(
                select(func.min(notices.c.send_at)).where(*_planned(siren, day))
            )
            return first

    async def told(self, siren: str, since: datetime) -> frozenset[str]:
        """The addresses, folded, to which the message of the day has left since the instant `since`."""
        left = (
            select(func.lower(contacts.c.address))
            .join(notices, notices.c.contact_id == contacts.c.id)
            .where(notices.c.siren == siren, notices.c.sent_at >= since, notices.c.state.in_(("sent", "bounced")))
            .where(~notices.c.urgent, ~notices.c.express, contacts.c.address.is_not(None))
        )
        async with self._engine.connect() as connection:
            return frozenset(await connection.scalars(left.distinct()))

    async def seal(self, sealed: Sequence[Sealing], at: datetime) -> list[str]:
        """Before letters leave: which notices each carries. If the sending of one is never heard of again, the same
        letter is sent again, under the same Message-ID. Gives the secret of the link of each, « » for those without."""
        async with self._engine.begin() as connection:
            carried = [(key, one.message_id) for one in sealed for key in one.keys]
            keys, ids = zip(*carried, strict=True) if carried else ((), ())
            await connection.execute(_SEAL, {"keys": list(keys), "ids": list(ids), "at": at})
            secrets = iter(await issue(connection, [one.link for one in sealed if one.link]))
            return [next(secrets) if one.link else "" for one in sealed]

    async def settle(self, marks: Sequence[Mark], later: Sequence[Later] = ()) -> int:
        """Writes what became of notices and which wait, all or none. Gives how many moved: what is no longer planned
        does not move, except that a failed one may be sent after all."""
        if not (marks or later):
            return 0
        async with self._engine.begin() as connection:
            moved = (await connection.execute(_SETTLE, _columns(Mark, marks))).rowcount if marks else 0
            return moved + ((await connection.execute(_PUT_OFF, _columns(Later, later))).rowcount if later else 0)

    async def of_letter(self, message_id: str) -> tuple[Due, ...]:
        """The notices that the letter carried, whatever became of them."""
        return await self._due(select(notices).where(notices.c.message_id == message_id))

    async def bounced(self, keys: Collection[str], at: datetime, code: str, for_good: bool) -> int:
        """Notes that the letter of these notices was sent back, with the code that the other server gave. Gives how
        many were not known to be."""
        left = notices.c.state.in_((State.PLANNED, State.SENT))
        noting = update(notices).where(notices.c.key.in_(keys), left, notices.c.bounced_at.is_(None))
        state = {"state": State.BOUNCED} if for_good else {}
        async with self._engine.begin() as connection:
            return (await connection.execute(noting.values(bounced_at=at, bounce=code, **state))).rowcount

    async def counts(self, siren: str) -> dict[str, int]:
        """How many notices of each kind the ledger of the EPCI holds, whatever became of them, by kind."""
        count = select(notices.c.kind, func.count()).where(notices.c.siren == siren).group_by(notices.c.kind)
        async with self._engine.connect() as connection:
            return {kind: number for kind, number in await connection.execute(count.order_by(notices.c.kind))}

    async def _due(self, wanted: Select[Any]) -> tuple[Due, ...]:
        async with self._engine.connect() as connection:
            rows = await connection.execute(wanted.order_by(notices.c.send_at, notices.c.key))
            return tuple(_read(row) for row in rows)


# Written out, not a parameter, so that the partial index of planned notices always serves.
_PLANNED = notices.c.state == literal_column("'planned'")


def _planned(siren: str, day: date) -> tuple[ColumnElement[bool], ...]:
    return notices.c.siren == siren, notices.c.day <= day, ~notices.c.express, _PLANNED


# One statement for many rows: a round trip for each would cost more than writing the letters.
_SEAL = text("""
UPDATE notices SET message_id = sealed.id, rendered_at = :at
FROM unnest(CAST(:keys AS text[]), CAST(:ids AS text[])) AS sealed (key, id)
WHERE notices.key = sealed.key AND notices.state = 'planned'
""")

_SETTLE = text("""
UPDATE notices SET state = mark.state, sent_at = coalesce(mark.sent_at, notices.sent_at),
  message_id = coalesce(mark.message_id, notices.message_id),
  contact_id = coalesce(mark.contact_id, notices.contact_id),
  merged_into = coalesce(mark.merged_into, notices.merged_into)
FROM unnest(CAST(:key AS text[]), CAST(:state AS text[]), CAST(:sent_at AS timestamptz[]), CAST(:message_id AS text[]),
  CAST(:contact_id AS uuid[]), CAST(:merged_into AS text[]))
  AS mark (key, state, sent_at, message_id, contact_id, merged_into)
WHERE notices.key = mark.key AND (notices.state = 'planned' OR notices.state = 'failed' AND mark.state = 'sent')
""")

# A letter that may have left is tried again as it is.
_PUT_OFF = text("""
UPDATE notices SET send_at = later.send_at, day = later.day
FROM unnest(CAST(:key AS text[]), CAST(:send_at AS timestamptz[]), CAST(:day AS date[])) AS later (key, send_at, day)
WHERE notices.key = later.key AND notices.state = 'planned' AND notices.message_id IS NULL
""")


def _columns(shape: type[Value], rows: Sequence[Value]) -> dict[str, list[Any]]:
    """The fields of the rows, each as one array."""
    return {name: [getattr(row, name) for row in rows] for name in shape.model_fields}


def _read(row: Row[Any]) -> Due:
    to = Recipient(role=row.role, commune=row.commune, function=row.function)
    facts = {name: getattr(row, name) for name in ("key", "kind", "about", "send_at", "urgent", "express")}
    return Due(
        notice=Notice(to=to, **facts),
        siren=row.siren,
        stream=row.stream,
        revision=row.revision,
        occurred_at=row.occurred_at,
        day=row.day,
        message_id=row.message_id,
        contact_id=row.contact_id,
    )
