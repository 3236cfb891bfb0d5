"""Backward planning: the latest day of each act of a procedure, and whether a target can still be reached."""

from domain.planning.backward import latest_receipt, plan_for
from domain.planning.forward import earliest_end
from domain.planning.plan import Plan, PlannedAct
from domain.planning.target import Target, at_council, before_budget, by_deadline, end_of_year

__all__ = [
    "Plan",
    "PlannedAct",
    "Target",
    "at_council",
    "before_budget",
    "by_deadline",
    "earliest_end",
    "end_of_year",
    "latest_receipt",
    "plan_for",
]
