"""What somebody prepared on the page of a link and has not confirmed yet.

A draft that is written again is another draft: the code that was sent for the first confirms nothing of the second.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, delete, func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.base import Instant, Value
from infra.documents import forget
from infra.link_tables import drafts
from infra.links import Link

#: A draft holds a name: it is not kept longer.
KEPT: Final = timedelta(days=30)

#: Drafts held at once: each keeps a connection while others are asked for, of which there must be some left.
_AT_ONCE: Final = 4


class Draft(Value):
    """What was typed, as it was typed. `about`: the matter and what is prepared of it; `document`: the file joined."""

    id: UUID
    about: str
    contact_id: UUID
    body: dict[str, Any]
    document: UUID | None
    updated_at: Instant


class Drafts:
    """Keeps the last draft of each matter and contact."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def save(self, link: Link, about: str, body: dict[str, Any], document: UUID | None = None) -> UUID:
        """Keeps a draft in the place of the one before, whose file goes with it when nothing else names it; those that
        nobody confirmed in a month go too. Gives its id, which is new."""
        given = {"siren": link.siren, "about": about, "contact_id": link.contact_id, "body": body, "document": document}
        async with self._engine.begin() as connection:
            mine = (drafts.c.about == about) & (drafts.c.contact_id == link.contact_id)
            old = drafts.c.updated_at < func.clock_timestamp() - KEPT
            going = delete(drafts).where(mine | old).returning(drafts.c.document)
            files = [file for file in await connection.scalars(going) if file is not None and file != document]
            adding = upsert(drafts).values(**given, updated_at=func.clock_timestamp())
            # Two tabs at once: the last one stands.
            fresh = {name: adding.excluded[name] for name in ("body", "document", "updated_at")}
            replacing = adding.on_conflict_do_update(
                index_elements=["about", "contact_id"], set_={**fresh, "id": func.gen_random_uuid()}
            )
            id: UUID = (await connection.execute(replacing.returning(drafts.c.id))).scalar_one()
            for file in files:
                await forget(connection, file)
            return id

    async def find(self, id: UUID, contact_id: UUID) -> Draft | None:
        """A draft of this contact by its id, `None` when it was confirmed, replaced, or is another's."""
        wanted = select(drafts).where(drafts.c.id == id, drafts.c.contact_id == contact_id)
        async with self._engine.connect() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        return None if row is None else _draft(row)

    async def last(self, about: str, contact_id: UUID) -> Draft | None:
        """What the contact last prepared about a matter, `None` when nothing waits."""
        wanted = select(drafts).where(drafts.c.about == about, drafts.c.contact_id == contact_id)
        async with self._engine.connect() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        return None if row is None else _draft(row)

    @asynccontextmanager
    async def alone(self, id: UUID) -> AsyncIterator[None]:
        """Holds the draft while it is confirmed: who confirms it at the same time comes after."""
        async with self._room, self._engine.begin() as connection:
            await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"draft/{id}", 0))))
            yield

    async def drop(self, id: UUID) -> None:
        """Forgets a draft, confirmed since: its file stays."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(drafts).where(drafts.c.id == id))


def _draft(row: Row[Any]) -> Draft:
    return Draft.model_validate({name: row._mapping[name] for name in Draft.model_fields})
