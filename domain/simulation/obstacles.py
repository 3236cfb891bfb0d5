"""What stands in the way of a délibération: public holidays, and weeks in which few councils sit."""

from collections.abc import Iterator
from datetime import date

from domain.base import Day, Value
from domain.calendar import Place
from domain.holidays import public_holidays
from domain.sources import Confidence, Source

QUIET_WEEKS = Source(
    article="pratique : peu de conseils se réunissent l'été et à la fin de l'année",
    version="recherche du 23 novembre 2026",
    confidence=Confidence.C,
)

#: Each as month and day of its start, then of its end, and how it is called; the last one ends the year after.
_QUIET = (((7, 15), (8, 31), "été"), ((12, 20), (1, 3), "fin d'année"))


class Holiday(Value):
    """A public holiday in the way, with its French name."""

    on: Day
    name: str


class QuietWeeks(Value):
    """Weeks in which few councils sit, whole or in part within the delay; both days included."""

    first: Day
    last: Day
    name: str


def holidays_between(first: date, last: date, place: Place) -> tuple[Holiday, ...]:
    """The public holidays from `first` to `last`, both included, in order."""
    days = (item for year in range(first.year, last.year + 1) for item in public_holidays(year, place.holidays).items())
    return tuple(Holiday(on=day, name=name) for day, name in days if first <= day <= last)


def quiet_weeks_between(first: date, last: date) -> tuple[QuietWeeks, ...]:
    """The quiet weeks that meet the days from `first` to `last`, in order. Source: `QUIET_WEEKS`."""
    found = (quiet for year in range(first.year - 1, last.year + 1) for quiet in _quiet(year))
    return tuple(quiet for quiet in found if quiet.first <= last and quiet.last >= first)


def _quiet(year: int) -> Iterator[QuietWeeks]:
    for start, end, name in _QUIET:
        ends = year if end > start else year + 1
        yield QuietWeeks(first=date(year, *start), last=date(ends, *end), name=name)
