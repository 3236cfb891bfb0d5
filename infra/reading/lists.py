"""What the API lists, page by page: each page is one statement, and begins after the last row of the one before."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, Text, cast, exists, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.base import Day, Instant, Value
from domain.notices import NoticeKind
from domain.people import Role
from domain.stream import Decider
from infra.ledger import State
from infra.tables import notices, streams

S = TypeVar("S", bound=Value)


class NoticeRow(Value):
    """A row of the ledger: what is told to whom, when, and what became of it. Functions and communes, never an address.

    `about`: the matter, a stream or `{stream}#{INSEE}`; `revision`: the event of `stream` that causes it; `day`: the
    civil day of its dispatch; `merged_into`: the key of the notice that stood for it; `bounce`: the code with which its
    letter was sent back.
    """

    key: str
    kind: NoticeKind
    stream: str
    revision: int
    about: str
    role: Role
    commune: str | None
    function: str | None
    occurred_at: Instant
    send_at: Instant
    day: Day
    urgent: bool
    express: bool
    state: State
    rendered_at: Instant | None
    sent_at: Instant | None
    merged_into: str | None
    bounced_at: Instant | None
    bounce: str | None


class Lists:
    """Reads pages of at most `limit` rows."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def knows(self, siren: str) -> bool:
        """Whether the EPCI has a stream here."""
        async with self._engine.connect() as connection:
            return bool(await connection.scalar(select(exists().where(streams.c.siren == siren))))

    async def states(self, decider: Decider[S], siren: str, after: str, limit: int) -> tuple[S, ...]:
        """The states of the streams of a kind of an EPCI whose ids come after `after`, by id."""
        wanted = select(cast(streams.c.snapshot, Text)).where(
            streams.c.siren == siren, streams.c.kind == decider.kind, streams.c.id > after
        )
        async with self._engine.connect() as connection:
            snapshots = await connection.scalars(wanted.order_by(streams.c.id).limit(limit))
            return tuple(decider.state.model_validate_json(snapshot) for snapshot in snapshots)

    async def notices(
        self, siren: str, stream: str | None, after: tuple[datetime, str] | None, limit: int
    ) -> tuple[NoticeRow, ...]:
        """The ledger of an EPCI, or of one of its streams, by instant of sending and key, after those of `after`."""
        wanted: Select[Any] = select(*(notices.c[name] for name in NoticeRow.model_fields))
        wanted = wanted.where(notices.c.siren == siren)
        if stream is not None:
            wanted = wanted.where(notices.c.stream == stream)
        if after is not None:
            place = tuple_(notices.c.send_at, notices.c.key)
            wanted = wanted.where(place > tuple_(literal(after[0]), literal(after[1])))
        async with self._engine.connect() as connection:
            rows = await connection.execute(wanted.order_by(notices.c.send_at, notices.c.key).limit(limit))
            return tuple(NoticeRow.model_validate(row._mapping) for row in rows)
