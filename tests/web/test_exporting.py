"""The roadmap exported: what leaves, who may have it, and that it imports again unchanged."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from domain.access import Right
from infra.contacts import Contacts
from infra.embedded.postgres import EmbeddedPostgres
from infra.identity.accesses import AccessKind
from infra.roadmaps.exporting import Exported, Format, export_roadmap
from infra.roadmaps.importing import prepare, record
from infra.roadmaps.roadmap_source import Source
from infra.territories import load_epci
from scripts.played import SIREN
from tests.web.conftest import Site
from tests.web.examples import Example, example
from tests.web.roadmaps import XLSX, changed, coordinator, counted, example_workbook, opened
from web.house import WebHouse

EPCI = load_epci(SIREN)
AS_XLSX = {"Content-Type": XLSX}
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


@pytest.mark.parametrize(
    ("path", "name", "media"),
    [
        ("/exporter/feuille-de-route.xlsx", f"feuille-de-route-{SIREN}.xlsx", XLSX),
        ("/exporter/feuille-de-route.yaml", f"feuille-de-route-{SIREN}.yaml", "application/yaml"),
        ("/exporter/modele.xlsx", f"modele-feuille-de-route-{SIREN}.xlsx", XLSX),
    ],
)
async def test_a_file_is_given_to_keep_and_never_shown_in_the_page(
    noon: Example, path: str, name: str, media: str
) -> None:
    async with coordinator(noon) as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_addresses_leave_with_who_conducts_the_roadmap_and_only_if_they_want_it(noon: Example) -> None:
    reader = await noon.house.tokens.create("lecture", SIREN, (Right.READ,))
    async with coordinator(noon) as client:
        whole = await client.get("/exporter/feuille-de-route.yaml")
        alone = await client.get("/exporter/feuille-de-route.yaml", params={"contacts": "non"})
    async with coordinator(noon, reader) as client:
        read = await client.get("/exporter/feuille-de-route.yaml")
        assert (await client.get("/exporter/modele.xlsx")).status_code == 403
        assert (await client.get("/importer")).status_code == 403
    assert "courriel:" in whole.text
    assert "courriel:" not in alone.text
    assert read.text == alone.text


async def test_every_export_is_noted(noon: Example) -> None:
    async with coordinator(noon) as client:
        await client.get("/exporter/feuille-de-route.xlsx")
    last, *_ = await noon.house.accesses.every(SIREN, AccessKind.EXPORTED)
    assert last.about == "xlsx, contacts"


async def test_an_epci_that_has_nothing_yet_has_a_template_and_no_roadmap_to_export(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    async with opened(postgres, template_database) as it, coordinator(it) as client:
        nothing = await client.get("/exporter/feuille-de-route.xlsx")
        assert nothing.status_code == 422
        assert "encore ni axe ni objectif" in nothing.text
        assert (await client.get("/exporter/modele.xlsx")).status_code == 200
        assert "feuille-de-route.xlsx" not in (await client.get("/importer")).text


async def test_the_api_exports_what_it_imports_again_without_changing_anything(noon: Example) -> None:
    async with coordinator(noon) as client:
        file = await client.get("/api/v1/roadmap", params={"siren": SIREN, "contacts": "true"})
        assert file.headers["content-type"] == XLSX
        told = await client.post("/api/v1/roadmap", params={"siren": SIREN}, content=file.content, headers=AS_XLSX)
    assert (told.status_code, told.json()["numbers"], told.json()["added"]) == (200, [], [])
    assert told.json()["kept"] == ["F1.1", "F1.2", "F2.1", "F2.2", "F3.1", "F3.2"]


async def test_the_api_wants_the_right_of_coordination_for_addresses_and_for_an_import(noon: Example) -> None:
    reader = await noon.house.tokens.create("lecture", SIREN, (Right.READ,))
    async with coordinator(noon, reader) as client:
        assert (await client.get("/api/v1/roadmap")).status_code == 200
        assert (await client.get("/api/v1/roadmap", params={"contacts": "true"})).status_code == 403
        assert (await client.post("/api/v1/roadmap", content=b"x", headers=AS_XLSX)).status_code == 403


async def test_the_api_imports_once_says_what_is_wrong_by_cell_and_rehearses(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    def wrong(book: Any) -> None:
        book["Objectifs"]["I3"] = "bientôt"

    async with opened(postgres, template_database) as it, coordinator(it) as client:

        async def ask(content: bytes, **query: str) -> httpx2.Response:
            asked = {"siren": SIREN, **query}
            return await client.post("/api/v1/roadmap", params=asked, content=content, headers=AS_XLSX)

        refused = await ask(changed(example_workbook(), wrong))
        assert (refused.status_code, refused.json()["count"]) == (422, 1)
        (error,) = refused.json()["errors"]
        assert (error["sheet"], error["row"], error["column"]) == ("Objectifs", 3, "Échéance")
        assert (await client.post("/api/v1/roadmap", params={"siren": SIREN}, content=b"a,b")).status_code == 415
        before = await counted(it)
        rehearsed = await ask(example_workbook(), dry_run="true")
        assert (rehearsed.status_code, len(rehearsed.json()["added"]), rehearsed.json()["numbers"]) == (200, 6, [])
        assert await counted(it) == before
        first = await ask(example_workbook())
        assert (first.status_code, len(first.json()["numbers"])) == (202, 8)
        rows = await counted(it)
        again = await ask(example_workbook())
        assert again.status_code in (200, 202)
        assert (await counted(it))["inbox"] == rows["inbox"]
