"""What one may ask of an evaluation. All of it comes from inside (reactions, workflow, mail): none is an `Ask`."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from domain.base import Day, Value
from domain.calendar import Place
from domain.evaluation.evidence import Evidence
from domain.reminders.commands import NoteBounce


class PointType(StrEnum):
    """What a dated point of the mandate is for. No law imposes the last two: they are local practice."""

    COMMUNICATION_ANNUELLE = "communication_annuelle"  #: told to the council each year, never an evaluation
    MI_MANDAT = "mi_mandat"
    FIN_DE_MANDAT = "fin_de_mandat"


def evaluation_id(siren: str, year: int, type: PointType, n: int) -> str:
    """The stream of the `n`-th evaluation (from 1) of that type in the calendar year `year`."""
    return f"evaluation/{siren}/{year}-{type}-{n}"


class OpenEvaluation(Value):
    """Open an evaluation and ask for its evidence. `mandate`: the stream that will be told the result."""

    kind: Literal["OpenEvaluation"] = "OpenEvaluation"
    siren: str
    epci_name: str
    place: Place
    synthetic: bool
    year: int
    type: PointType
    on: Day
    mandate: str


class RecordEvidence(Value):
    """Give the evidence, once every page of objectives has been read."""

    kind: Literal["RecordEvidence"] = "RecordEvidence"
    evidence: Evidence


Command = OpenEvaluation | RecordEvidence | NoteBounce
COMMANDS: TypeAdapter[Command] = TypeAdapter(Annotated[Command, Field(discriminator="kind")])
