"""The deadline of an objective: reminders, lateness, new promises."""

from datetime import timedelta

import pytest

from domain.calendar import METROPOLE, civil_day, morning_of
from domain.errors import Refused
from domain.notices import NoticeKind
from domain.objective import DECIDER
from domain.objective.commands import (
    AbandonObjective,
    BlockObjective,
    MoveDeadline,
    PauseObjective,
    ReachObjective,
    RecordProgress,
    ResumeObjective,
    RetainObjective,
    StartObjective,
)
from domain.objective.state import is_late, lateness
from domain.objective.transitions import Status
from domain.objective.values import BlockageCause
from domain.people import COORDINATEUR, Role
from domain.reminders import OBJECTIVE_PLAN
from tests.domain.objective.objectives import STREAM, Story, day, instant, midnight, plan, planned


def test_an_objective_due_on_1_september_2027_is_reminded_three_times_then_late_on_the_2nd() -> None:
    story = Story().do(plan("2027-09-01", pilote="DRH mutualisée"), "2026-06-01").wait("2028-01-01")
    # 60 days before is Saturday 3 July: the reminder falls due on the Friday.
    assert story.told == [
        ("objective_j60", "2027-07-02"),
        ("objective_j30", "2027-08-02"),
        ("objective_j7", "2027-08-25"),
        ("objective_late", "2027-09-02"),
    ]
    assert story.happened("LateRecorded")[0].occurred_at == midnight("2027-09-02")
    assert DECIDER.next_due(story.state) is None


def test_a_reminder_of_2_july_2027_falls_due_early_in_the_morning_and_leaves_from_eight_to_ten() -> None:
    story = Story().do(plan("2027-09-01"), "2026-06-01").wait("2027-07-05")
    reminded = story.happened("ReminderDue")[0]
    assert reminded.occurred_at == morning_of(day("2027-07-02"), f"{STREAM}/objective_j60", METROPOLE)
    since_midnight = reminded.notices[0].send_at - midnight("2027-07-02")
    assert timedelta(hours=8) <= since_midnight < timedelta(hours=10)


@pytest.mark.parametrize(
    ("deadline", "late_on", "leaves_on"),
    [
        ("2027-05-29", "2027-05-30", "2027-05-31"),  # a Sunday: the Monday
        ("2027-07", "2027-08-01", "2027-09-01"),  # the summer weeks: their end
        ("2027-12-24", "2027-12-25", "2028-01-04"),
    ],
)
def test_a_notice_of_lateness_leaves_on_the_first_morning_that_is_worked_and_not_quiet(
    deadline: str, late_on: str, leaves_on: str
) -> None:
    story = Story().do(plan(deadline), "2027-01-11").wait("2028-02-01")
    late = story.happened("LateRecorded")[0]
    assert late.occurred_at == midnight(late_on)
    since_midnight = late.notices[0].send_at - midnight(leaves_on)
    assert timedelta(hours=8) <= since_midnight < timedelta(hours=10)


def test_reminders_go_to_the_pilote_and_to_the_coordinator_when_there_is_none() -> None:
    owned = Story().do(plan(pilote="DSI"), "2026-06-01").wait("2027-07-05").happened("ReminderDue")[0].notices[0]
    assert (owned.to.role, owned.to.function, owned.stream) == (Role.PILOTE, "DSI", STREAM)
    ownerless = Story().do(plan(), "2026-06-01").wait("2027-07-05").happened("ReminderDue")[0].notices[0]
    assert ownerless.to == COORDINATEUR


@pytest.mark.parametrize(
    ("deadline", "late_on"),
    [("2027-09-01", "2027-09-02"), ("2027-09", "2027-10-01"), ("2027-T3", "2027-10-01"), (2027, "2028-01-01")],
)
def test_a_deadline_falls_on_the_last_day_of_what_it_names(deadline: str | int, late_on: str) -> None:
    story = Story().do(plan(deadline), "2026-06-01").wait("2029-01-01")
    assert story.happened("LateRecorded")[0].occurred_at == midnight(late_on)
    assert not is_late(story.state, day(late_on) - timedelta(days=1))
    assert is_late(story.state, day(late_on))


def test_an_objective_without_a_deadline_is_never_late_not_even_in_2090() -> None:
    story = Story().do(plan(None), "2026-06-01").wait("2090-01-01")
    assert story.kinds == ["ObjectivePlanned"]
    assert not is_late(story.state, day("2090-01-01"))


def test_lateness_says_for_how_long_and_on_which_promise() -> None:
    state = Story().do(plan("2027-T3"), "2026-06-01").state
    assert lateness(state, day("2027-10-01")) == "en retard de 1 jour\u202f: échéance 3e trimestre 2027"
    assert lateness(state, day("2027-10-12")) == "en retard de 12 jours\u202f: échéance 3e trimestre 2027"


def test_reminders_that_were_past_when_the_plan_was_recorded_on_10_august_2027_are_not_given() -> None:
    story = Story().do(plan("2027-09-01"), "2027-08-10").wait("2027-09-03")
    assert story.told == [("objective_j7", "2027-08-25"), ("objective_late", "2027-09-02")]


def test_an_old_roadmap_entered_in_2026_leaves_the_day_to_say_that_an_objective_of_2018_was_reached() -> None:
    forgotten = Story().do(plan(2018), "2026-06-01").wait("2026-06-03")
    late = forgotten.happened("LateRecorded")[0]
    assert (late.occurred_at, forgotten.state.late_since) == (midnight("2026-06-02"), day("2019-01-01"))
    reached = Story().do(plan(2018), "2026-06-01").do(ReachObjective(), "2026-06-01").wait("2027-01-01")
    assert reached.kinds == ["ObjectivePlanned", "ObjectiveReached"]
    assert reached.state.reached_on is None


def test_a_deadline_moved_on_15_july_2027_keeps_the_first_promise_the_author_and_the_reason() -> None:
    story = Story().do(plan("2027-09-01"), "2026-06-01")
    story.do(MoveDeadline(deadline=planned("2028-T1"), reason="Recrutement infructueux", by="DRH"), "2027-07-15")
    state = story.state
    assert (state.first_deadline, state.deadline) == (planned("2027-09-01"), planned("2028-T1"))
    revision = state.revisions[0]
    assert (revision.before, revision.reason, revision.by) == (planned("2027-09-01"), "Recrutement infructueux", "DRH")
    assert revision.at == instant("2027-07-15")
    assert story.wait("2029-01-01").told == [
        ("objective_j60", "2027-07-02"),
        ("objective_j60", "2028-01-31"),
        ("objective_j30", "2028-03-01"),
        ("objective_j7", "2028-03-24"),
        ("objective_late", "2028-04-01"),
    ]


def test_a_late_objective_whose_deadline_moves_is_no_longer_late_and_may_be_late_again() -> None:
    story = Story().do(plan("2027-09-01"), "2026-06-01").wait("2027-09-05")
    assert is_late(story.state, day("2027-09-05"))
    story.do(MoveDeadline(deadline=planned("2027-12"), reason="Report"), "2027-09-06")
    assert not is_late(story.state, day("2027-09-06"))
    assert story.state.late_since is None
    story.wait("2028-02-01")
    assert [late.occurred_at for late in story.happened("LateRecorded")] == [
        midnight("2027-09-02"),
        midnight("2028-01-01"),
    ]


def test_a_deadline_given_up_makes_nothing_happen_any_more() -> None:
    story = Story().do(plan("2027-09-01"), "2026-06-01")
    story.do(MoveDeadline(deadline=None, reason="Attente d'un arbitrage"), "2027-01-10").wait("2030-01-01")
    assert story.told == []


def test_a_deadline_moved_to_itself_is_refused() -> None:
    story = Story().do(plan("2027-T3"), "2026-06-01")
    with pytest.raises(Refused, match="déjà « 3e trimestre 2027 »".replace(" ", "\\s")):
        story.do(MoveDeadline(deadline=planned("2027-T3"), reason="Rien"), "2026-07-01")


@pytest.mark.parametrize("command", [ReachObjective(), AbandonObjective(reason="Sans candidat")])
def test_an_objective_ended_on_1_august_2027_is_not_reminded_and_not_late(command: object) -> None:
    story = Story().do(plan("2027-09-01"), "2026-06-01").do(command, "2027-08-01").wait("2030-01-01")
    assert story.told == [("objective_j60", "2027-07-02")]
    assert not is_late(story.state, day("2030-01-01"))
    assert DECIDER.is_closed(story.state)
    assert not DECIDER.still_owed(story.state, story.happened("ReminderDue")[0].notices[0])


def test_a_deadline_does_not_move_once_the_objective_is_reached() -> None:
    story = Story().do(plan(), "2026-06-01").do(ReachObjective(on=day("2027-08-01")), "2027-08-01")
    with pytest.raises(Refused, match="réalisé"):
        story.do(MoveDeadline(deadline=planned("2028"), reason="Report"), "2027-08-02")


def test_an_objective_on_pause_is_not_reminded_but_is_late_when_its_day_has_passed() -> None:
    story = Story().do(plan("2027-09-01"), "2026-06-01").do(PauseObjective(reason="Élections"), "2027-06-30")
    story.wait("2027-10-01")
    assert story.told == [("objective_late", "2027-09-02")]


def test_an_objective_resumed_on_10_august_2027_is_not_reminded_of_what_lapsed_during_its_pause() -> None:
    story = Story().do(plan("2027-09-01"), "2026-06-01").do(PauseObjective(), "2027-06-30")
    story.do(ResumeObjective(), "2027-08-10").wait("2027-08-30")
    assert story.told == [("objective_j7", "2027-08-25")]


def test_an_objective_to_discuss_is_reminded_only_once_it_is_agreed() -> None:
    story = Story().do(plan("2027-09-01", to_discuss=True), "2026-06-01").wait("2027-07-10")
    assert (story.told, story.state.status) == ([], Status.TO_DISCUSS)
    story.do(RetainObjective(), "2027-07-10").wait("2027-08-30")
    assert story.told == [("objective_j30", "2027-08-02"), ("objective_j7", "2027-08-25")]


def test_a_blocked_objective_is_still_reminded() -> None:
    story = Story().do(plan("2027-09-01"), "2026-06-01")
    story.do(BlockObjective(cause=BlockageCause.FINANCIER), "2027-02-11").wait("2027-07-05")
    assert story.told == [("objective_j60", "2027-07-02")]


def test_a_reminder_not_yet_sent_is_no_longer_owed_once_the_deadline_has_moved() -> None:
    story = Story().do(plan("2027-09-01"), "2026-06-01").wait("2027-07-03")
    notice = story.happened("ReminderDue")[0].notices[0]
    assert DECIDER.still_owed(story.state, notice)
    story.do(MoveDeadline(deadline=planned("2028"), reason="Report"), "2027-07-05")
    assert not DECIDER.still_owed(story.state, notice)


def test_a_notice_of_lateness_is_no_longer_owed_once_the_deadline_has_moved() -> None:
    story = Story().do(plan("2027-09-01"), "2026-06-01").wait("2027-09-02")
    notice = story.happened("LateRecorded")[0].notices[0]
    assert DECIDER.still_owed(story.state, notice)
    story.do(MoveDeadline(deadline=planned("2028"), reason="Report"), "2027-09-02")
    assert not DECIDER.still_owed(story.state, notice)


def test_progress_does_not_stop_the_reminders_of_the_deadline() -> None:
    story = Story().do(plan("2027-09-01"), "2026-06-01").do(RecordProgress(percent=80), "2027-07-01")
    assert story.wait("2027-07-05").told == [("objective_j60", "2027-07-02")]


def test_the_schedule_is_frozen_with_the_deadline_so_a_new_plan_never_moves_what_was_promised() -> None:
    planned_event = Story().do(plan("2027-09-01"), "2026-06-01").happened("ObjectivePlanned")[0].event
    frozen = planned_event.schedule  # type: ignore[attr-defined]
    assert [reminder.notice for reminder in frozen.reminders] == [step.notice for step in OBJECTIVE_PLAN.steps]
    assert [civil_day(reminder.at, METROPOLE) for reminder in frozen.reminders] == [
        day("2027-07-02"),
        day("2027-08-02"),
        day("2027-08-25"),
    ]
    assert frozen.late_at == midnight("2027-09-02")


def test_a_start_on_the_day_of_a_reminder_does_not_lose_it() -> None:
    # The reminder of 2 July fell due before eight; the work begins at ten.
    story = Story().do(plan("2027-09-01"), "2026-06-01").do(StartObjective(), "2027-07-02")
    assert story.told == [(NoticeKind.OBJECTIVE_J60, "2027-07-02")]
