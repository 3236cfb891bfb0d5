"""A mandate serves what it asks for: the version voted, the stock of each quarter."""

from domain.mandate.commands import ApproveRoadmap
from domain.objective.commands import RecordProgress, StartObjective
from tests.domain.consultation.stories import day, paris_midnight
from tests.workflows.plays import MANDATE, mandate, objectives
from tests.workflows.stage import Stage


async def test_the_version_voted_on_15_december_2026_is_frozen_whole(stage: Stage) -> None:
    await mandate(stage)
    await objectives(stage, 3)
    await stage.do(MANDATE, ApproveRoadmap(on=day("2026-12-15"), number="2026-88"), "2026-12-15")
    await stage.until("2026-12-16")
    (approved,) = await stage.journal(MANDATE, "RoadmapApproved")
    assert [line["key"] for line in approved.event["lines"]] == ["F0001", "F0002", "F0003"]
    assert approved.by == "jalon"
    kinds = [row.kind for row in await stage.journal(MANDATE)]
    assert kinds.count("ApprovalNoted") == kinds.count("RoadmapApproved") == 1


async def test_on_1_april_2027_stock_is_taken_and_stale_pilotes_alone_are_asked(stage: Stage) -> None:
    await mandate(stage)
    silent, told, planned = await objectives(stage, 3, pilote="DRH mutualisée")
    await stage.post(silent, StartObjective(on=day("2026-11-30")))
    await stage.post(told, StartObjective(on=day("2026-11-30")))
    await stage.do(told, RecordProgress(percent=40, note="Convention signée"), "2027-03-20")
    await stage.until("2027-04-02")
    (_january, april) = await stage.journal(MANDATE, "StockTaken")
    assert april.event["stock"] == {
        "on": "2027-04-01",
        "total": 3,
        "reached": 0,
        "late": 0,
        "abandoned": 0,
        "open": 3,
        "percent_mean": "40.0",
    }
    (due,) = [row for row in await stage.journal(MANDATE, "StockDue") if row.event["on"] == "2027-04-01"]
    assert due.occurred_at == paris_midnight("2027-04-01")
    assert len(await stage.journal(silent, "ProgressAsked")) == 1
    assert not await stage.journal(told, "ProgressAsked")
    assert not await stage.journal(planned, "ProgressAsked")
    assert (await stage.ledger())["progress_asked", "no_contact"] == 1
