"""The domain is passed through the sandbox for its weight alone: it loads and decides under its guard as well."""

import asyncio
from dataclasses import replace

from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from tests.workflows.plays import transfert
from tests.workflows.stage import PATIENCE_S
from tests.workflows.thinking import Thinking


async def test_the_domain_loads_and_decides_under_the_guard_of_the_sandbox(time_skipping: WorkflowEnvironment) -> None:
    # `astimezone` takes no proxy of `ZoneInfo`: that one guard is lifted, of which the domain uses nothing but zones.
    guards = SandboxRestrictions.invalid_module_members_default.with_child_unrestricted("zoneinfo", "ZoneInfo")
    guarded = SandboxedWorkflowRunner(replace(SandboxRestrictions.default, invalid_module_members=guards))
    async with (
        Worker(time_skipping.client, task_queue="thinking", workflows=[Thinking], workflow_runner=guarded),
        asyncio.timeout(PATIENCE_S),
    ):
        thought = await time_skipping.client.execute_workflow(
            Thinking.run, transfert().model_dump_json(), id="thinking", task_queue="thinking"
        )
    assert thought == ["consultation", "evaluation", "mandate", "objective", "ConsultationOpened"]
