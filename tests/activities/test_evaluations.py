"""Evidence: read page by page, small, recorded once."""

from pydantic_core import to_json

from activities.evaluations import PAGE_SIZE, Gathered
from domain.consultation.commands import RecordAnnulment
from domain.evaluation.commands import PointType
from domain.mandate.commands import ApproveRoadmap, StartEvaluation
from domain.objective.amend_commands import GiveUpMilestone, PlanMilestone
from domain.objective.commands import AbandonObjective
from domain.objective.values import Milestone
from domain.planned import parse_planned
from tests.activities.office import Office, sent
from tests.domain.consultation.stories import day, instant
from tests.domain.mandate.mandates import opening, plan
from tests.domain.objective.objectives import plan as plan_objective
from tests.workflows.plays import MANDATE, WATER
from tests.workflows.stage import SIREN

EVALUATION = f"evaluation/{SIREN}/2027-mi_mandat-1"


async def evaluated(office: Office) -> None:
    """An evaluation started on 4 January 2027, whose evidence is awaited."""
    await office.do(MANDATE, opening(), "2026-11-30")
    await office.do(MANDATE, plan(), "2026-11-30")
    await office.do(MANDATE, StartEvaluation(type=PointType.MI_MANDAT), "2027-01-04")
    await office.advance(EVALUATION)


async def test_a_page_of_the_longest_lines_is_small_enough_for_temporal(office: Office) -> None:
    for number in range(PAGE_SIZE + 1):
        command = plan_objective(title="é" * 300, deadline="2027-09-01")
        await office.do(f"objective/{SIREN}/F{number:04}", command, "2026-11-30")
        abandoned = AbandonObjective(reason="Clé contestée ; " * 120, on=day("2026-12-01"))
        await office.do(f"objective/{SIREN}/F{number:04}", abandoned, "2026-12-01")
    await evaluated(office)
    first, second = await office.run(office.evaluations.list_pages, EVALUATION)
    lines = await office.run(office.evaluations.gather_page, first)
    assert [line.key for line in lines] == [f"F{number:04}" for number in range(PAGE_SIZE)]
    assert len(to_json(lines)) < 50_000
    assert [line.key for line in await office.run(office.evaluations.gather_page, second)] == [f"F{PAGE_SIZE:04}"]


async def test_steps_are_read_as_they_were_promised_on_the_day_of_the_approval(office: Office) -> None:
    fiche, promised = f"objective/{SIREN}/F1", parse_planned("2026-12-20")
    steps = [Milestone(name=name, deadline=promised) for name in ("étude", "convention", "bilan")]
    await office.do(fiche, plan_objective(2031, milestones=steps), "2026-11-30")

    def later(name: str) -> PlanMilestone:
        return PlanMilestone(name=name, was=name, deadline=parse_planned("2027-06"))

    await office.do(MANDATE, opening(), "2026-11-30")
    await office.do(MANDATE, plan(), "2026-11-30")
    await office.do(fiche, later("étude"), "2026-12-01")
    await office.do(MANDATE, ApproveRoadmap(on=day("2026-12-01"), number="2026-31"), "2026-12-03")
    await office.do(fiche, later("convention"), "2026-12-02")
    await office.do(fiche, GiveUpMilestone(name="bilan", reason="Sans objet", on=day("2026-11-30")), "2026-12-04")
    await evaluated(office)
    (page,) = await office.run(office.evaluations.list_pages, EVALUATION)
    (line,) = await office.run(office.evaluations.gather_page, page)
    assert (line.steps_due, line.steps_in_time, line.steps_changed) == (2, 0, 2)


async def test_evidence_is_recorded_once_with_the_annulments_of_the_mandate(office: Office) -> None:
    await sent(office)
    await office.do(WATER, RecordAnnulment(act="Délibération n° 2026-12", on=day("2026-12-20")), "2026-12-22")
    await evaluated(office)
    for _ in range(2):
        await office.run(office.evaluations.record_evidence, Gathered(evaluation=EVALUATION, objectives=()))
    await office.advance(EVALUATION)
    (frozen,) = await office.journal(EVALUATION, "EvidenceFrozen")
    assert (frozen.event["evidence"]["frozen_on"], frozen.event["evidence"]["annulments"]) == ("2027-01-04", 1)
    assert await office.run(office.evaluations.list_pages, EVALUATION) == []
    office.clock.at = instant("2027-01-05")
    await office.run(office.evaluations.record_evidence, Gathered(evaluation=EVALUATION, objectives=()))
    assert len(await office.posted(EVALUATION, "RecordEvidence")) == 1
