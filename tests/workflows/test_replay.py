"""Histories made by the suite replay, with the workflows of today, whatever was kept in memory when they were made."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer

from domain.mandate.commands import ApproveRoadmap
from domain.objective.commands import RecordProgress
from tests.domain.consultation.stories import day
from tests.domain.mandate.mandates import mid_mandate
from tests.workflows.conftest import START
from tests.workflows.plays import MANDATE, WATER, mandate, objectives, sent
from tests.workflows.stage import SIREN, Stage, stage_on
from worker import RUNNER
from workflows.routes import WORKFLOWS


async def play(stage: Stage) -> list[str]:
    """A consultation to its silence, a mandate to its evaluation, and their mail. Gives the ids of the workflows."""
    await mandate(stage, mid_mandate("2027-03-15"))
    (objective,) = await objectives(stage, 1, deadline="2027-02-01")
    await stage.post(objective, RecordProgress(percent=10))
    await sent(stage)
    await stage.do(MANDATE, ApproveRoadmap(on=day("2026-12-15"), number="2026-88"), "2026-12-15")
    await stage.until("2027-03-20")
    evaluation = f"evaluation/{SIREN}/2027-mi_mandat-1"
    assert await stage.journal(evaluation, "EvaluationRecorded")
    return [MANDATE, objective, WATER, evaluation, f"dispatch/{SIREN}/2026-12-01", f"dispatch/{SIREN}/2027-01-04"]


@pytest.mark.parametrize("cached", [0, 100])
async def test_every_workflow_replays(time_skipping: WorkflowEnvironment, database_url: str, cached: int) -> None:
    async with stage_on(time_skipping, database_url, START, cached=cached) as stage:
        ids = await play(stage)

        async def histories() -> AsyncIterator[WorkflowHistory]:
            for id in ids:
                yield await stage.client.get_workflow_handle(id).fetch_history()

        replayer = Replayer(
            workflows=[workflow for workflows in WORKFLOWS.values() for workflow in workflows.values()],
            data_converter=pydantic_data_converter,
            workflow_runner=RUNNER,
        )
        results = await replayer.replay_workflows(histories(), raise_on_replay_failure=False)
    assert results.replay_failures == {}
