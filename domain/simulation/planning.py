"""From a target back to today: the latest day of each act of a procedure."""

from collections.abc import Sequence
from datetime import date

from domain.calendar import METROPOLE
from domain.errors import DomainError, Refused
from domain.planning import Plan, Target, at_council, before_budget, end_of_year, plan_for
from domain.procedures import procedure_on
from domain.procedures.applicability import inapplicable
from domain.simulation.days import check_day
from domain.territory import Epci


def the_target(council: date | None, budget: int | None, year_end: int | None) -> Target:
    """What is aimed at: a council of the EPCI, the budget of a year, or its end.

    Raises `DomainError` unless exactly one of them is said.
    """
    asked = [
        *([at_council(council)] if council is not None else []),
        *([before_budget(budget)] if budget is not None else []),
        *([end_of_year(year_end)] if year_end is not None else []),
    ]
    if len(asked) != 1:
        raise DomainError("Donnez un but, et un seul : un conseil communautaire, un budget ou la fin d'une année.")
    return asked[0]


def simulate_plan(procedure: str, target: Target, epci: Epci | None = None, councils: Sequence[date] = ()) -> Plan:
    """The plan of `procedure` for `target`, counted where `epci` is, in metropolitan France without one.

    `councils`: the known days of the EPCI's council.
    Raises `DomainError` when the procedure or the day is not known, `Refused` when it does not apply in the EPCI.
    """
    check_day(target.on)
    law = procedure_on(procedure, target.on)
    if epci is not None and (reason := inapplicable(law, epci.nature, epci.financing)):
        raise Refused(reason, law.applies_source or law.source)
    return plan_for(law, target, epci.place if epci is not None else METROPOLE, councils)
