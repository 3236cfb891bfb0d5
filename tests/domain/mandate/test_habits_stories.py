"""How an EPCI adapts the plans of reminders to itself, and who follows."""

from typing import Any

import pytest

from domain.errors import Refused
from domain.mandate.commands import AdaptReminders, MoveEnd, NoteHabitsFollowed, NoteOver, NoteRunning, RecordCouncils
from domain.mandate.events import RemindersAdapted
from domain.notices import NoticeKind
from domain.people import Role
from domain.planned import parse_planned
from domain.reminders import Change, Habits, PlanName, Week
from domain.reminders.commands import FollowCouncils, FollowHabits, NoteBounce
from tests.domain.mandate.mandates import Story, day, instant, plan

WATER, SPORT = "consultation/200000001/eau", "consultation/200000001/sport"
ELECTIONS = Week(first=day("2027-04-05"), last=day("2027-04-11"), reason="élections")


def change(kind: str, days: int | None = None, name: PlanName = PlanName.DUTY, **fields: Any) -> Change:
    return Change(plan=name, notice=NoticeKind(kind), days_before=days, removed=days is None, **fields)


def adapt(*changes: Change, **fields: Any) -> AdaptReminders:
    return AdaptReminders(changes=changes, **{"reason": "Usage local"} | fields)


def reactions(story: Story, stream: str) -> list[Any]:
    return [reaction.command for reaction in story.reactions if reaction.stream == stream]


# What is kept of what is asked.


def test_what_the_epci_changed_on_1_june_2026_is_kept_with_its_reason_and_what_it_changes_later_comes_on_top() -> None:
    first, other = change("duty_j30", 45), change("duty_j7")
    story = Story.opened().tell("2026-06-01", adapt(first, other, reason="Congés en août"))
    adapted = story.unfolding.happened[-2].event
    assert isinstance(adapted, RemindersAdapted)
    assert (adapted.reason, adapted.at) == ("Congés en août", instant("2026-06-01"))
    story.tell("2026-06-02", adapt(change("duty_j30", 40), quiet=(ELECTIONS,)))
    assert story.state.habits == Habits(changes=(change("duty_j30", 40), other), quiet=(ELECTIONS,))
    story.tell("2026-06-03", adapt(change("duty_j30", 41)))
    assert story.state.habits.quiet == (ELECTIONS,)
    story.tell("2026-06-04", adapt(quiet=()))
    assert story.state.habits == Habits(changes=(change("duty_j30", 41), other))


@pytest.mark.parametrize(
    "command",
    [
        adapt(),
        adapt(change("duty_j30", 30)),
        adapt(change("duty_j30", 12), change("duty_j30", 30)),
        adapt(quiet=()),
    ],
)
def test_what_changes_nothing_on_1_june_2026_is_no_event(command: AdaptReminders) -> None:
    story = Story.opened()
    before = len(story.kinds)
    story.tell("2026-06-01", command)
    assert len(story.kinds) == before
    assert not story.state.adapted


def test_a_reminder_shifted_back_on_2_june_2026_and_an_added_one_taken_away_leave_the_usual_habits() -> None:
    extra = change("duty_extra", 20, label="J-20")
    story = Story.opened().tell("2026-06-01", adapt(change("duty_j30", 45), extra))
    story.tell("2026-06-02", adapt(change("duty_j30", 30), change("duty_extra", label="J-20")))
    assert story.state.habits == Habits()
    # Whoever followed them must still hear of it.
    assert story.state.adapted


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (
            (change("avis_j30", 20),),
            "Le plan des obligations n'a pas de « rappels à 30 jours » ; ses rappels : « obligations à 30 jours » et "
            "« obligations à 7 jours ».",
        ),
        ((change("duty_j30", 20, label="J-20"),), "n'a pas de « obligations à 30 jours (J-20) »"),
        ((change("duty_extra", 20),), "Donnez au rappel ajouté une étiquette qui le distingue"),
        ((change("duty_extra", label="J-20"),), "n'a pas de « rappels d'obligation ajoutés par l'EPCI (J-20) »"),
        ((change("duty_extra", 3, PlanName.MILESTONE, label="J-3"),), "Le plan des étapes n'a pas de"),
    ],
)
def test_a_change_of_what_the_plan_does_not_have_is_refused_with_what_it_has(
    changes: tuple[Change, ...], why: str
) -> None:
    with pytest.raises(Refused) as refusal:
        Story.opened().tell("2026-06-01", adapt(*changes))
    assert why in refusal.value.reason.replace("\u00a0", " ").replace("\u202f", " ")


def test_quiet_weeks_that_last_from_april_2027_to_april_2028_are_refused() -> None:
    wrong = Week(first=day("2027-04-05"), last=day("2028-04-11"))
    with pytest.raises(Refused, match="vérifiez l'année"):
        Story.opened().tell("2026-06-01", adapt(quiet=(wrong,)))


def test_a_mandate_that_has_ended_on_1_april_2032_is_no_longer_adapted() -> None:
    with pytest.raises(Refused, match="terminé"):
        Story.opened().tell("2032-04-02", adapt(change("duty_j30", 45)))


# The duties of the mandate itself.


def test_the_duties_of_2026_are_told_as_the_epci_wants_from_1_june_2026() -> None:
    story = Story.opened()
    story.tell("2026-06-01", adapt(change("duty_j30"), change("duty_extra", 5, label="J-5"), change("duty_j7", 14)))
    story.until("2026-10-01")
    assert story.told == [
        ("duty_j7", "rapport_activite-2026", "2026-09-15"),
        ("duty_extra", "rapport_activite-2026", "2026-09-24"),
    ]


def test_a_reminder_already_told_on_22_september_2026_is_not_told_again_by_a_later_plan() -> None:
    story = Story.opened().tell("2026-09-23", adapt(change("duty_j7", 2)))
    assert story.until("2026-10-01").days_of("DutyReminderDue") == ["2026-08-28", "2026-09-22"]
    assert story.until("2027-10-01").days_of("DutyReminderDue")[2:] == ["2027-08-30", "2027-09-27"]


def test_a_duty_that_appears_after_1_june_2026_follows_the_habits() -> None:
    story = Story.opened(end=parse_planned("2026-09-15")).tell("2026-06-01", adapt(change("duty_j30")))
    story.tell("2026-06-02", MoveEnd(end=parse_planned("2032-03"), reason="Erreur de saisie"))
    (reminder,) = story.state.duties[0].reminders
    assert reminder.notice is NoticeKind.DUTY_J7


def test_a_reminder_of_the_week_of_elections_of_april_2027_waits_for_the_monday_after() -> None:
    story = Story.opened().tell("2026-06-01", adapt(quiet=(ELECTIONS,)))
    story.tell("2026-06-01", adapt(change("duty_j30", 176), change("duty_j7")))
    story.until("2027-05-01")
    # 176 days before 29 September 2027.
    assert story.days_of("DutyReminderDue")[-1] == "2027-04-06"
    assert story.told[-1] == ("duty_j30", "rapport_activite-2027", "2027-04-12")


# Consultations that run.


def test_councils_entered_late_on_10_february_2027_reach_the_consultations_that_run_and_no_other() -> None:
    story = Story.opened().tell("2026-12-01", NoteRunning(consultation=WATER), NoteRunning(consultation=SPORT))
    story.tell("2027-01-04", NoteOver(consultation=SPORT))
    story.tell("2027-02-10", RecordCouncils(commune="01001", days=(day("2027-02-25"),)))
    (followed,) = reactions(story, WATER)
    assert isinstance(followed, FollowCouncils)
    assert [(one.commune, one.days) for one in followed.councils] == [("01001", (day("2027-02-25"),))]
    assert reactions(story, SPORT) == []


def test_the_councils_of_the_epci_move_no_reminder_of_a_commune() -> None:
    story = Story.opened().tell("2026-12-01", NoteRunning(consultation=WATER))
    story.tell("2027-02-10", RecordCouncils(days=(day("2027-02-25"),)))
    assert reactions(story, WATER) == []


def test_a_consultation_sent_on_1_december_2026_learns_every_council_and_the_habits_known_before() -> None:
    story = Story.opened().tell("2026-06-01", adapt(change("avis_j2", name=PlanName.CONSULTATION)))
    story.tell("2026-11-02", RecordCouncils(commune="01002", days=(day("2027-01-12"),)))
    story.tell("2026-11-03", RecordCouncils(commune="01001", days=(day("2027-02-25"),)))
    story.tell("2026-12-01", NoteRunning(consultation=WATER))
    councils, habits = reactions(story, WATER)
    assert [one.commune for one in councils.councils] == ["01001", "01002"]
    assert habits == FollowHabits(habits=story.state.habits)


def test_a_consultation_of_an_epci_that_changed_nothing_is_told_nothing() -> None:
    assert reactions(Story.opened().tell("2026-12-01", NoteRunning(consultation=WATER)), WATER) == []


def test_habits_of_15_january_2027_reach_the_consultations_that_run() -> None:
    story = Story.opened().tell("2026-12-01", NoteRunning(consultation=WATER))
    story.tell("2027-01-15", adapt(quiet=(ELECTIONS,)))
    assert reactions(story, WATER) == [FollowHabits(habits=Habits(quiet=(ELECTIONS,)))]


def test_a_consultation_reopened_on_1_march_2027_is_followed_again_and_hears_that_the_habits_are_usual_again() -> None:
    story = Story.opened().tell("2026-12-01", NoteRunning(consultation=WATER), adapt(quiet=(ELECTIONS,)))
    story.tell("2027-01-15", NoteOver(consultation=WATER)).tell("2027-02-01", adapt(quiet=()))
    story.tell("2027-03-01", NoteRunning(consultation=WATER))
    assert story.state.running == (WATER,)
    assert reactions(story, WATER)[-1] == FollowHabits(habits=Habits())


def test_what_consultations_say_twice_or_to_a_mandate_that_is_not_open_is_no_event() -> None:
    story = Story.opened().tell("2026-12-01", NoteRunning(consultation=WATER))
    before = len(story.kinds)
    story.tell("2026-12-01", NoteRunning(consultation=WATER), NoteOver(consultation=SPORT))
    assert len(story.kinds) == before
    assert Story().tell("2026-12-01", NoteRunning(consultation=WATER), NoteOver(consultation=WATER)).kinds == []
    ended = Story.opened().tell("2026-12-01", NoteRunning(consultation=WATER)).until("2032-04-02")
    before = len(ended.kinds)
    ended.tell("2032-04-02", NoteRunning(consultation=SPORT), NoteOver(consultation=WATER))
    assert len(ended.kinds) == before


def test_a_mail_to_the_coordinator_that_came_back_on_1_september_2026_is_said_to_nobody_else() -> None:
    story = Story.opened()
    before = len(story.kinds)
    story.tell("2026-06-01", NoteBounce(notice=NoticeKind.DUTY_J30, role=Role.COORDINATEUR, code="5.1.1"))
    assert len(story.kinds) == before


# The objectives.


def test_the_objectives_are_to_be_told_from_the_change_of_1_june_2026_until_they_were() -> None:
    story = Story.opened()
    assert story.asks == []
    assert story.tell("2026-06-01", adapt(change("duty_j30", 45))).asks == ["habits"]
    assert story.tell("2026-06-01", NoteHabitsFollowed(version=story.state.habits_version)).asks == []
    story.tell("2026-06-02", adapt(change("duty_j30", 46)))
    # The answer to an older question leaves the newer one open.
    assert story.tell("2026-06-02", NoteHabitsFollowed(version=1)).asks == ["habits"]


def test_the_objectives_of_a_roadmap_planned_on_23_november_2026_are_told_and_those_entered_later_within_the_week() -> (
    None
):
    story = Story.opened().tell("2026-06-01", adapt(change("duty_j30", 45)), NoteHabitsFollowed(version=1))
    assert story.tell("2026-11-23", plan()).asks == ["habits"]
    story.tell("2026-11-23", NoteHabitsFollowed(version=story.state.habits_version))
    assert story.asks == []
    assert story.until("2026-11-25").asks == ["habits"]


def test_the_objectives_of_an_epci_that_changed_nothing_are_told_nothing() -> None:
    assert Story.opened().tell("2026-11-23", plan()).until("2026-12-02").asks == []
