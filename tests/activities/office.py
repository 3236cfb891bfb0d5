"""Activities without a workflow: a house on a database of its own, whose clock a test sets."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import select
from temporalio.testing import ActivityEnvironment

from activities.carrying import Carrier
from activities.evaluations import Evaluations
from activities.express import ExpressLane
from activities.house import House, Mail, open_house
from activities.passwords import password_mail
from activities.progress import Progress
from activities.recording import Recorder
from activities.reminders import Reminders
from domain.consultation.commands import RecordCouncilVote, SendConsultation
from domain.ids import derived_id
from infra.codes import Codes
from infra.contacts import Contacts
from infra.inbox import Post
from infra.ledger import Ledger
from infra.reading.reads import JournalRow, Reads
from infra.tables import inbox
from tests.domain.consultation.stories import day, instant
from tests.workflows.plays import ELECTORATE, WATER, receipt, transfert
from tests.workflows.stage import COMMUNES, CONTACTS, LETTERS, SIREN, Postbox, said, states

T = TypeVar("T")

PUBLIC_URL = "https://jalon.invalid"


@dataclass
class StoppedClock:
    """A clock that a test sets."""

    at: datetime

    async def now(self) -> datetime:
        return self.at

    async def read(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Office:
    """Everything that activities need, and the postbox that receives their letters."""

    house: House
    clock: StoppedClock
    postbox: Postbox
    reminders: Reminders
    express: ExpressLane
    progress: Progress
    evaluations: Evaluations

    async def do(self, stream: str, command: BaseModel, on: str | datetime) -> None:
        """Posts and advances at `on`, at ten in the morning when a day is given."""
        self.clock.at = instant(on)
        post = Post(
            stream=stream,
            command_id=derived_id(stream, command.model_dump_json()),
            command=command,
            by="test",
            at=self.clock.at,
        )
        await self.house.inbox.post(post)
        await self.advance(stream)

    async def advance(self, stream: str) -> None:
        await self.house.store.advance(stream, self.clock.at)

    async def run(self, activity: Callable[[Any], Awaitable[T]], argument: Any) -> T:
        """Runs an activity as a worker would."""
        return await ActivityEnvironment().run(activity, argument)

    async def states(self) -> Counter[tuple[str, str]]:
        """How many notices of each kind are in each state."""
        return await states(self.house.engine)

    async def letters(self, *to: str) -> list[list[str]]:
        """What each letter said, of those sent to these people if some are given, in the order of sending."""
        return await said(self.house.engine, self.postbox, *to)

    async def journal(self, stream: str, kind: str) -> list[JournalRow]:
        rows = await Reads(self.house.engine).journal(SIREN, stream, limit=1000)
        return [row for row in rows if row.kind == kind]

    async def posted(self, stream: str, kind: str) -> list[dict[str, Any]]:
        """The commands of a kind in the inbox of a stream, in order."""
        wanted = select(inbox.c.command).where(inbox.c.stream == stream, inbox.c.command["kind"].astext == kind)
        async with self.house.engine.connect() as connection:
            return list(await connection.scalars(wanted.order_by(inbox.c.number)))


@asynccontextmanager
async def office_on(database_url: str) -> AsyncIterator[Office]:
    clock = StoppedClock(instant("2026-11-30"))
    postbox = Postbox()
    async with open_house(database_url, Mail(LETTERS, postbox, "jalon.invalid", public_url=PUBLIC_URL), clock) as house:
        contacts = Contacts(house.engine)
        await contacts.upsert(SIREN, CONTACTS)
        recorder = Recorder(house.inbox, clock)
        carrier = Carrier(
            Ledger(house.engine), contacts, house.snapshots, postbox, clock, recorder, "jalon.invalid", PUBLIC_URL
        )
        reminders = Reminders(Ledger(house.engine), contacts, house.snapshots, LETTERS, carrier)
        codes = Codes(house.engine)
        express = ExpressLane(
            Ledger(house.engine), contacts, house.snapshots, codes, LETTERS, carrier, password_mail(house)
        )
        progress, evaluations = Progress(house.snapshots, recorder), Evaluations(house.snapshots, recorder)
        yield Office(house, clock, postbox, reminders, express, progress, evaluations)


async def sent(office: Office) -> None:
    """A transfert voted, sent and received by three communes on 1 December 2026."""
    await office.do(WATER, transfert(), "2026-11-30")
    await office.do(WATER, RecordCouncilVote(voted_on=day("2026-12-01"), number="2026-12"), "2026-12-01")
    await office.do(WATER, SendConsultation(sent_on=day("2026-12-01"), electorate=ELECTORATE), "2026-12-01")
    for commune in COMMUNES:
        await office.do(WATER, receipt(commune), "2026-12-01")
