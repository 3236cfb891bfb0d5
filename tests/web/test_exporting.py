"""The roadmap exported: what leaves, who may have it, and that it imports again unchanged."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from infra.contacts import Contacts
from infra.embedded.postgres import EmbeddedPostgres
from infra.exporting import Exported, Format, export_roadmap
from infra.importing import prepare, record
from infra.roadmap_source import Source
from infra.territories import load_epci
from scripts.played import SIREN
from tests.web.conftest import Site
from tests.web.examples import Example, example
from web.house import WebHouse

EPCI = load_epci(SIREN)
AT = datetime(2028, 5, 19, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
async def noon(postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[Example]:
    """The example on 19 May 2028; nobody changes it."""
    async with example(postgres, template_database) as seen:
        yield seen


async def exported(house: WebHouse, format: Format) -> Exported:
    return await export_roadmap(EPCI, format, house.snapshots, AT.date(), Contacts(house.engine))


async def imported(site: Site, export: Exported) -> None:
    """Enters the file in an empty database at the same hour, and lets every command happen."""
    prepared = await prepare(Source(export.name, export.content), AT, site.house.snapshots, EPCI)
    done = await record(prepared, site.house.inbox, Contacts(site.house.engine), "cli:test", AT)
    for stream in done.streams:
        await site.store.advance(stream, AT)
    assert await site.rows("SELECT stream, reason FROM inbox WHERE status <> 'applied'") == []


@pytest.mark.parametrize("format", Format)
async def test_the_roadmap_of_19_may_2028_imported_in_an_empty_database_is_exported_identical(
    noon: Example, site: Site, format: Format
) -> None:
    before = await exported(noon.house, format)
    await imported(site, before)
    assert (await exported(site.house, format)).content == before.content


@pytest.mark.parametrize("format", Format)
async def test_the_roadmap_of_19_may_2028_imported_where_it_stands_changes_nothing(
    noon: Example, format: Format
) -> None:
    export = await exported(noon.house, format)
    prepared = await prepare(Source(export.name, export.content), AT, noon.house.snapshots, EPCI)
    assert prepared.compared.orders == []
    assert prepared.compared.added == ()
    assert set(prepared.compared.kept) == {"F1.1", "F1.2", "F2.1", "F2.2", "F3.1", "F3.2"}
    before = await Contacts(noon.house.engine).every(SIREN)
    await Contacts(noon.house.engine).upsert(SIREN, prepared.people)
    assert await Contacts(noon.house.engine).every(SIREN) == before
