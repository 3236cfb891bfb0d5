"""The evaluations as their reader gets them: planned, awaited, recorded, compared."""

from collections.abc import AsyncIterator

import pytest

from domain.access import Right
from domain.evaluation.commands import PointType, RecordEvidence, evaluation_id
from domain.evaluation.evidence import Evidence, ObjectiveEvidence
from domain.objective.transitions import Status
from infra.embedded.postgres import EmbeddedPostgres
from scripts.played import SIREN
from tests.web.conftest import Site
from tests.web.examples import Example, example
from tests.web.inhabited import MANDATE, recorded, started, told
from tests.web.plays import consulted
from tests.web.readers import Reader, hrefs, reader, said

FIRST, SECOND = (evaluation_id(SIREN, 2028, type, 1) for type in (PointType.MI_MANDAT, PointType.FIN_DE_MANDAT))


@pytest.fixture
async def it(postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[Example]:
    """The example on 19 May 2028."""
    async with example(postgres, template_database) as seen:
        yield seen


@pytest.fixture
async def seen(it: Example) -> Reader:
    return await reader(it)


async def test_what_is_planned_is_listed_with_the_grid_and_the_act_that_starts_one(seen: Reader) -> None:
    page = await seen.text("/evaluations")
    assert "2 évaluations du mandat 2026" in page
    assert "Évaluation de mi-mandat 31 mars 2029 se lance d'elle-même prévue — —" in page
    assert "Évaluation de fin de mandat 15 janvier 2031" in page
    assert "C4 Finances 15 Les dépenses réelles ne sont pas relevées" in page
    assert "C1 Réalisation 15 Calculée d'après ce que Jalon enregistre." in page
    act = f"/actes/lancer-evaluation?flux={MANDATE.replace('/', '%2F')}"
    assert act in hrefs(await seen.html("/evaluations"))
    lecteur = await reader(seen.it, [Right.READ])
    assert act not in hrefs(await lecteur.html("/evaluations"))


async def test_one_whose_evidence_is_gathered_says_so(it: Example, seen: Reader) -> None:
    await started(it, FIRST, PointType.MI_MANDAT)
    assert "en cours de collecte" in await seen.text("/evaluations")
    page = await seen.text("/evaluations/2028-mi_mandat-1")
    assert "Lancée le 19 mai 2028. Les éléments de preuve sont en cours de collecte" in page


async def test_a_recorded_one_shows_its_grid_its_coverage_and_what_it_is_computed_from(
    it: Example, seen: Reader
) -> None:
    await recorded(it, FIRST, PointType.MI_MANDAT)
    listed = await seen.text("/evaluations")
    assert "Évaluation de mi-mandat 19 mai 2028 enregistrée 25 % couverture insuffisante" in listed
    html = await seen.html("/evaluations/2028-mi_mandat-1")
    page = said(html)
    assert "Pas de note globale couverture insuffisante 25 % de la grille évalués. Moins de 40 %" in page
    assert "C1 Réalisation 15 3 sur 4 documenté Version approuvée (T0) : 3 objectifs réalisés sur 5" in page
    assert "C3 Qualité de service 15 NE — Les délais et la continuité des services ne sont pas relevés" in page
    assert "C1 Réalisation : 3 ; C2 Usage et adhésion : non évaluable ;" in page
    assert "Gelé le 19 mai 2028 Version votée (T0) 5 objectifs y figurent" in page
    assert "Objectifs 6 : en cours (1), bloqué (1), réalisé (3), abandonné (1)" in page
    assert "Étapes échues 5, dont 4 faites à temps" in page
    assert "F1.1 Service commun de secrétariat de mairie remplaçant réalisé élevée" in page
    assert "C'est la première évaluation de ce mandat" in page
    state = await it.house.snapshots.many([FIRST])
    assert state[FIRST].evidence_sha256 in html


async def test_the_second_one_is_compared_with_the_first(it: Example, seen: Reader) -> None:
    await recorded(it, FIRST, PointType.MI_MANDAT)
    await started(it, SECOND, PointType.FIN_DE_MANDAT)
    lines = [
        ObjectiveEvidence(key=f"F{n}", title=f"Objectif {n}", status=Status.REACHED, deadline_first="2027-T3")
        for n in range(90)
    ]
    evidence = Evidence(frozen_on=it.player.clock.at.date(), objectives=tuple(lines), annulments=1)
    await it.tell(SECOND, RecordEvidence(evidence=evidence))
    await told(it, SECOND)
    page = await seen.text("/evaluations/2028-fin_de_mandat-1")
    assert "À l'évaluation d'avant, du 19 mai 2028 : pas de note globale, 25 % de la grille." in page
    assert "C1 Réalisation 15 4 sur 4 3 sur 4 plus 1 documenté Faute de version approuvée (T0)" in page
    assert "C6 Gouvernance et droit 10 NE 3 sur 4 — Aucune étape ni obligation" in page
    assert "Version votée (T0) aucune : tous les objectifs retenus comptent" in page
    assert "Les 80 premiers sur 90 ; les autres sont au journal" in page
    assert "F0 Objectif 0 réalisé non dite 3e trimestre 2027 — —" in page
    assert "/evaluations/2028-mi_mandat-1" in hrefs(await seen.html("/evaluations/2028-fin_de_mandat-1"))


@pytest.mark.parametrize("key", ["2027-mi_mandat-1", "rien", "%00", "é", "a%2Fb"])
async def test_an_evaluation_that_nobody_knows_is_not_found(seen: Reader, key: str) -> None:
    await seen.html(f"/evaluations/{key}", 404)


async def test_without_a_mandate_there_is_nothing_to_evaluate(site: Site) -> None:
    await consulted(site)
    page = said((await site.client.get("/evaluations", headers=site.bearer())).text)
    assert "Aucun mandat n'est ouvert : il n'y a encore rien à évaluer." in page
