"""What the EPCI and humans make of the reminders of an objective, and what comes of a mail that came back."""

import pytest

from domain.errors import Refused
from domain.notices import NoticeKind
from domain.objective import DECIDER
from domain.objective.commands import (
    CompleteMilestone,
    MoveDeadline,
    PauseObjective,
    ReachObjective,
)
from domain.people import COORDINATEUR, Role, pilote
from domain.reminders import Change, Habits, PlanName, Week
from domain.reminders.commands import FollowHabits, NoteBounce, SendReminderNow, SkipReminder, SnoozeReminders
from tests.domain.objective.objectives import (
    IMPACT,
    STREAM,
    Story,
    day,
    instant,
    notices,
    plan,
    planned,
    sent_on,
    silent,
    with_milestones,
)

J60, J30, J7 = NoticeKind.OBJECTIVE_J60, NoticeKind.OBJECTIVE_J30, NoticeKind.OBJECTIVE_J7


# What the EPCI changes.


def habits(*changes: Change, quiet: tuple[Week, ...] = ()) -> FollowHabits:
    return FollowHabits(habits=Habits(changes=changes, quiet=quiet))


def change(kind: NoticeKind, days: int | None = None, name: PlanName = PlanName.OBJECTIVE, label: str = "") -> Change:
    return Change(plan=name, notice=kind, days_before=days, removed=days is None, label=label)


def test_habits_of_1_march_2027_shift_remove_and_add_what_is_still_to_come() -> None:
    story = Story().do(plan("2027-06-30", pilote="DSI"), "2026-11-30")
    extra = change(NoticeKind.OBJECTIVE_EXTRA, 20, label="J-20")
    story.do(habits(change(J60, 90), change(J30), extra), "2027-03-01").wait("2027-06-30")
    assert story.told == [
        ("objective_j60", "2027-04-01"),
        ("objective_extra", "2027-06-10"),
        ("objective_j7", "2027-06-23"),
    ]
    (added,) = notices(story, "objective_extra")
    assert "~J-20/" in added.key
    assert DECIDER.still_owed(story.state, added)


def test_what_was_told_before_the_habits_of_10_may_2027_is_not_told_again() -> None:
    story = Story().do(plan("2027-06-30"), "2026-11-30").do(habits(change(J60, 40)), "2027-05-10")
    assert story.wait("2027-06-29").told == [
        ("objective_j60", "2027-04-30"),
        ("objective_j30", "2027-05-31"),
        ("objective_j7", "2027-06-23"),
    ]


def test_habits_shift_the_reminders_of_every_milestone_and_of_the_question() -> None:
    later = change(NoticeKind.MILESTONE_LATE, -8, PlanName.MILESTONE)
    story = with_milestones().do(habits(later), "2027-01-05").wait("2027-07-12")
    assert [told for told in story.told if told[0] == "milestone_late"] == [
        ("milestone_late", "2027-04-08"),
        ("milestone_late", "2027-07-08"),
    ]
    sooner = change(NoticeKind.PROGRESS_SILENT, -21, PlanName.PROGRESS)
    assert silent().do(habits(sooner), "2027-04-10").wait("2027-06-01").told[-1] == ("progress_silent", "2027-04-27")


def test_habits_known_already_or_of_a_closed_objective_are_no_event() -> None:
    story = with_milestones().do(habits(change(J60, 90)), "2027-01-05")
    assert story.do(habits(change(J60, 90)), "2027-01-06").kinds == ["ObjectivePlanned", "HabitsFollowed"]
    closed = with_milestones().do(ReachObjective(), "2027-01-05").do(habits(change(J60, 90)), "2027-01-06")
    assert closed.kinds[-1] == "ObjectiveReached"


def test_what_the_epci_changes_of_consultations_and_duties_alone_is_no_event_of_an_objective() -> None:
    other = Change(plan=PlanName.DUTY, notice=NoticeKind.DUTY_J30, days_before=45)
    assert with_milestones().do(habits(other), "2027-01-05").kinds == ["ObjectivePlanned"]


def test_a_new_deadline_follows_the_habits() -> None:
    story = Story().do(plan("2027-06-30"), "2026-11-30").do(habits(change(J60), change(J30)), "2027-01-05")
    story.do(MoveDeadline(deadline=planned("2027-12-31"), reason="Report"), "2027-02-01").wait("2028-02-01")
    assert [kind for kind, _ in story.told] == ["objective_j7", "objective_late"]


def test_a_week_of_elections_of_june_2027_holds_the_reminder_until_its_end() -> None:
    elections = Week(first=day("2027-06-21"), last=day("2027-06-25"), reason="élections")
    story = Story().do(plan("2027-06-30", pilote="DSI"), "2026-11-30").do(habits(quiet=(elections,)), "2027-01-05")
    story.wait("2027-06-29")
    assert (story.told[-1], sent_on(story, "objective_j7")) == (("objective_j7", "2027-06-23"), ["2027-06-28"])


# What humans make of them.


def skip(kind: NoticeKind, label: str = "") -> SkipReminder:
    return SkipReminder(notice=kind, label=label, reason="Il nous en a parlé")


def snooze(until: str) -> SnoozeReminders:
    return SnoozeReminders(until=day(until), reason="Arrêt maladie")


def test_a_reminder_left_out_on_1_april_2027_does_not_come_and_comes_for_another_deadline() -> None:
    story = Story().do(plan("2027-06-30"), "2026-11-30").do(skip(J60), "2027-04-01").wait("2027-06-01")
    assert story.told == [("objective_j30", "2027-05-31")]
    story.do(MoveDeadline(deadline=planned("2027-12-31"), reason="Report"), "2027-06-02").wait("2027-11-03")
    assert story.told[-1] == ("objective_j60", "2027-10-29")


def test_a_reminder_that_the_summer_weeks_hold_can_still_be_left_out_on_18_august_2027() -> None:
    story = Story().do(plan("2027-09-05"), "2026-11-30").wait("2027-08-17")
    (held,) = notices(story, "objective_j30")
    assert DECIDER.still_owed(story.state, held)
    story.do(skip(J30), "2027-08-18")
    assert not DECIDER.still_owed(story.state, held)
    # The one that has left cannot.
    with pytest.raises(Refused, match="déjà parti"):
        story.do(skip(J60), "2027-08-18")


def test_the_reminder_of_one_milestone_is_known_by_its_number() -> None:
    story = with_milestones().do(skip(NoticeKind.MILESTONE_J15, "étape 2"), "2027-01-05").wait("2027-09-01")
    assert [told for told in story.told if told[0] == "milestone_j15"] == [("milestone_j15", "2027-03-16")]


def test_what_is_not_to_come_on_5_january_2027_is_refused_with_what_is() -> None:
    with pytest.raises(Refused) as refusal:
        with_milestones(IMPACT).do(skip(J7), "2027-01-05")
    assert refusal.value.reason.replace("\u00a0", " ").replace("\u202f", " ") == (
        "Ce rappel n'est pas prévu pour l'objectif F1.1, ou il est déjà parti. Sont à venir : « étapes à 15 jours "
        "(étape 1) » et « étapes en retard (étape 1) »."
    )
    with pytest.raises(Refused, match="ne vont à aucune commune"):
        with_milestones().do(SkipReminder(commune="32107", notice=J7, reason="Non"), "2027-01-05")


def test_a_pilote_left_in_peace_until_17_june_2027_is_reminded_once_that_morning_then_as_planned() -> None:
    story = Story().do(plan("2027-06-30", pilote="DSI"), "2026-11-30").do(snooze("2027-06-17"), "2027-04-20")
    story.wait("2027-06-29")
    assert story.told == [("objective_j30", "2027-06-17"), ("objective_j7", "2027-06-23")]
    assert story.state.deadline == planned("2027-06-30")


@pytest.mark.parametrize(("days", "told"), [(50, ["objective_j60"]), (None, [])])
def test_a_reminder_put_off_to_18_may_2027_stays_when_the_epci_shifts_it_and_goes_when_it_removes_it(
    days: int | None, told: list[str]
) -> None:
    story = Story().do(plan("2027-06-30", pilote="DSI"), "2026-11-30").do(snooze("2027-05-18"), "2027-04-20")
    story.do(habits(change(J60, days)), "2027-05-13").wait("2027-05-20")
    assert [kind for kind, _ in story.told] == told


def test_what_the_summer_weeks_hold_is_put_off_with_the_rest() -> None:
    story = Story().do(plan("2027-09-15", pilote="DSI"), "2026-11-30").wait("2027-08-17")
    (held,) = notices(story, "objective_j30")
    story.do(snooze("2027-09-06"), "2027-08-18").wait("2027-09-14")
    assert not DECIDER.still_owed(story.state, held)
    assert story.told[-2:] == [("objective_j30", "2027-09-06"), ("objective_j7", "2027-09-08")]
    assert DECIDER.still_owed(story.state, notices(story, "objective_j30")[-1])


def test_a_reminder_put_off_beyond_its_deadline_leaves_the_word_to_lateness_which_waits_too() -> None:
    story = Story().do(plan("2027-04-30", pilote="DSI"), "2026-11-30").do(snooze("2027-05-17"), "2027-04-12")
    story.wait("2027-06-01")
    assert story.told[2:] == [("objective_late", "2027-05-01")]
    assert sent_on(story, "objective_late") == ["2027-05-18"]  # 17 May is Whit Monday


def test_the_coordinator_is_told_of_a_silence_even_while_the_pilote_is_left_in_peace() -> None:
    story = silent().do(snooze("2027-06-01"), "2027-04-10").wait("2027-06-03")
    assert story.told[1:] == [
        ("progress_silent", "2027-05-07"),
        ("progress_again", "2027-06-01"),
        ("progress_again", "2027-06-01"),
    ]


@pytest.mark.parametrize(
    ("until", "why"), [("2027-04-20", "après le 20 avril 2027"), ("2027-04-26", "rien à reporter")]
)
def test_putting_off_until_a_day_before_which_nothing_falls_is_refused(until: str, why: str) -> None:
    with pytest.raises(Refused, match=why.replace(" ", "\\s")):
        Story().do(plan("2027-06-30"), "2026-11-30").do(snooze(until), "2027-04-20")


def test_a_reminder_sent_now_on_20_april_2027_leaves_at_once_and_does_not_come_again() -> None:
    story = Story().do(plan("2027-06-30", pilote="DSI"), "2026-11-30")
    story.do(SendReminderNow(notice=J60), "2027-04-20").wait("2027-06-29")
    assert story.told == [
        ("objective_j60", "2027-04-20"),
        ("objective_j30", "2027-05-31"),
        ("objective_j7", "2027-06-23"),
    ]
    (now,) = notices(story, "objective_j60")
    assert (now.urgent, now.send_at) == (True, instant("2027-04-20"))
    assert DECIDER.still_owed(story.state, now)


def test_nothing_is_sent_now_of_an_objective_on_pause() -> None:
    with pytest.raises(Refused, match="en pause"):
        Story().do(plan("2027-06-30"), "2026-11-30").do(PauseObjective(), "2027-01-04").do(
            SendReminderNow(notice=J60), "2027-04-20"
        )


# A mail that came back.


def bounce(kind: NoticeKind, role: Role = Role.PILOTE) -> NoteBounce:
    return NoteBounce(notice=kind, role=role, code="5.1.1")


def test_a_mail_of_30_april_2027_that_came_back_is_told_to_the_coordinator_with_what_it_said() -> None:
    story = Story().do(plan("2027-06-30", pilote="DSI"), "2026-11-30").do(bounce(J60), "2027-05-03")
    task, again = notices(story, "address_refused") + notices(story, "objective_j60")[1:]
    assert (task.to, again.to, again.about) == (COORDINATEUR, COORDINATEUR, STREAM)
    assert DECIDER.still_owed(story.state, task)
    assert DECIDER.still_owed(story.state, again)
    assert "pilote" not in story.unfolding.happened[-1].event.model_dump_json().replace('"role":"pilote"', "")


def test_the_same_thing_that_came_back_from_two_people_is_told_again_once() -> None:
    story = silent().wait("2027-04-21")
    for _ in range(2):
        story.do(bounce(NoticeKind.PROGRESS_AGAIN), "2027-04-21")
    assert [notice.to for notice in notices(story, "progress_again")].count(COORDINATEUR) == 1
    assert len({notice.key for notice in notices(story, "address_refused")}) == 2


def test_a_mail_about_a_milestone_that_came_back_on_17_march_2027_speaks_of_the_same_milestone() -> None:
    story = with_milestones().wait("2027-03-17").do(bounce(NoticeKind.MILESTONE_J15), "2027-03-17")
    again = notices(story, "milestone_j15")[-1]
    assert (again.to, again.about) == (COORDINATEUR, f"{STREAM}#Fiche d'impact")
    story.do(CompleteMilestone(name="Fiche d'impact", on=day("2027-03-17")), "2027-03-17")
    assert not DECIDER.still_owed(story.state, again)


def test_a_notice_of_lateness_and_a_question_that_came_back_are_told_to_the_coordinator() -> None:
    late = (
        Story().do(plan("2027-04-30", pilote="DSI"), "2026-11-30").do(bounce(NoticeKind.OBJECTIVE_LATE), "2027-05-03")
    )
    assert [notice.to for notice in notices(late, "objective_late")] == [pilote("DSI"), COORDINATEUR]
    asked = silent().do(bounce(NoticeKind.PROGRESS_ASKED), "2027-04-07")
    assert [notice.to for notice in notices(asked, "progress_asked")] == [pilote("DSI"), COORDINATEUR]


def test_a_mail_to_the_coordinator_that_came_back_is_said_to_nobody_else() -> None:
    story = Story().do(plan("2027-06-30"), "2026-11-30").do(bounce(J60, Role.COORDINATEUR), "2027-05-03")
    assert story.kinds[-1] == "ReminderDue"
