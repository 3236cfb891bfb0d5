"""The example played up to an hour, without Temporal: each line of its scenario is posted and its streams advanced.

For the tests of pages and for their pictures. All the rest is the real house: inbox, store, rules, activities.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.progress import Progress
from activities.recording import Recorder
from domain.mandate.commands import mandate_id
from domain.registry import decider_of
from infra.contacts import Contacts
from infra.database import ADVANCER, POSTER, engine, pool
from infra.inbox import Inbox
from infra.roadmaps.importing import import_roadmap
from infra.snapshots import Snapshots
from infra.store import Store
from infra.tables import inbox, streams
from infra.territories import load_epci
from terminal.demo.scenario import Line, Script, read_scenario

EXAMPLE = Path(__file__).resolve().parents[1] / "example"
SIREN = "243200417"
_YEAR = 2026
_BY = "demo:coordination"

#: A Friday on which the example and its troubles have something of everything.
NOON: Final = datetime.fromisoformat("2028-05-19T12:00")

#: What the scenario does not have, up to that day.
TROUBLES: Final = read_scenario(Path(__file__).with_name("troubles.yaml")).suite


@dataclass
class Stopped:
    """A clock that stands at `at` until it is moved."""

    at: datetime

    async def now(self) -> datetime:
        return self.at

    async def read(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Player:
    """Plays lines on one database."""

    engine: AsyncEngine
    inbox: Inbox
    store: Store
    clock: Stopped
    script: Script

    async def play(self, hour: datetime, more: Sequence[Line] = ()) -> datetime:
        """Plays the scenario and `more` up to the local `hour`, included. Gives that instant."""
        lines = sorted([*read_scenario(EXAMPLE / "scenario.yaml").suite, *more], key=lambda line: line.le)
        for line in lines:
            if line.le <= hour:
                # What time brings before this hour comes before it in the journal.
                await self.pass_time(self.script.hour(line))
                await self._say(line)
        await self.pass_time(self.script.hour(Line(le=hour)))
        return self.clock.at

    async def pass_time(self, at: datetime) -> None:
        """Lets what is due by `at` happen in every stream."""
        self.clock.at = at
        due = select(streams.c.id).where(streams.c.next_due <= at).order_by(streams.c.next_due, streams.c.id)
        async with self.engine.connect() as connection:
            ids = list(await connection.scalars(due))
        for stream in ids:
            await self._advance(stream)
        await self._answer()

    async def _say(self, line: Line) -> None:
        if line.importer is not None:
            path, people = EXAMPLE / line.importer, Contacts(self.engine)
            await import_roadmap(path, self.inbox, people, actor=_BY, at=self.clock.at)
        else:
            await self.inbox.post_all(self.script.posts(line, self.clock.at))
        await self._answer()

    async def _answer(self) -> None:
        """Advances until no command, reactions included, is left without an answer."""
        undone = select(inbox.c.stream).where(inbox.c.done_at.is_(None)).distinct()
        while True:
            async with self.engine.connect() as connection:
                waiting = sorted(await connection.scalars(undone))
            if not waiting:
                return
            for stream in waiting:
                await self._advance(stream)

    async def _advance(self, stream: str) -> None:
        """What the workflow of the stream does when it wakes."""
        advanced = await self.store.advance(stream, self.clock.at)
        progress = Progress(Snapshots(self.engine, decider_of), Recorder(self.inbox, self.clock))
        if "baseline" in advanced.asks:
            await progress.freeze_baseline(stream)
        if "stock" in advanced.asks:
            await progress.record_progress(stream)
        if "habits" in advanced.asks:
            await progress.pass_on_habits(stream)


@asynccontextmanager
async def player(database_url: str) -> AsyncIterator[Player]:
    """A player on the migrated database, in which nothing has happened yet."""
    door = engine(database_url)
    async with pool(database_url, POSTER) as posters, pool(database_url, ADVANCER) as advancers:
        epci = load_epci(SIREN)
        script = Script(epci, mandate_id(SIREN, _YEAR))
        clock = Stopped(datetime.fromisoformat("2026-03-23T00:00+01:00"))
        yield Player(door, Inbox(posters), Store(advancers, decider_of), clock, script)
    await door.dispose()
