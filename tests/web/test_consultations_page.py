"""The list of consultations, the simulation of one, a commune in it, as they stand on 19 May 2028."""

import re
from collections.abc import AsyncIterator
from datetime import date

import httpx2
import pytest

from domain.access import Right
from domain.consultation.commands import OpenConsultation, RecordCouncilVote, SendConsultation
from domain.electorate import Electorate
from infra.embedded.postgres import EmbeddedPostgres
from infra.identity.accesses import AccessKind
from infra.territories import load_epci
from scripts.played import SIREN
from tests.web.acts.acting import said
from tests.web.conftest import visitor
from tests.web.examples import BEFORE, IMPORTED, OTHER, Example, example, second_epci
from web.stylesheet import SHEET

CONDOM, BERAUT = "32107", "32044"


@pytest.fixture(scope="module")
async def noon(postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[Example]:
    async with example(postgres, template_database) as seen:
        yield seen


@pytest.fixture
async def coordinator(noon: Example) -> AsyncIterator[httpx2.AsyncClient]:
    async with visitor(noon.app) as client:
        client.headers.update({"Authorization": f"Bearer {noon.secret}"})
        yield client


@pytest.fixture
async def reader(noon: Example) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody who may only read."""
    secret = await noon.house.tokens.create("lecture", SIREN, [Right.READ])
    async with visitor(noon.app) as client:
        client.headers.update({"Authorization": f"Bearer {secret}"})
        yield client


async def text(client: httpx2.AsyncClient, path: str, code: int = 200) -> str:
    answer = await client.get(path)
    assert answer.status_code == code, answer.text
    assert len(answer.content) + len(SHEET) <= 100_000
    assert "None" not in said(answer.text)
    return said(answer.text)


async def test_each_consultation_is_under_what_it_waits_for_on_19_may_2028(coordinator: httpx2.AsyncClient) -> None:
    page = await text(coordinator, "/consultations")
    heads = ["À envoyer", "En attente des communes", "À qualifier", "Closes"]
    places = [page.rindex(head) for head in heads]
    assert places == sorted(places)
    sending, _, rest = page.partition("Ouvertes, rien n'est encore demandé aux communes")
    assert "Transfert de la compétence voirie" in rest.partition("Le délai de chaque commune")[0]
    assert "Manque avant l'envoi" in rest
    assert "communes pour sur 26" in rest
    assert "Ouvrir une consultation" in sending
    assert "Consulter sur un objectif" in page


async def test_one_state_alone_is_asked_for(coordinator: httpx2.AsyncClient) -> None:
    page = await text(coordinator, "/consultations?etat=a-qualifier")
    assert "Service commun informatique et cybersécurité" in page
    assert "Condom" in page
    assert "Transfert de la compétence voirie" not in page
    closed = await text(coordinator, "/consultations?etat=closes")
    assert "Close par la signature de la convention n° 2027-C-04." in closed
    assert "Le plafond du bénéficiaire est dépassé." in closed
    assert "Toutes (" in await text(coordinator, "/consultations?etat=n-importe-quoi")


async def test_who_may_only_read_sees_no_act(reader: httpx2.AsyncClient) -> None:
    for path in (
        "/consultations",
        "/consultations/pacte-voirie",
        "/consultations/pacte-voirie/simulation",
        "/consultations/restitution-sport",
        f"/consultations/restitution-sport/communes/{CONDOM}",
    ):
        answer = await reader.get(path)
        assert answer.status_code == 200
        assert "/actes/" not in answer.text


async def test_before_any_consultation_the_page_says_how_to_open_one(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    async with example(postgres, template_database, IMPORTED) as it, visitor(it.app) as client:
        client.headers.update({"Authorization": f"Bearer {it.secret}"})
        page = await text(client, "/consultations")
        assert "Aucune consultation n'est encore ouverte." in page
        assert "Ouvrir une consultation" in page
        assert "Choisir parmi" in page


async def test_where_nothing_has_happened_no_epci_is_shown(postgres: EmbeddedPostgres, template_database: str) -> None:
    async with example(postgres, template_database, BEFORE) as it, visitor(it.app) as client:
        client.headers.update({"Authorization": f"Bearer {it.secret}"})
        assert (await client.get("/consultations")).status_code == 200


async def test_the_roads_simulated_for_1_june_2028_show_dates_councils_and_what_a_majority_takes(
    coordinator: httpx2.AsyncClient,
) -> None:
    page = await text(coordinator, "/consultations/pacte-voirie/simulation?envoi=2028-06-01")
    assert "Envoyée le 1er juin 2028" in page
    assert "vendredi 1er septembre 2028" in page
    assert "à 0 heure au plus tard" in page
    assert "Manque avant l'envoi" in page
    assert "Du 15 juillet 2028 au 31 août 2028 (été)" in page
    assert "vendredi 14 juillet 2028" in page
    assert "Il manque" in page
    assert "26 communes" in page
    assert "Pourquoi ces dates ?" in page


async def test_a_simulation_of_an_unreadable_day_says_so_and_shows_no_date(coordinator: httpx2.AsyncClient) -> None:
    page = await text(coordinator, "/consultations/pacte-voirie/simulation?envoi=demain", 422)
    assert "n'est pas lisible" in page
    assert "Commune par commune" not in page
    await text(coordinator, "/consultations/pacte-voirie/simulation?envoi=1901-01-01", 422)
    assert (await coordinator.get("/consultations/nulle-part/simulation")).status_code == 404


@pytest.mark.parametrize("key", ["informatique", "schema", "transfert-eau", "groupement", "fonds-voirie"])
async def test_every_kind_of_procedure_is_simulated(coordinator: httpx2.AsyncClient, key: str) -> None:
    page = await text(coordinator, f"/consultations/{key}/simulation")
    assert "déjà partie" in page
    assert "Ce qu'il faut pour aboutir" in page


async def test_the_page_of_a_consultation_leads_to_the_next_act_and_to_each_commune(
    coordinator: httpx2.AsyncClient,
) -> None:
    roads = (await coordinator.get("/consultations/pacte-voirie")).text
    assert re.search(r'class="act main" href="/actes/vote-du-conseil\?flux=[^"]*pacte-voirie"', roads)
    assert "/consultations/pacte-voirie/simulation" in roads
    assert "Une commune a déjà voté" in roads
    sport = (await coordinator.get("/consultations/restitution-sport")).text
    assert sport.count("/actes/noter-reception?") == 23
    assert sport.count("/actes/saisir-deliberation") == 3
    assert f'href="restitution-sport/communes/{CONDOM}"' in sport
    it = (await coordinator.get("/consultations/informatique")).text
    assert "/actes/qualifier" in it


async def test_the_rows_of_a_consultation_are_filtered(coordinator: httpx2.AsyncClient) -> None:
    unclear = await text(coordinator, "/consultations/informatique?communes=a-qualifier")
    assert "Condom" in unclear
    rows = (await coordinator.get("/consultations/informatique?communes=a-qualifier")).text
    assert rows.count("informatique/communes/") == 1
    light = (await coordinator.get("/consultations/transfert-eclairage?communes=silencieuses")).text
    assert light.count('rowheader"><a href="transfert-eclairage/communes/') == light.count("pas de délibération reçue")
    assert "à qualifier (" in await text(coordinator, "/consultations/informatique?communes=rien")


async def test_the_page_of_a_commune_has_its_clock_its_answer_its_letters_and_its_acts(
    coordinator: httpx2.AsyncClient,
) -> None:
    page = await text(coordinator, f"/consultations/informatique/communes/{CONDOM}")
    assert "Accord sous réserve" in page
    assert "Sous réserve d'un bilan financier chaque année." in page
    assert "Qualifier le vote" in page
    assert "Courriels de cette consultation" in page
    montreal = await text(coordinator, "/consultations/informatique/communes/32290")
    assert "remplacée depuis" in montreal
    unproven = await text(coordinator, f"/consultations/restitution-sport/communes/{BERAUT}")
    assert "réception à prouver" in unproven
    assert "Noter la réception" in unproven
    assert "À traiter aussi : Blaziert" in unproven


async def test_the_number_of_the_mairie_is_for_those_who_call_it(
    noon: Example, coordinator: httpx2.AsyncClient, reader: httpx2.AsyncClient
) -> None:
    path = f"/consultations/restitution-sport/communes/{BERAUT}"
    async with noon.house.engine.begin() as connection:
        await connection.exec_driver_sql(f"UPDATE contacts SET phone = '05 62 00 00 00' WHERE commune = '{BERAUT}'")
    before = await noon.house.accesses.every(SIREN, AccessKind.CONTACTS_READ)
    assert "05 62 00 00 00" not in await text(reader, path)
    assert await noon.house.accesses.every(SIREN, AccessKind.CONTACTS_READ) == before
    assert "05 62 00 00 00" in await text(coordinator, path)
    last, *_ = await noon.house.accesses.every(SIREN, AccessKind.CONTACTS_READ)
    assert last.about == f"commune:{BERAUT}"


async def test_a_late_deliberation_says_why_it_does_not_count_on_the_page_of_its_commune(
    coordinator: httpx2.AsyncClient,
) -> None:
    page = await text(coordinator, "/consultations/schema/communes/32100")
    assert "conservée, non comptée" in page


async def test_a_commune_that_is_not_consulted_is_not_found(coordinator: httpx2.AsyncClient) -> None:
    for insee in ("32110", "01001", "x", "32044" * 3):
        assert (await coordinator.get(f"/consultations/informatique/communes/{insee}")).status_code == 404
    early = await text(coordinator, f"/consultations/pacte-voirie/communes/{BERAUT}")
    assert "Saisir la délibération" in early


async def test_158_communes_are_simulated_asked_and_read_by_pages_under_100_kb(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    async with example(postgres, template_database, BEFORE) as it, visitor(it.app) as client:
        client.headers.update({"Authorization": f"Bearer {it.secret}"})
        epci, on = load_epci("200067106"), date(2026, 4, 18)
        stream = f"consultation/{epci.siren}/eau"
        opening = OpenConsultation(
            siren=epci.siren,
            epci_name=epci.name,
            nature=epci.nature,
            place=epci.place,
            procedure="transfert_competence",
            title="Transfert de la compétence eau potable",
        )
        await it.tell(stream, opening, RecordCouncilVote(voted_on=on, number="2026-12"))
        simulated = await text(client, "/consultations/eau/simulation")
        assert "158 communes" in simulated
        assert "Sans adresse" in simulated
        prepared = await text(client, "/consultations/eau")
        assert "Une commune a déjà voté" in prepared
        await it.tell(stream, SendConsultation(sent_on=on, electorate=Electorate.of(epci)))
        first = (await client.get("/consultations/eau")).text
        assert first.count('rowheader"><a href="eau/communes/') == 60
        await text(client, "/consultations/eau")
        third = (await client.get("/consultations/eau?page=3")).text
        assert third.count('rowheader"><a href="eau/communes/') == 38
        whole = (await client.get("/consultations/eau?page=toutes&communes=attendues")).text
        assert whole.count('rowheader"><a href="eau/communes/') == 158
        for page in ("0", "4", "²", "-1", "x"):
            assert (await client.get(f"/consultations/eau?page={page}")).text.count("rowheader") == first.count(
                "rowheader"
            )
        await text(client, "/consultations")
        bulk = await client.get(f"/actes/noter-receptions?flux={stream}")
        assert bulk.text.count('name="communes"') == 158


async def test_where_there_are_several_epci_every_address_names_its_own(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    async with example(postgres, template_database) as it, visitor(it.app) as client:
        client.headers.update({"Authorization": f"Bearer {it.secret}"})
        await second_epci(it)
        for path in (
            "/consultations",
            "/consultations/pacte-voirie",
            "/consultations/pacte-voirie/simulation",
            "/consultations/restitution-sport",
            f"/consultations/restitution-sport/communes/{BERAUT}",
        ):
            page = (await client.get(f"{path}?siren={SIREN}")).text
            inside = page.partition("<main")[2].partition("</main>")[0]
            hrefs = [href for href in re.findall(r'href="([^"#][^"]*)"', inside) if not href.startswith("tel:")]
            assert hrefs
            assert [href for href in hrefs if f"siren={SIREN}" not in href] == []
        assert (
            f'name="siren" value="{SIREN}"'
            in (await client.get(f"/consultations/pacte-voirie/simulation?siren={SIREN}")).text
        )
        assert (await client.get(f"/consultations/pacte-voirie?siren={OTHER}")).status_code == 404
