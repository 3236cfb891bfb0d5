"""The files that are kept: those that communes are asked about, and the délibérations that they deposit.

A file is known by its SHA-256, which the record names; its content stands here alone.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.base import Instant, Value
from infra.link_tables import deposits, documents, drafts

#: The most that a file may weigh, in bytes.
HEAVIEST: Final = 10 * 1024 * 1024


#: Who came by a link: their files have drafts, and go with them.
_BY_LINK: Final = "lien:"

#: What a form was given and nobody confirmed within a day: no event and no command that waits names it.
_ABANDONED: Final = text("""
DELETE FROM documents
WHERE about = :about AND by = :by AND at < clock_timestamp() - interval '1 day'
  AND NOT EXISTS (
    SELECT FROM journal WHERE stream = split_part(:about, '#', 1)
      AND encode(documents.sha256, 'hex') IN (event->'avis'->>'document', event->'document'->>'sha256'))
  AND NOT EXISTS (
    SELECT FROM inbox WHERE stream = split_part(:about, '#', 1) AND done_at IS NULL
      AND encode(documents.sha256, 'hex') IN (command->>'document', command->>'sha256'))
""")


class File(Value):
    """A file to keep. `about`: a stream, or `{stream}#{INSEE}` for what a commune deposited; `by`: who gave it."""

    siren: str
    about: str
    filename: str
    media_type: str
    content: bytes
    by: str

    @property
    def sha256(self) -> str:
        """In hexadecimal."""
        return sha256(self.content).hexdigest()


class Sheet(Value):
    """What is known of a file without opening it. `size` in bytes, `sha256` in hexadecimal."""

    id: UUID
    about: str
    filename: str
    media_type: str
    size: int
    sha256: str
    at: Instant


class Documents:
    """Keeps files and gives them back."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def keep(self, file: File) -> Sheet:
        """Keeps a file; the same content about the same matter is kept once, under its first name. What the same person
        chose for it long ago, and that nothing names, goes."""
        digest = bytes.fromhex(file.sha256)
        adding = insert(documents).values(**file.model_dump(), size=len(file.content), sha256=digest)
        async with self._engine.begin() as connection:
            # Who sends it twice at once sends it once.
            lock = func.hashtextextended(f"document/{file.about}/{digest.hex()}", 0)
            await connection.execute(select(func.pg_advisory_xact_lock(lock)))
            same = _sheets().where(documents.c.about == file.about, documents.c.sha256 == digest)
            if (row := (await connection.execute(same)).first()) is not None:
                return _sheet(row)
            if not file.by.startswith(_BY_LINK):
                await connection.execute(_ABANDONED, {"about": file.about, "by": file.by})
            return _sheet((await connection.execute(adding.returning(*_KNOWN))).one())

    async def of(self, *abouts: str) -> tuple[Sheet, ...]:
        """The files about these matters, the oldest first."""
        wanted = _sheets().where(documents.c.about.in_(abouts)).order_by(documents.c.at, documents.c.id)
        async with self._engine.connect() as connection:
            return tuple(_sheet(row) for row in await connection.execute(wanted))

    async def sheet(self, id: UUID) -> Sheet | None:
        """What is known of one file, `None` when it is not kept."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(_sheets().where(documents.c.id == id))).one_or_none()
        return None if row is None else _sheet(row)

    async def find(self, sha256: str, abouts: Sequence[str]) -> tuple[Sheet, bytes] | None:
        """A file about one of these matters, by its SHA-256 in hexadecimal, with its content; `None`: none is kept."""
        wanted = select(*_KNOWN, documents.c.content).where(
            documents.c.sha256 == bytes.fromhex(sha256), documents.c.about.in_(abouts)
        )
        async with self._engine.connect() as connection:
            row = (await connection.execute(wanted.order_by(documents.c.at, documents.c.id).limit(1))).one_or_none()
        return None if row is None else (_sheet(row), row.content)


async def forget(connection: AsyncConnection, id: UUID) -> None:
    """Drops a file that came by a link and that nothing names, neither a deposit nor another draft."""
    named = select(deposits.c.command_id).where(deposits.c.document == id).exists()
    drafted = select(drafts.c.id).where(drafts.c.document == id).exists()
    by_link = documents.c.by.startswith(_BY_LINK)
    await connection.execute(delete(documents).where(documents.c.id == id, by_link, ~named, ~drafted))


_KNOWN: Final = (
    documents.c.id,
    documents.c.about,
    documents.c.filename,
    documents.c.media_type,
    documents.c.size,
    documents.c.sha256,
    documents.c.at,
)


def _sheets() -> Any:
    return select(*_KNOWN)


def _sheet(row: Any) -> Sheet:
    return Sheet.model_validate({**row._mapping, "sha256": row.sha256.hex()})
