"""Importing a roadmap by its page: what will happen, what is wrong, what was done, who may, and what is kept."""

import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any

import httpx2
import pytest

from infra.contacts import Contacts
from infra.embedded.postgres import EmbeddedPostgres
from infra.roadmaps.roadmap_source import HEAVIEST
from scripts.played import SIREN
from tests.web.examples import OTHER, Example, example, second_epci
from tests.web.roadmaps import EXAMPLE, HERE, XLSX, changed, coordinator, counted, example_workbook, opened

NAME = "feuille.xlsx"


@pytest.fixture
async def it(postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[Example]:
    async with opened(postgres, template_database) as seen:
        yield seen


@pytest.fixture
async def client(it: Example) -> AsyncIterator[httpx2.AsyncClient]:
    async with coordinator(it) as reader:
        yield reader


async def look(client: httpx2.AsyncClient, content: bytes, name: str = NAME, **query: str) -> httpx2.Response:
    files = {"fichier": (name, content, XLSX)}
    return await client.post("/importer", params=query, files=files, headers=HERE)


async def confirm(client: httpx2.AsyncClient, shown: httpx2.Response) -> httpx2.Response:
    (digest,) = re.findall(r'name="empreinte" value="([0-9a-f]{64})"', shown.text)
    return await client.post("/importer/confirmer", data={"empreinte": digest}, headers=HERE)


def said(answer: httpx2.Response) -> str:
    text = re.sub(r"<[^>]+>", " ", unescape(answer.text)).replace("\u00a0", " ").replace("\u202f", " ")
    return re.sub(r"\s+", " ", text)


async def test_the_form_says_what_an_import_is_and_gives_the_template(client: httpx2.AsyncClient) -> None:
    page = await client.get("/importer")
    assert page.status_code == 200
    assert "tout ou rien" in said(page)
    assert "/exporter/modele.xlsx" in page.text


@pytest.mark.parametrize("kind", ["xlsx", "yaml"])
async def test_on_20_april_2026_a_roadmap_is_looked_at_then_confirmed_then_there(
    it: Example, client: httpx2.AsyncClient, kind: str
) -> None:
    content = example_workbook() if kind == "xlsx" else EXAMPLE.read_bytes()
    before = await counted(it)
    shown = await look(client, content, f"feuille.{kind}")
    assert shown.status_code == 200
    assert "6 objectifs sont ajoutés" in said(shown)
    assert "Le plan de la feuille de route est inscrit au mandat : titre, 3 axes, calendrier." in said(shown)
    assert await counted(it) == before | {"documents": before["documents"] + 1}
    answer = await confirm(client, shown)
    assert answer.status_code == 303
    done = await client.get(answer.headers["location"])
    assert "C'est fait" in said(done)
    assert "6 objectifs enregistrés." in said(done)
    assert (await counted(it))["documents"] == before["documents"]
    assert len(await Contacts(it.house.engine).every(SIREN)) == 34
    assert "Rien ne changerait" in said(await look(client, content, f"feuille.{kind}"))


async def test_confirmed_twice_it_is_recorded_once(it: Example, client: httpx2.AsyncClient) -> None:
    shown = await look(client, example_workbook())
    first = await confirm(client, shown)
    rows = await counted(it)
    again = await confirm(client, shown)
    assert (again.status_code, again.headers["location"]) == (303, first.headers["location"])
    assert await counted(it) == rows


async def test_what_is_wrong_is_told_by_sheet_row_and_column_and_nothing_changes(
    it: Example, client: httpx2.AsyncClient
) -> None:
    def wrong(book: Any) -> None:
        book["Objectifs"]["I3"] = "bientôt"
        book["Contacts"]["E4"] = "pas une adresse"

    before = await counted(it)
    page = await look(client, changed(example_workbook(), wrong))
    assert page.status_code == 422
    assert "2 choses à corriger" in said(page)
    assert "Objectifs 3 Échéance « bientôt » n'est pas une échéance lisible" in said(page)
    assert "Contacts 4 Courriel « pas une adresse » n'est pas une adresse de courriel" in said(page)
    assert await counted(it) == before


async def test_the_file_of_another_epci_is_refused(it: Example, client: httpx2.AsyncClient) -> None:
    await second_epci(it)
    page = await look(client, example_workbook(), siren=OTHER)
    assert page.status_code == 422
    assert "Ce fichier est celui de CC de la Tenarèze (243200417), et vous l'importez pour CC Bastides" in said(page)


async def test_an_objective_that_came_meanwhile_under_another_title_refuses_the_confirmation(
    it: Example, client: httpx2.AsyncClient
) -> None:
    def other(book: Any) -> None:
        book["Objectifs"]["C3"] = "Secrétariat partagé"

    async with coordinator(it, await it.house.tokens.create("autre")) as faster:
        shown = await look(client, example_workbook())
        theirs = await look(faster, changed(example_workbook(), other))
        assert (await confirm(faster, theirs)).status_code == 303
    rows = await counted(it)
    page = await confirm(client, shown)
    assert page.status_code == 422
    assert "Un objectif porte déjà l'identifiant F1.1 : « Secrétariat partagé »" in said(page)
    assert await counted(it) == rows


async def test_a_changed_deadline_says_which_act_moves_it(client: httpx2.AsyncClient) -> None:
    await confirm(client, await look(client, example_workbook()))

    def later(book: Any) -> None:
        book["Objectifs"]["I3"] = "2028-T1"

    page = await look(client, changed(example_workbook(), later))
    assert page.status_code == 422
    assert "Objectifs 3 Échéance L'objectif F1.1 est déjà enregistré avec « 1er septembre 2027 »" in said(page)
    assert "« Déplacer l'échéance »" in said(page)


async def test_a_file_that_is_not_kept_any_more_is_asked_again(client: httpx2.AsyncClient) -> None:
    gone = await client.post("/importer/confirmer", data={"empreinte": "0" * 64}, headers=HERE)
    assert gone.status_code == 422
    assert "n'est plus en attente" in said(gone)
    assert (await client.post("/importer/confirmer", data={"empreinte": "../.."}, headers=HERE)).status_code == 422


async def test_contacts_alone_may_come_and_a_result_that_is_of_nobody_is_not_found(
    it: Example, client: httpx2.AsyncClient
) -> None:
    def nobody(book: Any) -> None:
        book["Contacts"].delete_rows(5, 40)

    await confirm(client, await look(client, changed(example_workbook(), nobody)))
    assert len(await Contacts(it.house.engine).every(SIREN)) == 2
    shown = await look(client, example_workbook())
    assert "32 contacts sont ajoutés au carnet d'adresses." in said(shown)
    answer = await confirm(client, shown)
    done = await client.get(answer.headers["location"])
    assert "Les contacts du fichier sont au carnet d'adresses." in said(done)
    assert "n° " not in said(done)
    assert (await client.get("/importer/fait")).status_code == 404
    async with coordinator(it, await it.house.tokens.create("autre")) as other:
        assert (await other.get("/importer/fait", params={"de": "1", "a": "99"})).status_code == 404


async def test_the_draft_of_somebody_is_of_nobody_else(it: Example, client: httpx2.AsyncClient) -> None:
    shown = await look(client, example_workbook())
    async with coordinator(it, await it.house.tokens.create("autre")) as other:
        assert (await confirm(other, shown)).status_code == 422


async def test_a_file_left_for_more_than_a_day_goes_and_cannot_be_confirmed(
    it: Example, client: httpx2.AsyncClient
) -> None:
    left = await look(client, example_workbook())
    async with it.house.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE documents SET at = at - interval '25 hours'")
    assert (await confirm(client, left)).status_code == 422
    async with coordinator(it, await it.house.tokens.create("autre")) as other:
        await look(other, example_workbook())
    assert (await counted(it))["documents"] == 1


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("vide.xlsx", b"", "il est vide"),
        ("../../etc/passwd", b"root:x:0:0", "« passwd »"),
        ("C:\\temp\\plan.xlsx", b"%PDF-1.7", "« plan.xlsx » ne peut pas être importé : c'est un PDF"),
        ("<script>.xlsx", b"bonjour", "ce n'est pas un classeur XLSX"),
        ("gros.xlsx", b"PK" + b"0" * HEAVIEST, "il dépasse 5 Mo"),
        ("gros.yaml", b"x" * 1_000_001, "il dépasse 1 Mo"),
    ],
)
async def test_a_file_that_is_no_roadmap_is_told_in_the_form_and_nothing_is_kept(
    it: Example, client: httpx2.AsyncClient, name: str, content: bytes, told: str
) -> None:
    before = await counted(it)
    page = await look(client, content, name)
    assert page.status_code == 422
    assert told in said(page)
    assert "<script>" not in page.text.replace('<script src="/static', "")
    assert await counted(it) == before


async def test_a_body_of_another_weight_or_without_a_file_is_refused(client: httpx2.AsyncClient) -> None:
    assert (await look(client, b"PK" + b"0" * (HEAVIEST + 200_000))).status_code == 413
    nothing = await client.post("/importer", data={"autre": "x"}, headers=HERE)
    assert nothing.status_code == 422
    assert "Choisissez un fichier" in said(nothing)
    assert (await client.post("/importer", content=b"{}", headers=HERE)).status_code == 422


async def test_on_19_may_2028_another_axis_amends_the_roadmap_that_was_approved_and_the_page_says_so(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    def another(book: Any) -> None:
        book["Axes"]["A6"], book["Axes"]["B6"] = "A4", "Culture"
        for column, value in enumerate(("A4", "F4.1", "Réseau des bibliothèques"), start=1):
            book["Objectifs"].cell(9, column, value)

    async with example(postgres, template_database) as it, coordinator(it) as client:
        export = await client.get("/exporter/feuille-de-route.xlsx")
        before = await counted(it)
        page = await look(client, changed(export.content, another))
        assert page.status_code == 200
        assert "La feuille de route approuvée est modifiée" in said(page)
        assert "1 objectif est ajouté" in said(page)
        assert "6 objectifs déjà là restent sans changement." in said(page)
        assert "F4.1 Réseau des bibliothèques Culture" in said(page)
        assert await counted(it) == before | {"documents": before["documents"] + 1}
