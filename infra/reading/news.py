"""What was just recorded in an EPCI, in the order of its recording: what live pages and followers are told."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import Select, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.base import Instant, Value
from infra.tables import journal

#: Events are stamped before they are committed, at most so long: what was committed meanwhile is looked for again.
SETTLING: Final = timedelta(seconds=3)

#: Before everything.
_BEGINNING: Final = datetime.fromisoformat("1970-01-01T00:00:00Z")


class Place(NamedTuple):
    """Where one stands in the journal: the instant of recording of an event, its stream, its revision."""

    recorded_at: datetime
    stream: str
    revision: int


class News(Value):
    """One event, without what it says: that is read where rights are looked at again. `occurred_at`: the legal
    instant."""

    stream: str
    revision: int
    kind: str
    occurred_at: Instant
    recorded_at: Instant

    @property
    def place(self) -> Place:
        return Place(self.recorded_at, self.stream, self.revision)


async def last_place(engine: AsyncEngine) -> Place:
    """That of the event recorded last in the whole installation."""
    order = (journal.c.recorded_at.desc(), journal.c.stream.desc(), journal.c.revision.desc())
    last = select(journal.c.recorded_at, journal.c.stream, journal.c.revision).order_by(*order).limit(1)
    async with engine.connect() as connection:
        row = (await connection.execute(last)).one_or_none()
    return Place(*row) if row is not None else Place(_BEGINNING, "", 0)


async def read_news(
    engine: AsyncEngine, siren: str, after: Place, stream: str | None = None, limit: int = 500
) -> tuple[News, ...]:
    """The events of an EPCI, or of one of its streams, recorded after that place, or shortly before it: who reads again
    and again knows which ones it has seen. In the order of their recording, at most `limit`."""
    wanted: Select[tuple[object, ...]] = select(*(journal.c[name] for name in News.model_fields))
    place = tuple_(journal.c.recorded_at, journal.c.stream, journal.c.revision)
    wanted = wanted.where(
        func.split_part(journal.c.stream, "/", 2) == siren,
        place > tuple_(literal(after.recorded_at - SETTLING), literal(""), literal(0)),
    )
    if stream is not None:
        wanted = wanted.where(journal.c.stream == stream)
    order = (journal.c.recorded_at, journal.c.stream, journal.c.revision)
    async with engine.connect() as connection:
        rows = await connection.execute(wanted.order_by(*order).limit(limit))
        return tuple(News.model_validate(row._mapping) for row in rows)
