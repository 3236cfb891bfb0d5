"""Files that somebody is about to import: kept between the page that says what will happen and its confirmation.

They may name people: each goes when it is imported, when another takes its place, or after a day.
"""

from datetime import timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import ColumnElement, Delete, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.link_tables import documents
from infra.roadmaps.importing import cause_of
from infra.roadmaps.roadmap_source import Source
from infra.tables import inbox

_KEPT: Final = timedelta(days=1)
_ABOUT: Final = "import/"


class ImportDrafts:
    """The drafts of one person in one EPCI; `by`: as the record names actors."""

    def __init__(self, engine: AsyncEngine, siren: str, by: str) -> None:
        self._engine = engine
        self._siren, self._by = siren, by
        self._about = f"{_ABOUT}{siren}/{by}"

    async def keep(self, source: Source, media_type: str) -> str:
        """Keeps the file in the place of the one before. Gives its SHA-256, in hexadecimal."""
        digest = sha256(source.content)
        row = {
            "siren": self._siren,
            "about": self._about,
            "filename": source.name,
            "media_type": media_type,
            "size": len(source.content),
            "sha256": digest.digest(),
            "content": source.content,
            "by": self._by,
        }
        async with self._engine.begin() as connection:
            await connection.execute(self._dropping())
            await connection.execute(insert(documents).values(row))
        return digest.hexdigest()

    async def find(self, digest: str) -> Source | None:
        """The file of that SHA-256, `None` when it is not kept any more."""
        wanted = select(documents.c.filename, documents.c.content).where(self._mine())
        fresh = documents.c.at >= func.clock_timestamp() - _KEPT
        async with self._engine.connect() as connection:
            of_digest = documents.c.sha256 == bytes.fromhex(digest)
            row = (await connection.execute(wanted.where(of_digest, fresh))).first()
        return Source(row.filename, row.content) if row is not None else None

    async def drop(self) -> None:
        """Forgets what is kept."""
        async with self._engine.begin() as connection:
            await connection.execute(self._dropping())

    async def recorded(self, digest: str) -> tuple[int, int] | None:
        """The first and the last n° of what this person imported from that file, `None` when nothing was."""
        wanted = select(func.min(inbox.c.number), func.max(inbox.c.number)).where(
            inbox.c.by == self._by, inbox.c.cause == cause_of(digest), inbox.c.stream.like(f"%/{self._siren}/%")
        )
        async with self._engine.connect() as connection:
            first, last = (await connection.execute(wanted)).one()
        return (first, last) if first is not None else None

    def _dropping(self) -> Delete:
        """Drops what this person keeps, and what anybody left for longer than a day."""
        old = documents.c.about.startswith(_ABOUT) & (documents.c.at < func.clock_timestamp() - _KEPT)
        return delete(documents).where(old | self._mine())

    def _mine(self) -> ColumnElement[bool]:
        return documents.c.about == self._about


async def outcomes(engine: AsyncEngine, siren: str, by: str, first: int, last: int) -> list[tuple[int, str, str, str]]:
    """What became of what that person imported between two n° : number, stream, status, reason (empty when none)."""
    wanted = select(inbox.c.number, inbox.c.stream, inbox.c.status, func.coalesce(inbox.c.reason, "")).where(
        inbox.c.number.between(first, last),
        inbox.c.by == by,
        inbox.c.cause.startswith("import:"),
        inbox.c.stream.like(f"%/{siren}/%"),
    )
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(wanted.order_by(inbox.c.number))]
