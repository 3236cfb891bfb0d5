"""What an evaluation amounts to, and the command that tells its mandate."""

from decimal import Decimal
from enum import StrEnum
from typing import Literal

from domain.base import Day, Value
from domain.evaluation.commands import PointType


class Label(StrEnum):
    """How a score may be read, given how much of the grid was evaluated. Displayed as it stands."""

    COUVERTURE_INSUFFISANTE = "couverture insuffisante"
    BILAN_PARTIEL = "bilan partiel"
    BILAN = "bilan"


class Outcome(Value):
    """`score`: 0 to 100 with one decimal, `None` when too little was evaluated. `coverage`: 0 to 1, two decimals."""

    score: Decimal | None
    coverage: Decimal
    label: Label


class NoteEvaluation(Value):
    """Tell the mandate that the evaluation of that stream, begun `on`, was recorded on evidence of `frozen_on`."""

    kind: Literal["NoteEvaluation"] = "NoteEvaluation"
    evaluation: str
    type: PointType
    on: Day
    frozen_on: Day
    outcome: Outcome
