"""The one loop of the house: it sees what waits in the database, and wakes the workflows that should do it.

It is what starts workflows, wakes closed streams, and makes again those that Temporal lost. Nobody depends on a nudge
sent elsewhere: what it missed is still in the database at the next tick.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from temporalio.service import RPCError

from infra.reading.reads import Waiting, to_nudge

#: Wakes workflows by their ids (signal-with-start), or raises Temporal's RPCError.
Nudge = Callable[[Sequence[str]], Awaitable[None]]

TICK_S = 0.25

#: Between two ticks while workflows are at work: as one is done, the next may be nudged.
_BUSY_TICK_S = 0.05

#: Workflows nudged and not yet seen at work. More would go no faster on two cores, and each would find less to do.
AT_ONCE = 16
_LISTED = 1000

#: How long a workflow nudged for something is left in peace: one that is at work, by its next tick may have more to do;
#: one that is not seen at work, twice as long each time.
_AT_WORK_PAUSE_S = 0.25
_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 60.0
_AWAY_S = 1.0

_log = structlog.get_logger()


@dataclass(frozen=True)
class _Nudged:
    """The last nudge of a workflow: for what, when by the loop's clock, and how long it is then left in peace."""

    head: str
    at_s: float
    pause_s: float


class Rhythm:
    """Whom to nudge now: at most four nudges a second for each workflow, sixteen under way, the oldest first.

    A workflow that stays on the same work is left in peace twice as long each time, up to a minute: signals to one
    that cannot work would fill its history. Those never nudged come first, so that stuck ones hold nobody up.
    """

    def __init__(self) -> None:
        self._nudged: dict[str, _Nudged] = {}

    def choose(self, waiting: Sequence[Waiting], now_s: float) -> list[Waiting]:
        """Those to nudge at `now_s` among those who wait, the oldest first."""
        still = {it.id for it in waiting}
        self._nudged = {
            id: last for id, last in self._nudged.items() if id in still or now_s < last.at_s + _AT_WORK_PAUSE_S
        }
        ready = [it for it in waiting if now_s >= self._ready_at_s(it)]
        room = max(0, AT_ONCE - self.under_way(waiting, now_s))
        return sorted(ready, key=self._last_at_s)[:room]

    def under_way(self, waiting: Sequence[Waiting], now_s: float) -> int:
        """How many of those who wait were nudged within the second and are not seen at work yet."""
        lasts = ((it, self._nudged.get(it.id)) for it in waiting)
        return sum(last is not None and last.head == it.head and now_s < last.at_s + _PAUSE_S for it, last in lasts)

    def note(self, nudged: Iterable[Waiting], now_s: float) -> None:
        """Remembers that these were nudged at `now_s`."""
        for it in nudged:
            last = self._nudged.get(it.id)
            stuck = last is not None and last.head == it.head
            pause_s = min(2 * last.pause_s, _LONGEST_PAUSE_S) if last and stuck else _PAUSE_S
            self._nudged[it.id] = _Nudged(it.head, now_s, pause_s)

    def _ready_at_s(self, it: Waiting) -> float:
        last = self._nudged.get(it.id)
        if last is None:
            return float("-inf")
        return last.at_s + (last.pause_s if last.head == it.head else _AT_WORK_PAUSE_S)

    def _last_at_s(self, it: Waiting) -> float:
        last = self._nudged.get(it.id)
        return last.at_s if last else float("-inf")


class Relay:
    """One loop in each worker; the one that holds the lock in the database leads, the others stand by."""

    def __init__(self, engine: AsyncEngine, nudge: Nudge) -> None:
        self._engine = engine
        self._nudge = nudge
        self._stopping = asyncio.Event()
        self._rhythm = Rhythm()

    async def run(self) -> None:
        """Runs until `stop()` or cancellation. The database and Temporal may come and go meanwhile."""
        while not self._stopping.is_set():
            try:
                async with self._engine.connect() as connection:
                    await self._stand(connection)
            except (OperationalError, InterfaceError) as away:
                _log.warning("relay_database_away", error=str(away.orig))
                await self._rest(_AWAY_S)

    def stop(self) -> None:
        """Ends `run()` after the tick under way."""
        self._stopping.set()

    async def _stand(self, connection: AsyncConnection) -> None:
        """Leads, or stands by. The lock and the reads share one connection: who loses it leads no more."""
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        leads = False
        try:
            while not self._stopping.is_set():
                leads = leads or await _take_the_lead(connection)
                busy = leads and await self._tick(connection)
                await self._rest(_BUSY_TICK_S if busy else TICK_S)
        finally:
            # The lock belongs to the session: it ends with it, and must not return to the pool.
            await connection.invalidate()

    async def _tick(self, connection: AsyncConnection) -> bool:
        """Nudges whom it should. Gives whether workflows are at work on what it saw."""
        waiting = await to_nudge(connection, _LISTED)
        now_s = asyncio.get_running_loop().time()
        chosen = self._rhythm.choose(waiting, now_s)
        if not chosen:
            return self._rhythm.under_way(waiting, now_s) > 0
        try:
            await self._nudge([it.id for it in chosen])
        except RPCError as away:
            _log.warning("relay_temporal_away", error=away.message)
            return False
        self._rhythm.note(chosen, now_s)
        return True

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


async def _take_the_lead(connection: AsyncConnection) -> bool:
    lock = func.pg_try_advisory_lock(func.hashtextextended("relay", 0))
    return bool(await connection.scalar(select(lock)))
