"""The loop of a stream's workflow: it survives repeats, wakes little, begins a new history, and ends."""

import asyncio
from dataclasses import replace
from datetime import datetime

import psycopg
import pytest
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import WorkflowExecutionStatus, WorkflowHistory
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner

import worker
from activities.house import House
from domain.consultation.commands import RecordCouncilVote
from domain.objective.commands import RecordProgress
from infra.inbox import Status
from infra.reading.reads import Reads
from infra.store import Advanced, Store
from tests.domain.consultation.stories import day
from tests.workflows.conftest import START
from tests.workflows.plays import WATER, objectives, opened, sent
from tests.workflows.stage import PATIENCE_S, Stage, stage_on
from workflows import sleeper
from workflows.options import LONG_HISTORY


class Forgetful(Store):
    """A store whose every other answer is lost on the way back, once everything is written."""

    answers = 0

    async def advance(self, stream: str, now: datetime | None = None) -> Advanced:
        advanced = await super().advance(stream, now)
        self.answers += 1
        if self.answers % 2:
            raise psycopg.OperationalError("the connection was lost")
        return advanced


def kinds(history: WorkflowHistory) -> list[str]:
    return [str(event.WhichOneof("attributes")).removesuffix("_event_attributes") for event in history.events]


async def test_an_advance_whose_answer_is_lost_is_tried_again_and_changes_nothing(
    time_skipping: WorkflowEnvironment, database_url: str
) -> None:
    def forget(house: House) -> House:
        return replace(house, store=Forgetful(house.store._pool, house.store._decider_of))

    async with stage_on(time_skipping, database_url, START, altered=forget) as stage:
        await sent(stage)
        await stage.until("2027-03-10")
        journal = [row.kind for row in await stage.journal(WATER)]
    assert journal.count("ReceiptRecorded") == journal.count("SilenceRecorded") == 3
    assert journal.count("ReminderDue") == 24
    assert journal.count("ConsultationEnded") == 1


async def test_a_nudge_too_many_changes_nothing(stage: Stage) -> None:
    await opened(stage)
    before = await stage.journal(WATER)
    for _ in range(5):
        await stage.nudger.nudge([WATER, WATER])
    await stage.until("2026-12-15")
    assert await stage.journal(WATER) == before


async def test_the_timer_stays_armed_while_the_next_instant_is_the_same(stage: Stage) -> None:
    (objective,) = await objectives(stage, 1, deadline="2027-09-01")
    for percent in range(10, 60, 10):
        await stage.post(objective, RecordProgress(percent=percent))
    await stage.until("2026-12-01")
    history = kinds(await stage.client.get_workflow_handle(objective).fetch_history())
    assert history.count("timer_started") == 1
    assert history.count("timer_canceled") == 0
    assert len(history) <= 60


async def test_a_history_of_500_events_is_begun_anew_and_nothing_is_forgotten(stage: Stage) -> None:
    (objective,) = await objectives(stage, 1, deadline="2027-09-01", pilote="DRH mutualisée")
    for day_of_work in range(140):
        outcome = await stage.post(objective, RecordProgress(percent=day_of_work % 100, note=f"{day_of_work}"))
        assert outcome.status is Status.APPLIED
    handle = stage.client.get_workflow_handle(objective)
    described = await handle.describe()
    assert described.raw_description.workflow_execution_info.first_run_id != described.run_id
    assert described.history_length < LONG_HISTORY
    await stage.until("2027-09-03")
    assert len(await stage.journal(objective, "ProgressRecorded")) == 140
    assert len(await stage.journal(objective, "LateRecorded")) == 1
    # Nobody is known behind the pilote: the coordinator stands in. What the summer held is told once.
    ledger = await stage.ledger()
    assert (ledger["objective_j60", "sent"], ledger["objective_j30", "merged"], ledger["objective_j7", "sent"]) == (
        1,
        1,
        1,
    )


async def test_the_workflow_says_in_french_what_it_waits_for(stage: Stage) -> None:
    await opened(stage)
    (objective,) = await objectives(stage, 1, deadline="2027-09-01")
    await stage.post(objective, RecordProgress(percent=10))
    await stage.until("2026-12-01")
    row = await Reads(stage.house.engine).stream(objective)
    assert row is not None
    assert row.next_due is not None
    due = stage.clock.boot + (row.next_due - START)  # on the server's clock
    assert await details(stage, objective) == (
        f"**Objectif F0001 · EPCI 200000001**\n\nProchaine échéance : {due:%d/%m/%Y à %H:%M} (temps universel)."
    )
    assert await details(stage, WATER) == "**Consultation eau · EPCI 200000001**\n\nAttend un réveil."


async def details(stage: Stage, id: str) -> str:
    metadata = await stage.client.get_workflow_handle(id).query(
        "__temporal_workflow_metadata", result_type=WorkflowMetadata
    )
    return str(metadata.current_details)


async def test_a_council_vote_alone_arms_no_timer(stage: Stage) -> None:
    await opened(stage)
    await stage.post(WATER, RecordCouncilVote(voted_on=day("2026-11-30"), number="2026-12"))
    history = kinds(await stage.client.get_workflow_handle(WATER).fetch_history())
    assert "timer_started" not in history


class Broken(Store):
    """A store that nobody reaches, until it is mended."""

    mended = False

    async def advance(self, stream: str, now: datetime | None = None) -> Advanced:
        if not self.mended:
            raise psycopg.OperationalError("the server is away")
        return await super().advance(stream, now)


async def test_nudges_of_an_outage_of_days_do_not_fill_the_history(
    time_skipping: WorkflowEnvironment, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Outside the sandbox, which loads modules anew, a smaller limit can be given.
    monkeypatch.setattr(worker, "RUNNER", UnsandboxedWorkflowRunner())
    monkeypatch.setattr(sleeper, "ENDLESS_HISTORY", 60)
    stores: list[Broken] = []

    def broken(house: House) -> House:
        stores.append(Broken(house.store._pool, house.store._decider_of))
        return replace(house, store=stores[0])

    async with stage_on(time_skipping, database_url, START, altered=broken) as stage:
        (objective,) = await objectives(stage, 1, deadline=None)
        handle = stage.client.get_workflow_handle(objective)
        await stage.nudger.nudge([objective])
        first = stage.client.get_workflow_handle(objective, run_id=(await handle.describe()).run_id)
        for _ in range(100):
            await stage.nudger.nudge([objective])
        # Asked again and again: this server loses its waiters, and its clock, when a run goes on with work under way.
        async with asyncio.timeout(PATIENCE_S):
            while (await first.describe()).status is not WorkflowExecutionStatus.CONTINUED_AS_NEW:
                await asyncio.sleep(0)
        stores[0].mended = True
        assert (await stage.post(objective, RecordProgress(percent=10))).status is Status.APPLIED
