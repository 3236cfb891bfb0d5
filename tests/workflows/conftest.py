"""One stage per test: its clock is shared by everything that runs on it."""

from collections.abc import AsyncIterator

import pytest
from temporalio.testing import WorkflowEnvironment

from tests.domain.consultation.stories import instant
from tests.workflows.stage import Stage, stage_on

#: The scenarios begin here.
START = instant("2026-11-30")


@pytest.fixture
async def stage(time_skipping: WorkflowEnvironment, database_url: str) -> AsyncIterator[Stage]:
    async with stage_on(time_skipping, database_url, START) as stage:
        yield stage
