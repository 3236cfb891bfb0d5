"""The timeline of an axis, as it is drawn."""

from datetime import date
from typing import Any

from domain.objective.transitions import Status
from domain.planned import parse_planned
from infra.reading.roadmap_lines import Line, Planned, Step
from web.pages.timeline import LANE, LEFT, RIGHT, TOP, WIDTH, Lane, era, first_day, timeline

TODAY = date(2028, 5, 19)
MANDATE = era((2026, 2032), TODAY)


def planned(text: str) -> Planned:
    day = parse_planned(text)
    return Planned(day, day.last_day)


def line(deadline: str | None = None, befores: tuple[str | None, ...] = (), **facts: Any) -> Line:
    """An objective with this deadline, after those before."""
    known = [planned(text) if text else None for text in (*befores, deadline)]
    plain = Line(
        stream="objective/243200417/F1",
        key="F1",
        title="Un objectif",
        axis="A1",
        status=Status.IN_PROGRESS,
        percent=None,
        pilote=None,
        suppleant=None,
        deadline=known[-1],
        scheduled=None,
        first=known[0],
        moves=tuple(each for each in known[1:-1] if each),
        revisions=len(befores),
        steps=(),
        news_on=None,
        reached_on=None,
        abandoned_on=None,
    )
    return plain._replace(**facts)


def drawn(deadline: str | None = None, **facts: Any) -> Lane:
    (lane,) = timeline([line(deadline, **facts)], MANDATE, TODAY).lanes
    return lane


def kinds(lane: Lane) -> list[str]:
    return [mark.kind for mark in lane.marks]


def test_what_a_deadline_leaves_open_goes_from_the_first_day_that_it_names() -> None:
    days = {"2028-02": date(2028, 2, 1), "2027-T3": date(2027, 7, 1), "2030": date(2030, 1, 1)}
    for text, first in days.items():
        assert first_day(planned(text)) == first
    assert first_day(planned("2027-09-15")) == date(2027, 9, 15)


def test_the_years_of_the_mandate_are_drawn_in_order_within_the_drawing() -> None:
    drawing = timeline([line(deadline="2028-06-30")], MANDATE, TODAY)
    assert [tick.label for tick in drawing.ticks] == [str(year) for year in range(2026, 2033)]
    places = [tick.x for tick in drawing.ticks]
    assert places == sorted(places)
    assert (places[0], MANDATE.x(date(2032, 12, 31))) == (LEFT, WIDTH - RIGHT)
    assert drawing.height == TOP + LANE + 6
    assert drawing.today is not None
    assert drawing.today == MANDATE.x(TODAY)


def test_one_year_alone_is_drawn_by_quarters_and_what_is_elsewhere_is_left_out() -> None:
    year = era((), TODAY, only=2029)
    drawing = timeline([line(deadline="2028-06-30")], year, TODAY)
    assert [tick.label for tick in drawing.ticks] == ["T1 2029", "T2 2029", "T3 2029", "T4 2029"]
    assert drawing.today is None
    assert drawing.lanes[0].marks == ()


def test_a_quarter_and_a_year_are_spans_and_a_day_is_a_mark_alone() -> None:
    assert drawn(deadline="2029-03-31").spans == ()
    quarter, year = drawn(deadline="2029-T1").spans[0], drawn(deadline="2029").spans[0]
    assert 0 < quarter.width < year.width
    assert quarter.x == year.x
    assert kinds(drawn(deadline="2029-T1")) == ["deadline"]


def test_a_deadline_moved_twice_keeps_its_promise_and_what_came_between() -> None:
    lane = drawn("2029-06-30", befores=("2027-12-31", "2028-06-30"))
    assert kinds(lane) == ["promise", "move", "deadline"]
    promise, move, deadline = (mark.x for mark in lane.marks)
    assert promise < move < deadline
    assert lane.moved is not None
    assert (lane.moved.x, lane.moved.x + lane.moved.width) == (promise, deadline)
    assert "promise d'abord 31 décembre 2027" in lane.told


def test_a_promise_made_after_there_was_none_is_told_as_such() -> None:
    lane = drawn("2029-06-30", befores=(None,))
    assert kinds(lane) == ["deadline"]
    assert lane.moved is None
    assert "sans première promesse" in lane.told


def test_what_is_late_is_drawn_from_its_deadline_to_today() -> None:
    lane = drawn(deadline="2027-12-31")
    assert kinds(lane) == ["late"]
    assert lane.overdue is not None
    assert lane.overdue.x == lane.marks[0].x
    assert lane.overdue.x + lane.overdue.width == MANDATE.x(TODAY)
    assert line("2027-12-31").days_late(TODAY) == 140


def test_what_is_over_is_never_late_and_stands_on_its_day_or_on_its_deadline() -> None:
    reached = drawn(deadline="2027-12-31", status=Status.REACHED, reached_on=date(2028, 2, 1))
    assert kinds(reached) == ["over", "reached"]
    assert reached.overdue is None
    assert kinds(drawn(deadline="2027-12-31", status=Status.REACHED)) == ["reached"]
    assert kinds(drawn(deadline="2027-12-31", status=Status.ABANDONED)) == ["abandoned"]


def test_milestones_stand_where_they_were_done_or_are_promised() -> None:
    steps = (
        Step(planned("2027-03"), done_on=date(2027, 4, 2)),
        Step(planned("2029-03"), done_on=None),
        Step(None, done_on=None),
    )
    lane = drawn(steps=steps)
    assert kinds(lane) == ["done", "to-do"]
    assert lane.marks[0].x == MANDATE.x(date(2027, 4, 2))


def test_an_objective_without_a_deadline_shows_when_it_is_to_be_worked_on() -> None:
    lane = drawn(scheduled=planned("2030"))
    assert lane.marks == ()
    assert lane.spans[0].x == MANDATE.x(date(2030, 1, 1))
    assert "sans échéance" in lane.told
    assert drawn().spans == ()


def test_a_long_name_is_cut_and_told_whole() -> None:
    lane = drawn(title="Un titre qui n'en finit pas et qui ne tient pas à gauche")
    assert lane.name.endswith("…")
    assert "ne tient pas à gauche" in lane.told


def test_today_is_among_the_years_even_before_and_after_the_mandate() -> None:
    early = era((2030, 2031), TODAY)
    assert (early.first, early.last) == (date(2028, 1, 1), date(2031, 12, 31))
    assert era((), TODAY).holds(TODAY)
