"""What many letters share: states read again only when they moved, marks written together."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from infra.ledger import Ledger, Mark
from infra.snapshots import Snapshots

#: How long a letter that has left may wait for its mark: what a crash then repeats.
_GATHERED_S: Final = 0.05


class FreshStates:
    """The states of streams, read again when they moved: many letters speak of few streams."""

    def __init__(self, snapshots: Snapshots) -> None:
        self._snapshots = snapshots
        self._known: dict[str, tuple[int, Any]] = {}

    async def of(self, streams: set[str]) -> dict[str, Any]:
        """Those states as they are now, by id."""
        revisions = await self._snapshots.revisions(streams)
        stale = {id for id in streams if id not in self._known or self._known[id][0] != revisions.get(id, 0)}
        for id, state in (await self._snapshots.many(stale) if stale else {}).items():
            self._known[id] = revisions.get(id, 0), state
        return {id: self._known[id][1] for id in streams}


class Watch:
    """Tells the time from a look at the clock on: to look again for each letter would cost as much as the letter."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._began_s = asyncio.get_running_loop().time()

    @property
    def age_s(self) -> float:
        """Seconds since the look."""
        return asyncio.get_running_loop().time() - self._began_s

    def now(self) -> datetime:
        return self._at + timedelta(seconds=self.age_s)


@dataclass
class Marker:
    """Writes marks together, those of `_GATHERED_S` at once: a transaction for each would cost more than its letter.
    `lost`: some could not be written; nothing more should leave, or it would leave twice."""

    ledger: Ledger
    waiting: list[Mark] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    lost: bool = False

    def add(self, marks: Sequence[Mark]) -> None:
        self.waiting += marks

    async def write(self) -> None:
        """Writes until it is `over` and nothing waits."""
        while self.waiting or not self.over.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self.over.wait(), _GATHERED_S)
            marks, self.waiting = self.waiting, []
            try:
                await self.ledger.settle(marks)
            except BaseException:
                self.lost = True
                raise

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """Writes meanwhile, and to the end, even when the block fails: what has left is known to have left."""
        task = asyncio.create_task(self.write())
        try:
            yield
        finally:
            self.over.set()
            await task
