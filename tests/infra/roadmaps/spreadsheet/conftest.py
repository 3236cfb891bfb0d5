"""The import of a file where nothing was ever recorded, and where nothing is after a refusal."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import DomainError
from infra.contacts import Contacts
from infra.database import POSTER, engine, pool
from infra.embedded.postgres import EmbeddedPostgres
from infra.inbox import Inbox
from infra.roadmaps.importing import import_roadmap
from infra.roadmaps.roadmap_places import RoadmapRefused
from tests.databases import copied
from tests.infra.roadmaps.spreadsheet.books import AT, Change, changed


def plain(text: str) -> str:
    """The text with spaces that anybody can type."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


class Door:
    """The import of a file on a database where nothing was ever recorded."""

    def __init__(self, engine: AsyncEngine, inbox: Inbox, folder: Path) -> None:
        self._engine, self._inbox, self._folder = engine, inbox, folder

    async def refused(self, content: bytes, name: str = "plan.xlsx") -> DomainError:
        path = self._folder / name
        path.write_bytes(content)
        with pytest.raises(DomainError) as refusal:
            await import_roadmap(path, self._inbox, Contacts(self._engine), "cli:test", AT)
        assert await self._rows() == 0
        return refusal.value

    async def errors(self, *changes: Change) -> list[str]:
        refusal = await self.refused(changed(*changes))
        assert isinstance(refusal, RoadmapRefused), refusal
        return [plain(error) for error in refusal.errors]

    async def _rows(self) -> int:
        query = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        async with self._engine.connect() as connection:
            names = [name for (name,) in await connection.exec_driver_sql(query) if name != "alembic_version"]
            counts = [await connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"') for name in names]
            return sum(count.scalar_one() for count in counts)


@pytest.fixture(scope="module")
async def door(
    postgres: EmbeddedPostgres, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Door]:
    with copied(postgres, template_database) as url:
        opened = engine(url)
        async with pool(url, POSTER) as posters:
            yield Door(opened, Inbox(posters), tmp_path_factory.mktemp("faults"))
        await opened.dispose()
