"""A town on a database of its own, where somebody does the worker's part at the hour of the story."""

from collections.abc import AsyncIterator

import pytest

from tests.web.visitors.town import Town, at_work, town_on


@pytest.fixture
async def idle(database_url: str) -> AsyncIterator[Town]:
    """The town where no worker runs."""
    async with town_on(database_url) as town:
        yield town


@pytest.fixture
async def town(idle: Town) -> AsyncIterator[Town]:
    """The town where every stream that has a command is advanced at the hour of its clock."""
    async with at_work(idle):
        yield idle
