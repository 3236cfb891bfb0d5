"""A thousand objectives at once: what a line says of what was amended."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from domain.objective.amend_commands import GiveUpMilestone, PlanMeans, PlanMilestone, RecordMeans
from domain.objective.commands import CompleteMilestone
from domain.objective.means import roll_up
from domain.objective.values import Means, Milestone
from domain.registry import decider_of
from infra.database import ADVANCER, pool
from infra.reading.roadmap_lines import read_roadmap
from infra.store import Store
from tests.domain.objective.objectives import IMPACT, SIGNATURE, day, plan, planned
from tests.web.conftest import Site, visitor
from tests.web.plays import SIREN
from web.house import open_web_house


@pytest.fixture
async def site(database_url: str) -> AsyncIterator[Site]:
    opened, connected, strangers = open_web_house(database_url), pool(database_url, ADVANCER), visitor(FastAPI())
    async with opened as house, connected as advancers, strangers as client:
        yield Site(FastAPI(), house, Store(advancers, decider_of), client, "")


async def test_steps_given_up_are_left_out_and_a_moved_one_is_on_its_new_day(site: Site) -> None:
    steps = (IMPACT, SIGNATURE, Milestone(name="Bilan"))
    await site.tell(f"objective/{SIREN}/F1", "2026-04-02", plan(milestones=steps))
    for command in (
        GiveUpMilestone(name="Fiche d'impact", reason="Sans objet"),
        PlanMilestone(name="Signature", was="Signature", deadline=planned("2028-06")),
        CompleteMilestone(name="Bilan", on=day("2027-01-20")),
    ):
        await site.tell(f"objective/{SIREN}/F1", "2027-02-01", command)
    (line,) = (await read_roadmap(site.house.engine, SIREN)).lines
    assert [(step.planned.label if step.planned else None, step.done_on) for step in line.steps] == [
        ("juin 2028", None),
        (None, date(2027, 1, 20)),
    ]


async def test_the_means_of_a_roadmap_are_read_with_its_lines_and_rolled_up(site: Site) -> None:
    first, second = (f"objective/{SIREN}/F{number}" for number in (1, 2))
    await site.tell(first, "2026-04-02", plan(means=Means(etp=Decimal("0.5"), fonctionnement_cents=1)))
    await site.tell(second, "2026-04-02", plan())
    await site.tell(first, "2027-02-01", PlanMeans(means=Means(etp=Decimal("1.5")), reason="Budget"))
    await site.tell(second, "2027-02-01", RecordMeans(year=2026, means=Means(fonctionnement_cents=1200050)))
    lines = (await read_roadmap(site.house.engine, SIREN)).lines
    assert [line.means for line in lines] == [Means(etp=Decimal("1.5")), Means()]
    assert [[one.year for one in line.spent] for line in lines] == [[], [2026]]
    rolled = roll_up(lines, range(2026, 2028))
    assert (rolled.objectives, rolled.forecast.etp, rolled.forecast.fonctionnement_cents) == (2, Decimal("1.5"), None)
    assert [one.real.fonctionnement_cents for one in rolled.years] == [1200050, None]


async def test_a_snapshot_that_was_kept_before_means_were_told_is_still_read(site: Site) -> None:
    await site.tell(f"objective/{SIREN}/F1", "2026-04-02", plan(milestones=(IMPACT,)))
    older = text("""
UPDATE streams SET snapshot = jsonb_set(
  snapshot - 'spent' - 'means', '{milestones,0}',
  (snapshot #> '{milestones,0}') - 'given_up_on' - 'given_up_reason' - 'given_up_recorded_on' - 'moves')
""")
    async with site.house.engine.begin() as connection:
        assert (await connection.execute(older)).rowcount == 1
    (line,) = (await read_roadmap(site.house.engine, SIREN)).lines
    assert (line.means, line.spent, len(line.steps)) == (Means(), (), 1)
