"""The stage of the demo: its own PostgreSQL and time-skipping Temporal in a temporary folder, and real workers."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.house import Mail, open_house
from activities.nudging import Nudger
from infra.channels.maildir import MaildirChannel
from infra.channels.message import Sender
from infra.clock import ScenarioClock
from infra.contacts import Contacts
from infra.database import migrate
from infra.embedded.postgres import EmbeddedPostgres
from infra.embedded.temporal import time_skipping_environment
from infra.inbox import Inbox
from infra.letters import Letters
from infra.reading.reads import Reads
from infra.tables import inbox
from infra.temporal import prepare
from worker import build_workers
from workflows.routes import routes

#: Addresses that lead nowhere (RFC 2606), like those of the example.
_MAIL_DOMAIN = "jalon.invalid"
_COORDINATION = "mutualisation@cc-tenareze.invalid"
_SENDER = Sender("Jalon <jalon@jalon.invalid>", _COORDINATION)


@dataclass(frozen=True)
class Stage:
    """What the player speaks to. Its clock is the scenario's; nothing here reads the wall clock."""

    clock: ScenarioClock
    nudger: Nudger
    engine: AsyncEngine
    inbox: Inbox
    reads: Reads
    contacts: Contacts

    async def now(self) -> datetime:
        """The instant that it is in the scenario."""
        return await self.clock.now()

    async def sleep_until(self, instant: datetime) -> None:
        """Skips to `instant`; everything due on the way happens."""
        await self.clock.sleep_until(instant)

    async def nudge(self, ids: Sequence[str]) -> None:
        """Wakes these workflows: no relay runs on the stage."""
        await self.nudger.nudge(ids)

    async def unanswered(self) -> list[str]:
        """The streams that still have a command to answer."""
        waiting = select(inbox.c.stream).where(inbox.c.done_at.is_(None)).distinct()
        async with self.engine.connect() as connection:
            return list((await connection.execute(waiting)).scalars())


@asynccontextmanager
async def staged(folder: Path, mailbox: Path, start: datetime) -> AsyncIterator[Stage]:
    """A stage whose clock stands at `start`, its servers in `folder`, its mail in the maildir `mailbox`."""
    async with AsyncExitStack() as held:
        postgres = held.enter_context(EmbeddedPostgres(folder / "postgres", durable=False))
        migrate(postgres.url)
        environment = await held.enter_async_context(time_skipping_environment())
        clock = await ScenarioClock.begin(environment, start)
        mail = Mail(Letters(_COORDINATION), MaildirChannel(mailbox, _SENDER), _MAIL_DOMAIN)
        house = await held.enter_async_context(open_house(postgres.url, mail, clock))
        nudger = Nudger(environment.client, routes(), searchable=await prepare(environment.client))
        for worker in build_workers(environment.client, house, nudger.nudge):
            await held.enter_async_context(worker)
        yield Stage(clock, nudger, house.engine, house.inbox, Reads(house.engine), Contacts(house.engine))
