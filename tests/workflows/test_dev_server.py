"""Each workflow once on the dev server, on the database's own clock, woken by the relay alone."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date
from itertools import count
from uuid import UUID

import psycopg
import pytest
from pydantic import BaseModel
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import Worker

from activities.house import House, Mail, open_house
from activities.nudging import Nudger
from domain.calendar import METROPOLE, civil_day
from domain.consultation.commands import CancelConsultation, RecordCouncilVote, SendConsultation
from domain.evaluation.commands import PointType
from domain.ids import derived_id
from domain.mandate.commands import ApproveRoadmap, StartEvaluation
from domain.objective.commands import ReachObjective, RecordProgress
from infra import temporal
from infra.chain import verify
from infra.contacts import Contacts
from infra.inbox import ADVANCED, Outcome, Post, Status
from infra.reading.reads import Reads
from infra.relay import Relay
from infra.temporal import connect, prepare
from tests.domain.mandate.mandates import opening, plan
from tests.domain.objective.objectives import plan as plan_objective
from tests.workflows.plays import ELECTORATE, MANDATE, WATER, transfert
from tests.workflows.stage import CONTACTS, LETTERS, PATIENCE_S, SIREN, Postbox
from worker import build_workers
from workflows.routes import routes

_installations = count(1)


class Noting(Nudger):
    """A nudger that remembers whom it woke."""

    woken: set[str]

    async def nudge(self, ids: Sequence[str]) -> None:
        self.woken.update(ids)
        await super().nudge(ids)


@dataclass(frozen=True)
class Site:
    """An installation on the dev server, with queues of its own. Nobody nudges but its relay."""

    database_url: str
    client: Client
    house: House
    nudger: Noting
    postbox: Postbox
    name: str

    async def workers(self) -> list[Worker]:
        """As another process would: with a connection of their own."""
        client = await connect(self.client.service_client.config.target_host)
        return build_workers(client, self.house, self.nudger.nudge, installation=self.name)

    async def post(self, stream: str, command: BaseModel) -> UUID:
        command_id = derived_id(stream, command.model_dump_json())
        await self.house.inbox.post(Post(stream=stream, command_id=command_id, command=command, by="test"))
        return command_id

    async def ask(self, stream: str, command: BaseModel) -> Outcome | None:
        return await self.house.inbox.wait(await self.post(stream, command), PATIENCE_S)

    async def today(self) -> date:
        return civil_day(await self.house.clock.read(), METROPOLE)

    async def happens(self, stream: str, kind: str) -> None:
        """Returns once the event has happened."""
        reads = Reads(self.house.engine)
        async with await psycopg.AsyncConnection.connect(self.database_url, autocommit=True) as listener:
            await listener.execute(f"LISTEN {ADVANCED}")
            async with asyncio.timeout(PATIENCE_S):
                while kind not in [row.kind for row in await reads.journal(SIREN, stream)]:
                    async for _ in listener.notifies(stop_after=1):
                        pass


@asynccontextmanager
async def running(site: Site) -> AsyncIterator[None]:
    """Its workers and its relay, running."""
    relay = Relay(site.house.engine, site.nudger.nudge)
    async with AsyncExitStack() as workers:
        for worker in await site.workers():
            await workers.enter_async_context(worker)
        relaying = asyncio.create_task(relay.run())
        try:
            yield
        finally:
            relay.stop()
            await relaying


@pytest.fixture
async def site(dev_server: str, database_url: str) -> AsyncIterator[Site]:
    client = await connect(dev_server)
    name = f"site{next(_installations)}"
    postbox = Postbox()
    async with open_house(database_url, Mail(LETTERS, postbox, "jalon.invalid")) as house:
        await Contacts(house.engine).upsert(SIREN, CONTACTS)
        nudger = Noting(client, routes(name), searchable=await prepare(client))
        nudger.woken = set()
        yield Site(database_url, client, house, nudger, postbox, name)
    # The server outlives the test: nothing of it may stay under ids that another test uses.
    for id in nudger.woken:
        with suppress(RPCError):
            await client.get_workflow_handle(id).terminate()


async def test_a_consultation_and_its_mail_need_no_nudge_but_the_relays(site: Site) -> None:
    async with running(site):
        today = await site.today()
        await site.ask(WATER, transfert())
        await site.ask(WATER, RecordCouncilVote(voted_on=today, number="2026-12"))
        sent = await site.ask(WATER, SendConsultation(sent_on=today, electorate=ELECTORATE))
        assert sent is not None
        assert sent.status is Status.APPLIED
        await site.postbox.holds(3)
        await site.client.get_workflow_handle(f"dispatch/{SIREN}/{today}").result()
        described = await site.client.get_workflow_handle(WATER).describe()
        assert await described.static_summary() == "Consultation eau · EPCI 200000001"
        attributes = described.typed_search_attributes
        assert (attributes[temporal.SIREN], attributes[temporal.KIND]) == (SIREN, "consultation")
        await site.ask(WATER, CancelConsultation(reason="Calendrier revu."))
        await site.client.get_workflow_handle(WATER).result()


async def test_a_mandate_its_objective_and_its_evaluation_run_to_their_end(site: Site) -> None:
    async with running(site):
        today = await site.today()
        objective, evaluation = f"objective/{SIREN}/F1", f"evaluation/{SIREN}/{today.year}-mi_mandat-1"
        await site.ask(MANDATE, opening())
        await site.ask(MANDATE, plan())
        await site.ask(objective, plan_objective(deadline=None))
        await site.ask(MANDATE, ApproveRoadmap(on=today, number="2026-88"))
        await site.happens(MANDATE, "RoadmapApproved")
        await site.ask(objective, ReachObjective(on=today))
        await site.client.get_workflow_handle(objective).result()
        await site.ask(MANDATE, StartEvaluation(type=PointType.MI_MANDAT))
        await site.happens(MANDATE, "EvaluationNoted")
        await site.client.get_workflow_handle(evaluation).result()


async def test_when_one_of_two_workers_stops_the_other_goes_on_and_nothing_is_done_twice(site: Site) -> None:
    streams = [f"objective/{SIREN}/F{number}" for number in range(1, 6)]
    notes = [RecordProgress(percent=percent, note=f"{percent} %") for percent in range(1, 11)]
    async with running(site):
        async with AsyncExitStack() as second:
            for worker in await site.workers():
                await second.enter_async_context(worker)
            for stream in streams:
                await site.ask(stream, plan_objective(deadline=None))
            first_half = [await site.post(stream, note) for note in notes[:5] for stream in streams]
            assert await site.house.inbox.wait(first_half[0], PATIENCE_S)
        second_half = [await site.post(stream, note) for note in notes[5:] for stream in streams]
        for command_id in first_half + second_half:
            outcome = await site.house.inbox.wait(command_id, PATIENCE_S)
            assert outcome is not None
            assert outcome.status is Status.APPLIED
        for stream in streams:
            rows = await Reads(site.house.engine).journal(SIREN, stream)
            assert [row.event["percent"] for row in rows if row.kind == "ProgressRecorded"] == list(range(1, 11))
            assert (await verify(site.house.engine, stream)).ok
