"""What stands in the way of a délibération: holidays, weeks in which few councils sit, and no council in the delay."""

from collections.abc import Iterable, Iterator
from datetime import date

from domain.base import Day, Value
from domain.calendar import Place
from domain.convocation import conseil_municipal, last_sending
from domain.holidays import public_holidays
from domain.sources import Confidence, Source
from domain.territory import Commune

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


class CouncilDay(Value):
    """A council known within the delay, and the last days on which it may be convened."""

    on: Day
    convene_by: Day
    convene_by_urgent: Day


def holidays_between(first: date, last: date, place: Place) -> tuple[Holiday, ...]:
    """The public holidays from `first` to `last`, both included, in order."""
    days = (item for year in range(first.year, last.year + 1) for item in public_holidays(year, place.holidays).items())
    return tuple(Holiday(on=day, name=name) for day, name in days if first <= day <= last)


def quiet_weeks_between(first: date, last: date) -> tuple[QuietWeeks, ...]:
    """The quiet weeks that meet the days from `first` to `last`, in order. Source: `QUIET_WEEKS`."""
    found = (quiet for year in range(first.year - 1, last.year + 1) for quiet in _quiet(year))
    return tuple(quiet for quiet in found if quiet.first <= last and quiet.last >= first)


def councils_between(commune: Commune, days: Iterable[date], first: date, last: date) -> tuple[CouncilDay, ...]:
    """The councils of the commune from `first` to `last`, both included, in order, each with its convocation.

    The population municipale in the data stands for the one of the last general renewal, which decides.
    """
    rule = conseil_municipal(commune.population.municipale)
    return tuple(
        CouncilDay(
            on=day,
            convene_by=last_sending(day, rule.jours_francs),
            convene_by_urgent=last_sending(day, rule.urgence_jours_francs),
        )
        for day in sorted(set(days))
        if first <= day <= last
    )


def _quiet(year: int) -> Iterator[QuietWeeks]:
    for start, end, name in _QUIET:
        ends = year if end > start else year + 1
        yield QuietWeeks(first=date(year, *start), last=date(ends, *end), name=name)
