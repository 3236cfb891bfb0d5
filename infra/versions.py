"""Whether an open database stands at the newest revision, for who asks often."""

from functools import cache

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.database import alembic_config


async def at_head(door: AsyncEngine) -> bool:
    """Whether the database stands at the newest revision that this version of Jalon knows."""
    async with door.connect() as connection:
        return await connection.run_sync(_stands_at) == _heads()


def _stands_at(connection: Connection) -> frozenset[str]:
    return frozenset(MigrationContext.configure(connection).get_current_heads())


@cache
def _heads() -> frozenset[str]:
    return frozenset(ScriptDirectory.from_config(alembic_config("")).get_heads())
