"""From the marks to the score: never one figure alone, always with how much of the grid it covers."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from domain.evaluation.criteria import CriterionMark
from domain.evaluation.outcome import Label, Outcome

#: In hundredths of the grid's whole weight.
_ENOUGH_FOR_A_SCORE: Final = 40
_ENOUGH_FOR_A_BILAN: Final = 70


def outcome(marks: Sequence[CriterionMark]) -> Outcome:
    """Score = Σ weight × mark / Σ weight of what was evaluated × 25, to the nearest tenth, halves up.

    Under 40 % of the weights evaluated there is no score; under 70 % the label says that the bilan is partial.
    """
    evaluated = sum(mark.weight for mark in marks if mark.mark is not None)
    points = sum(mark.weight * mark.mark for mark in marks if mark.mark is not None)
    coverage = Decimal(evaluated).scaleb(-2)
    if evaluated < _ENOUGH_FOR_A_SCORE:
        return Outcome(score=None, coverage=coverage, label=Label.COUVERTURE_INSUFFISANTE)
    label = Label.BILAN_PARTIEL if evaluated < _ENOUGH_FOR_A_BILAN else Label.BILAN
    tenths = (2 * 250 * points + evaluated) // (2 * evaluated)
    return Outcome(score=Decimal(tenths).scaleb(-1), coverage=coverage, label=label)
