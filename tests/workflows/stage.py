"""A whole engine on which tests play: the real workflows, activities and PostgreSQL; mails are kept in memory."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from activities.house import House, Mail, open_house
from activities.nudging import Nudger
from domain.ids import derived_id
from domain.people import COORDINATEUR, mairie
from infra.clock import ScenarioClock
from infra.contacts import Contact, Contacts, Person
from infra.inbox import Outcome, Post
from infra.letters import Letter, Letters
from infra.reading.reads import JournalRow, Reads
from infra.tables import notices
from infra.temporal import prepare
from tests.domain.consultation.stories import instant
from worker import CACHED, build_workers
from workflows.routes import routes

SIREN = "200000001"
COMMUNES = ("01001", "01002", "01003")
CONTACTS = [Person(to=COORDINATEUR, name="Coordination", address="coordination@example.invalid")] + [
    Person(to=mairie(insee), name=f"Commune {insee}", address=f"mairie-{insee}@example.invalid") for insee in COMMUNES
]

LETTERS = Letters(reply_to="coordination@example.invalid")

#: How long a test waits, in real time, for what should take milliseconds.
PATIENCE_S = 20.0


@dataclass(frozen=True)
class Sent:
    """A letter accepted by the postbox."""

    at: datetime
    to: str
    letter: Letter
    message_id: str


@dataclass
class Postbox:
    """A channel that keeps what it accepts, and raises what it is told to, for everybody or for one address."""

    accepted: list[Sent] = field(default_factory=list)
    refuses: Exception | None = None
    refuses_to: dict[str, Exception] = field(default_factory=dict)
    tries: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def holds(self, count: int) -> None:
        """Returns once so many letters were accepted."""
        async with asyncio.timeout(PATIENCE_S):
            while len(self.accepted) < count:
                self.news.clear()
                await self.news.wait()

    async def send(self, to: Contact, letter: Letter, message_id: str, at: datetime) -> None:
        self.tries += 1
        if refusal := self.refuses or self.refuses_to.get(to.address or ""):
            raise refusal
        self.accepted.append(Sent(at, to.address or "", letter, message_id))
        self.news.set()


@dataclass(frozen=True)
class Stage:
    """What a test plays on. Things are done at instants of the scenario: at ten in the morning when a day is given."""

    environment: WorkflowEnvironment
    clock: ScenarioClock
    house: House
    nudger: Nudger
    postbox: Postbox

    @property
    def client(self) -> Client:
        return self.environment.client

    async def do(self, stream: str, command: BaseModel, on: str | datetime, *, key: str = "") -> Outcome:
        """Skips to `on`, posts, nudges, and gives the outcome."""
        await self.clock.sleep_until(instant(on))
        return await self.post(stream, command, key=key)

    async def post(self, stream: str, command: BaseModel, *, key: str = "") -> Outcome:
        """Posts now, nudges, and gives the outcome."""
        command_id = derived_id(stream, command.model_dump_json(), key)
        post = Post(stream=stream, command_id=command_id, command=command, by="test", at=await self.clock.now())
        await self.house.inbox.post(post)
        await self.nudger.nudge([stream])
        outcome = await self.house.inbox.wait(command_id, PATIENCE_S)
        assert outcome is not None
        return outcome

    async def until(self, on: str | datetime) -> None:
        """Lets time pass: everything due on the way happens."""
        await self.clock.sleep_until(instant(on))

    async def journal(self, stream: str, *kinds: str) -> list[JournalRow]:
        """The events of a stream, of those kinds if some are given, in order."""
        rows = await Reads(self.house.engine).journal(SIREN, stream, limit=1000)
        return [row for row in rows if not kinds or row.kind in kinds]

    async def ledger(self) -> Counter[tuple[str, str]]:
        """How many notices of each kind are in each state."""
        return await states(self.house.engine)

    async def letters(self, *to: str) -> list[list[str]]:
        """What each letter said, of those sent to these people if some are given, in the order of sending."""
        return await said(self.house.engine, self.postbox, *to)


async def states(engine: AsyncEngine) -> Counter[tuple[str, str]]:
    """How many notices of each kind are in each state."""
    async with engine.connect() as connection:
        rows = await connection.execute(select(notices.c.kind, notices.c.state))
        return Counter((kind, state) for kind, state in rows)


async def said(engine: AsyncEngine, postbox: Postbox, *to: str) -> list[list[str]]:
    """The kinds of the notices that each letter carried, by the ledger, in the order of sending.

    `to`: names before the at sign, everybody when none is given.
    """
    by_letter = defaultdict(set)
    async with engine.connect() as connection:
        for message_id, kind in await connection.execute(select(notices.c.message_id, notices.c.kind)):
            by_letter[message_id].add(kind)
    letters = [sent for sent in postbox.accepted if not to or sent.to.partition("@")[0] in to]
    return [sorted(by_letter[sent.message_id]) for sent in letters]


def _as_it_is(house: House) -> House:
    return house


@asynccontextmanager
async def stage_on(
    environment: WorkflowEnvironment,
    database_url: str,
    start: datetime,
    *,
    cached: int = CACHED,
    altered: Callable[[House], House] = _as_it_is,
) -> AsyncIterator[Stage]:
    """A stage whose scenario begins at `start`, with one set of workers and the contacts of a small EPCI.

    `altered` gives the house that the workers are built on.
    """
    clock = await ScenarioClock.begin(environment, start)
    postbox = Postbox()
    mail = Mail(LETTERS, postbox, "jalon.invalid")
    async with open_house(database_url, mail, clock) as house, AsyncExitStack() as running:
        await Contacts(house.engine).upsert(SIREN, CONTACTS)
        nudger = Nudger(environment.client, routes(), searchable=await prepare(environment.client))
        for worker in build_workers(environment.client, altered(house), nudger.nudge, cached=cached):
            await running.enter_async_context(worker)
        yield Stage(environment, clock, house, nudger, postbox)
