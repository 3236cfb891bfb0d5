"""Simulators: what the law would give, before anything is opened. They read neither a database nor the present day."""

from domain.simulation.consultation import simulate_consultation
from domain.simulation.convocation import simulate_convocation
from domain.simulation.deadline import simulate_deadline
from domain.simulation.majority import simulate_majority
from domain.simulation.planning import simulate_plan, the_target

__all__ = [
    "simulate_consultation",
    "simulate_convocation",
    "simulate_deadline",
    "simulate_majority",
    "simulate_plan",
    "the_target",
]
