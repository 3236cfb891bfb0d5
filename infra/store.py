"""Advancing a stream: one transaction that locks, reads the clock, lets time and commands happen, and writes it all."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from psycopg import AsyncConnection
from psycopg.rows import TupleRow, class_row, scalar_row

from domain.base import Value
from domain.stream import Decider, Unfolding
from infra.database import CLOCK, Pool
from infra.turn import Turn, Undone
from infra.writing import NOTHING, Standing, Writing

#: Gives the decider of a stream by its id.
Registry = Callable[[str], Decider[Any]]

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"

_STREAM = "SELECT revision, time, next_due, snapshot::text, closed_at, head_hash FROM streams WHERE id = %s"

_UNDONE = """
SELECT number, command_id, at, by, command::text FROM inbox
WHERE stream = %s AND done_at IS NULL ORDER BY at NULLS LAST, number LIMIT %s
"""

_CLOCK = f"SELECT coalesce(%s::timestamptz, {CLOCK})"

_log = structlog.get_logger()


class Advanced(Value):
    """Where a stream stands after a turn.

    `closed`: nothing more will happen by time alone. `wait_s`: seconds from this turn to the next due instant, `None`
    when there is none. `applied`: commands applied in this turn. `nudge`: workflows to wake, the streams that
    received reactions, then the dispatches (`dispatch/{siren}/{day}`) of notices that leave before all others of their
    day. `asks`: the work that the stream expects of its workflow. `more`: the turn ended before all was done.
    """

    closed: bool
    wait_s: float | None
    revision: int
    applied: int
    nudge: tuple[str, ...]
    asks: tuple[str, ...]
    more: bool = False


class Store:
    """The streams. A turn takes at most `batch` commands, so that its transaction stays short whatever waits."""

    def __init__(self, pool: Pool, registry: Registry, batch: int = 500) -> None:
        self._pool = pool
        self._decider_of = registry
        self._batch = batch

    async def advance(self, stream: str, now: datetime | None = None) -> Advanced:
        """Brings `stream` to now: the database's clock, or `now` where the clock is injected (demo, tests).

        Doing it twice is doing it once. Everything is written in one transaction or not at all. Raises a
        `psycopg.Error` when the database is away or the turn took too long: try again.
        """
        decider = self._decider_of(stream)
        async with self._pool.connection() as connection, connection.transaction():
            # The lock is a statement alone: who held its shared side is committed and visible to the next statement.
            await connection.execute(_LOCK, [stream])
            before, undone, clock = await self._read(connection, stream, now)
            state = decider.state.model_validate_json(before.snapshot) if before.snapshot else decider.new(stream)
            turn = Turn(stream, Unfolding(decider, state), before.revision, before.time, clock)
            more = not all(turn.take(row) for row in undone[: self._batch]) or len(undone) > self._batch
            more = more or not turn.pass_time(clock)
            nudge = await Writing(connection, turn, before).write()
        _report(turn)
        return _advanced(turn, more, nudge)

    async def _read(
        self, connection: AsyncConnection[TupleRow], stream: str, now: datetime | None
    ) -> tuple[Standing, list[Undone], datetime]:
        async with (
            connection.pipeline(),
            connection.cursor(row_factory=class_row(Standing)) as streams,
            connection.cursor(row_factory=class_row(Undone)) as inbox,
            connection.cursor(row_factory=scalar_row) as clock,
        ):
            await streams.execute(_STREAM, [stream])
            await inbox.execute(_UNDONE, [stream, self._batch + 1])
            await clock.execute(_CLOCK, [now])
            (at,) = await clock.fetchall()
            return await streams.fetchone() or NOTHING, await inbox.fetchall(), at


def _report(turn: Turn) -> None:
    for row in turn.done:
        if row.alarm:
            _log.error("command_behind_time", stream=turn.stream, number=row.number, at=row.at.isoformat())


def _advanced(turn: Turn, more: bool, nudge: tuple[str, ...]) -> Advanced:
    decider, state = turn.unfolding.decider, turn.unfolding.state
    due = decider.next_due(state)
    wait_s = None if due is None else max(0.0, (due - turn.now).total_seconds())
    return Advanced(
        # A stream that nobody opened waits for nothing: its first command will wake it.
        closed=not more and (turn.revision == 0 or decider.is_closed(state)),
        wait_s=0.0 if more else wait_s,
        revision=turn.revision,
        applied=sum(row.status == "applied" for row in turn.done),
        nudge=nudge,
        asks=decider.asks(state),
        more=more,
    )
