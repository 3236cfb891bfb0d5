"""Backward plans: the latest day of each act, and the same count forward."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import METROPOLE
from domain.deadline import legal_deadline
from domain.planned import parse_planned
from domain.planning import (
    at_council,
    before_budget,
    by_deadline,
    earliest_end,
    end_of_year,
    latest_receipt,
    plan_for,
)
from domain.procedures import PROCEDURES, procedure_on

TRANSFERT = procedure_on("transfert_competence", date(2026, 11, 25))
DAYS = st.integers(0, 2500).map(lambda n: date(2026, 1, 1) + timedelta(days=n))


def test_a_transfert_for_the_budget_of_15_april_2027_is_convened_by_7_january_2027() -> None:
    plan = plan_for(TRANSFERT, before_budget(2027), METROPOLE)
    assert [(act.key, act.latest.isoformat()) for act in plan.acts] == [
        ("deliberation_convocation", "2027-01-07"),
        ("deliberation", "2027-01-13"),
        ("envoi", "2027-01-13"),
        ("silence", "2027-04-15"),
        ("cloture", "2027-04-15"),
    ]
    assert plan.feasible(date(2027, 1, 7))
    assert not plan.feasible(date(2027, 1, 8))
    assert "il fallait" in plan.verdict(date(2027, 1, 8))
    assert "(à confirmer)" in plan.text


def test_a_schema_for_the_council_of_12_october_2027_names_the_quiet_august() -> None:
    plan = plan_for(procedure_on("schema_mutualisation", date(2026, 11, 25)), at_council(date(2027, 10, 12)), METROPOLE)
    assert any("août" in warning for warning in plan.warnings)
    assert not any("août" in warning for warning in plan_for(TRANSFERT, end_of_year(2026), METROPOLE).warnings)


def test_a_known_council_before_the_target_of_2027_is_the_one_that_closes() -> None:
    schema = procedure_on("schema_mutualisation", date(2026, 11, 25))
    plan = plan_for(schema, by_deadline(parse_planned(2027)), METROPOLE, [date(2027, 12, 9), date(2028, 1, 20)])
    closing = plan.act("cloture")
    assert closing is not None
    assert closing.latest == date(2027, 12, 9)


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.id)
@settings(max_examples=25)
@given(start=DAYS)
def test_the_earliest_end_is_feasible_and_its_eve_is_not(procedure: object, start: date) -> None:
    law = next(one for one in PROCEDURES if one is procedure)
    end = earliest_end(law, start, METROPOLE)
    assert plan_for(law, at_council(end), METROPOLE).feasible(start)
    assert not plan_for(law, at_council(end - timedelta(days=1)), METROPOLE).feasible(start)


@given(end=DAYS, months=st.sampled_from([1, 2, 3, 9, 12]))
def test_the_day_after_the_latest_receipt_is_too_late(end: date, months: int) -> None:
    received = latest_receipt(end, months, METROPOLE)
    assert legal_deadline(received, months, METROPOLE).silence_from <= end
    assert legal_deadline(received + timedelta(days=1), months, METROPOLE).silence_from > end


def test_a_council_of_9_december_2027_says_nothing_of_one_needed_at_the_end_of_2029() -> None:
    schema = procedure_on("schema_mutualisation", date(2026, 11, 25))
    plan = plan_for(schema, end_of_year(2029), METROPOLE, [date(2027, 12, 9)])
    closing = plan.act("cloture")
    assert closing is not None
    assert closing.latest == date(2029, 12, 31)
    assert plan.feasible(date(2028, 1, 1))
