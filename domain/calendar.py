"""Civil days: where they are counted, which are worked, how months are added, at which instant they begin."""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from hashlib import sha256
from zoneinfo import ZoneInfo

from pydantic import field_validator

from domain.base import Value
from domain.holidays import HolidayZone, public_holidays

__all__ = [
    "METROPOLE",
    "HolidayZone",
    "Place",
    "add_months",
    "add_working_days",
    "at_time",
    "civil_day",
    "is_working_day",
    "last_working_day",
    "morning_of",
    "next_working_day",
    "place_of",
    "start_of_day",
]

_ONE_DAY = timedelta(days=1)
_MORNING = time(6)
_MORNING_SECONDS = 2 * 3600


class Place(Value):
    """Where civil days are counted: the IANA time zone `tz` and the zone of public `holidays`."""

    tz: str
    holidays: HolidayZone

    @field_validator("tz")
    @classmethod
    def _is_known(cls, tz: str) -> str:
        if tz not in TIME_ZONES:
            raise ValueError(f"« {tz} » n'est pas un fuseau horaire de France")
        return tz


#: Those of the territories below: a stream whose zone nobody knows could never count its days.
TIME_ZONES = frozenset(
    {
        "Europe/Paris",
        "America/Guadeloupe",
        "America/Martinique",
        "America/Cayenne",
        "Indian/Reunion",
        "America/Miquelon",
        "Indian/Mayotte",
        "America/St_Barthelemy",
        "America/Marigot",
        "Pacific/Tahiti",
        "Pacific/Noumea",
    }
)

METROPOLE = Place(tz="Europe/Paris", holidays=HolidayZone.METROPOLE)

_ALSACE_MOSELLE = Place(tz="Europe/Paris", holidays=HolidayZone.ALSACE_MOSELLE)

#: By département or collectivité d'outre-mer, INSEE code; every other one is METROPOLE.
_PLACES = {
    "57": _ALSACE_MOSELLE,
    "67": _ALSACE_MOSELLE,
    "68": _ALSACE_MOSELLE,
    "971": Place(tz="America/Guadeloupe", holidays=HolidayZone.GUADELOUPE),
    "972": Place(tz="America/Martinique", holidays=HolidayZone.MARTINIQUE),
    "973": Place(tz="America/Cayenne", holidays=HolidayZone.GUYANE),
    "974": Place(tz="Indian/Reunion", holidays=HolidayZone.REUNION),
    "975": Place(tz="America/Miquelon", holidays=HolidayZone.SAINT_PIERRE_ET_MIQUELON),
    "976": Place(tz="Indian/Mayotte", holidays=HolidayZone.MAYOTTE),
    "977": Place(tz="America/St_Barthelemy", holidays=HolidayZone.SAINT_BARTHELEMY),
    "978": Place(tz="America/Marigot", holidays=HolidayZone.SAINT_MARTIN),
    # Both set their own holidays, in texts of theirs that were not read: the national days are counted meanwhile.
    "987": Place(tz="Pacific/Tahiti", holidays=HolidayZone.METROPOLE),
    "988": Place(tz="Pacific/Noumea", holidays=HolidayZone.METROPOLE),
}


def place_of(departement: str) -> Place:
    """Where the civil days of the `departement` (INSEE code: « 32 », « 2A », « 974 ») are counted."""
    return _PLACES.get(departement, METROPOLE)


@lru_cache(maxsize=1024)
def _holidays(year: int, zone: HolidayZone) -> frozenset[date]:
    return frozenset(public_holidays(year, zone))


def is_working_day(day: date, place: Place) -> bool:
    """Whether `day` is no Saturday, Sunday or public holiday of the place."""
    return day.weekday() < calendar.SATURDAY and day not in _holidays(day.year, place.holidays)


def next_working_day(day: date, place: Place) -> date:
    """The first working day on or after `day`."""
    while not is_working_day(day, place):
        day += _ONE_DAY
    return day


def last_working_day(day: date, place: Place) -> date:
    """The last working day on or before `day`."""
    while not is_working_day(day, place):
        day -= _ONE_DAY
    return day


def add_working_days(day: date, count: int, place: Place) -> date:
    """The `count`-th working day after `day`, which is not counted; before it when `count` is negative.

    Zero gives `day` as it is, worked or not.
    """
    for _ in range(count):
        day = next_working_day(day + _ONE_DAY, place)
    for _ in range(-count):
        day = last_working_day(day - _ONE_DAY, place)
    return day


def add_months(day: date, months: int) -> date:
    """The same quantième `months` later (earlier when negative), or the last day of a month that has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def civil_day(at: datetime, place: Place) -> date:
    """The civil day that it is at the place at the instant `at`. Raises `ValueError` when `at` has no time zone."""
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} is no instant: it has no time zone")
    return at.astimezone(ZoneInfo(place.tz)).date()


def start_of_day(day: date, place: Place) -> datetime:
    """The instant, in UTC, at which `day` begins at the place: 00:00 local."""
    return at_time(day, time(), place)


def at_time(day: date, time_of_day: time, place: Place) -> datetime:
    """The instant, in UTC, of the local `time_of_day` of `day`; when it comes twice that night, the first."""
    return datetime.combine(day, time_of_day, tzinfo=ZoneInfo(place.tz)).astimezone(UTC)


def morning_of(day: date, key: str, place: Place) -> datetime:
    """When a reminder of `day` falls due: an instant in UTC, from 06:00 to before 08:00 local.

    It is always the same for a `key`; keys are spread so that thousands of streams do not wake in one second.
    """
    spread = int.from_bytes(sha256(key.encode()).digest()[:8], "big") % _MORNING_SECONDS
    return at_time(day, _MORNING, place) + timedelta(seconds=spread)
