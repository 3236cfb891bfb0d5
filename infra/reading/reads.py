"""Reading: plain SQL on the snapshots, the journal and the inbox. Never a workflow query.

The lists are read in one statement each; what they give is a copy, already old when it is shown.
"""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, literal, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.base import Instant, Value
from infra.database import CLOCK
from infra.inbox import Outcome
from infra.tables import inbox, journal, streams

V = TypeVar("V", bound=Value)


class StreamRow(Value):
    """Where a stream stands. `snapshot` is the JSON of its state, `time` the last instant passed."""

    id: str
    kind: str
    siren: str
    revision: int
    time: Instant
    next_due: Instant | None
    snapshot: dict[str, Any]
    closed_at: Instant | None


class JournalRow(Value):
    """One event: when it legally happened, when it was written, who caused it (`cause`: a command id, or « time »)."""

    stream: str
    revision: int
    occurred_at: Instant
    recorded_at: Instant
    by: str
    cause: str
    kind: str
    event: dict[str, Any]
    hash: bytes


class Reads:
    """What pages, the command line and the activities read."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def streams(self, siren: str, kind: str) -> tuple[StreamRow, ...]:
        """Every stream of a kind of an EPCI, by id."""
        wanted = select(streams).where(streams.c.siren == siren, streams.c.kind == kind)
        return await self._all(StreamRow, wanted.order_by(streams.c.id))

    async def stream(self, stream: str) -> StreamRow | None:
        """One stream, `None` when nobody opened it."""
        rows = await self._all(StreamRow, select(streams).where(streams.c.id == stream))
        return rows[0] if rows else None

    async def due(self, before: datetime, limit: int) -> tuple[StreamRow, ...]:
        """Streams with something due at `before` or earlier that has not happened yet, the oldest first."""
        late = select(streams).where(streams.c.next_due <= before)
        return await self._all(StreamRow, late.order_by(streams.c.next_due, streams.c.id).limit(limit))

    async def journal(
        self, siren: str, stream: str | None = None, after: tuple[str, int] = ("", 0), limit: int = 100
    ) -> tuple[JournalRow, ...]:
        """A page of the journal of an EPCI, or of one of its streams, by stream and revision, from the event that
        follows `after`, the (stream, revision) of the last one of the page before."""
        page = select(journal).join(streams, streams.c.id == journal.c.stream).where(streams.c.siren == siren)
        if stream is not None:
            page = page.where(journal.c.stream == stream)
        page = page.where(tuple_(journal.c.stream, journal.c.revision) > tuple_(literal(after[0]), literal(after[1])))
        return await self._all(JournalRow, page.order_by(journal.c.stream, journal.c.revision).limit(limit))

    async def command(self, number: int) -> Outcome | None:
        """The command that bears the n° shown to people, `None` when there is none."""
        rows = await self._all(Outcome, select(inbox).where(inbox.c.number == number))
        return rows[0] if rows else None

    async def _all(self, shape: type[V], wanted: Select[Any]) -> tuple[V, ...]:
        async with self._engine.connect() as connection:
            return tuple(shape.model_validate(row._mapping) for row in await connection.execute(wanted))


class Waiting(Value):
    """A workflow to wake, and `head`, the oldest thing that waits for it: when it changes, the workflow is at work."""

    id: str
    head: str


async def to_nudge(connection: AsyncConnection, limit: int) -> tuple[Waiting, ...]:
    """The workflows that have work by the database's clock, at most `limit`: express lanes with something to send,
    that of accounts too, then streams with commands, the oldest first, then streams due for more than 60 s, then
    dispatches whose notices should have left for more than 60 s."""
    rows = await connection.execute(_TO_NUDGE, {"limit": limit})
    return tuple(Waiting(id=row.id, head=row.head) for row in rows)


_TO_NUDGE = text(f"""
SELECT id, head FROM (
  SELECT 0 AS rank, format('express/%s/courriels', siren) AS id,
    format('%s/%s', count(*), max(occurred_at)) AS head, extract(epoch FROM min(send_at)) AS place
  FROM notices WHERE state = 'planned' AND express AND send_at <= {CLOCK} GROUP BY siren
  UNION ALL
  SELECT 0, 'express/000000000/courriels', format('%s/%s', count(*), max(asked_at)), extract(epoch FROM min(asked_at))
  FROM password_links WHERE sent_at IS NULL AND refused IS NULL AND used_at IS NULL AND expires_at > clock_timestamp()
  HAVING count(*) > 0
  UNION ALL
  SELECT 1, stream, min(number)::text, min(number)
  FROM inbox WHERE done_at IS NULL GROUP BY stream
  UNION ALL
  SELECT 2, id, next_due::text, extract(epoch FROM next_due)
  FROM streams WHERE next_due < {CLOCK} - interval '60 seconds'
  UNION ALL
  SELECT 3, format('dispatch/%s/%s', siren, to_char(day, 'YYYY-MM-DD')), min(send_at)::text,
    extract(epoch FROM min(send_at))
  FROM notices WHERE state = 'planned' AND NOT express AND send_at < {CLOCK} - interval '60 seconds' GROUP BY siren, day
) AS waiting ORDER BY rank, place LIMIT :limit
""")
