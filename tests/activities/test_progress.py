"""Stock, baseline and habits: recorded once, whatever is repeated."""

from domain.mandate.commands import AdaptReminders, ApproveRoadmap
from domain.objective.commands import ReachObjective, StartObjective
from domain.reminders import Week
from tests.activities.office import Office
from tests.domain.consultation.stories import day, instant
from tests.domain.mandate.mandates import opening, plan
from tests.domain.objective.objectives import plan as plan_objective
from tests.workflows.plays import MANDATE
from tests.workflows.stage import SIREN

F1, F2 = f"objective/{SIREN}/F1", f"objective/{SIREN}/F2"


async def mandate(office: Office) -> None:
    """A mandate, an objective under way without news since 30 November 2026, another only planned."""
    await office.do(MANDATE, opening(), "2026-11-30")
    await office.do(MANDATE, plan(), "2026-11-30")
    await office.do(F1, plan_objective(deadline="2027-09-01"), "2026-11-30")
    await office.do(F1, StartObjective(on=day("2026-11-30")), "2026-11-30")
    await office.do(F2, plan_objective(deadline=None), "2026-11-30")


async def test_the_stock_of_1_april_2027_is_posted_once_even_if_the_objectives_moved_in_between(office: Office) -> None:
    await mandate(office)
    office.clock.at = instant("2027-04-01")
    await office.advance(MANDATE)
    assert await office.run(office.progress.record_progress, MANDATE) == [F1]
    await office.do(F2, ReachObjective(on=day("2027-04-01")), "2027-04-01")
    assert await office.run(office.progress.record_progress, MANDATE) == [F1]
    (stock,) = await office.posted(MANDATE, "RecordStock")
    assert (stock["stock"]["open"], stock["stock"]["reached"]) == (2, 0)
    assert len(await office.posted(F1, "AskProgress")) == 1
    assert await office.posted(F2, "AskProgress") == []


async def test_nothing_is_recorded_once_the_stock_is_taken(office: Office) -> None:
    await mandate(office)
    office.clock.at = instant("2027-04-01")
    await office.advance(MANDATE)
    await office.run(office.progress.record_progress, MANDATE)
    await office.advance(MANDATE)
    assert len(await office.journal(MANDATE, "StockTaken")) == 1
    assert await office.run(office.progress.record_progress, MANDATE) == []


async def test_the_baseline_of_15_december_2026_is_posted_once(office: Office) -> None:
    await mandate(office)
    await office.do(MANDATE, ApproveRoadmap(on=day("2026-12-15"), number="2026-88"), "2026-12-15")
    for _ in range(2):
        await office.run(office.progress.freeze_baseline, MANDATE)
    await office.advance(MANDATE)
    await office.run(office.progress.freeze_baseline, MANDATE)
    (command,) = await office.posted(MANDATE, "FreezeBaseline")
    assert [line["key"] for line in command["lines"]] == ["F1", "F2"]
    assert len(await office.journal(MANDATE, "RoadmapApproved")) == 1


async def test_the_habits_of_1_march_2027_reach_each_open_objective_once_and_no_closed_one(office: Office) -> None:
    await mandate(office)
    await office.do(F2, ReachObjective(on=day("2027-02-01")), "2027-02-01")
    assert await office.run(office.progress.pass_on_habits, MANDATE) == []
    week = Week(first=day("2027-04-05"), last=day("2027-04-11"), reason="élections")
    await office.do(MANDATE, AdaptReminders(quiet=(week,), reason="Municipales partielles"), "2027-03-01")
    for _ in range(2):
        assert await office.run(office.progress.pass_on_habits, MANDATE) == [F1]
    await office.advance(F1)
    await office.advance(MANDATE)
    (followed,) = await office.journal(F1, "HabitsFollowed")
    assert followed.event["habits"]["quiet"] == [week.model_dump(mode="json")]
    assert await office.posted(F2, "FollowHabits") == []
    assert len(await office.journal(MANDATE, "HabitsPassedOn")) == 1
    assert await office.run(office.progress.pass_on_habits, MANDATE) == []


async def test_an_objective_entered_on_2_march_2027_learns_the_habits_the_week_after_and_the_others_hear_nothing(
    office: Office,
) -> None:
    await mandate(office)
    week = Week(first=day("2027-04-05"), last=day("2027-04-11"))
    await office.do(MANDATE, AdaptReminders(quiet=(week,), reason="Élections"), "2027-03-01")
    await office.run(office.progress.pass_on_habits, MANDATE)
    for stream in (F1, F2, MANDATE):
        await office.advance(stream)
    late = f"objective/{SIREN}/F3"
    await office.do(late, plan_objective(deadline="2027-09-01"), "2027-03-02")
    office.clock.at = instant("2027-03-09")
    await office.advance(MANDATE)
    assert await office.run(office.progress.pass_on_habits, MANDATE) == [late]
