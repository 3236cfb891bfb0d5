"""Counting the statements that are sent to PostgreSQL, whichever library sends them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that this process sends while the block lasts, in order."""
    sent: list[str] = []
    execute = psycopg.AsyncCursor.execute

    async def counted(self: Any, query: Any, *given: Any, **options: Any) -> Any:
        sent.append(str(query))
        return await execute(self, query, *given, **options)

    psycopg.AsyncCursor.execute = counted  # type: ignore[method-assign]
    try:
        yield sent
    finally:
        psycopg.AsyncCursor.execute = execute  # type: ignore[method-assign]
