"""Who deposited what by a link, and what became of it: names stand here alone, beside the record."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, cast, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.base import Value
from infra.link_tables import deposits
from infra.links import Link
from infra.reading.reads import JournalRow
from infra.tables import journal


class Depositor(Value):
    """Who deposits: what they typed of their name and function; `document`: the file that goes with it."""

    name: str
    function: str
    document: UUID | None = None


class Deposits:
    """Notes deposits, and reads what the record holds of one commune."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def note(self, command_id: UUID, link: Link, about: str, who: Depositor) -> None:
        """Notes who sends the command, before it is sent: doing it twice is doing it once."""
        given = {"command_id": command_id, "siren": link.siren, "about": about, "contact_id": link.contact_id}
        adding = insert(deposits).values(**given, **who.model_dump()).on_conflict_do_nothing()
        async with self._engine.begin() as connection:
            await connection.execute(adding)

    async def events(self, stream: str, commune: str) -> tuple[JournalRow, ...]:
        """The events of the stream that are of the commune (INSEE code), in their order."""
        theirs = journal.c.event["commune"].astext == commune
        wanted = select(journal).where(journal.c.stream == stream, theirs).order_by(journal.c.revision)
        async with self._engine.connect() as connection:
            return tuple(JournalRow.model_validate(row._mapping) for row in await connection.execute(wanted))

    async def last_change(self, streams: Sequence[str]) -> dict[str, datetime]:
        """When the last event of each stream was recorded, by stream."""
        last = func.max(journal.c.recorded_at)
        wanted = select(cast(journal.c.stream, Text), last).where(journal.c.stream.in_(streams))
        async with self._engine.connect() as connection:
            return {stream: at for stream, at in await connection.execute(wanted.group_by(journal.c.stream))}
