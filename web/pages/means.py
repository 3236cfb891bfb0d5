"""Means as pages show them: what was forecast beside what the years took, of one objective and of a roadmap."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from domain.mandate.state import Mandate
from domain.objective.means import RollUp, Total, YearTotal, roll_up
from domain.objective.state import Objective, YearMeans
from domain.objective.values import Means
from infra.reading.roadmap_lines import Line


class Spent(NamedTuple):
    """What a year took, and by how much it is more than the forecast of a year, where both are known."""

    year: YearMeans
    etp_gap: Decimal | None
    running_gap: int | None


class OfObjective(NamedTuple):
    """The means of one objective. `all`: what the years noted took together, `None` when there is none; `invested_gap`:
    by how much they invested more than the forecast, where both are known."""

    forecast: Means
    years: tuple[Spent, ...]
    all: Total | None
    invested_gap: int | None

    @property
    def known(self) -> bool:
        """Whether anything is said of them."""
        return self.forecast.said or bool(self.years)


class OfAxis(NamedTuple):
    """The means of the objectives of an axis; `year`: those of the year that is told, and all of them up to its end."""

    key: str
    title: str
    forecast: Total
    year: YearTotal | None


class OfRoadmap(NamedTuple):
    """The means of a roadmap by axis, and of all its objectives. `year`: the last one of which somebody says what it
    took, `None` while nobody does; `first`: the first one that is cumulated; `objectives`: how many are forecast."""

    axes: tuple[OfAxis, ...]
    whole: OfAxis
    objectives: int
    year: int | None
    first: int


def of_objective(state: Objective) -> OfObjective:
    """The means of the objective, its years in order."""
    forecast = state.means
    last = roll_up([state], [one.year for one in state.spent]).last_known
    invested = last.cumulated.investissement_cents if last is not None else None
    return OfObjective(
        forecast=forecast,
        years=tuple(_spent(one, forecast) for one in state.spent),
        all=last.cumulated if last is not None else None,
        invested_gap=_gap(invested, forecast.investissement_cents),
    )


def of_roadmap(mandate: Mandate | None, lines: Sequence[Line]) -> OfRoadmap | None:
    """The means of the objectives of a roadmap, by axis; those of no known axis come last. `None` when nobody says
    anything of any."""
    spent = [one.year for line in lines for one in line.spent]
    years = range(min(spent), max(spent) + 1) if spent else range(0)
    whole = roll_up(lines, years)
    if whole.empty:
        return None
    titles = {axis.key: axis.title for axis in mandate.axes} if mandate is not None else {}
    told = whole.last_known.year if whole.last_known is not None else None
    axes = (_of_axis(key, title, _of(lines, titles, key), years, told) for key, title in _named(lines, titles))
    return OfRoadmap(
        axes=tuple(axes),
        whole=_row("", "", whole, told),
        objectives=whole.objectives,
        year=told,
        first=min(spent, default=date.min.year),
    )


def _named(lines: Iterable[Line], titles: dict[str, str]) -> list[tuple[str, str]]:
    alone = any(line.axis not in titles for line in lines)
    return [*titles.items(), *([("", "Sans axe")] if alone else [])]


def _of(lines: Iterable[Line], titles: dict[str, str], key: str) -> list[Line]:
    return [line for line in lines if (line.axis if line.axis in titles else "") == key]


def _of_axis(key: str, title: str, lines: Sequence[Line], years: Sequence[int], told: int | None) -> OfAxis:
    return _row(key, title, roll_up(lines, years), told)


def _row(key: str, title: str, rolled: RollUp, told: int | None) -> OfAxis:
    return OfAxis(key, title, rolled.forecast, next((year for year in rolled.years if year.year == told), None))


def _spent(one: YearMeans, forecast: Means) -> Spent:
    etp = one.means.etp - forecast.etp if one.means.etp is not None and forecast.etp is not None else None
    return Spent(one, etp, _gap(one.means.fonctionnement_cents, forecast.fonctionnement_cents))


def _gap(real: int | None, forecast: int | None) -> int | None:
    return real - forecast if real is not None and forecast is not None else None
