"""The journal's chain: each event's hash covers the one before it, so that nothing changes unseen."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.base import Value
from infra.tables import journal, streams

#: What comes before the first event of a stream.
GENESIS = b""

_PAGE = 500


@dataclass(frozen=True)
class Entry:
    """What a hash covers: one event in its place, with its instants, who caused it and by which command."""

    stream: str
    revision: int
    occurred_at: datetime
    recorded_at: datetime
    by: str
    cause: str
    event: dict[str, Any]


class Report(Value):
    """What a verification found: how many events hold, and the first revision that does not, with why in French."""

    stream: str
    verified: int
    broken_at: int | None = None
    reason: str | None = None

    @property
    def ok(self) -> bool:
        return self.broken_at is None


def canonical(value: Any) -> bytes:
    """The one JSON text of a value: sorted keys, no space, UTF-8. Survives a stay in a jsonb column."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def link(previous: bytes, entry: Entry) -> bytes:
    """The hash of `entry` after the hash `previous` (`GENESIS` for the first): sha256 of both, 32 bytes."""
    covered = {
        "stream": entry.stream,
        "revision": entry.revision,
        "occurred_at": _utc(entry.occurred_at),
        "recorded_at": _utc(entry.recorded_at),
        "by": entry.by,
        "cause": entry.cause,
        "event": entry.event,
    }
    return sha256(previous + canonical(covered)).digest()


async def verify(engine: AsyncEngine, stream: str) -> Report:
    """Reads the whole journal of `stream` again, up to the head that the stream knows."""
    # One snapshot for the head and the pages: an advance in between is no breach.
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        return await _verify(connection, stream)


async def _verify(connection: AsyncConnection, stream: str) -> Report:
    head = (
        await connection.execute(select(streams.c.revision, streams.c.head_hash).where(streams.c.id == stream))
    ).one_or_none()
    revision, previous = 0, GENESIS
    while page := await _after(connection, stream, revision):
        for row in page:
            reason = _breach(row, revision, previous)
            if reason:
                return Report(stream=stream, verified=revision, broken_at=revision + 1, reason=reason)
            revision, previous = row.revision, row.hash
    if (head.revision, head.head_hash) != (revision, previous) if head else revision:
        reason = "la fin du journal n'est pas celle que le flux connaît"
        return Report(stream=stream, verified=revision, broken_at=revision + 1, reason=reason)
    return Report(stream=stream, verified=revision)


def _breach(row: Row[Any], revision: int, previous: bytes) -> str | None:
    if row.revision != revision + 1:
        return "un événement manque"
    if row.prev_hash != previous:
        return "l'empreinte de l'événement précédent n'est pas la sienne"
    entry = Entry(row.stream, row.revision, row.occurred_at, row.recorded_at, row.by, row.cause, row.event)
    if row.kind != row.event["kind"] or link(previous, entry) != row.hash:
        return "le contenu ne correspond pas à son empreinte"
    return None


async def _after(connection: AsyncConnection, stream: str, revision: int) -> list[Row[Any]]:
    page = select(journal).where(journal.c.stream == stream, journal.c.revision > revision)
    return list((await connection.execute(page.order_by(journal.c.revision).limit(_PAGE))).all())


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
