"""When reminders fall due and when mail may leave."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.calendar import METROPOLE, at_time, civil_day, is_working_day, place_of
from domain.notices import NoticeKind
from domain.reminders import CONSULTATION_PLAN, WINDOW_CLOSES, WINDOW_OPENS, sending_window

BEFORE = datetime(2026, 12, 1, tzinfo=UTC)


def local(day: str, hour: int, minute: int = 0) -> datetime:
    return at_time(date.fromisoformat(day), time(hour, minute), METROPOLE)


def test_the_plan_that_aims_at_28_february_2027_falls_on_working_days_on_or_before_each_day() -> None:
    reminders = CONSULTATION_PLAN.reminders(date(2027, 2, 28), "consultation/1/eau/32107", METROPOLE, BEFORE)
    days = {reminder.notice: civil_day(reminder.at, METROPOLE).isoformat() for reminder in reminders}
    assert days == {
        NoticeKind.AVIS_J60: "2026-12-30",
        NoticeKind.AVIS_J30: "2027-01-29",
        NoticeKind.AVIS_J15: "2027-02-12",
        NoticeKind.AVIS_J7: "2027-02-19",
        NoticeKind.AVIS_J2: "2027-02-26",
    }


def test_reminders_of_two_communes_do_not_fall_due_at_one_instant() -> None:
    first = CONSULTATION_PLAN.reminders(date(2027, 2, 28), "consultation/1/eau/32107", METROPOLE, BEFORE)
    second = CONSULTATION_PLAN.reminders(date(2027, 2, 28), "consultation/1/eau/32290", METROPOLE, BEFORE)
    assert {reminder.at for reminder in first}.isdisjoint(reminder.at for reminder in second)


def test_reminders_already_past_when_the_receipt_is_entered_are_not_planned() -> None:
    entered = local("2027-02-12", 12)
    late = CONSULTATION_PLAN.reminders(date(2027, 2, 28), "consultation/1/eau/32107", METROPOLE, entered)
    assert [reminder.notice for reminder in late] == [NoticeKind.AVIS_J7, NoticeKind.AVIS_J2]


@pytest.mark.parametrize(
    ("due", "leaves"),
    [
        (local("2027-03-03", 0), local("2027-03-03", 8)),  # a silence, at midnight of a Wednesday
        (local("2027-03-03", 6, 30), local("2027-03-03", 8)),  # a reminder of the same morning: the same message
        (local("2027-03-03", 9, 15), local("2027-03-03", 9, 15)),
        (local("2027-03-03", 10), local("2027-03-04", 8)),
        (local("2027-03-05", 17), local("2027-03-08", 8)),  # Friday evening
        (local("2027-03-06", 9), local("2027-03-08", 8)),  # Saturday morning
        (local("2027-05-07", 12), local("2027-05-10", 8)),  # the 8th is a holiday, then a Sunday
        (local("2028-03-25", 12), local("2028-03-27", 8)),  # the clock changes on the Sunday
    ],
)
def test_mail_leaves_in_the_morning_of_a_working_day(due: datetime, leaves: datetime) -> None:
    assert sending_window(due, METROPOLE) == leaves


def test_the_window_is_the_epcis_own_overseas() -> None:
    reunion = place_of("974")
    leaves = sending_window(datetime(2027, 3, 3, 0, tzinfo=UTC), reunion)
    assert leaves == datetime(2027, 3, 3, 4, tzinfo=UTC)


def test_every_hour_of_2027_leaves_inside_a_window_and_never_before() -> None:
    at = datetime(2027, 1, 1, tzinfo=UTC)
    while at < datetime(2028, 1, 1, tzinfo=UTC):
        leaves = sending_window(at, METROPOLE)
        day = civil_day(leaves, METROPOLE)
        assert leaves >= at
        assert is_working_day(day, METROPOLE)
        assert at_time(day, WINDOW_OPENS, METROPOLE) <= leaves < at_time(day, WINDOW_CLOSES, METROPOLE)
        at += timedelta(hours=1)
