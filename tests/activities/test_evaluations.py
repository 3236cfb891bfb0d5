"""Evidence: read page by page, small, recorded once."""

from pydantic_core import to_json

from activities.evaluations import PAGE_SIZE, Gathered
from domain.consultation.commands import RecordAnnulment
from domain.evaluation.commands import PointType
from domain.mandate.commands import StartEvaluation
from domain.objective.commands import AbandonObjective
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
