"""Waiting for what becomes of commands, and for whatever happens: one connection listens for all who wait."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from uuid import UUID

import psycopg
import structlog

from infra.database import Pool, pool
from infra.inbox import ADVANCED, Inbox, Outcome, Status

_PAUSE_S = 1.0

_log = structlog.get_logger()


class Watch:
    """Wakes who waits for a command when its stream has advanced, and who follows the streams of an EPCI."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._following: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def following(self, siren: str) -> Iterator[asyncio.Event]:
        """What is set each time that a stream of the EPCI has advanced, or may have, while the block lasts."""
        advanced = asyncio.Event()
        self._following[siren].add(advanced)
        try:
            yield advanced
        finally:
            self._following[siren].discard(advanced)
            if not self._following[siren]:
                del self._following[siren]

    async def outcome(self, stream: str, command_id: UUID, timeout_s: float) -> Outcome | None:
        """Where the command of `stream` stands once it is applied or refused, at most `timeout_s` later."""
        clock = asyncio.get_running_loop()
        until = clock.time() + timeout_s
        advanced = asyncio.Event()
        self._waiting[stream].add(advanced)
        try:
            while True:
                # Cleared before the look: what happens after it wakes us again.
                advanced.clear()
                outcome = await self._inbox.outcome(command_id)
                left = until - clock.time()
                if left <= 0 or (outcome is not None and outcome.status is not Status.RECORDED):
                    return outcome
                with suppress(TimeoutError):
                    await asyncio.wait_for(advanced.wait(), left)
        finally:
            self._waiting[stream].discard(advanced)
            if not self._waiting[stream]:
                del self._waiting[stream]

    async def listen(self, connections: Pool) -> None:
        """Listens until it is cancelled. While the database is away, who waits goes to the end of its wait."""
        while True:
            try:
                async with connections.connection() as connection:
                    await connection.execute(f"LISTEN {ADVANCED}")
                    self._wake_all()
                    async for notice in connection.notifies():
                        self._wake(notice.payload)
            except psycopg.OperationalError as away:
                _log.warning("watch_waits", for_what="database", error=str(away).partition("\n")[0])
                await asyncio.sleep(_PAUSE_S)

    def _wake(self, stream: str) -> None:
        siren = stream.split("/")[1]
        for event in (*self._waiting.get(stream, ()), *self._following.get(siren, ())):
            event.set()

    def _wake_all(self) -> None:
        """What happened while nobody listened is looked for."""
        for events in (*self._waiting.values(), *self._following.values()):
            for event in events:
                event.set()


@asynccontextmanager
async def watching(database_url: str, inbox: Inbox) -> AsyncIterator[Watch]:
    """A watch on the inbox of the database, as long as the block lasts."""
    watch = Watch(inbox)
    async with pool(database_url, {}, size=1) as connections:
        listening = asyncio.create_task(watch.listen(connections))
        try:
            yield watch
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening
