"""The clock: in production the database's, in a scenario that of the server that skips time. Never this machine's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol, Self

from sqlalchemy.ext.asyncio import AsyncEngine

from infra.database import read_clock

if TYPE_CHECKING:
    # The web reads the clock, and does without Temporal.
    from temporalio.testing import WorkflowEnvironment


class Clock(Protocol):
    """Tells the time to who writes and to who only looks."""

    async def now(self) -> datetime | None:
        """The instant to give to `Inbox.post` and `Store.advance`; `None`: the database reads its own, under lock."""

    async def read(self) -> datetime:
        """The instant, for what is written under no lock (the mail that may leave)."""


#: How far one skips at once.
_STRIDE: Final = timedelta(days=10)


@dataclass(frozen=True)
class DatabaseClock:
    """Production's clock, and that of crash tests: the same, moved."""

    engine: AsyncEngine

    async def now(self) -> None:
        return None

    async def read(self) -> datetime:
        return await read_clock(self.engine)


@dataclass(frozen=True)
class ScenarioClock:
    """A clock that stood at `start` when it was begun, and goes as the time-skipping server's goes."""

    environment: WorkflowEnvironment
    start: datetime
    boot: datetime

    @classmethod
    async def begin(cls, environment: WorkflowEnvironment, start: datetime) -> Self:
        """The server always boots at the real time: what counts is how far it has gone since now."""
        return cls(environment, start, await environment.get_current_time())

    async def now(self) -> datetime:
        return self.start + (await self.environment.get_current_time() - self.boot)

    async def read(self) -> datetime:
        return await self.now()

    async def sleep_until(self, instant: datetime) -> None:
        """Skips to `instant`, letting everything due on the way happen; does nothing when it has passed."""
        # A skip is one call, and its server gives up on one whose way is long on a slow machine.
        left = instant - await self.now()
        while left > timedelta():
            await self.environment.sleep(min(left, _STRIDE))
            left -= _STRIDE
