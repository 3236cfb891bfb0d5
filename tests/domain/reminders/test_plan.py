"""On which mornings the reminders of a commune fall: by its delay, by its last council, and never in the past."""

from datetime import UTC, date, datetime, time

import pytest

from domain.calendar import METROPOLE, Place, at_time, civil_day, is_working_day, place_of
from domain.convocation import CONSEIL_MUNICIPAL_3500_AND_MORE, CONSEIL_MUNICIPAL_UNDER_3500, Convocation
from domain.councils import council_window
from domain.deadline import legal_deadline
from domain.notices import NoticeKind
from domain.reminders import (
    CONSULTATION_PLAN,
    MILESTONE_PLAN,
    OBJECTIVE_PLAN,
    PROGRESS_PLAN,
    Aims,
    Anchor,
    Only,
    Plan,
    Step,
)

KEY = "consultation/1/eau/32107"
BEFORE = datetime(2026, 12, 1, tzinfo=UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)


def local(on: str, hour: int, minute: int = 0) -> datetime:
    return at_time(day(on), time(hour, minute), METROPOLE)


def days(plan: Plan, aims: Aims | date, place: Place = METROPOLE, after: datetime = BEFORE) -> dict[NoticeKind, str]:
    reminders = plan.reminders(aims, KEY, place, after)
    return {reminder.notice: civil_day(reminder.at, place).isoformat() for reminder in reminders}


def aims(*councils: str, convocation: Convocation = CONSEIL_MUNICIPAL_UNDER_3500, received: str = "2026-12-01") -> Aims:
    deadline = legal_deadline(day(received), 3, METROPOLE)
    window = council_window([day(council) for council in councils], deadline, convocation)
    return Aims.of_councils(deadline.alert_on, window)


def test_the_plan_that_aims_at_28_february_2027_falls_on_working_days_on_or_before_each_day() -> None:
    assert days(CONSULTATION_PLAN, day("2027-02-28")) == {
        NoticeKind.AVIS_J60: "2026-12-30",
        NoticeKind.COUNCILS_MISSING: "2027-01-14",
        NoticeKind.AVIS_J30: "2027-01-29",
        NoticeKind.AVIS_J15: "2027-02-12",
        NoticeKind.AVIS_J7: "2027-02-19",
        NoticeKind.CALL_BEFORE_END: "2027-02-19",
        NoticeKind.AVIS_J2: "2027-02-26",
    }


def test_reminders_of_two_communes_do_not_fall_due_at_one_instant() -> None:
    first = CONSULTATION_PLAN.reminders(date(2027, 2, 28), "consultation/1/eau/32107", METROPOLE, BEFORE)
    second = CONSULTATION_PLAN.reminders(date(2027, 2, 28), "consultation/1/eau/32290", METROPOLE, BEFORE)
    assert {reminder.at for reminder in first}.isdisjoint(reminder.at for reminder in second)


def test_reminders_already_past_when_the_receipt_is_entered_are_not_planned() -> None:
    late = days(CONSULTATION_PLAN, day("2027-02-28"), after=local("2027-02-12", 12))
    assert set(late) == {NoticeKind.AVIS_J7, NoticeKind.CALL_BEFORE_END, NoticeKind.AVIS_J2}


def test_the_council_of_11_february_2027_is_what_the_reminders_of_a_small_commune_aim_at() -> None:
    found = days(CONSULTATION_PLAN, aims("2027-01-14", "2027-02-11"))
    assert found == {
        # Its agenda closes on 1 February, a practice: a week before is a Monday.
        NoticeKind.AVIS_J30: "2027-01-25",
        # Three clear days: the convocation leaves on 7 February at the latest, a Sunday.
        NoticeKind.AVIS_CONVOCATION: "2027-02-05",
        NoticeKind.AVIS_J15: "2027-02-12",
        NoticeKind.DELIBERATION_AWAITED: "2027-02-12",
        NoticeKind.AVIS_J7: "2027-02-19",
        NoticeKind.CALL_BEFORE_END: "2027-02-19",
        NoticeKind.AVIS_J2: "2027-02-26",
    }


def test_a_commune_of_3500_inhabitants_convenes_its_council_of_11_february_2027_two_days_sooner() -> None:
    found = days(CONSULTATION_PLAN, aims("2027-02-11", convocation=CONSEIL_MUNICIPAL_3500_AND_MORE))
    assert found[NoticeKind.AVIS_CONVOCATION] == "2027-02-05"
    found = days(CONSULTATION_PLAN, aims("2027-02-10", convocation=CONSEIL_MUNICIPAL_3500_AND_MORE))
    assert found[NoticeKind.AVIS_CONVOCATION] == "2027-02-04"


def test_without_a_council_in_the_delay_the_last_day_to_convene_is_that_of_one_that_could_be_added() -> None:
    # Neither the council of before the receipt nor that of 1 March, in the zone of uncertainty, surely counts.
    found = days(CONSULTATION_PLAN, aims("2026-11-20", "2027-03-01"))
    assert found[NoticeKind.AVIS_CONVOCATION] == "2027-02-24"
    assert found[NoticeKind.COUNCILS_MISSING] == "2027-01-14"
    assert NoticeKind.DELIBERATION_AWAITED not in found


def test_what_comes_after_a_council_of_friday_12_february_2027_falls_on_the_next_working_day() -> None:
    assert days(CONSULTATION_PLAN, aims("2027-02-12"))[NoticeKind.DELIBERATION_AWAITED] == "2027-02-15"


#: Received on, then the last day of the shortest reading, its eve that is aimed at, and the mornings of J-30 and J-2.
MONTH_ENDS = [
    ("2026-11-30", "2027-02-27", "2027-01-28", "2027-02-25"),
    ("2027-11-29", "2028-02-28", "2028-01-28", "2028-02-25"),  # a leap year
    ("2027-11-30", "2028-02-28", "2028-01-28", "2028-02-25"),
    ("2027-01-31", "2027-04-29", "2027-03-30", "2027-04-27"),
    ("2027-03-31", "2027-06-29", "2027-05-28", "2027-06-25"),
    ("2027-08-31", "2027-11-29", "2027-10-29", "2027-11-26"),
    ("2027-02-08", "2027-05-07", "2027-04-07", "2027-05-05"),
    ("2027-02-10", "2027-05-09", "2027-04-09", "2027-05-07"),  # the 8th of May is a holiday
]


@pytest.mark.parametrize(("received", "aimed", "j30", "j2"), MONTH_ENDS)
def test_reminders_aim_at_the_eve_of_the_quantieme_at_the_end_of_months(
    received: str, aimed: str, j30: str, j2: str
) -> None:
    deadline = legal_deadline(day(received), 3, METROPOLE)
    found = days(CONSULTATION_PLAN, deadline.alert_on)
    assert (deadline.alert_on.isoformat(), found[NoticeKind.AVIS_J30], found[NoticeKind.AVIS_J2]) == (aimed, j30, j2)


#: The département, the day aimed at, and the day of J-2: holidays are those of the place.
OVERSEAS = [
    ("974", "2027-12-22", "2027-12-17"),  # 20 December, abolition in La Réunion
    ("75", "2027-12-22", "2027-12-20"),
    ("67", "2027-03-28", "2027-03-25"),  # Good Friday in Alsace
    ("75", "2027-03-28", "2027-03-26"),
    ("971", "2027-05-29", "2027-05-26"),  # 27 May, abolition in Guadeloupe
    ("988", "2027-05-29", "2027-05-27"),
]


@pytest.mark.parametrize(("departement", "aimed", "j2"), OVERSEAS)
def test_a_reminder_falls_on_a_day_worked_where_the_commune_is(departement: str, aimed: str, j2: str) -> None:
    assert days(CONSULTATION_PLAN, day(aimed), place_of(departement))[NoticeKind.AVIS_J2] == j2


@pytest.mark.parametrize("departement", ["75", "67", "971", "973", "974", "975", "987", "988"])
@pytest.mark.parametrize("aimed", ["2027-03-28", "2027-03-30", "2027-10-31", "2027-11-02"])
def test_every_reminder_falls_from_6_to_8_h_of_the_place_when_clocks_change_in_2027(
    departement: str, aimed: str
) -> None:
    place = place_of(departement)
    for reminder in CONSULTATION_PLAN.reminders(day(aimed), KEY, place, BEFORE):
        on = civil_day(reminder.at, place)
        assert is_working_day(on, place)
        assert at_time(on, time(6), place) <= reminder.at < at_time(on, time(8), place)


def test_the_reminders_of_one_plan_never_move_with_what_is_asked_of_another_commune() -> None:
    one = CONSULTATION_PLAN.reminders(day("2027-02-28"), KEY, METROPOLE, BEFORE)
    again = CONSULTATION_PLAN.reminders(day("2027-02-28"), KEY, METROPOLE, BEFORE)
    assert one == again
    assert list(one) == sorted(one, key=lambda reminder: reminder.at)


def test_a_step_from_a_council_is_no_step_of_what_has_none() -> None:
    steps = (
        Step(notice=NoticeKind.AVIS_J30, days_before=7, anchor=Anchor.AGENDA),
        Step(notice=NoticeKind.AVIS_J15, days_before=1, anchor=Anchor.URGENCY),
        Step(notice=NoticeKind.AVIS_J7, days_before=0, only=Only.COUNCIL_KNOWN),
    )
    plan = Plan(since=day("2026-01-01"), steps=steps)
    assert days(plan, day("2027-02-28")) == {}
    assert days(plan, aims("2027-02-11")) == {
        NoticeKind.AVIS_J30: "2027-01-25",
        # One clear day in urgency: on 9 February at the latest, and the day before.
        NoticeKind.AVIS_J15: "2027-02-08",
        NoticeKind.AVIS_J7: "2027-02-26",
    }


def test_the_plans_of_objectives_fall_before_and_after_31_march_2027() -> None:
    aimed = day("2027-03-31")
    assert days(OBJECTIVE_PLAN, aimed) == {
        NoticeKind.OBJECTIVE_J60: "2027-01-29",
        NoticeKind.OBJECTIVE_J30: "2027-03-01",
        NoticeKind.OBJECTIVE_J7: "2027-03-24",
    }
    assert days(MILESTONE_PLAN, aimed) == {
        NoticeKind.MILESTONE_J15: "2027-03-16",
        NoticeKind.MILESTONE_LATE: "2027-04-01",
    }
    assert days(PROGRESS_PLAN, aimed) == {
        NoticeKind.PROGRESS_AGAIN: "2027-04-14",
        NoticeKind.PROGRESS_SILENT: "2027-04-30",
    }
