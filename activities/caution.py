"""What every delivery takes care of: to be known to be alive, and to tell Temporal's history nothing of anybody."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError

#: A worker that is dead is known to be so when it has not beaten for some of these.
_BEAT_S: Final = 2.0

_log = structlog.get_logger()


@asynccontextmanager
async def beating() -> AsyncIterator[None]:
    """Says meanwhile that the worker is alive, however long one letter takes."""

    async def beat() -> None:
        while True:
            activity.heartbeat()
            await asyncio.sleep(_BEAT_S)

    task = asyncio.create_task(beat())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def discreet(what: str) -> AsyncIterator[None]:
    """Says in Temporal's history that `what` failed, and nothing of the cause, which may name somebody: the log of the
    worker has it. Raises `ApplicationError`, to be tried again."""
    try:
        yield
    except ApplicationError:
        raise
    except Exception as failed:
        _log.warning("delivery_failed", error=type(failed).__name__, exc_info=True)
        raise ApplicationError(what, type=type(failed).__name__) from None
