"""The curve of an indicator: where its points, its start and its target stand on a drawing."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from domain.objective.events import Measure
from domain.objective.values import Indicator

#: The drawing, in units of its viewBox; the margins hold the labels.
WIDTH, HEIGHT = 400, 180
_LEFT, _RIGHT, _TOP, _BOTTOM = 14, 14, 20, 26

#: Two lines closer than this would write one label over the other.
_APART: Final = 14

_Ends = tuple[tuple[date, Decimal], tuple[date, Decimal]]


class Point(NamedTuple):
    """One value on a day, and its place."""

    x: int
    y: int
    value: Decimal
    on: date


class Level(NamedTuple):
    """A horizontal line across the drawing, the height of its label, and its value."""

    y: int
    label_y: int
    value: Decimal


class Curve(NamedTuple):
    """The points by day, the start and the target where they are known, and the days at both ends of the axis.

    `from_base`: the first point is the start, at the end of its year. `course`: both ends of the straight line from the
    start to the target, empty where there is none.
    """

    points: tuple[Point, ...]
    from_base: bool
    base: Level | None
    target: Level | None
    first: date
    last: date
    course: str = ""

    @property
    def path(self) -> str:
        """The points, as SVG writes them."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def curve(
    indicator: Indicator, measures: Sequence[Measure], until: date | None, since: date | None = None
) -> Curve | None:
    """The curve of the measures of the indicator, on an axis that reaches the day `until` if it comes later.

    `since`: the day of a start whose year is not known. `None` when nothing was measured: there is nothing to draw. Of
    several measures of a day, the last one recorded is kept.
    """
    values = {measure.on: measure.value for measure in measures if measure.indicator == indicator.id}
    if not values:
        return None
    start = _start(indicator, min(values))
    if start is not None and indicator.base is not None:
        values[start] = indicator.base
    days, ends = sorted(values), _ends(indicator, until, since)
    first, last = min(days[0], ends[0][0] if ends else days[0]), max(days[-1], until or days[-1])
    scale = _Scale.of([*values.values(), indicator.base, indicator.target], first, last)
    return Curve(
        points=tuple(Point(scale.x(day), scale.y(values[day]), values[day], day) for day in days),
        from_base=start is not None,
        base=scale.level(indicator.base, beside=indicator.target),
        target=scale.level(indicator.target, beside=indicator.base),
        first=first,
        last=last,
        course=_course(ends, scale),
    )


def expected(indicator: Indicator, on: date, until: date | None, since: date | None = None) -> Decimal | None:
    """Where a straight line from the start to the target, on the day `until`, stands on the day `on`, to the hundredth;
    before the start and after `until`, at its ends. `None` where an end is not known."""
    ends = _ends(indicator, until, since)
    if ends is None:
        return None
    (first, base), (last, target) = ends
    day = min(max(on, first), last)
    value = base + (target - base) * Decimal((day - first).days) / Decimal((last - first).days)
    return value.quantize(Decimal("0.01")).normalize()


def _ends(indicator: Indicator, until: date | None, since: date | None) -> _Ends | None:
    """The start, at the end of its year or on the day `since`, and the target on the day `until`; `None` where one is
    not known."""
    base, target, year = indicator.base, indicator.target, indicator.base_year
    first = date(year, 12, 31) if year is not None else since
    if base is None or target is None or first is None or until is None or until <= first:
        return None
    return (first, base), (until, target)


def _course(ends: _Ends | None, scale: "_Scale") -> str:
    """The ends of the line, as SVG writes them; empty when there is none."""
    if ends is None:
        return ""
    return " ".join(f"{scale.x(day)},{scale.y(value)}" for day, value in ends)


def _start(indicator: Indicator, measured: date) -> date | None:
    """The end of the year of the start, when it comes before the first measure."""
    if indicator.base is None or indicator.base_year is None or indicator.base_year >= measured.year:
        return None
    return date(indicator.base_year, 12, 31)


class _Scale(NamedTuple):
    """How days and values become places."""

    low: Decimal
    high: Decimal
    first: date
    last: date

    @classmethod
    def of(cls, values: Sequence[Decimal | None], first: date, last: date) -> "_Scale":
        known = [value for value in values if value is not None]
        return cls(min(known), max(known), first, last)

    def x(self, day: date) -> int:
        span = (self.last - self.first).days
        return _LEFT + round((WIDTH - _LEFT - _RIGHT) * (day - self.first).days / span) if span else WIDTH // 2

    def y(self, value: Decimal) -> int:
        room = HEIGHT - _TOP - _BOTTOM
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else Decimal("0.5")
        return HEIGHT - _BOTTOM - round(room * share)

    def level(self, value: Decimal | None, beside: Decimal | None) -> Level | None:
        """The line of `value`: its label stands above it, or below when that of `beside` stands just above."""
        if value is None:
            return None
        y = self.y(value)
        crowded = beside is not None and beside > value and y - self.y(beside) < _APART
        return Level(y, y + _APART - 2 if crowded else y - 5, value)
