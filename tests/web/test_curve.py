"""The curve of an indicator, as it is drawn."""

from datetime import date
from decimal import Decimal

from domain.objective.events import Measure
from domain.objective.values import Indicator
from web.pages.curve import HEIGHT, WIDTH, curve


def indicator(base: int | None = None, target: int | None = None, base_year: int | None = None) -> Indicator:
    numbers = {name: Decimal(value) for name, value in (("base", base), ("target", target)) if value is not None}
    return Indicator(id="I1", name="jours", base_year=base_year, **numbers)


def measures(*values: tuple[str, int]) -> list[Measure]:
    return [Measure(indicator="I1", value=Decimal(value), on=date.fromisoformat(on)) for on, value in values]


def test_nothing_measured_is_nothing_drawn() -> None:
    assert curve(indicator(0, 10), [], date(2028, 1, 1)) is None
    other = [Measure(indicator="I2", value=Decimal(1), on=date(2027, 1, 1))]
    assert curve(indicator(0, 10), other, None) is None


def test_time_goes_to_the_right_until_the_deadline_and_more_is_higher() -> None:
    drawn = curve(indicator(0, 10), measures(("2028-01-01", 5), ("2027-01-01", 2)), date(2030, 12, 31))
    assert drawn is not None
    first, second = drawn.points
    assert (first.on, second.on) == (date(2027, 1, 1), date(2028, 1, 1))
    assert first.x < second.x < WIDTH / 2
    assert first.y > second.y
    assert (drawn.first, drawn.last) == (date(2027, 1, 1), date(2030, 12, 31))
    assert drawn.base is not None
    assert drawn.target is not None
    assert drawn.target.y < second.y < first.y < drawn.base.y
    assert all(0 <= point.x <= WIDTH and 0 <= point.y <= HEIGHT for point in drawn.points)


def test_a_start_whose_year_is_known_is_the_first_point_and_another_is_not() -> None:
    started = curve(indicator(96, 20, base_year=2026), measures(("2027-08-31", 61)), None)
    assert started is not None
    assert started.from_base
    first = started.points[0]
    assert (first.on, first.value) == (date(2026, 12, 31), Decimal(96))
    assert started.path.count(",") == 2
    for year in (None, 2027):
        drawn = curve(indicator(96, 20, base_year=year), measures(("2027-08-31", 61)), None)
        assert drawn is not None
        assert not drawn.from_base
        assert len(drawn.points) == 1


def test_of_two_measures_of_a_day_the_last_one_recorded_is_drawn() -> None:
    drawn = curve(indicator(), measures(("2027-01-01", 2), ("2027-01-01", 3)), None)
    assert drawn is not None
    assert [point.value for point in drawn.points] == [3]
    assert (drawn.base, drawn.target) == (None, None)
    assert drawn.points[0].x == WIDTH // 2


def test_labels_of_a_start_and_a_target_that_touch_do_not_cover_each_other() -> None:
    for base, target in ((100, 101), (101, 100)):
        drawn = curve(indicator(base, target), measures(("2027-01-01", 0)), None)
        assert drawn is not None
        assert drawn.base is not None
        assert drawn.target is not None
        assert abs(drawn.base.label_y - drawn.target.label_y) >= 12
