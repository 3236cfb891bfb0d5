from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from domain.calendar import (
    METROPOLE,
    HolidayZone,
    Place,
    add_months,
    add_working_days,
    at_time,
    civil_day,
    is_working_day,
    last_working_day,
    morning_of,
    next_working_day,
    place_of,
    start_of_day,
)

MOSELLE = place_of("57")
GUADELOUPE = place_of("971")
REUNION = place_of("974")
MAYOTTE = place_of("976")
EVERY_DEPARTEMENT = [
    *(f"{n:02}" for n in range(1, 96) if n != 20),
    *("2A", "2B", "971", "972", "973", "974", "975", "976", "977", "978", "987", "988"),
]


@pytest.mark.parametrize(
    ("departement", "tz", "zone"),
    [
        ("32", "Europe/Paris", HolidayZone.METROPOLE),
        ("2A", "Europe/Paris", HolidayZone.METROPOLE),
        ("2B", "Europe/Paris", HolidayZone.METROPOLE),
        ("57", "Europe/Paris", HolidayZone.ALSACE_MOSELLE),
        ("67", "Europe/Paris", HolidayZone.ALSACE_MOSELLE),
        ("68", "Europe/Paris", HolidayZone.ALSACE_MOSELLE),
        ("971", "America/Guadeloupe", HolidayZone.GUADELOUPE),
        ("972", "America/Martinique", HolidayZone.MARTINIQUE),
        ("973", "America/Cayenne", HolidayZone.GUYANE),
        ("974", "Indian/Reunion", HolidayZone.REUNION),
        ("975", "America/Miquelon", HolidayZone.SAINT_PIERRE_ET_MIQUELON),
        ("976", "Indian/Mayotte", HolidayZone.MAYOTTE),
        ("977", "America/St_Barthelemy", HolidayZone.SAINT_BARTHELEMY),
        ("978", "America/Marigot", HolidayZone.SAINT_MARTIN),
        ("987", "Pacific/Tahiti", HolidayZone.METROPOLE),
        ("988", "Pacific/Noumea", HolidayZone.METROPOLE),
    ],
)
def test_civil_days_of_a_departement_are_counted_in_its_own_zones(departement: str, tz: str, zone: HolidayZone) -> None:
    assert place_of(departement) == Place(tz=tz, holidays=zone)


@pytest.mark.parametrize("departement", EVERY_DEPARTEMENT)
def test_every_day_of_2026_to_2033_begins_at_local_midnight_in_every_departement(departement: str) -> None:
    place = place_of(departement)
    zone = ZoneInfo(place.tz)
    day = date(2026, 1, 1)
    while day.year < 2034:
        start = start_of_day(day, place)
        assert start.tzinfo is UTC
        assert start.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, time())
        assert civil_day(start, place) == day
        assert civil_day(start - timedelta(microseconds=1), place) == day - timedelta(days=1)
        day += timedelta(days=1)


def test_15_august_2027_is_a_sunday_and_a_holiday_so_work_goes_from_friday_13_to_monday_16() -> None:
    assert not is_working_day(date(2027, 8, 15), METROPOLE)
    assert next_working_day(date(2027, 8, 14), METROPOLE) == date(2027, 8, 16)
    assert last_working_day(date(2027, 8, 15), METROPOLE) == date(2027, 8, 13)


def test_a_working_day_is_its_own_next_and_last() -> None:
    assert next_working_day(date(2027, 3, 1), METROPOLE) == date(2027, 3, 1)
    assert last_working_day(date(2027, 3, 1), METROPOLE) == date(2027, 3, 1)


def test_26_march_2027_is_worked_in_the_gers_and_not_in_moselle_where_it_is_vendredi_saint() -> None:
    assert is_working_day(date(2027, 3, 26), METROPOLE)
    assert not is_working_day(date(2027, 3, 26), MOSELLE)
    assert next_working_day(date(2027, 3, 26), MOSELLE) == date(2027, 3, 30)


def test_20_december_2027_is_worked_everywhere_but_at_la_reunion() -> None:
    worked = {
        departement for departement in EVERY_DEPARTEMENT if is_working_day(date(2027, 12, 20), place_of(departement))
    }
    assert worked == set(EVERY_DEPARTEMENT) - {"974"}


def test_three_working_days_after_wednesday_5_may_2027_skip_ascension_and_the_week_end() -> None:
    # Thursday the 6th is Ascension, Saturday the 8th a holiday and a Saturday.
    assert add_working_days(date(2027, 5, 5), 3, METROPOLE) == date(2027, 5, 11)
    assert add_working_days(date(2027, 5, 11), -3, METROPOLE) == date(2027, 5, 5)


def test_working_days_are_counted_after_a_sunday_from_the_monday_and_none_stays_on_the_sunday() -> None:
    sunday = date(2027, 2, 28)
    assert add_working_days(sunday, 1, METROPOLE) == date(2027, 3, 1)
    assert add_working_days(sunday, 0, METROPOLE) == sunday


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2020-05-18", 9, "2021-02-18"),  # as the ministry counted it in 2021
        ("2020-06-28", 9, "2021-03-28"),  # a Sunday, which the ministry did not carry over
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2027-01-31", 1, "2027-02-28"),
        ("2027-01-31", 3, "2027-04-30"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2027-03-31", -1, "2027-02-28"),
        ("2027-03-15", -3, "2026-12-15"),
        ("2027-03-15", 0, "2027-03-15"),
    ],
)
def test_months_go_from_quantieme_to_quantieme_or_to_the_end_of_a_shorter_month(
    day: str, months: int, expected: str
) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


def test_a_vote_at_23_30_on_31_december_2026_in_guadeloupe_is_of_2026_though_paris_is_in_2027() -> None:
    at = datetime(2027, 1, 1, 3, 30, tzinfo=UTC)
    assert civil_day(at, GUADELOUPE) == date(2026, 12, 31)
    assert civil_day(at, METROPOLE) == date(2027, 1, 1)
    assert civil_day(at.astimezone(timezone(timedelta(hours=11))), GUADELOUPE) == date(2026, 12, 31)


def test_an_instant_without_zone_has_no_civil_day() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        civil_day(datetime(2027, 1, 1, 3, 30), METROPOLE)  # noqa: DTZ001


def test_midnight_follows_summer_time_and_the_day_it_starts_lasts_23_hours() -> None:
    assert start_of_day(date(2027, 3, 28), METROPOLE) == datetime(2027, 3, 27, 23, tzinfo=UTC)
    assert start_of_day(date(2027, 3, 29), METROPOLE) == datetime(2027, 3, 28, 22, tzinfo=UTC)


def test_half_past_two_on_31_october_2027_comes_twice_and_the_first_counts() -> None:
    assert at_time(date(2027, 10, 31), time(2, 30), METROPOLE) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(2027, 1, 15), date(2027, 3, 28), date(2027, 7, 15), date(2027, 10, 31)])
@pytest.mark.parametrize("place", [METROPOLE, GUADELOUPE, REUNION, MAYOTTE])
def test_reminders_fall_due_between_six_and_eight_in_the_local_morning_spread_over_the_two_hours(
    day: date, place: Place
) -> None:
    keys = [f"consultation/243200417/{n}" for n in range(200)]
    mornings = [morning_of(day, key, place) for key in keys]
    local = [at.astimezone(ZoneInfo(place.tz)) for at in mornings]
    assert all(at.date() == day and time(6) <= at.time() < time(8) for at in local)
    assert all(at.tzinfo is UTC for at in mornings)
    assert len(set(mornings)) > 190
    assert {(at.hour, at.minute // 30) for at in local} == {(6, 0), (6, 1), (7, 0), (7, 1)}


def test_a_key_always_has_the_same_morning_whatever_process_asks() -> None:
    due = morning_of(date(2027, 2, 1), "objective/243200417/A1", METROPOLE)
    assert due == datetime(2027, 2, 1, 6, 22, 3, tzinfo=UTC)
