"""An evaluation gathers its evidence page by page, records it once, and tells its mandate."""

import pytest

from activities import evaluations
from domain.evaluation.commands import PointType
from domain.mandate.commands import ApproveRoadmap, StartEvaluation
from domain.objective.commands import ReachObjective
from tests.domain.consultation.stories import day
from tests.domain.mandate.mandates import mid_mandate
from tests.workflows.plays import MANDATE, mandate, objectives
from tests.workflows.stage import SIREN, Stage

MID = f"evaluation/{SIREN}/2029-mi_mandat-1"


async def test_the_evaluation_of_31_march_2029_reads_every_page_and_tells_the_mandate(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluations, "PAGE_SIZE", 2)
    await mandate(stage, mid_mandate("2029-03-31"))
    first, *_, last = await objectives(stage, 5)
    await stage.do(MANDATE, ApproveRoadmap(on=day("2026-12-15"), number="2026-88"), "2026-12-15")
    for objective in (first, last):
        await stage.do(objective, ReachObjective(on=day("2027-05-03")), "2027-05-04")
    await stage.until("2029-04-04")

    (frozen,) = await stage.journal(MID, "EvidenceFrozen")
    evidence = frozen.event["evidence"]
    assert [line["key"] for line in evidence["objectives"]] == ["F0001", "F0002", "F0003", "F0004", "F0005"]
    assert [line["status"] for line in evidence["objectives"]].count("reached") == 2
    assert all(line["in_baseline"] for line in evidence["objectives"])
    assert (evidence["frozen_on"], evidence["duties_due"], evidence["duties_in_time"]) == ("2029-03-31", 2, 0)
    (recorded,) = await stage.journal(MID, "EvaluationRecorded")
    assert recorded.event["evidence_sha256"] == frozen.event["sha256"]
    (noted,) = await stage.journal(MANDATE, "EvaluationNoted")
    assert (noted.event["evaluation"], noted.event["outcome"]["label"]) == (MID, "couverture insuffisante")
    assert (await stage.ledger())["evaluation_recorded", "sent"] == 1

    history = await stage.client.get_workflow_handle(MID).fetch_history()
    types = [attributes.activity_task_scheduled_event_attributes.activity_type.name for attributes in history.events]
    assert types.count("gather_page") == 3
    assert len(history.events) < 60


async def test_an_evaluation_of_a_roadmap_without_objectives_is_recorded_all_the_same(stage: Stage) -> None:
    await mandate(stage)
    await stage.do(MANDATE, StartEvaluation(type=PointType.MI_MANDAT), "2026-12-01")
    await stage.until("2026-12-02")
    evaluation = f"evaluation/{SIREN}/2026-mi_mandat-1"
    assert len(await stage.journal(evaluation, "EvaluationRecorded")) == 1
    assert len(await stage.journal(MANDATE, "EvaluationNoted")) == 1
