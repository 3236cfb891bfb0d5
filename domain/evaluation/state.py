"""An evaluation as it stands."""

from enum import StrEnum

from domain.base import Day, Value
from domain.calendar import Place
from domain.evaluation.commands import PointType
from domain.evaluation.criteria import CriterionMark
from domain.evaluation.outcome import Outcome


class Status(StrEnum):
    """Where the evaluation is in its life."""

    ABSENT = "absent"
    COLLECTING = "collecting"  #: its evidence is awaited
    RECORDED = "recorded"


class Evaluation(Value):
    """The state of an evaluation. The evidence itself stands in the journal, under `evidence_sha256`."""

    stream: str
    status: Status = Status.ABSENT
    siren: str = ""
    epci_name: str = ""
    place: Place | None = None
    synthetic: bool = False
    year: int = 0
    type: PointType | None = None
    on: Day | None = None
    mandate: str = ""
    frozen_on: Day | None = None
    evidence_sha256: str = ""
    outcome: Outcome | None = None
    criteria: tuple[CriterionMark, ...] = ()
