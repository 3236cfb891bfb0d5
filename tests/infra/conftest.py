"""The engine on a database of its own, with the small stream of `ballot.py`."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.database import ADVANCER, POSTER, Pool, engine, pool
from infra.inbox import Inbox, Outcome
from infra.reading.reads import Reads
from infra.store import Store
from tests.infra.ballot import registry


@dataclass(frozen=True)
class Spine:
    """Everything that posts, advances and reads, on one database."""

    url: str
    posters: Pool
    advancers: Pool
    engine: AsyncEngine
    inbox: Inbox
    store: Store
    reads: Reads

    async def outcome(self, command_id: UUID) -> Outcome:
        outcome = await self.inbox.outcome(command_id)
        assert outcome, "this command was never recorded"
        return outcome

    async def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        async with self.posters.connection() as connection:
            return await (await connection.execute(query.encode(), values)).fetchall()

    async def value(self, query: str, *values: Any) -> Any:
        ((value,),) = await self.rows(query, *values)
        return value


@pytest.fixture
async def spine(database_url: str) -> AsyncIterator[Spine]:
    door = engine(database_url)
    async with pool(database_url, POSTER) as posters, pool(database_url, ADVANCER) as advancers:
        store, reads = Store(advancers, registry), Reads(door)
        yield Spine(database_url, posters, advancers, door, Inbox(posters), store, reads)
    await door.dispose()
