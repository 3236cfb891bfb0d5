"""Public holidays, computed here: they are law, and a library that changes every month must not move a legal date.

The days are those of the texts in force, whatever the year asked. Tests compare them with two libraries.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from domain.sources import Confidence, Source


class HolidayZone(StrEnum):
    """Where the same days are public holidays. Polynésie française and Nouvelle-Calédonie are counted as METROPOLE."""

    METROPOLE = "metropole"
    ALSACE_MOSELLE = "alsace_moselle"
    GUADELOUPE = "guadeloupe"
    MARTINIQUE = "martinique"
    GUYANE = "guyane"
    REUNION = "reunion"
    MAYOTTE = "mayotte"
    SAINT_PIERRE_ET_MIQUELON = "saint_pierre_et_miquelon"
    SAINT_BARTHELEMY = "saint_barthelemy"
    SAINT_MARTIN = "saint_martin"


NATIONAL_DAYS = Source(article="article L3133-1 du code du travail", version="non relue", confidence=Confidence.B)
ALSACE_MOSELLE_DAYS = Source(
    article="article L3134-13 du code du travail", version="non relue", confidence=Confidence.B
)
ABOLITION_DAYS = Source(
    article="loi n° 83-550 du 30 juin 1983 et décret n° 83-1003 du 23 novembre 1983",
    version="loi lue au 30 novembre 2020, décret lu dans son article modificatif du 23 avril 2012",
    confidence=Confidence.B,
)

#: The same day every year: (month, day), name.
_FIXED = (
    (1, 1, "Jour de l'an"),
    (5, 1, "Fête du travail"),
    (5, 8, "Victoire de 1945"),
    (7, 14, "Fête nationale"),
    (8, 15, "Assomption"),
    (11, 1, "Toussaint"),
    (11, 11, "Armistice de 1918"),
    (12, 25, "Noël"),
)

#: The day on which the abolition of slavery is commemorated: (month, day).
_ABOLITION = {
    HolidayZone.GUADELOUPE: (5, 27),
    HolidayZone.MARTINIQUE: (5, 22),
    HolidayZone.GUYANE: (6, 10),
    HolidayZone.REUNION: (12, 20),
    HolidayZone.MAYOTTE: (4, 27),
    HolidayZone.SAINT_BARTHELEMY: (10, 9),
    # The décret still says 27 May; since 2018 the State's circulars and the collectivité hold the 28th as the holiday.
    HolidayZone.SAINT_MARTIN: (5, 28),
}


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of Meeus, Jones and Butcher)."""
    century, rank = divmod(year, 100)
    golden = year % 19
    leap_centuries, century_rest = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_shift + 15) % 30
    leaps, leaps_rest = divmod(rank, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leaps - epact - leaps_rest) % 7
    month_shift = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * month_shift + 114, 31)
    return date(year, month, day + 1)


def public_holidays(year: int, zone: HolidayZone) -> dict[date, str]:
    """The public holidays of `year` in `zone`, in calendar order, each with its French name.

    Two holidays on one day (Ascension on 1 or 8 May) make one entry, with both names. Sources: `NATIONAL_DAYS`,
    `ALSACE_MOSELLE_DAYS`, `ABOLITION_DAYS`.
    """
    named: dict[date, str] = {}
    for day, name in sorted([*_national(year), *_local(year, zone)]):
        named[day] = f"{named[day]} et {name}" if day in named else name
    return named


def _national(year: int) -> Iterator[tuple[date, str]]:
    for month, day, name in _FIXED:
        yield date(year, month, day), name
    sunday = easter(year)
    yield sunday + timedelta(days=1), "Lundi de Pâques"
    yield sunday + timedelta(days=39), "Ascension"
    yield sunday + timedelta(days=50), "Lundi de Pentecôte"


def _local(year: int, zone: HolidayZone) -> Iterator[tuple[date, str]]:
    if zone is HolidayZone.ALSACE_MOSELLE:
        # The text keeps Vendredi saint to communes with a Protestant or mixed church. It is counted in all of them:
        # a holiday too many only records a silence later, never earlier.
        yield easter(year) - timedelta(days=2), "Vendredi saint"
        yield date(year, 12, 26), "Saint-Étienne"
    if zone in _ABOLITION:
        month, day = _ABOLITION[zone]
        yield date(year, month, day), "Abolition de l'esclavage"
