"""One office per test."""

from collections.abc import AsyncIterator

import pytest

from tests.activities.office import Office, office_on


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    async with office_on(database_url) as office:
        yield office
