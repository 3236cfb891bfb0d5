"""Writes that are no command, known by the key under which they were asked: asked again, they are not done again.

What was asked is kept for a day, as what it hashes to; what came of it, as an id: names and addresses stay where they
are.
"""

from datetime import timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.link_tables import repeats

#: How long a key is known.
KEPT: Final = timedelta(days=1)

#: Who began and said nothing more after this long has stopped on the way: it may be done again.
_ABANDONED: Final = timedelta(seconds=30)


class RepeatConflict(Exception):
    """The key already belongs to something else that was asked. The message is in French."""


class RepeatUnderWay(Exception):
    """The same is being done at this moment. The message is in French."""


class Repeats:
    """Remembers what was done under which key."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def begin(self, id: UUID, body: bytes) -> str | None:
        """What came of it when it was done before, `None` when it is to be done now, which `end` or `drop` must follow.
        Raises `RepeatConflict` when another body was asked under this id, `RepeatUnderWay` when it is being done."""
        digest = sha256(id.bytes + body).digest()
        now = func.clock_timestamp()
        abandoned = (repeats.c.id == id) & repeats.c.result.is_(None) & (repeats.c.at < now - _ABANDONED)
        stale = or_(repeats.c.at < now - KEPT, abandoned)
        adding = insert(repeats).values(id=id, digest=digest).on_conflict_do_nothing().returning(repeats.c.id)
        async with self._engine.begin() as connection:
            await connection.execute(delete(repeats).where(stale))
            if await connection.scalar(adding) is not None:
                return None
            row = (await connection.execute(select(repeats).where(repeats.c.id == id))).one()
        if row.digest != digest:
            raise RepeatConflict("Cette clé d'idempotence a déjà servi à une autre demande ; prenez-en une autre.")
        if row.result is None:
            raise RepeatUnderWay("La même demande est en cours ; réessayez dans un instant.")
        return str(row.result)

    async def end(self, id: UUID, result: str) -> None:
        """Notes what came of it."""
        async with self._engine.begin() as connection:
            await connection.execute(update(repeats).where(repeats.c.id == id).values(result=result))

    async def drop(self, id: UUID) -> None:
        """Forgets it: nothing was done."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(repeats).where(repeats.c.id == id, repeats.c.result.is_(None)))
