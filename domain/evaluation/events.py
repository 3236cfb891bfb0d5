"""What has happened in an evaluation."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from domain.base import Day, Value
from domain.calendar import Place
from domain.evaluation.commands import PointType
from domain.evaluation.criteria import CriterionMark
from domain.evaluation.evidence import Evidence
from domain.evaluation.outcome import Outcome


class EvaluationOpened(Value):
    """Its evidence is now awaited."""

    kind: Literal["EvaluationOpened"] = "EvaluationOpened"
    siren: str
    epci_name: str
    place: Place
    synthetic: bool
    year: int
    type: PointType
    on: Day
    mandate: str


class EvidenceFrozen(Value):
    """The whole evidence, objectives in the order of their keys, under the hash that the result cites."""

    kind: Literal["EvidenceFrozen"] = "EvidenceFrozen"
    evidence: Evidence
    sha256: str


class EvaluationRecorded(Value):
    """The result: its nine criteria in the order of the grid, and the hash of the evidence that gives it."""

    kind: Literal["EvaluationRecorded"] = "EvaluationRecorded"
    frozen_on: Day
    outcome: Outcome
    criteria: tuple[CriterionMark, ...]
    evidence_sha256: str


Event = EvaluationOpened | EvidenceFrozen | EvaluationRecorded
EVENTS: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
