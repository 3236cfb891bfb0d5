"""The timeline of an axis: where the years, the promises, the deadlines and the milestones stand on a drawing."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from domain.objective.transitions import Status
from domain.planned import Precision
from infra.reading.roadmap_lines import Line, Planned

#: The drawing, in units of its viewBox: names of objectives on the left, years above, a lane for each objective.
WIDTH: Final = 960
LEFT, RIGHT, TOP, LANE = 250, 16, 26, 28

#: What the names of objectives leave room for, in letters.
_LETTERS: Final = 35

#: Below this width, a span is no wider than the mark of its last day.
_NARROW: Final = 4


class Tick(NamedTuple):
    """The beginning of a year, or of a quarter, and what is written there."""

    x: int
    label: str


class Span(NamedTuple):
    """What a deadline leaves open: from the first day that it names to the last one."""

    x: int
    width: int


class Mark(NamedTuple):
    """Something on a day: `promise`, `move`, `deadline`, `late`, `over`, `reached`, `abandoned`, `done` or `to-do`."""

    x: int
    kind: str


class Lane(NamedTuple):
    """One objective. `y`: the middle of its lane. `moved`: from the first promise to the deadline, when it was moved;
    `overdue`: from the deadline to today, when it is late; `told`: what one reads when pointing at it."""

    y: int
    name: str
    told: str
    spans: tuple[Span, ...]
    moved: Span | None
    overdue: Span | None
    marks: tuple[Mark, ...]


class Timeline(NamedTuple):
    """`today`: its place, `None` when it is outside what is drawn."""

    height: int
    ticks: tuple[Tick, ...]
    today: int | None
    lanes: tuple[Lane, ...]


class Era(NamedTuple):
    """The first and the last day drawn, both included."""

    first: date
    last: date

    def x(self, day: date) -> int:
        """The place of a day; days outside stand at the ends."""
        within = min(max(day, self.first), self.last)
        return LEFT + round((WIDTH - LEFT - RIGHT) * (within - self.first).days / (self.last - self.first).days)

    def holds(self, day: date) -> bool:
        """Whether the day is drawn."""
        return self.first <= day <= self.last


def era(years: Iterable[int], today: date, only: int | None = None) -> Era:
    """From the first to the last of these years, today's among them; the year `only`, when one is asked for."""
    if only is not None:
        return Era(date(only, 1, 1), date(only, 12, 31))
    known = [*years, today.year]
    return Era(date(min(known), 1, 1), date(max(known), 12, 31))


def timeline(lines: Sequence[Line], of: Era, today: date) -> Timeline:
    """The drawing of the objectives, one lane each in their order, over the days of `of`."""
    return Timeline(
        height=TOP + LANE * len(lines) + 6,
        ticks=tuple(_ticks(of)),
        today=of.x(today) if of.holds(today) else None,
        lanes=tuple(_lane(line, of, today, TOP + LANE * rank + LANE // 2) for rank, line in enumerate(lines)),
    )


def first_day(planned: Planned) -> date:
    """The first day of what a planned day names."""
    last = planned.last
    match planned.day.precision:
        case Precision.DAY:
            return last
        case Precision.MONTH:
            return last.replace(day=1)
        case Precision.QUARTER:
            return last.replace(month=last.month - 2, day=1)
        case _:
            return last.replace(month=1, day=1)


def _ticks(of: Era) -> Iterator[Tick]:
    if of.first.year < of.last.year:
        for year in range(of.first.year, of.last.year + 1):
            yield Tick(of.x(date(year, 1, 1)), str(year))
        return
    for quarter in range(4):
        yield Tick(of.x(date(of.first.year, 3 * quarter + 1, 1)), f"T{quarter + 1} {of.first.year}")


def _lane(line: Line, of: Era, today: date, y: int) -> Lane:
    name = f"{line.key} {line.title}"
    first, deadline = line.first, line.deadline
    return Lane(
        y=y,
        name=name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1].rstrip()}…",
        told=_told(line),
        spans=tuple(_spans(line, of)),
        moved=_between(first.last, deadline.last, of) if first and deadline and line.revisions else None,
        overdue=_between(deadline.last, today, of) if deadline and line.days_late(today) else None,
        marks=tuple(_marks(line, of, today)),
    )


def _between(start: date, end: date, of: Era) -> Span | None:
    """The part of the way that is drawn, `None` when there is none."""
    x, end_x = sorted((of.x(start), of.x(end)))
    return Span(x, end_x - x) if end_x > x else None


def _spans(line: Line, of: Era) -> Iterator[Span]:
    """How precisely the deadline is known; of an objective without a deadline, when it is to be worked on."""
    planned = line.deadline or line.scheduled
    if planned is not None:
        span = _between(first_day(planned), planned.last, of)
        if span is not None and span.width > _NARROW:
            yield span


def _marks(line: Line, of: Era, today: date) -> Iterator[Mark]:
    """What the lane bears, that which matters most last, so that it is drawn over the rest."""
    days = [(step.done_on, "done") for step in line.steps if step.done_on]
    days += [(step.planned.last, "to-do") for step in line.steps if step.planned and not step.done_on]
    if line.first and line.revisions:
        days.append((line.first.last, "promise"))
    days += [(move.last, "move") for move in line.moves]
    if line.deadline:
        days.append((line.deadline.last, _kind(line, today)))
    if line.reached_on:
        days.append((line.reached_on, "reached"))
    if line.abandoned_on:
        days.append((line.abandoned_on, "abandoned"))
    yield from (Mark(of.x(day), kind) for day, kind in days if of.holds(day))


def _kind(line: Line, today: date) -> str:
    """What the deadline is drawn as: the end of one that is over is drawn there when its day is not known."""
    if line.status is Status.REACHED and line.reached_on is None:
        return "reached"
    if line.status is Status.ABANDONED and line.abandoned_on is None:
        return "abandoned"
    if line.closed:
        return "over"
    return "late" if line.days_late(today) else "deadline"


def _told(line: Line) -> str:
    told = [f"échéance {line.deadline.label}" if line.deadline else "sans échéance"]
    if line.revisions:
        told.append(f"promise d'abord {line.first.label}" if line.first else "sans première promesse")
    return f"{line.key} {line.title} : {', '.join(told)}"
