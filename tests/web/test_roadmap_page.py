"""The page of the roadmap: where it stands, its timeline and its table, what one keeps of it, for a thousand too."""

import re
from collections.abc import AsyncIterator
from html import unescape

import httpx2
import pytest

from domain.access import Right
from domain.mandate.commands import PlanRoadmap
from domain.objective.commands import PlanObjective
from domain.objective.values import ObjectivePlan
from domain.planned import parse_planned
from infra.embedded.postgres import EmbeddedPostgres
from infra.territories import load_epci
from scripts.played import SIREN
from tests.web.conftest import visitor
from tests.web.examples import BEFORE, IMPORTED, Example, example, second_epci
from tests.web.test_pages import _Structure, counted, said, signed_in, text
from web.stylesheet import SHEET

PATH = "/feuille-de-route"
CONDOM = load_epci(SIREN).find("Condom").insee


@pytest.fixture(scope="module")
async def noon(postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[Example]:
    """The example on 19 May 2028; nobody changes it."""
    async with example(postgres, template_database) as seen:
        yield seen


@pytest.fixture
async def reader(noon: Example) -> AsyncIterator[httpx2.AsyncClient]:
    async with visitor(noon.app) as client:
        await signed_in(client, noon.secret)
        yield client


# What it says


async def test_on_19_may_2028_the_page_says_what_was_voted_and_where_each_objective_stands(
    reader: httpx2.AsyncClient,
) -> None:
    page = await text(reader, PATH)
    assert "Approuvée le 8 avril 2027, délibération n° 2027-31." in page
    assert "État initial (T0) gelé : 5 objectifs tels qu'ils ont été votés, empreinte" in page
    assert "6 objectifs montrés." in page
    assert "A2, Partager les expertises 2 objectifs, 1 en retard." in page
    assert (
        "F2.1 Informatique et cybersécurité mutualisées DSI 1er janvier 2028 1 révision 30 juin 2028 en cours" in page
    )
    assert "30 avril 2028 en retard de 19 jours" in page
    assert "réalisé le 1er septembre 2027" in page
    assert "classeur XLSX" in page


async def test_the_drawing_has_a_title_a_description_and_a_region_that_keys_can_move(
    reader: httpx2.AsyncClient,
) -> None:
    html = (await reader.get(PATH)).text
    found = _Structure(html)
    drawings = [one for one in found.every("svg") if one.get("role") == "img"]
    assert len(drawings) == 3
    ids = [attributes.get("id") for _, attributes in found.tags]
    for one in drawings:
        assert all(id in ids for id in str(one["aria-labelledby"]).split())
    regions = [one for one in found.every("div") if one.get("role") == "region"]
    labels = [f"Frise de l'axe {axis}, à faire défiler" for axis in ("A1", "A2", "A3")]
    assert [(one["tabindex"], one["aria-label"]) for one in regions] == [("0", label) for label in labels]
    assert "Les mêmes dates sont dans le tableau qui suit." in html
    # One for each axis, one for the means.
    assert len(found.every("table")) == len(found.every("caption")) == 4
    assert not found.every("script", "style")
    assert len(found.every("h1")) == 1
    assert len(html.encode()) + len(SHEET) <= 100_000


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("axe=A2", "2 objectifs montrés sur 6.", "F1.1 Service commun de secrétariat de mairie remplaçant DRH"),
        ("pilote=DSI", "1 objectif montré sur 6.", "Archives : archiviste itinérant"),
        ("statut=blocked", "1 objectif montré sur 6.", "F2.1 Informatique"),
        ("retard=oui", "1 objectif montré sur 6.", "F2.1 Informatique"),
        (f"commune={CONDOM}", "F2.1 Informatique et cybersécurité", "F1.1 Service commun de secrétariat"),
        ("annee=2029", "Objectifs et échéances, en 2029", "F3.1 Parc de matériels"),
        ("annee=abcd", "6 objectifs montrés.", "Aucun objectif ne répond"),
        ("pilote=personne", "Aucun objectif ne répond à ce choix.", "F2.1 Informatique"),
        ("axe=A9", "Aucun objectif ne répond à ce choix.", "F2.1 Informatique"),
    ],
)
async def test_one_keeps_what_one_asks_for_and_the_page_says_how_much_it_is(
    reader: httpx2.AsyncClient, query: str, shown: str, hidden: str
) -> None:
    page = await text(reader, f"{PATH}?{query}")
    assert shown in page
    assert hidden not in page


async def test_a_choice_stays_chosen_in_the_form(reader: httpx2.AsyncClient) -> None:
    html = (await reader.get(f"{PATH}?axe=A2&retard=oui&annee=2028")).text
    assert '<option value="A2" selected>' in html
    assert "<option selected>2028</option>" in html
    assert 'name="retard" value="oui" checked' in html
    assert "Tout revoir" in html
    assert 'name="siren"' not in html


async def test_a_pilote_is_found_whatever_spaces_its_name_comes_back_with(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    async with example(postgres, template_database, IMPORTED) as it, visitor(it.app) as client:
        await second_epci(it)
        epci, named = load_epci(SIREN), "Pôle « ressources » : DRH"
        opening = PlanObjective(
            epci_name=epci.name, place=epci.place, plan=ObjectivePlan(title="Paie commune", pilote=named)
        )
        await it.tell(f"objective/{SIREN}/F9", opening)
        await signed_in(client, it.secret)
        html = (await client.get(PATH, params={"siren": SIREN})).text
        assert f'name="siren" value="{SIREN}"' in html
        (option,) = [each for each in re.findall(r"<option>([^<]+)</option>", html) if each.startswith("Pôle")]
        assert option != named
        kept = await client.get(PATH, params={"siren": SIREN, "pilote": unescape(option)})
        assert "1 objectif montré sur" in said(kept.text)
        assert "Paie commune" in kept.text
        assert "selected>Pôle" in kept.text


@pytest.mark.parametrize("query", ["axe=" + "x" * 41, "annee=20288", "commune=320001"])
async def test_a_choice_that_cannot_be_is_told_and_nothing_breaks(reader: httpx2.AsyncClient, query: str) -> None:
    assert (await reader.get(f"{PATH}?{query}")).status_code in (400, 422)


# Its states, its acts and who may do them


async def test_before_anything_is_entered_the_page_says_what_to_do(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    async with example(postgres, template_database, BEFORE) as it, visitor(it.app) as client:
        await second_epci(it)
        await signed_in(client, it.secret)
        page = await text(client, PATH)
        assert "Pas encore saisie." in page
        assert "Importez la feuille de route" in page


async def test_a_draft_of_20_april_2026_is_transmitted_consulted_or_approved_by_a_coordinator_alone(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    async with example(postgres, template_database, IMPORTED) as it, visitor(it.app) as client:
        await signed_in(client, it.secret)
        page = await text(client, PATH)
        assert "En projet." in page
        for label in ("Transmettre aux communes", "Consulter les communes sur le schéma", "Noter l'approbation"):
            assert label in page
        assert "Retirer pour la changer" not in page
        reading = await it.house.tokens.create("lecture", SIREN, [Right.READ])
        as_reader = (await client.get(PATH, headers={"Authorization": f"Bearer {reading}"})).text
        assert "/actes/" not in as_reader
        assert "/importer" not in as_reader


async def test_what_was_changed_since_its_approval_says_that_the_law_is_silent(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    async with example(postgres, template_database) as it, visitor(it.app) as client:
        await signed_in(client, it.secret)
        await it.tell(f"mandate/{SIREN}/2026", PlanRoadmap(title="Schéma révisé"))
        page = await text(client, PATH)
        assert "Modifiée depuis son approbation du 8 avril 2027." in page
        assert "(à confirmer)" in page
        assert "A2, Partager" not in page
        assert "Objectifs" in page


# A thousand objectives


async def thousand(it: Example) -> None:
    """A thousand objectives in the three axes, copied from one of each."""
    epci = load_epci(SIREN)
    for axis in ("A1", "A2", "A3"):
        plan = ObjectivePlan(title="Objectif", axis=axis, pilote="DGS", deadline=parse_planned("2028-T2"))
        opening = PlanObjective(epci_name=epci.name, place=epci.place, plan=plan, begun=True)
        await it.tell(f"objective/{SIREN}/M{axis}", opening)
    async with it.house.engine.begin() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO streams SELECT id || '-' || n, kind, siren, revision, time, next_due, "
            "jsonb_set(jsonb_set(snapshot, '{key}', to_jsonb((snapshot->>'key') || '-' || n)), '{stream}', "
            "to_jsonb(id || '-' || n)), closed_at, head_hash "
            f"FROM streams, generate_series(1, 331) n WHERE id LIKE 'objective/{SIREN}/MA%%'"
        )


async def test_a_thousand_objectives_are_counted_by_axis_and_an_axis_is_turned_in_pages(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    async with example(postgres, template_database) as it, visitor(it.app) as client:
        await thousand(it)
        await signed_in(client, it.secret)
        page = await text(client, PATH)
        assert "1 002 objectifs : c'est trop pour une page." in page
        assert "Ouvrir l'axe A2" in page
        first = await client.get(f"{PATH}?axe=A2")
        assert len(first.content) + len(SHEET) <= 300_000
        assert "120 objectifs montrés sur 1 002." in said(first.text)
        assert "page 1 sur 3" in said(first.text)
        last = await text(client, f"{PATH}?axe=A2&page=3")
        assert "94 objectifs montrés" in last
        assert "Objectifs suivants" not in last
        with counted(it.house.engine) as statements:
            await client.get(f"{PATH}?axe=A2")
        assert len(statements) <= 5
