"""A mandate serves what it asks for: the version voted, the stock of each quarter, the habits of its EPCI."""

from domain.consultation.commands import RecordCouncilVote, SendConsultation
from domain.mandate.commands import AdaptReminders, ApproveRoadmap, RecordCouncils
from domain.notices import NoticeKind
from domain.objective.commands import RecordProgress, StartObjective
from domain.reminders import Change, PlanName
from tests.domain.consultation.stories import day, paris_midnight
from tests.workflows.plays import ELECTORATE, MANDATE, WATER, mandate, objectives, receipt, transfert
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
    # Nobody is known as « DRH mutualisée »: the coordinator is told in its place.
    assert (await stage.ledger())["progress_asked", "sent"] == 1


async def test_the_plan_adapted_on_4_january_2027_is_that_of_every_objective_and_the_journal_says_by_whom(
    stage: Stage,
) -> None:
    await mandate(stage)
    first, second = await objectives(stage, 2, deadline="2027-06-30")
    shifted = Change(plan=PlanName.OBJECTIVE, notice=NoticeKind.OBJECTIVE_J30, days_before=45)
    await stage.do(MANDATE, AdaptReminders(changes=(shifted,), reason="Congés en juin"), "2027-01-04")
    await stage.until("2027-05-20")
    (adapted,) = await stage.journal(MANDATE, "RemindersAdapted")
    assert (adapted.by, adapted.event["reason"]) == ("test", "Congés en juin")
    for objective in (first, second):
        told = [(row.event["notice"], row.event["on"]) for row in await stage.journal(objective, "ReminderDue")]
        assert told == [("objective_j60", "2027-04-30"), ("objective_j30", "2027-05-14")]
    assert len(await stage.journal(first, "HabitsFollowed")) == 1


async def test_councils_entered_on_20_january_2027_reach_the_consultation_that_runs_since_1_december(
    stage: Stage,
) -> None:
    await mandate(stage)
    await stage.do(WATER, transfert().model_copy(update={"mandate": MANDATE}), "2026-11-30")
    await stage.do(WATER, RecordCouncilVote(voted_on=day("2026-12-01"), number="2026-12"), "2026-12-01")
    await stage.post(WATER, SendConsultation(sent_on=day("2026-12-01"), electorate=ELECTORATE))
    await stage.post(WATER, receipt("01001"))
    await stage.do(MANDATE, RecordCouncils(commune="01001", days=(day("2027-02-18"),)), "2027-01-20")
    await stage.until("2027-01-22")
    (followed,) = await stage.journal(WATER, "CouncilsFollowed")
    assert (followed.event["commune"], followed.event["days"], followed.by) == ("01001", ["2027-02-18"], "test")
