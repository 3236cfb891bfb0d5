"""The holidays we compute, against two libraries. What differs is named here, with the reason."""

from datetime import date, timedelta

import holidays as holidays_library
import pytest
from jours_feries_france import JoursFeries  # type: ignore[import-untyped]

from domain.holidays import (
    ABOLITION_DAYS,
    ALSACE_MOSELLE_DAYS,
    NATIONAL_DAYS,
    HolidayZone,
    easter,
    public_holidays,
)
from domain.sources import Confidence

YEARS = range(2026, 2037)

#: How `holidays` calls each zone. It refuses « 67 » and « 68 »; « 6AE » is Alsace.
IN_HOLIDAYS = {
    HolidayZone.METROPOLE: None,
    HolidayZone.ALSACE_MOSELLE: "6AE",
    HolidayZone.GUADELOUPE: "971",
    HolidayZone.MARTINIQUE: "972",
    HolidayZone.GUYANE: "973",
    HolidayZone.REUNION: "974",
    HolidayZone.MAYOTTE: "976",
    HolidayZone.SAINT_PIERRE_ET_MIQUELON: "PM",
    HolidayZone.SAINT_BARTHELEMY: "BL",
    HolidayZone.SAINT_MARTIN: "MF",
}

#: How `jours_feries_france` calls each zone; « Saint-Barthélémy » is its own spelling.
IN_JOURS_FERIES = {
    HolidayZone.METROPOLE: "Métropole",
    HolidayZone.ALSACE_MOSELLE: "Alsace-Moselle",
    HolidayZone.GUADELOUPE: "Guadeloupe",
    HolidayZone.MARTINIQUE: "Martinique",
    HolidayZone.GUYANE: "Guyane",
    HolidayZone.REUNION: "La Réunion",
    HolidayZone.MAYOTTE: "Mayotte",
    HolidayZone.SAINT_PIERRE_ET_MIQUELON: "Saint-Pierre-et-Miquelon",
    HolidayZone.SAINT_BARTHELEMY: "Saint-Barthélémy",
    HolidayZone.SAINT_MARTIN: "Saint-Martin",
}


def usage_days(year: int, zone: HolidayZone) -> set[date]:
    """Days off by local usage, which `holidays` adds: no text makes them legal holidays."""
    schoelcher, mi_careme, vendredi_saint = date(year, 7, 21), easter(year) - timedelta(24), easter(year) - timedelta(2)
    return {
        HolidayZone.GUADELOUPE: {schoelcher, mi_careme, vendredi_saint},
        HolidayZone.MARTINIQUE: {schoelcher},
        HolidayZone.SAINT_MARTIN: {schoelcher},
    }.get(zone, set())


@pytest.mark.parametrize("zone", HolidayZone)
@pytest.mark.parametrize("year", YEARS)
def test_holidays_are_those_of_the_library_holidays_less_the_days_of_local_usage(year: int, zone: HolidayZone) -> None:
    theirs = set(holidays_library.country_holidays("FR", subdiv=IN_HOLIDAYS[zone], years=[year]))
    assert theirs - set(public_holidays(year, zone)) == usage_days(year, zone)
    assert set(public_holidays(year, zone)) <= theirs


@pytest.mark.parametrize("zone", HolidayZone)
@pytest.mark.parametrize("year", YEARS)
def test_holidays_are_exactly_those_of_jours_feries_france(year: int, zone: HolidayZone) -> None:
    assert set(public_holidays(year, zone)) == set(JoursFeries.for_year(year, IN_JOURS_FERIES[zone]).values())


def test_easter_is_that_of_the_known_extremes_and_of_every_year_of_two_centuries() -> None:
    assert easter(2027) == date(2027, 3, 28)
    assert easter(2038) == date(2038, 4, 25)  # the latest it can be
    assert easter(2285) == date(2285, 3, 22)  # the earliest it can be
    assert [easter(year) for year in range(1950, 2150)] == [JoursFeries.paques(year) for year in range(1950, 2150)]


def test_the_eleven_national_days_of_2027_have_their_names_in_calendar_order() -> None:
    assert public_holidays(2027, HolidayZone.METROPOLE) == {
        date(2027, 1, 1): "Jour de l'an",
        date(2027, 3, 29): "Lundi de Pâques",
        date(2027, 5, 1): "Fête du travail",
        date(2027, 5, 6): "Ascension",
        date(2027, 5, 8): "Victoire de 1945",
        date(2027, 5, 17): "Lundi de Pentecôte",
        date(2027, 7, 14): "Fête nationale",
        date(2027, 8, 15): "Assomption",
        date(2027, 11, 1): "Toussaint",
        date(2027, 11, 11): "Armistice de 1918",
        date(2027, 12, 25): "Noël",
    }
    assert list(public_holidays(2027, HolidayZone.ALSACE_MOSELLE)) == sorted(
        public_holidays(2027, HolidayZone.ALSACE_MOSELLE)
    )


def test_two_holidays_on_10_june_2030_in_guyane_make_one_day_with_both_names() -> None:
    guyane = public_holidays(2030, HolidayZone.GUYANE)
    assert guyane[date(2030, 6, 10)] == "Abolition de l'esclavage et Lundi de Pentecôte"
    assert guyane.keys() == public_holidays(2030, HolidayZone.METROPOLE).keys()


@pytest.mark.parametrize(
    ("zone", "month", "day"),
    [
        (HolidayZone.GUADELOUPE, 5, 27),
        (HolidayZone.MARTINIQUE, 5, 22),
        (HolidayZone.GUYANE, 6, 10),
        (HolidayZone.REUNION, 12, 20),
        (HolidayZone.MAYOTTE, 4, 27),
        (HolidayZone.SAINT_BARTHELEMY, 10, 9),
        (HolidayZone.SAINT_MARTIN, 5, 28),
    ],
)
def test_overseas_the_abolition_of_slavery_is_the_one_day_more(zone: HolidayZone, month: int, day: int) -> None:
    assert set(public_holidays(2027, zone)) - set(public_holidays(2027, HolidayZone.METROPOLE)) == {
        date(2027, month, day)
    }
    assert public_holidays(2027, zone)[date(2027, month, day)] == "Abolition de l'esclavage"


def test_alsace_moselle_has_vendredi_saint_and_26_december_more() -> None:
    more = (
        public_holidays(2027, HolidayZone.ALSACE_MOSELLE).items() - public_holidays(2027, HolidayZone.METROPOLE).items()
    )
    assert dict(more) == {date(2027, 3, 26): "Vendredi saint", date(2027, 12, 26): "Saint-Étienne"}


def test_holidays_are_known_with_confidence_b_as_no_text_in_force_was_read() -> None:
    assert {source.confidence for source in (NATIONAL_DAYS, ALSACE_MOSELLE_DAYS, ABOLITION_DAYS)} == {Confidence.B}
