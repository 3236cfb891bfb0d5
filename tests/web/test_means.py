"""The means of a roadmap by axis, on 19 May 2028, and the figures of pages."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from domain.french import euros
from domain.objective.amend_commands import RecordMeans
from domain.objective.values import Means
from infra.embedded.postgres import EmbeddedPostgres
from scripts.played import SIREN
from tests.web.examples import Example, example
from tests.web.readers import reader
from tests.web.roadmaps import opened
from web.pages.rendering import euros_gap, figure_gap

F11, F21, F32 = (f"objective/{SIREN}/{key}" for key in ("F1.1", "F2.1", "F3.2"))


@pytest.fixture
async def noon(postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[Example]:
    async with example(postgres, template_database) as seen:
        yield seen


def test_figures_and_gaps_are_french() -> None:
    assert [euros(cents).replace("\u202f", " ").replace("\u00a0", " ") for cents in (6_200_000, 1250, -50, 0)] == [
        "62 000 €",
        "12,50 €",
        "−0,50 €",
        "0 €",
    ]
    assert [euros_gap(cents).replace("\u00a0", " ") for cents in (100, -100, 0)] == ["+1 €", "−1 €", "0 €"]
    assert [figure_gap(Decimal(each)) for each in ("0.5", "-0.5", "0")] == ["+0,5", "−0,5", "0"]


async def test_the_roadmap_tells_what_is_planned_by_axis_and_that_no_year_is_noted_yet(noon: Example) -> None:
    it = await reader(noon)
    async with it.client:
        page = await it.text("/feuille-de-route")
    assert "Personne n'a encore noté ce qu'une année a pris" in page
    assert "A1, Sécuriser le quotidien des petites mairies 1,7 62 000 € 3 000 €" in page
    assert "A3, Matériel et technique — — 84 000 €" in page
    assert "Ensemble 3,7 207 000 € 87 000 €" in page


async def test_real_means_stand_beside_in_the_last_year_known_whatever_is_chosen(noon: Example) -> None:
    spent = Means(etp=Decimal(1), fonctionnement_cents=5_000_000, investissement_cents=100_000)
    await noon.tell(F11, RecordMeans(year=2026, means=spent), RecordMeans(year=2027, means=spent))
    await noon.tell(F21, RecordMeans(year=2026, means=Means(investissement_cents=50_025)))
    await noon.tell(F32, RecordMeans(year=2027, means=Means(etp=Decimal("0.1"))))
    it = await reader(noon)
    async with it.client:
        page = await it.text("/feuille-de-route?axe=A1")
        one = await it.text("/objectifs/F1.1")
    assert "En 2027, dernière année connue, 2 objectifs disent ce qu'elle a pris." in page
    assert "A1, Sécuriser le quotidien des petites mairies 1,7 62 000 € 3 000 € 1 50 000 € 2 000 €" in page
    assert "A2, Partager les expertises 2 145 000 € — — — 500,25 €" in page
    assert "A3, Matériel et technique — — 84 000 € 0,1 — —" in page
    assert "Ensemble 3,7 207 000 € 87 000 € 1,1 50 000 € 2 500,25 €" in page
    assert "2 années notées — 100 000 € 2 000 € écart : −1 000 €" in one


async def test_a_roadmap_of_which_nobody_says_the_means_has_no_table_of_them(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    async with opened(postgres, template_database) as it:
        one = await reader(it)
        async with one.client:
            assert "Moyens" not in await one.text("/feuille-de-route")
