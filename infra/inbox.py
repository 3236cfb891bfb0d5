"""The inbox: what is asked of a stream is recorded with its instant under the stream's lock, then answered.

Received = recorded: the number and the instant of a receipt are the row's. The clock is the database's, read once the
shared lock of the stream is held: whoever holds it is visible to the next advance, whoever comes later is stamped
after it.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import TupleRow, class_row
from pydantic import BaseModel, Field

from domain.base import Instant, Value
from infra.chain import canonical
from infra.database import CLOCK, Pool

#: The channel on which an advanced stream gives its id; only `advance` notifies, never who posts.
ADVANCED = "jalon_advanced"

# One statement: the lock, then the stamp, then the row. `at` is NULL in production.
POST = f"""
WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(hashtextextended(%(stream)s, 0)))
INSERT INTO inbox (stream, command_id, at, by, cause, command, digest)
SELECT %(stream)s, %(command_id)s, coalesce(%(at)s::timestamptz, {CLOCK}),
  %(by)s, %(cause)s, %(command)s::jsonb, %(digest)s
FROM locked
ON CONFLICT (command_id) DO NOTHING
RETURNING number, at
"""

_FIRST = "SELECT command_id, stream, number, at, digest FROM inbox WHERE command_id = ANY(%s)"

_OUTCOME = """
SELECT number, command_id, stream, at, by, cause, command, done_at, status, reason, source,
  first_revision, last_revision, alarm
FROM inbox WHERE command_id = %s
"""


class InboxError(Exception):
    """A command that was not recorded. The message is in French and says what to do."""


class CommandConflict(InboxError):
    """The command id already belongs to another command."""


class StreamBusy(InboxError):
    """The stream is being advanced for longer than a poster waits: try again, nothing was recorded."""


class CommandUnstorable(InboxError):
    """The command holds what PostgreSQL cannot keep (a NUL character)."""


class Status(StrEnum):
    """Where a command stands."""

    RECORDED = "recorded"
    APPLIED = "applied"
    REFUSED = "refused"


class Post(Value):
    """A command to record. `command_id` is unique for (siren, actor, key); `cause` says what made its author send it.

    `at` is given by the demo and the tests alone. Sets have no order: a command that holds some may not be recognised
    when it is repeated.
    """

    stream: str = Field(pattern=r"^[a-z]+/\d{9}/[^/\s]+$")
    command_id: UUID
    command: BaseModel
    by: str
    cause: str | None = None
    at: Instant | None = None


class Receipt(Value):
    """What was recorded: the n° shown to people, and the instant that counts. `repeated`: it was there already."""

    number: int
    command_id: UUID
    stream: str
    at: Instant
    repeated: bool


class Outcome(Value):
    """A command of the inbox and what became of it. `at` is `None` for a reaction that its stream did not see yet."""

    number: int
    command_id: UUID
    stream: str
    at: Instant | None
    by: str
    cause: str | None
    command: dict[str, Any]
    done_at: Instant | None
    status: Status
    reason: str | None
    source: str | None
    first_revision: int | None
    last_revision: int | None
    alarm: bool


class Inbox:
    """Posts commands and watches what becomes of them."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def post(self, post: Post) -> Receipt:
        """Records one command, durably, in one statement. Raises an `InboxError` when it is not recorded."""
        row = _row(post)
        async with self._recording() as connection:
            recorded = await (await connection.execute(POST, row)).fetchone()
            if recorded:
                return _receipt(post, recorded)
            return (await _first_receipts(connection, {post.command_id: row}))[post.command_id]

    async def post_all(self, posts: Sequence[Post]) -> tuple[Receipt, ...]:
        """Records all the commands or none, in one transaction. Gives their receipts in the order of `posts`.

        Streams are locked in the order of their ids; the commands of one stream keep their order. Raises an
        `InboxError` when nothing is recorded.
        """
        ordered = sorted(posts, key=lambda post: post.stream)
        rows = [_row(post) for post in ordered]
        receipts, repeated = {}, {}
        async with self._recording() as connection, connection.transaction(), connection.cursor() as cursor:
            await cursor.executemany(POST, rows, returning=True)
            for post, row in zip(ordered, rows, strict=True):
                recorded = await cursor.fetchone()
                if recorded:
                    receipts[post.command_id] = _receipt(post, recorded)
                else:
                    repeated[post.command_id] = row
                cursor.nextset()
            receipts |= await _first_receipts(connection, repeated)
        return tuple(receipts[post.command_id] for post in posts)

    async def outcome(self, command_id: UUID) -> Outcome | None:
        """Where a command stands, `None` when it was never recorded."""
        async with self._pool.connection() as connection:
            return await _outcome(connection, command_id)

    async def wait(self, command_id: UUID, timeout_s: float) -> Outcome | None:
        """The same, once the command is applied or refused, at most `timeout_s` later. Holds a connection meanwhile."""
        clock = asyncio.get_running_loop()
        until = clock.time() + timeout_s
        async with self._listening() as connection:
            outcome = await _outcome(connection, command_id)
            while (left := until - clock.time()) > 0 and (outcome is None or outcome.status is Status.RECORDED):
                async for _ in connection.notifies(timeout=left, stop_after=1):
                    pass
                outcome = await _outcome(connection, command_id)
            return outcome

    @asynccontextmanager
    async def _recording(self) -> AsyncIterator[AsyncConnection[TupleRow]]:
        try:
            async with self._pool.connection() as connection:
                yield connection
        except psycopg.errors.LockNotAvailable as busy:
            raise StreamBusy("Ce dossier est en cours de mise à jour ; réessayez dans un instant.") from busy
        except psycopg.DataError as unstorable:
            raise CommandUnstorable(
                "La commande contient un caractère nul, que la base ne garde pas ; retirez-le et recommencez."
            ) from unstorable

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[AsyncConnection[TupleRow]]:
        async with self._pool.connection() as connection:
            await connection.execute(f"LISTEN {ADVANCED}")
            try:
                yield connection
            finally:
                if not connection.closed:
                    await connection.execute("UNLISTEN *")


def digest(stream: str, command: dict[str, Any]) -> bytes:
    """What tells a command that is repeated from another under the same id: sha256 of its stream and body."""
    return sha256(canonical({"stream": stream, "command": command})).digest()


def _row(post: Post) -> dict[str, Any]:
    command = post.command.model_dump(mode="json")
    given = {name: getattr(post, name) for name in ("stream", "command_id", "at", "by", "cause")}
    return given | {"command": canonical(command).decode(), "digest": digest(post.stream, command)}


def _receipt(post: Post, recorded: TupleRow) -> Receipt:
    number, at = recorded
    return Receipt(number=number, command_id=post.command_id, stream=post.stream, at=at, repeated=False)


async def _first_receipts(
    connection: AsyncConnection[TupleRow], rows: dict[UUID, dict[str, Any]]
) -> dict[UUID, Receipt]:
    """The receipts of commands that were recorded before. Raises `CommandConflict` when one had another body."""
    if not rows:
        return {}
    receipts = {}
    for command_id, stream, number, at, first in await (await connection.execute(_FIRST, [list(rows)])).fetchall():
        if first != rows[command_id]["digest"]:
            raise CommandConflict(
                f"Cet identifiant a déjà servi à une autre demande, enregistrée sous le n° {number} : "
                "renvoyez la première telle quelle, ou donnez un nouvel identifiant à celle-ci."
            )
        receipts[command_id] = Receipt(number=number, command_id=command_id, stream=stream, at=at, repeated=True)
    return receipts


async def _outcome(connection: AsyncConnection[TupleRow], command_id: UUID) -> Outcome | None:
    async with connection.cursor(row_factory=class_row(Outcome)) as cursor:
        await cursor.execute(_OUTCOME, [command_id])
        return await cursor.fetchone()
