"""From a target back to today: the latest day of each act of a procedure."""

from domain.calendar import METROPOLE
from domain.errors import Refused
from domain.planning import Plan, Target, plan_for
from domain.procedures import procedure_on
from domain.procedures.applicability import inapplicable
from domain.simulation.days import check_day
from domain.territory import Epci


def simulate_plan(procedure: str, target: Target, epci: Epci | None = None) -> Plan:
    """The plan of `procedure` for `target`, counted where `epci` is, in metropolitan France without one.

    Raises `DomainError` when the procedure or the day is not known, `Refused` when it does not apply in the EPCI.
    """
    check_day(target.on)
    law = procedure_on(procedure, target.on)
    if epci is not None and (reason := inapplicable(law, epci.nature, epci.financing)):
        raise Refused(reason, law.applies_source or law.source)
    return plan_for(law, target, epci.place if epci is not None else METROPOLE)
