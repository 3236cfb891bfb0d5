"""What will be told in the months to come, and in which letters, if nobody does anything."""

from domain.forecast.aims import Action, Handle, aims_at, coming, handle
from domain.forecast.course import Foresight, foresee
from domain.forecast.letters import Expected, Fate, Mornings
from domain.forecast.words import FUNCTIONS, REASONS, TITLES

__all__ = [
    "FUNCTIONS",
    "REASONS",
    "TITLES",
    "Action",
    "Expected",
    "Fate",
    "Foresight",
    "Handle",
    "Mornings",
    "aims_at",
    "coming",
    "foresee",
    "handle",
]
