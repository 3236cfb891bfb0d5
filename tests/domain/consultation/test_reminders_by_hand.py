"""What a coordinator does with the reminders of a commune: leave one out, put them off, send one now. No legal day
moves with it."""

from datetime import datetime
from typing import Any

import pytest

from domain.consultation.commands import CancelConsultation, Sens
from domain.consultation.life_commands import Departure, RecordDeparture, ResumeConsultation, SuspendConsultation
from domain.errors import Refused
from domain.notices import NoticeKind
from domain.people import Role
from domain.reminders import Change, Habits, PlanName, Week
from domain.reminders.commands import FollowHabits, SendReminderNow, SkipReminder, SnoozeReminders
from tests.domain.consultation.stories import Story, day, leaves

SECOND = "2027-02-11"


def skip(kind: NoticeKind, label: str = "") -> SkipReminder:
    return SkipReminder(commune="01001", notice=kind, label=label, reason="La secrétaire est absente")


def snooze(until: str) -> SnoozeReminders:
    return SnoozeReminders(commune="01001", until=day(until), reason="Ils nous ont appelés")


def now(kind: NoticeKind, label: str = "") -> SendReminderNow:
    return SendReminderNow(commune="01001", notice=kind, label=label)


def refused(story: Story, command: Any, on: str | datetime) -> str:
    with pytest.raises(Refused) as why:
        story.do(command, on)
    return str(why.value)


# one is left out


def test_a_reminder_skipped_on_20_january_2027_never_falls_due_and_the_others_do() -> None:
    story = Story().sent().do(skip(NoticeKind.AVIS_J30), "2027-01-20").wait("2027-03-02")
    assert story.told(NoticeKind.AVIS_J30) == []
    assert len(story.told(NoticeKind.AVIS_J15, NoticeKind.AVIS_J7, NoticeKind.AVIS_J2)) == 3
    assert len(story.told(NoticeKind.AVIS_J30, commune="01002")) == 2
    assert story.happened("ReminderSkipped")[0].event.reason == "La secrétaire est absente"  # type: ignore[attr-defined]


def test_a_reminder_held_by_the_end_of_2026_is_skipped_before_it_leaves() -> None:
    story = Story().sent().wait("2026-12-31")
    assert len(story.owed(NoticeKind.AVIS_J60)) == 1
    story.do(skip(NoticeKind.AVIS_J60), "2026-12-31")
    assert story.owed(NoticeKind.AVIS_J60) == []


def test_a_reminder_that_left_on_29_january_2027_is_not_skipped_any_more() -> None:
    why = refused(Story().sent(), skip(NoticeKind.AVIS_J30), "2027-01-30")
    assert "déjà parti" in why
    assert "« rappels à 15 jours »" in why


def test_a_skipped_reminder_does_not_come_back_with_a_council_date_of_february_2027() -> None:
    story = Story().sent().councils("01001", "2026-12-02", SECOND).do(skip(NoticeKind.AVIS_CONVOCATION), "2027-01-20")
    story.councils("01001", "2027-01-21", "2027-01-28", SECOND).wait("2027-03-02")
    assert story.told(NoticeKind.AVIS_CONVOCATION) == []


def test_a_skipped_reminder_comes_back_when_the_council_it_aimed_at_moves_to_another_day() -> None:
    story = Story().sent().councils("01001", "2026-12-02", SECOND).do(skip(NoticeKind.AVIS_CONVOCATION), "2027-01-20")
    story.councils("01001", "2027-01-21", "2027-02-18").wait("2027-03-02")
    assert [on for on, _ in leaves(story.told(NoticeKind.AVIS_CONVOCATION))] == ["2027-02-12"]


def test_an_extra_reminder_is_skipped_under_its_own_label() -> None:
    extras = tuple(
        Change(plan=PlanName.CONSULTATION, notice=NoticeKind.AVIS_EXTRA, label=label, days_before=days)
        for label, days in (("J-20", 20), ("J-10", 10))
    )
    story = Story().sent().do(FollowHabits(habits=Habits(changes=extras)), "2027-01-04")
    assert "« rappels ajoutés par l'EPCI (J-20) »" in refused(story, skip(NoticeKind.AVIS_EXTRA), "2027-01-05")
    story.do(skip(NoticeKind.AVIS_EXTRA, "J-20"), "2027-01-05").wait("2027-03-02")
    [told] = story.told(NoticeKind.AVIS_EXTRA)
    assert told.key.endswith("~J-10")


# they are put off


def test_put_off_on_20_january_2027_the_last_before_10_february_takes_the_place_of_all_on_that_morning() -> None:
    story = Story().sent().councils("01001", "2026-12-02", SECOND).do(snooze("2027-02-10"), "2027-01-20")
    assert story.plan()[NoticeKind.AVIS_CONVOCATION] == "2027-02-10"
    assert NoticeKind.AVIS_J30 not in story.plan()
    story.wait("2027-02-10")
    assert story.told(NoticeKind.AVIS_J30) == []
    [told] = story.told(NoticeKind.AVIS_CONVOCATION)
    assert leaves([told]) == [("2027-02-10", Role.SECRETAIRE)]
    assert told.key.endswith("2027-02-11+2027-02-10/secretaire")
    assert story.owed(NoticeKind.AVIS_CONVOCATION) == [told]


def test_what_is_put_off_in_january_2027_moves_neither_the_delay_nor_the_silence() -> None:
    story = Story().sent()
    deadline = story.state.seats[0].deadline
    story.do(snooze("2027-02-10"), "2027-01-20").wait("2027-03-10")
    assert story.state.seats[0].deadline == deadline
    assert story.state.seats[0].silence_on == day("2027-03-03")


def test_what_the_coordinator_has_to_do_is_not_put_off_with_the_commune() -> None:
    story = Story().sent().do(snooze("2027-02-23"), "2027-01-13").wait("2027-02-22")
    assert len(story.told(NoticeKind.COUNCILS_MISSING)) == 1
    assert len(story.told(NoticeKind.CALL_BEFORE_END)) == 1
    assert story.told(NoticeKind.AVIS_J30, NoticeKind.AVIS_J15, NoticeKind.AVIS_J7) == []
    story.wait("2027-02-23")
    assert leaves(story.told(NoticeKind.AVIS_J7)) == [("2027-02-23", Role.REFERENT)]


def test_put_off_to_saturday_6_february_2027_it_leaves_on_the_monday() -> None:
    story = Story().sent().do(snooze("2027-02-06"), "2027-01-20").wait("2027-02-09")
    assert [on for on, _ in leaves(story.owed(NoticeKind.AVIS_J30))] == ["2027-02-08", "2027-02-08"]


def test_what_is_held_until_4_january_2027_is_put_off_too_and_leaves_once() -> None:
    story = Story().sent().wait("2026-12-31")
    [held] = story.owed(NoticeKind.AVIS_J60)
    story.do(snooze("2027-01-18"), "2026-12-31")
    assert story.owed(NoticeKind.AVIS_J60) == []
    story.wait("2027-01-18")
    [again] = story.owed(NoticeKind.AVIS_J60)
    assert leaves([again]) == [("2027-01-18", Role.SECRETAIRE)]
    assert again.key != held.key


def test_what_is_held_until_4_january_2027_is_not_put_off_to_a_day_before_it_leaves() -> None:
    story = Story().sent().wait("2026-12-31")
    assert "Aucun rappel n'est prévu" in refused(story, snooze("2027-01-02"), "2026-12-31")
    assert len(story.owed(NoticeKind.AVIS_J60)) == 1


def test_put_off_twice_in_january_2027_there_is_one_reminder_on_the_last_day() -> None:
    story = Story().sent().do(snooze("2027-02-03"), "2027-01-20").do(snooze("2027-02-09"), "2027-01-25")
    story.wait("2027-02-11")
    assert [on for on, _ in leaves(story.told(NoticeKind.AVIS_J30))] == ["2027-02-09", "2027-02-09"]


def test_a_council_date_added_while_a_commune_is_left_in_peace_breaks_no_peace() -> None:
    story = Story().sent().do(snooze("2027-02-08"), "2027-01-20").councils("01001", "2027-01-22", SECOND)
    story.wait("2027-02-05")
    reminders = (NoticeKind.AVIS_J30, NoticeKind.AVIS_CONVOCATION, NoticeKind.AVIS_J15)
    assert story.told(*reminders) == []
    story.wait("2027-02-08")
    assert {on for on, _ in leaves(story.owed(*reminders))} == {"2027-02-08"}


def test_a_receipt_corrected_while_a_commune_is_left_in_peace_keeps_the_reminder_promised() -> None:
    story = Story().sent().do(snooze("2027-02-08"), "2027-01-20").wait("2027-02-03")
    story.receive("01001", "2027-02-03", received_on="2026-12-02", correction="Date relue").wait("2027-02-08")
    assert [on for on, _ in leaves(story.owed(NoticeKind.AVIS_J30))] == ["2027-02-08", "2027-02-08"]


@pytest.mark.parametrize("until", ["2027-01-19", "2027-01-20"])
def test_reminders_are_put_off_to_a_day_after_today(until: str) -> None:
    assert "après le 20 janvier 2027" in refused(Story().sent(), snooze(until), "2027-01-20")


def test_reminders_are_put_off_to_26_february_2027_at_the_latest_as_the_28th_is_a_sunday() -> None:
    story = Story().sent()
    for until in ("2027-02-27", "2027-02-28", "2027-03-15"):
        assert "26 février 2027 au plus tard" in refused(story, snooze(until), "2027-01-20")
    story.do(snooze("2027-02-26"), "2027-01-20")
    assert story.plan()[NoticeKind.AVIS_CONVOCATION] == "2027-02-26"


def test_a_reminder_that_a_week_of_elections_would_hold_too_long_is_put_off_before_it() -> None:
    elections = Week(first=day("2027-02-08"), last=day("2027-03-15"))
    story = Story().sent().do(FollowHabits(habits=Habits(quiet=(elections,))), "2027-01-04")
    assert "5 février 2027 au plus tard" in refused(story, snooze("2027-02-10"), "2027-01-20")
    assert "trop tard" in refused(story, snooze("2027-02-13"), "2027-02-09")


def test_there_is_nothing_to_put_off_from_1_to_8_february_2027() -> None:
    assert "Aucun rappel n'est prévu" in refused(Story().sent(), snooze("2027-02-08"), "2027-02-01")


# one leaves now


def test_a_reminder_sent_now_on_20_january_2027_leaves_at_once_and_not_again() -> None:
    story = Story().sent().do(now(NoticeKind.AVIS_J30), "2027-01-20").wait("2027-03-02")
    told = story.told(NoticeKind.AVIS_J30)
    assert leaves(told) == [("2027-01-20", Role.SECRETAIRE), ("2027-01-20", Role.MAIRE)]
    asked = story.happened("ReminderDue")
    at = next(one.occurred_at for one in asked if one.event.now)  # type: ignore[attr-defined]
    assert all(notice.urgent and notice.send_at == at for notice in told)


def test_a_reminder_held_by_the_end_of_2026_leaves_now_and_once() -> None:
    story = Story().sent().wait("2026-12-31").do(now(NoticeKind.AVIS_J60), "2026-12-31")
    [held, sent] = story.told(NoticeKind.AVIS_J60)
    assert leaves([held, sent]) == [("2027-01-04", Role.SECRETAIRE), ("2026-12-31", Role.SECRETAIRE)]
    assert held.key != sent.key
    assert story.owed(NoticeKind.AVIS_J60) == [sent]
    assert "déjà parti" in refused(story, now(NoticeKind.AVIS_J60), "2027-01-01")


def test_a_call_to_make_is_asked_for_now_on_20_january_2027() -> None:
    story = Story().sent().do(now(NoticeKind.CALL_BEFORE_END), "2027-01-20")
    assert leaves(story.owed(NoticeKind.CALL_BEFORE_END)) == [("2027-01-20", Role.COORDINATEUR)]


def test_a_reminder_sent_now_leaves_while_the_commune_is_left_in_peace() -> None:
    story = Story().sent().do(snooze("2027-02-10"), "2027-01-20").do(now(NoticeKind.AVIS_J30), "2027-01-25")
    assert len(story.owed(NoticeKind.AVIS_J30)) == 2


def test_nothing_is_sent_now_while_it_is_suspended_in_january_2027() -> None:
    story = Story().sent().do(SuspendConsultation(reason="Étude"), "2027-01-05")
    assert "suspendue" in refused(story, now(NoticeKind.AVIS_J30), "2027-01-06")
    story.do(ResumeConsultation(), "2027-01-07").do(now(NoticeKind.AVIS_J30), "2027-01-08")
    assert len(story.owed(NoticeKind.AVIS_J30)) == 2


# whatever is asked


ASKED: list[Any] = [skip(NoticeKind.AVIS_J30), snooze("2027-02-10"), now(NoticeKind.AVIS_J30)]


@pytest.mark.parametrize("command", ASKED, ids=[command.kind for command in ASKED])
def test_nothing_is_asked_of_reminders_once_nothing_is_owed(command: Any) -> None:
    answered = Story().sent().answer("01001", Sens.FAVORABLE, "2027-01-10", "2027-01-12")
    assert "Plus rien n'est attendu de Commune 1" in refused(answered, command, "2027-01-20")
    gone = RecordDeparture(commune="01001", on=day("2027-01-05"), how=Departure.WITHDRAWN, reason="Arrêté")
    assert "Plus rien n'est attendu" in refused(Story().sent().do(gone, "2027-01-06"), command, "2027-01-20")
    cancelled = Story().sent().do(CancelConsultation(reason="Par erreur"), "2027-01-05")
    assert "annulée" in refused(cancelled, command, "2027-01-20")
    assert "pas encore envoyée" in refused(Story().open("2027-01-19"), command, "2027-01-20")


@pytest.mark.parametrize("command", ASKED, ids=[command.kind for command in ASKED])
def test_a_commune_is_named_and_is_one_of_those_consulted(command: Any) -> None:
    nobody = command.model_copy(update={"commune": None})
    assert "code INSEE" in refused(Story().sent(), nobody, "2027-01-20")
    other = command.model_copy(update={"commune": "99999"})
    assert "n'est pas consultée ici" in refused(Story().sent(), other, "2027-01-20")


@pytest.mark.parametrize("command", ASKED, ids=[command.kind for command in ASKED])
def test_a_commune_that_received_nothing_yet_has_no_reminder_to_come(command: Any) -> None:
    why = refused(Story().sent(["01002"]), command, "2027-01-20")
    assert "Aucun n'est à venir" in why or "Aucun rappel n'est prévu" in why
