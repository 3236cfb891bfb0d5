"""When mail leaves: on working mornings of the EPCI's zone, spread, and not in the weeks in which it would not be
read."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.calendar import METROPOLE, Place, at_time, civil_day, is_working_day, place_of
from domain.notices import NoticeKind
from domain.people import COORDINATEUR, Recipient, Role, mairie, pilote
from domain.reminders import (
    ALLOWED_IN_QUIET_WEEKS,
    USUAL,
    WINDOW_CLOSES,
    WINDOW_OPENS,
    Habits,
    Week,
    is_quiet,
    leaves_at,
    sending_window,
)

TO = mairie("32107")
#: The presidential election of 2027, as an EPCI may enter it.
ELECTIONS = Habits(quiet=(Week(first=date(2027, 4, 5), last=date(2027, 4, 26), reason="élections"),))


def local(day: str, hour: int, minute: int = 0, place: Place = METROPOLE) -> datetime:
    return at_time(date.fromisoformat(day), time(hour, minute), place)


def leaves_on(day: str, kind: NoticeKind, habits: Habits = USUAL, place: Place = METROPOLE) -> str:
    """The day on which what fell due at 7 h on `day` leaves."""
    return civil_day(leaves_at(local(day, 7, place=place), place, kind, TO, habits), place).isoformat()


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


@pytest.mark.parametrize("departement", ["75", "971", "973", "974", "987"])
@pytest.mark.parametrize("kind", [NoticeKind.AVIS_J30, NoticeKind.AVIS_J2])
def test_every_third_hour_of_2027_leaves_in_a_window_of_the_place_and_of_its_weeks(
    departement: str, kind: NoticeKind
) -> None:
    place, at = place_of(departement), datetime(2027, 1, 1, tzinfo=UTC)
    while at < datetime(2028, 1, 1, tzinfo=UTC):
        leaves = leaves_at(at, place, kind, TO, ELECTIONS)
        day = civil_day(leaves, place)
        assert leaves >= at
        assert is_working_day(day, place)
        assert at_time(day, WINDOW_OPENS, place) <= leaves < at_time(day, WINDOW_CLOSES, place)
        assert kind in ALLOWED_IN_QUIET_WEEKS or not is_quiet(day, ELECTIONS)
        at += timedelta(hours=3)


QUIET = [
    ("2027-07-14", False),
    ("2027-07-15", True),
    ("2027-08-31", True),
    ("2027-09-01", False),
    ("2026-12-19", False),
    ("2026-12-20", True),
    ("2026-12-31", True),
    ("2027-01-01", True),
    ("2027-01-03", True),
    ("2027-01-04", False),
    ("2027-04-12", False),
]


@pytest.mark.parametrize(("day", "quiet"), QUIET)
def test_summer_and_the_end_of_the_year_are_quiet_on_their_first_and_last_day(day: str, quiet: bool) -> None:
    assert is_quiet(date.fromisoformat(day)) is quiet


@pytest.mark.parametrize(("day", "quiet"), [("2027-04-04", False), ("2027-04-05", True), ("2027-04-27", False)])
def test_the_weeks_of_elections_are_quiet_where_they_were_entered(day: str, quiet: bool) -> None:
    assert is_quiet(date.fromisoformat(day), ELECTIONS) is quiet


#: The day on which a reminder fell due, and the one on which it leaves.
HELD = [
    ("2027-07-20", "2027-09-01"),
    ("2027-08-31", "2027-09-01"),
    ("2026-12-21", "2027-01-04"),
    ("2027-12-20", "2028-01-04"),
    ("2028-07-14", "2028-09-01"),  # a holiday, then summer
]


@pytest.mark.parametrize(("day", "leaves"), HELD)
def test_a_reminder_of_a_quiet_week_is_held_until_the_first_working_morning_after_it(day: str, leaves: str) -> None:
    assert leaves_on(day, NoticeKind.AVIS_J30) == leaves
    assert leaves_on(day, NoticeKind.RECEIPT_MISSING) == leaves
    assert leaves_on(day, NoticeKind.COUNCILS_MISSING) == leaves


def test_a_reminder_of_an_election_week_is_held_until_27_april_2027() -> None:
    assert leaves_on("2027-04-12", NoticeKind.AVIS_J15, ELECTIONS) == "2027-04-27"
    assert leaves_on("2027-04-12", NoticeKind.AVIS_J15) == "2027-04-12"


def test_elections_that_touch_summer_hold_a_reminder_through_both() -> None:
    habits = Habits(quiet=(Week(first=date(2027, 9, 1), last=date(2027, 9, 10)),))
    assert leaves_on("2027-07-20", NoticeKind.AVIS_J30, habits) == "2027-09-13"


@pytest.mark.parametrize("kind", sorted(ALLOWED_IN_QUIET_WEEKS))
@pytest.mark.parametrize("day", ["2027-07-20", "2026-12-22", "2027-04-13"])
def test_what_is_lost_if_it_waits_leaves_in_every_quiet_week(day: str, kind: NoticeKind) -> None:
    assert leaves_on(day, kind, ELECTIONS) == day


def test_what_the_rule_lets_through_is_the_transmission_receipts_codes_convocation_and_the_last_days() -> None:
    assert {
        NoticeKind.TRANSMISSION,
        NoticeKind.AVIS_RECEIPT,
        NoticeKind.CODE,
        NoticeKind.AVIS_CONVOCATION,
        NoticeKind.AVIS_J7,
        NoticeKind.AVIS_J2,
    } <= ALLOWED_IN_QUIET_WEEKS
    to_communes = {kind for kind in ALLOWED_IN_QUIET_WEEKS if kind.startswith("avis_")}
    assert to_communes == {
        NoticeKind.AVIS_RECEIPT,
        NoticeKind.AVIS_CONVOCATION,
        NoticeKind.AVIS_J7,
        NoticeKind.AVIS_J2,
    }


def test_quiet_weeks_begin_on_the_15_july_2027_of_papeete_and_not_of_paris() -> None:
    # At 20 h of the 14th in Papeete, a holiday, it is the 15th in Paris.
    papeete = place_of("987")
    at = local("2027-07-13", 9, 59, place=papeete)
    assert leaves_at(at, papeete, NoticeKind.AVIS_J30, TO) == at
    evening = local("2027-07-14", 20, place=papeete)
    assert civil_day(evening, METROPOLE) == date(2027, 7, 15)
    assert civil_day(leaves_at(evening, papeete, NoticeKind.AVIS_J2, TO), papeete) == date(2027, 7, 15)
    assert leaves_on("2027-07-15", NoticeKind.AVIS_J30, place=papeete) == "2027-09-01"


def test_what_is_told_of_one_morning_to_one_commune_leaves_together() -> None:
    at = local("2027-03-03", 7)
    told = [Recipient(role=role, commune="32107") for role in (Role.MAIRIE, Role.MAIRE, Role.REFERENT)]
    assert len({leaves_at(at, METROPOLE, NoticeKind.AVIS_J30, to) for to in told}) == 1
    assert leaves_at(local("2027-03-03", 6), METROPOLE, NoticeKind.AVIS_J7, TO) == leaves_at(
        at, METROPOLE, NoticeKind.AVIS_J30, TO
    )


def test_communes_and_functions_are_spread_over_the_two_hours_of_3_march_2027() -> None:
    at, opens = local("2027-03-03", 7), local("2027-03-03", 8)
    told = [*(mairie(f"32{number:03}") for number in range(200)), pilote("DRH mutualisée"), COORDINATEUR]
    minutes = sorted((leaves_at(at, METROPOLE, NoticeKind.AVIS_J30, to) - opens) / timedelta(minutes=1) for to in told)
    assert minutes[0] >= 0
    assert minutes[-1] < 120
    quarters = [sum(15 * quarter <= minute < 15 * (quarter + 1) for minute in minutes) for quarter in range(8)]
    assert min(quarters) >= 10, quarters


def test_a_notice_due_at_9_59_leaves_at_once_and_one_of_10_h_the_next_morning() -> None:
    assert leaves_at(local("2027-03-03", 9, 59), METROPOLE, NoticeKind.AVIS_J30, TO) == local("2027-03-03", 9, 59)
    assert leaves_on("2027-03-03", NoticeKind.AVIS_J30) == "2027-03-03"
    next_day = leaves_at(local("2027-03-03", 10), METROPOLE, NoticeKind.AVIS_J30, TO)
    assert civil_day(next_day, METROPOLE) == date(2027, 3, 4)
