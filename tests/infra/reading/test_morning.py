"""The morning of an EPCI: what is read of it says what its whole states say, and axes are counted."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from fastapi import FastAPI

from domain.consultation.commands import CancelConsultation, Sens
from domain.mandate.commands import mandate_id
from domain.objective import DECIDER as OBJECTIVE
from domain.objective.amend_commands import GiveUpMilestone
from domain.objective.commands import BlockObjective, CompleteMilestone, ReachObjective, RecordProgress, StartObjective
from domain.objective.values import BlockageCause, Milestone
from domain.registry import decider_of
from infra.database import ADVANCER, pool
from infra.reading.briefs import brief_of, read_briefs
from infra.reading.glances import read_glance
from infra.reading.morning import Glance, morning
from infra.snapshots import Snapshots
from infra.store import Store
from tests.domain.consultation.stories import Story as Consultation
from tests.domain.mandate import mandates
from tests.domain.objective.objectives import day, plan, planned
from tests.web.conftest import Site, visitor
from tests.web.plays import SIREN, WATER, consulted
from web.house import open_web_house

TODAY = date(2027, 7, 1)


@pytest.fixture
async def site(database_url: str) -> AsyncIterator[Site]:
    """What plays of the web are told to, without its application."""
    opened, connected, strangers = open_web_house(database_url), pool(database_url, ADVANCER), visitor(FastAPI())
    async with opened as house, connected as advancers, strangers as client:
        yield Site(FastAPI(), house, Store(advancers, decider_of), client, "")


def objective(number: int) -> str:
    return f"objective/{SIREN}/F{number}"


async def roadmap(site: Site) -> None:
    """Six objectives of two axes: one late, one blocked, one reached, one of no axis."""
    mandate = mandate_id(SIREN, 2026)
    await site.tell(mandate, "2026-04-01", mandates.opening(), mandates.plan())
    formation = Milestone(name="formation", deadline=planned("2027-03-31"))
    steps = (Milestone(name="étude", deadline=planned("2027-01-31")), Milestone(name="bilan"), formation)
    plans = [plan("2027-06", axis="A1", milestones=steps, pilote="DRH"), plan("2028-T1", axis="A1"), plan(axis="A1")]
    plans += [plan("2027-06-30", axis="A2"), plan("2029", axis="A2"), plan("2029", axis="ailleurs")]
    for number, asked in enumerate(plans):
        await site.tell(objective(number), "2026-04-02", asked)
        await site.tell(objective(number), "2026-05-02", StartObjective(), RecordProgress(percent=10 * number))
    await site.tell(objective(0), "2027-02-01", CompleteMilestone(name="étude", on=day("2027-01-20")))
    await site.tell(objective(0), "2027-02-01", GiveUpMilestone(name="formation", reason="Sans objet"))
    await site.tell(objective(1), "2027-02-01", BlockObjective(cause=BlockageCause.RH))
    await site.tell(objective(3), "2027-06-01", ReachObjective())


async def test_what_is_read_at_a_glance_is_what_the_whole_objectives_say(site: Site) -> None:
    await roadmap(site)
    whole = await Snapshots(site.house.engine, decider_of).every(OBJECTIVE, SIREN)
    assert await read_briefs(site.house.engine, SIREN) == tuple(map(brief_of, whole))
    assert await read_briefs(site.house.engine, "200000002") == ()


async def test_axes_are_counted_on_1_july_2027(site: Site) -> None:
    await roadmap(site)
    board = morning(SIREN, "CC d'Exemple", await read_glance(site.house.engine, SIREN), TODAY)
    assert [(it.key, it.total, it.reached, it.late, it.blocked, it.percent) for it in board.axes] == [
        ("A1", 3, 0, 1, 1, 10),
        ("A2", 2, 1, 0, 0, 70),
        ("", 1, 0, 0, 0, 50),
    ]
    late = [matter.what for matter in board.late if matter.stream.startswith("objective/")]
    assert late == ["F0 : échéance, Secrétariat remplaçant"]
    assert board.mandate is not None


async def test_what_is_over_is_not_read_and_what_is_under_way_is_whole_enough(site: Site) -> None:
    await consulted(site)
    glance = await read_glance(site.house.engine, SIREN)
    (state,) = glance.consultations
    assert [seat.name for seat in state.seats] == ["Commune 1", "Commune 2", "Commune 3"]
    board = morning(SIREN, "CC d'Exemple", glance, date(2027, 4, 10))
    assert board.consultations[0].awaited == ("Commune 2", "Commune 3")
    assert [(risk.kind.value, risk.codes) for risk in board.at_risk] == [("receipt", ("01003",))]
    await site.tell(WATER, "2027-04-11", CancelConsultation(reason="Retirée."))
    assert (await read_glance(site.house.engine, SIREN)).consultations == []


def test_the_same_consultation_gives_the_same_line_with_and_without_its_history() -> None:
    story = Consultation().sent().answer("01001", Sens.FAVORABLE, "2027-01-20", "2027-01-21").state
    short = story.but(seats=tuple(seat.but(pending=(), told=(), versions=(), councils=()) for seat in story.seats))
    boards = [morning("1", "CC", Glance(None, (), [state]), date(2027, 2, 10)) for state in (story, short)]
    assert boards[0] == boards[1]
