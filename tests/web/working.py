"""The worker's part in tests of pages: every stream that has a command is advanced, for as long as a block lasts."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import psycopg
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.tables import inbox

_TICK_S: Final = 0.005

Advance = Callable[[str], Awaitable[Any]]


@asynccontextmanager
async def working(engine: AsyncEngine, advance: Advance) -> AsyncIterator[None]:
    """Somebody works meanwhile. Raises, at the end of the block, what made them stop."""
    task = asyncio.create_task(_work(engine, advance))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _work(engine: AsyncEngine, advance: Advance) -> None:
    undone = select(inbox.c.stream).where(inbox.c.done_at.is_(None)).distinct()
    while True:
        async with engine.connect() as connection:
            streams = list(await connection.scalars(undone))
        for stream in streams:
            # A turn has two seconds: on a loaded machine it is taken again, as the engine does.
            with suppress(psycopg.OperationalError):
                await advance(stream)
        await asyncio.sleep(_TICK_S)
