"""The calendar of duties as its reader gets it."""

from collections.abc import AsyncIterator
from datetime import date, time

import pytest

from domain.access import Right
from domain.calendar import METROPOLE, at_time
from domain.mandate.commands import CompleteDuty, mandate_id
from infra.embedded.postgres import EmbeddedPostgres
from scripts.played import SIREN
from tests.web.conftest import Site
from tests.web.examples import BEFORE, OTHER, Example, example, second_epci
from tests.web.plays import consulted
from tests.web.readers import Reader, hrefs, reader, said

MANDATE = mandate_id(SIREN, 2026)
LATER = date(2028, 10, 10)


@pytest.fixture(scope="module")
async def noon(postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[Example]:
    """The example on 19 May 2028; nobody changes it."""
    async with example(postgres, template_database) as seen:
        yield seen


@pytest.fixture
async def coordinator(noon: Example) -> Reader:
    return await reader(noon)


async def test_the_year_2028_shows_what_is_done_and_what_is_to_come_with_its_text(coordinator: Reader) -> None:
    page = await coordinator.text("/obligations")
    assert "Février 1 obligation Mars rien" in page
    assert "Juillet rien sans rappels : été" in page
    assert "jeudi 24 février 2028 Communiquer au conseil communautaire l'avancement du schéma" in page
    assert "article L5211-39-1 du CGCT faite le 24 février 2028 Corriger le jour" in page
    assert "vendredi 29 septembre 2028 Adresser au maire de chaque commune le rapport d'activité 2027" in page
    assert "article L5211-39 du CGCT à venir 2 rappels prévus C'est fait" in page
    assert "Au plus tard le vendredi 29 septembre 2028. Le jour est le dernier qui soit sûrement" in page


async def test_the_other_years_of_the_mandate_are_one_click_away(coordinator: Reader) -> None:
    links = hrefs(await coordinator.html("/obligations"))
    years = [href for href in links if href.startswith("/obligations?annee=")]
    assert years == [f"/obligations?annee={year}" for year in range(2026, 2033)]
    page = await coordinator.text("/obligations?annee=2027")
    assert "jeudi 25 février 2027 Communication annuelle au conseil, prévue" in page
    assert "Semaines calmes (fin d'année) : les rappels sont retenus du 20 décembre 2027 au 3 janvier 2028." in page
    page = await coordinator.text("/obligations?annee=2031")
    assert "lundi 1er septembre 2031 Début de la réserve électorale" in page
    assert "article L52-1 du code électoral (à confirmer) à venir" in page
    page = await coordinator.text("/obligations?annee=2029")
    assert "samedi 31 mars 2029 Évaluation de mi-mandat, prévue Pratique locale : aucune loi ne l'impose" in page
    for wrong in ("2025", "2033", "demain", "02028"):
        assert "de 2026 à 2032" in await coordinator.text(f"/obligations?annee={wrong}", 404)


async def test_what_does_not_apply_says_why(coordinator: Reader) -> None:
    page = await coordinator.text("/obligations")
    assert "Un débat d'orientation budgétaire a lieu ici : la communication annuelle s'y fait." in page
    assert "Ce qui n'apparaît pas, et pourquoi Suites des conventions et des transferts Les obligations qui" in page


async def test_who_only_reads_is_given_no_act(noon: Example) -> None:
    lecteur = await reader(noon, [Right.READ])
    html = await lecteur.html("/obligations")
    assert "/actes/" not in html
    assert "Adresser au maire de chaque commune" in html


async def test_a_duty_forgotten_is_late_on_every_year_then_done_late(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    async with example(postgres, template_database) as it:
        it.player.clock.at = at_time(LATER, time(12), METROPOLE)
        seen = await reader(it)
        page = await seen.text("/obligations?annee=2030")
        assert "1 obligation en retard Adresser au maire de chaque commune le rapport d'activité 2027" in page
        assert "en retard de 11 jours" in await seen.text("/obligations")
        act = f"/actes/obligation-faite?flux={MANDATE.replace('/', '%2F')}&repere=rapport_activite-2028"
        assert act in hrefs(await seen.html("/obligations"))
        await it.tell(MANDATE, CompleteDuty(key="rapport_activite-2028", on=LATER))
        assert "faite en retard le 10 octobre 2028, 11 jours après" in await seen.text("/obligations")
        assert "obligation en retard" not in await seen.text("/obligations?annee=2030")


async def test_an_epci_of_villages_is_told_that_it_has_no_dob(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    async with example(postgres, template_database, BEFORE) as it:
        await second_epci(it)
        page = await (await reader(it)).text(f"/obligations?siren={OTHER}")
        assert "Débat d'orientation budgétaire Aucune commune n'atteint 3 500 habitants" in page
        assert "Communication annuelle Elle porte sur un schéma approuvé" in page


async def test_without_a_mandate_the_page_says_who_opens_one(site: Site) -> None:
    await consulted(site)
    page = said((await site.client.get("/obligations", headers=site.bearer())).text)
    assert "Aucun mandat n'est ouvert : aucune obligation n'est encore datée." in page
    reads = await site.house.tokens.create("lecture", None, [Right.READ])
    page = said((await site.client.get("/obligations", headers=site.bearer(reads))).text)
    assert "Demandez à qui administre Jalon dans votre EPCI d'ouvrir le mandat." in page
