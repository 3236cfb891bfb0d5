"""Milestones added, moved, renamed, given up and taken up again, and what becomes of their reminders."""

from typing import Any

import pytest

from domain.errors import Refused
from domain.notices import NoticeKind
from domain.objective import DECIDER
from domain.objective.amend_commands import GiveUpMilestone, PlanMilestone
from domain.objective.amend_events import MilestonePlanned
from domain.objective.commands import CompleteMilestone
from domain.objective.values import Milestone, MilestoneMove
from domain.people import pilote
from domain.reminders import Change, Habits, PlanName
from domain.reminders.commands import FollowHabits, SendReminderNow, SkipReminder, SnoozeReminders
from tests.domain.objective.objectives import (
    IMPACT,
    SIGNATURE,
    STREAM,
    Story,
    day,
    notices,
    planned,
    sent_on,
    with_milestones,
)

#: Those of « Signature » (June 2027), which nothing here touches.
OTHERS = [("milestone_j15", "2027-06-15"), ("milestone_late", "2027-07-01")]


def move(deadline: str | None, name: str = "Fiche d'impact", was: str = "Fiche d'impact") -> PlanMilestone:
    return PlanMilestone(name=name, was=was, deadline=planned(deadline), reason="Report")


def give_up(name: str = "Fiche d'impact", **fields: Any) -> GiveUpMilestone:
    return GiveUpMilestone(**{"name": name, "reason": "Sans objet"} | fields)


def refused(story: Story, command: Any, on: str = "2027-03-02") -> str:
    with pytest.raises(Refused) as no:
        story.do(command, on)
    return no.value.reason.replace("\u202f", " ").replace("\u00a0", " ")


def step(story: Story, rank: int = 0) -> Milestone:
    return story.state.milestones[rank]


# Added.


def test_a_milestone_is_added_at_the_end_with_its_own_reminders() -> None:
    story = with_milestones().do(PlanMilestone(name="Bilan", deadline=planned("2027-12-31")), "2027-07-05")
    story.wait("2028-02-01")
    assert [one.name for one in story.state.milestones] == ["Fiche d'impact", "Signature", "Bilan"]
    assert story.told[2:] == [*OTHERS, ("milestone_j15", "2027-12-16"), ("milestone_late", "2028-01-03")]
    assert [notice.about for notice in notices(story, "milestone_late")][2:] == [f"{STREAM}#Bilan"]


def test_a_milestone_without_a_day_is_added_and_brings_no_letter() -> None:
    story = with_milestones(IMPACT).do(PlanMilestone(name="Bilan"), "2027-03-02")
    assert (step(story, 1).deadline, step(story, 1).moves) == (None, ())
    assert len(story.wait("2029-01-01").told) == 2


@pytest.mark.parametrize("was", ["", "Fiche d'impact"])
def test_a_name_that_is_taken_is_refused(was: str) -> None:
    assert refused(with_milestones(), PlanMilestone(name="Signature", was=was)) == (
        "Une étape de l'objectif F1.1 s'appelle déjà « Signature »."
    )


def test_a_milestone_that_is_not_there_is_neither_changed_nor_given_up() -> None:
    told = "« Bilan » n'est pas une étape de l'objectif F1.1 ; étapes : « Fiche d'impact » et « Signature »."
    assert refused(with_milestones(), move("2028", was="Bilan")) == told
    assert refused(with_milestones(), give_up("Bilan")) == told


# Moved.


@pytest.mark.parametrize(
    ("on", "deadline", "told"),
    [
        # Before its reminders: those of the new day alone.
        ("2027-03-02", "2027-04-30", [("milestone_j15", "2027-04-15"), ("milestone_late", "2027-05-03")]),
        # On the day of the first one, which was told: it is told anew.
        (
            "2027-03-16",
            "2027-04-30",
            [("milestone_j15", "2027-03-16"), ("milestone_j15", "2027-04-15"), ("milestone_late", "2027-05-03")],
        ),
        # After both.
        (
            "2027-04-02",
            "2027-04-30",
            [
                ("milestone_j15", "2027-03-16"),
                ("milestone_late", "2027-04-01"),
                ("milestone_j15", "2027-04-15"),
                ("milestone_late", "2027-05-03"),
            ],
        ),
        # To a day whose first reminder has passed: lateness alone.
        ("2027-03-02", "2027-03-10", [("milestone_late", "2027-03-11")]),
        # To a day that has passed, or to none: nothing comes.
        ("2027-03-02", "2027-02-01", []),
        ("2027-03-02", None, []),
    ],
)
def test_a_milestone_moved_is_reminded_for_its_new_day(
    on: str, deadline: str | None, told: list[tuple[str, str]]
) -> None:
    story = with_milestones().do(move(deadline), on).wait("2027-09-01")
    assert story.told == [*told, *OTHERS]


def test_a_milestone_moved_keeps_what_it_was_and_who_moved_it_why() -> None:
    story = with_milestones().do(move("2027-05"), "2027-03-02").do(move(None), "2027-03-03")
    assert step(story).moves == (
        MilestoneMove(before=IMPACT.deadline, on=day("2027-03-02")),
        MilestoneMove(before=planned("2027-05"), on=day("2027-03-03")),
    )
    event = MilestonePlanned.model_validate(dict(story.happened("MilestonePlanned")[0].event))
    assert (event.before, event.reason) == (IMPACT, "Report")
    assert story.state.first_plan is not None
    assert story.state.first_plan.milestones == (IMPACT, SIGNATURE)


def test_the_letter_of_a_milestone_moved_before_it_leaves_does_not_leave() -> None:
    christmas = Milestone(name="Étude", deadline=planned("2027-01-08"))
    story = with_milestones(christmas).wait("2026-12-28")
    (held,) = notices(story, "milestone_j15")
    assert DECIDER.still_owed(story.state, held)
    story.do(move("2027-03-31", "Étude", "Étude"), "2026-12-29")
    assert not DECIDER.still_owed(story.state, held)
    assert story.wait("2027-03-20").told == [("milestone_j15", "2026-12-24"), ("milestone_j15", "2027-03-16")]


def test_a_reminder_left_out_comes_for_the_new_day_and_those_of_other_milestones_stay_left_out() -> None:
    story = with_milestones()
    for label in ("étape 1", "étape 2"):
        skip = SkipReminder(notice=NoticeKind.MILESTONE_J15, label=label, reason="Vu avec elle")
        story.do(skip, "2027-01-05")
    story.do(move("2027-04-30"), "2027-03-02").wait("2027-09-01")
    assert story.told == [("milestone_j15", "2027-04-15"), ("milestone_late", "2027-05-03"), OTHERS[1]]


def test_a_milestone_moved_while_the_pilote_is_left_in_peace_waits_for_the_end_of_it() -> None:
    story = with_milestones().do(SnoozeReminders(until=day("2027-04-20"), reason="Absence"), "2027-03-02")
    story.do(move("2027-04-30"), "2027-03-03").wait("2027-09-01")
    assert story.told == [("milestone_j15", "2027-04-20"), ("milestone_late", "2027-05-03"), *OTHERS]


def test_a_milestone_that_is_done_neither_moves_nor_is_given_up() -> None:
    story = with_milestones().do(CompleteMilestone(name="Fiche d'impact", on=day("2027-03-01")), "2027-03-02")
    assert refused(story, move("2028")) == (
        "L'étape « Fiche d'impact » est faite : ce qui en était prévu ne change plus."
    )
    assert refused(story, give_up()) == "L'étape « Fiche d'impact » est faite : elle ne s'abandonne plus."


# Renamed.


def test_a_milestone_renamed_keeps_its_reminders_under_its_new_name() -> None:
    story = with_milestones().do(
        SkipReminder(notice=NoticeKind.MILESTONE_J15, label="étape 2", reason="x"), "2027-01-05"
    )
    story.do(SnoozeReminders(until=day("2027-03-25"), reason="Absence"), "2027-01-06")
    story.do(move("2027-03-31", name="Fiche"), "2027-03-02").do(
        move("2027-06", "Convention", "Signature"), "2027-03-02"
    )
    story.wait("2027-09-01")
    assert [one.moves for one in story.state.milestones] == [(), ()]
    assert story.told == [("milestone_j15", "2027-03-25"), ("milestone_late", "2027-04-01"), OTHERS[1]]
    assert [notice.about for notice in notices(story, "milestone_late")] == [f"{STREAM}#Fiche", f"{STREAM}#Convention"]


def test_what_waits_for_the_end_of_the_holidays_leaves_once_under_the_new_name() -> None:
    story = with_milestones(Milestone(name="Étude", deadline=planned("2027-01-08"))).wait("2026-12-28")
    (held,) = notices(story, "milestone_j15")
    story.do(move("2027-01-08", "Étude des besoins", "Étude"), "2026-12-29").wait("2027-01-05")
    again = notices(story, "milestone_j15")[-1]
    assert (again.about, again.send_at, again.to) == (f"{STREAM}#Étude des besoins", held.send_at, pilote("DSI"))
    assert [DECIDER.still_owed(story.state, notice) for notice in (held, again)] == [False, True]
    assert sent_on(story, "milestone_j15") == ["2027-01-04", "2027-01-04"]


def test_what_has_left_is_not_told_again_under_the_new_name() -> None:
    story = with_milestones().wait("2027-03-17").do(move("2027-03-31", name="Fiche"), "2027-03-18")
    assert story.state.reminded[0].reminder.milestone == "Fiche"
    assert story.wait("2027-04-05").told == [("milestone_j15", "2027-03-16"), ("milestone_late", "2027-04-01")]


def test_two_milestones_may_swap_their_names() -> None:
    story = with_milestones()
    for name, was in (("…", "Fiche d'impact"), ("Fiche d'impact", "Signature"), ("Signature", "…")):
        deadline = "2027-06" if was == "Signature" else "2027-03-31"
        story.do(move(deadline, name, was), "2027-03-02")
    assert [notice.about for notice in notices(story.wait("2027-09-01"), "milestone_late")] == [
        f"{STREAM}#Signature",
        f"{STREAM}#Fiche d'impact",
    ]


# Given up, taken up again.


def test_a_milestone_given_up_is_reminded_no_more_and_is_not_done_before_it_is_taken_up() -> None:
    story = with_milestones().do(give_up(on=day("2027-02-28"), by="DGS"), "2027-03-02").wait("2027-09-01")
    assert story.told == OTHERS
    assert (step(story).given_up_on, step(story).given_up_recorded_on) == (day("2027-02-28"), day("2027-03-02"))
    assert (step(story).given_up_reason, step(story).awaited, step(story).deadline) == (
        "Sans objet",
        False,
        IMPACT.deadline,
    )
    assert refused(story, CompleteMilestone(name="Fiche d'impact", on=day("2027-03-03")), "2027-09-02") == (
        "L'étape « Fiche d'impact » est abandonnée : reprenez-la d'abord, en redonnant son échéance."
    )


def test_giving_up_is_on_the_day_it_is_said_never_tomorrow_and_once() -> None:
    story = with_milestones()
    assert refused(story, give_up(on=day("2027-03-03"))) == (
        "Le 3 mars 2027 n'est pas encore venu : indiquez le jour où cela s'est fait."
    )
    story.do(give_up(), "2027-03-02").do(give_up(reason="Autre"), "2027-03-05")
    assert story.kinds.count("MilestoneGivenUp") == 1
    assert step(story).given_up_on == day("2027-03-02")


def test_a_letter_that_waits_does_not_leave_for_a_milestone_given_up() -> None:
    story = with_milestones(Milestone(name="Étude", deadline=planned("2027-01-08"))).wait("2026-12-28")
    (held,) = notices(story, "milestone_j15")
    assert not DECIDER.still_owed(story.do(give_up("Étude"), "2026-12-29").state, held)


def test_no_habit_of_the_epci_brings_back_what_was_given_up() -> None:
    story = with_milestones(IMPACT).do(give_up(), "2027-03-02")
    earlier = Change(plan=PlanName.MILESTONE, notice=NoticeKind.MILESTONE_J15, days_before=20)
    story.do(FollowHabits(habits=Habits(changes=(earlier,))), "2027-03-03").wait("2027-09-01")
    assert (story.kinds[-1], story.told) == ("HabitsFollowed", [])
    now = SendReminderNow(notice=NoticeKind.MILESTONE_LATE, label="étape 1")
    assert "Aucun n'est à venir" in refused(story, now, "2027-09-02")


@pytest.mark.parametrize("deadline", ["2027-03-31", "2027-04-30"])
def test_a_milestone_taken_up_again_is_reminded_and_was_no_promise_meanwhile(deadline: str) -> None:
    story = with_milestones(IMPACT).do(give_up(), "2027-01-05").do(move(deadline), "2027-03-02").wait("2027-09-01")
    assert [kind for kind, _ in story.told] == ["milestone_j15", "milestone_late"]
    assert (step(story).awaited, step(story).given_up_reason) == (True, "")
    promises = {on: step(story).promised_on(day(on)) for on in ("2027-01-04", "2027-01-05", "2027-03-01", "2027-03-02")}
    assert promises == {
        "2027-01-04": IMPACT.deadline,
        "2027-01-05": None,
        "2027-03-01": None,
        "2027-03-02": planned(deadline),
    }
    assert step(story).promised_from(day("2027-01-05")) == planned(deadline)


# What was promised.


def test_the_promise_of_a_day_is_the_one_that_stood_at_its_end() -> None:
    story = with_milestones().do(move("2027-05"), "2027-03-02").do(move("2027-06-15"), "2027-03-02")
    moved = step(story)
    assert moved.promised_on(None) == moved.promised_on(day("2027-03-01")) == IMPACT.deadline
    assert moved.promised_on(day("2027-03-02")) == moved.promised_on(day("2030-01-01")) == planned("2027-06-15")


def test_a_milestone_given_up_is_a_promise_until_the_day_on_which_that_was_said() -> None:
    left = step(with_milestones().do(give_up(on=day("2027-01-01")), "2027-03-02"))
    assert left.promised_on(None) == left.promised_on(day("2027-03-01")) == IMPACT.deadline
    assert left.promised_on(day("2027-03-02")) is None
    assert left.promised_from(day("2027-03-02")) is None


def test_a_milestone_dated_later_is_promised_from_its_first_date_on() -> None:
    story = with_milestones(Milestone(name="Bilan"))
    story.do(move("2027-05", "Bilan", "Bilan"), "2027-03-02").do(move("2027-09", "Bilan", "Bilan"), "2027-04-02")
    assert step(story).promised_on(day("2027-01-01")) is None
    assert step(story).promised_from(day("2027-01-01")) == planned("2027-05")
    assert step(story).promised_from(day("2027-03-02")) == planned("2027-05")
