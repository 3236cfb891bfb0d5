"""The page of an objective in each of its states, from 19 May 2028 on: what it says, and the acts that it offers."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.access import Access, Right
from domain.consultation.life_commands import AttachDocument
from domain.objective.amend_commands import DropIndicator, GiveUpMilestone, PlanMilestone, RecordMeans
from domain.objective.commands import (
    PauseObjective,
    PlanObjective,
    RecordProgress,
    StartObjective,
)
from domain.objective.values import Indicator, Means, Milestone, ObjectivePlan
from domain.planned import parse_planned
from infra.embedded.postgres import EmbeddedPostgres
from infra.territories import load_epci
from scripts.played import SIREN
from tests.web.conftest import Site
from tests.web.examples import Example, example
from tests.web.readers import Reader, reader, said
from tests.web.signing import first, opened, signed_in, somebody

F9 = f"objective/{SIREN}/F9"
PAGE = "/objectifs/F9"


@pytest.fixture
async def noon(postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[Example]:
    async with example(postgres, template_database) as seen:
        yield seen


@pytest.fixture
async def coordinator(noon: Example) -> AsyncIterator[Reader]:
    it = await reader(noon)
    async with it.client:
        yield it


def planned(pilote: str | None = "DGS", *, to_discuss: bool = False, **facts: object) -> PlanObjective:
    epci = load_epci(SIREN)
    known = {"title": "Archives communes", "pilote": pilote, "deadline": parse_planned("2029-12-31")}
    plan = ObjectivePlan.model_validate(known | facts)
    return PlanObjective(epci_name=epci.name, place=epci.place, plan=plan, to_discuss=to_discuss)


async def test_one_to_discuss_is_told_as_such_and_may_be_retained(noon: Example, coordinator: Reader) -> None:
    await noon.tell(F9, planned(to_discuss=True))
    page = await coordinator.text(PAGE)
    assert "À discuter. Cet objectif est proposé, il n'est pas encore retenu" in page
    assert "Retenir l'objectif" in page
    assert "Déclarer réalisé" not in page


async def test_one_without_a_pilote_says_who_is_reminded_instead(noon: Example, coordinator: Reader) -> None:
    await noon.tell(F9, planned(pilote=None))
    assert "Sans pilote. Les rappels et les demandes de nouvelles vont à la coordination." in await coordinator.text(
        PAGE
    )


async def test_one_that_is_paused_says_that_nothing_is_reminded_even_without_a_reason(
    noon: Example, coordinator: Reader
) -> None:
    await noon.tell(F9, planned(), StartObjective(), PauseObjective())
    page = await coordinator.text(PAGE)
    assert "En pause, sans raison écrite. Rien n'est rappelé à son pilote" in page
    assert "Reprendre" in page
    assert "Dire bloqué" not in page


async def test_without_news_for_more_than_90_days_the_page_says_since_when(noon: Example, coordinator: Reader) -> None:
    await noon.tell(F9, planned(), StartObjective())
    assert "Sans nouvelles" not in await coordinator.text(PAGE)
    noon.player.clock.at += timedelta(days=91)
    assert "Sans nouvelles depuis le 19 mai 2028." in await coordinator.text(PAGE)
    assert "sans nouvelles depuis le 19 mai 2028" in await coordinator.text("/feuille-de-route")


async def test_acts_stand_where_one_looks_for_them(coordinator: Reader) -> None:
    html = await coordinator.html("/objectifs/F2.1")
    for name in ("noter-avancement", "deplacer-echeance", "engagement", "ouvrir-consultation", "bloquer", "realiser"):
        assert f'href="/actes/{name}?flux=' in html
    assert "Changer l'engagement de Condom" in said(html)
    done = await coordinator.html("/objectifs/F1.1")
    for name in ("deplacer-echeance", "modifier-fiche", "changer-pilote", "ajouter-etape", "modifier-moyens"):
        assert f"/actes/{name}" in html
        assert f"/actes/{name}" not in done
    assert "/actes/noter-moyens" in done
    assert "Corriger le jour : signature" in said(done)


async def test_who_only_reads_is_offered_nothing(noon: Example) -> None:
    it = await reader(noon, [Right.READ])
    async with it.client:
        for path in ("/objectifs/F2.1", "/objectifs/F1.1"):
            assert "/actes/" not in await it.html(path)


async def test_a_pilote_is_offered_the_progress_of_its_own_objectives_and_may_do_no_other(site: Site) -> None:
    await opened(site)
    await first(site)
    await somebody(site, Access.PILOTE)
    mine, other = planned("DGS"), planned("DSI")
    await site.tell(F9, "2026-05-04", mine)
    await site.tell(f"objective/{SIREN}/F8", "2026-05-04", other)
    client = await signed_in(site)
    roadmap = (await client.get("/feuille-de-route")).text
    assert 'href="/feuille-de-route?pilote=DGS">Vos objectifs' in roadmap
    own = (await client.get(PAGE)).text
    assert "/actes/noter-avancement" in own
    assert "/actes/deplacer-echeance" not in own
    assert "/actes/engagement" not in own
    assert "/actes/" not in (await client.get("/objectifs/F8")).text
    form = await client.get(f"/actes/noter-avancement?flux={F9}")
    assert form.status_code == 200
    assert 'value="DGS"' in form.text
    assert (await client.get(f"/actes/noter-avancement?flux=objective/{SIREN}/F8")).status_code == 403
    assert (await client.get(f"/actes/deplacer-echeance?flux={F9}")).status_code == 403


async def test_an_indicator_is_held_against_the_straight_way_to_its_target(noon: Example, coordinator: Reader) -> None:
    indicator = Indicator(
        id="I9",
        name="mètres traités",
        unit="m",
        base=Decimal(0),
        base_year=2027,
        target=Decimal(731),
        direction="hausse",
    )
    await noon.tell(F9, planned(indicators=(indicator,)))
    page = await coordinator.text(PAGE)
    assert "on attendrait aujourd'hui 140 m." in page
    assert "Aucune valeur relevée : elle se note avec l'avancement." in page
    await noon.tell(F9, RecordProgress(values={"I9": Decimal(100)}, on=date(2028, 5, 18)))
    html = await coordinator.html(PAGE)
    assert "en deçà du chemin" in said(html)
    assert 'polyline class="course"' in html
    await noon.tell(F9, RecordProgress(values={"I9": Decimal(200)}, on=date(2028, 5, 19)))
    assert "sur le chemin" in await coordinator.text(PAGE)


async def test_means_and_steps_are_told_and_their_absence_too(noon: Example, coordinator: Reader) -> None:
    await noon.tell(
        F9,
        planned(
            means=Means(etp=Decimal("0.5"), investissement_cents=1_250_050),
            milestones=(Milestone(name="convention"),),
        ),
    )
    page = await coordinator.text(PAGE)
    assert "Prévu 0,5 — 12 500,50 € en tout" in page
    assert "convention non datée pas encore à venir Noter faite : convention Modifier : convention" in page
    bare = await coordinator.text("/objectifs/F2.2")
    assert "ne chiffre aucun moyen" in bare
    assert "Aucune étape n'est prévue. Ajouter une étape" in bare


async def test_real_means_stand_beside_the_forecast_with_their_gap(noon: Example, coordinator: Reader) -> None:
    means = Means(etp=Decimal("1.5"), fonctionnement_cents=6_200_000, investissement_cents=300_000)
    await noon.tell(
        F9,
        planned(means=means),
        RecordMeans(year=2026, means=Means(etp=Decimal(1), fonctionnement_cents=6_000_050), note="Six mois"),
        RecordMeans(year=2027, means=Means(etp=Decimal(2), fonctionnement_cents=6_250_000, investissement_cents=1)),
    )
    page = await coordinator.text(PAGE)
    assert "Prévu 1,5 62 000 € par an 3 000 € en tout" in page
    assert "2026 Six mois 1 écart : −0,5 60 000,50 € écart : −1 999,50 € — Corriger" in page
    assert "2027 2 écart : +0,5 62 500 € écart : +500 € 0,01 € Corriger les moyens réels de 2027" in page
    assert "2 années notées — 122 500,50 € 0,01 € écart : −2 999,99 €" in page


async def test_steps_that_moved_or_are_given_up_say_what_was_promised_and_why_they_are_not_done(
    noon: Example, coordinator: Reader
) -> None:
    first, last = (
        Milestone(name=name, deadline=parse_planned("2028-01-31")) for name in ("état des lieux", "convention")
    )
    await noon.tell(
        F9,
        planned(milestones=(first, last)),
        PlanMilestone(name=first.name, was=first.name, deadline=parse_planned("2028-09"), reason="Un été de plus"),
        GiveUpMilestone(name=last.name, reason="Une charte suffit", on=date(2028, 5, 18)),
    )
    page = await coordinator.text(PAGE)
    assert "état des lieux septembre 2028 d'abord promise : 31 janvier 2028 pas encore à venir" in page
    assert "convention Une charte suffit 31 janvier 2028 abandonnée le 18 mai 2028 — Reprendre : convention" in page
    assert "jours de retard" not in page


async def test_an_indicator_that_is_followed_no_more_stands_apart_with_its_values(
    noon: Example, coordinator: Reader
) -> None:
    indicators = tuple(Indicator(id=id, name=f"mesure {id}", base=Decimal(0), target=Decimal(9)) for id in ("K1", "K2"))
    await noon.tell(
        F9,
        planned(indicators=indicators),
        RecordProgress(values={"K1": Decimal(3)}, on=date(2028, 5, 18)),
        DropIndicator(id="K1", reason="Un autre le dit mieux"),
    )
    page = await coordinator.text(PAGE)
    apart = page.index("1 indicateur qui n'est plus suivi")
    assert page.index("K2 mesure K2") < apart < page.index("K1 mesure K1")
    assert "N'est plus suivi depuis le 19 mai 2028. Départ : 0 ; cible : 9." in page[apart:]
    assert "18 mai 2028 3 " in page[apart:]
    assert "Suivre de nouveau : mesure K1" in page[apart:]


async def test_the_last_things_that_happened_are_told_in_sentences_and_the_journal_has_the_rest(
    coordinator: Reader,
) -> None:
    page = await coordinator.text("/objectifs/F2.1")
    assert "Histoire 4 mai 2028 Avancement au 4 mai 2028, 70 %, I4 = 118." in page
    assert "Toute l'histoire de cet objectif, au journal" in page


async def test_the_files_of_its_consultations_are_at_hand(noon: Example, coordinator: Reader) -> None:
    assert "Documents" not in await coordinator.text("/objectifs/F2.1")
    joined = AttachDocument(
        title="Projet de convention",
        filename="convention.pdf",
        media_type="application/pdf",
        size=48_211,
        sha256="a" * 64,
    )
    await noon.tell(f"consultation/{SIREN}/informatique", joined)
    html = await coordinator.html("/objectifs/F2.1")
    assert f"/consultations/informatique/documents/{'a' * 64}" in html
    assert "Projet de convention convention.pdf, 49 ko, joint le 19 mai 2028 à « Service commun" in said(html)
