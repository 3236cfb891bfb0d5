"""The means of several objectives together, exact, and unknown where nobody says them."""

from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.objective.means import Total, roll_up
from domain.objective.state import YearMeans
from domain.objective.transitions import Status
from domain.objective.values import Means
from tests.domain.objective.objectives import Story, day, plan

MANDATE = range(2026, 2033)


class Line(NamedTuple):
    status: Status = Status.IN_PROGRESS
    means: Means = Means()
    spent: tuple[YearMeans, ...] = ()


def year(of: int, **means: object) -> YearMeans:
    return YearMeans(year=of, means=Means.model_validate(means), on=day("2028-02-01"))


def test_nobody_saying_anything_is_unknown_and_not_nought() -> None:
    for known in ([], [Line(), Line()]):
        rolled = roll_up(known, MANDATE)
        assert (rolled.objectives, rolled.forecast, rolled.empty) == (len(known), Total(), True)
        assert [(one.year, one.real, one.cumulated) for one in rolled.years] == [
            (of, Total(), Total()) for of in MANDATE
        ]
        assert rolled.last_known is None


def test_nought_is_said_and_what_is_not_said_beside_it_stays_unknown() -> None:
    rolled = roll_up([Line(means=Means(etp=Decimal(0))), Line(spent=(year(2027, investissement_cents=0),))], MANDATE)
    assert rolled.forecast == Total(etp=Decimal(0), said=1)
    assert rolled.last_known == rolled.years[1]
    assert rolled.years[1].real == Total(investissement_cents=0, said=1)
    assert not rolled.empty


def test_the_forecast_and_the_years_are_summed_to_the_cent() -> None:
    rolled = roll_up(
        [
            Line(
                means=Means(etp=Decimal("0.1"), fonctionnement_cents=1200050, investissement_cents=1),
                spent=(year(2026, etp="0.1", fonctionnement_cents=33), year(2027, etp="0.2", fonctionnement_cents=1)),
            ),
            Line(
                means=Means(etp=Decimal("0.2"), fonctionnement_cents=49),
                spent=(year(2027, etp="1.333333", investissement_cents=99), year(2028, fonctionnement_cents=1)),
            ),
        ],
        [2026, 2027, 2028, 2029],
    )
    assert rolled.forecast == Total(Decimal("0.3"), 1200099, 1, 2)
    assert [one.real for one in rolled.years] == [
        Total(Decimal("0.1"), 33, None, 1),
        Total(Decimal("1.533333"), 1, 99, 2),
        Total(None, 1, None, 1),
        Total(),
    ]
    assert [one.cumulated for one in rolled.years] == [
        Total(None, 33, None, 1),
        Total(None, 34, 99, 2),
        Total(None, 35, 99, 2),
        Total(None, 35, 99, 2),
    ]
    assert rolled.last_known is not None
    assert rolled.last_known.year == 2028


@pytest.mark.parametrize(
    ("status", "forecast"),
    [(each, each not in (Status.ABSENT, Status.TO_DISCUSS, Status.ABANDONED)) for each in Status],
)
def test_the_forecast_counts_what_is_agreed_and_not_abandoned_and_the_real_everything(
    status: Status, forecast: bool
) -> None:
    line = Line(status, Means(fonctionnement_cents=5), (year(2027, fonctionnement_cents=7),))
    rolled = roll_up([line], [2027])
    assert (rolled.objectives, rolled.forecast.fonctionnement_cents) == ((1, 5) if forecast else (0, None))
    assert rolled.years[0].real.fonctionnement_cents == 7


def test_years_that_are_not_asked_for_are_left_out_of_the_cumulated_too() -> None:
    line = Line(spent=(year(2025, fonctionnement_cents=1000), year(2027, fonctionnement_cents=1)))
    assert [one.cumulated.fonctionnement_cents for one in roll_up([line], [2026, 2027]).years] == [None, 1]
    assert roll_up([line], []).years == ()


def test_sums_of_the_longest_quantities_stay_exact() -> None:
    long = Means(etp=Decimal("99999999999999.999999"))
    assert roll_up([Line(means=long)] * 1000, []).forecast.etp == Decimal("99999999999999999.999000")


def test_an_objective_is_rolled_up_as_it_stands() -> None:
    story = Story().do(plan(means=Means(etp=Decimal("1.5"))), "2026-06-01")
    assert roll_up([story.state], MANDATE).forecast.etp == Decimal("1.5")


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(MANDATE), st.none() | st.integers(0, 10**12)), unique_by=lambda one: one[0]),
        max_size=5,
    )
)
def test_the_cumulated_of_the_last_year_is_the_sum_of_the_years(told: list[list[tuple[int, int | None]]]) -> None:
    lines = [Line(spent=tuple(year(of, fonctionnement_cents=cents) for of, cents in each)) for each in told]
    rolled = roll_up(lines, MANDATE)
    known = [cents for each in told for _, cents in each if cents is not None]
    assert rolled.years[-1].cumulated.fonctionnement_cents == (sum(known) if known else None)
    assert sum(one.real.fonctionnement_cents or 0 for one in rolled.years) == sum(known)
