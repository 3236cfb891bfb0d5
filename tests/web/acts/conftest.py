"""Who does acts on the example, at two hours of it."""

from collections.abc import AsyncIterator

import pytest

from infra.embedded.postgres import EmbeddedPostgres
from tests.web.acts.acting import Doer, doing
from tests.web.examples import IMPORTED


@pytest.fixture
async def doer(postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[Doer]:
    """19 May 2028: the roadmap is approved."""
    async with doing(postgres, template_database) as one:
        yield one


@pytest.fixture
async def draft(postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[Doer]:
    """20 April 2026: the roadmap has just been imported."""
    async with doing(postgres, template_database, IMPORTED) as one:
        yield one
