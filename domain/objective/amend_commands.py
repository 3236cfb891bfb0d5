"""What one may ask to change of what the roadmap says of an objective once it is entered. The deadline and the
communes have commands of their own. The plan as it was entered is kept beside, and T0 as it was voted."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from domain.base import Ask, Day
from domain.objective.values import Described, Indicator, Means
from domain.planned import PlannedDay

Why = Annotated[str, Field(max_length=2000)]
Reason = Annotated[str, Field(min_length=1, max_length=2000)]
Function = Annotated[str, Field(max_length=120)]
MilestoneName = Annotated[str, Field(min_length=1, max_length=300)]


class DescribeObjective(Ask):
    """Say what the objective is, whole: what is left out is emptied."""

    kind: Literal["DescribeObjective"] = "DescribeObjective"
    description: Described
    reason: Reason
    by: Function = ""


class AssignObjective(Ask):
    """Say who holds the objective, whole, by functions: who is left out holds it no more."""

    kind: Literal["AssignObjective"] = "AssignObjective"
    pilote: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    suppleant: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    elu_referent: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    reason: Why = ""
    by: Function = ""


class PlanMilestone(Ask):
    """Add a milestone or, when `was` names one, give it this name and this deadline; one given up is taken up again."""

    kind: Literal["PlanMilestone"] = "PlanMilestone"
    name: MilestoneName
    deadline: PlannedDay | None = None
    was: str = ""
    reason: Why = ""
    by: Function = ""


class GiveUpMilestone(Ask):
    """Say that a milestone will not be done. The evaluation counts it as promised and not done."""

    kind: Literal["GiveUpMilestone"] = "GiveUpMilestone"
    name: MilestoneName
    reason: Reason
    on: Day | None = None
    by: Function = ""


class DefineIndicator(Ask):
    """Add an indicator or, when its id is known, say it anew; one dropped is followed again. `new`: it is to be added,
    and refused when its id is known."""

    kind: Literal["DefineIndicator"] = "DefineIndicator"
    indicator: Indicator
    new: bool = False
    reason: Why = ""
    by: Function = ""

    @model_validator(mode="after")
    def _starts_in_a_year(self) -> Self:
        if not 1990 <= (self.indicator.base_year or 1990) <= 2100:
            raise ValueError("l'année de la valeur de départ va de 1990 à 2100")
        return self


class DropIndicator(Ask):
    """Follow an indicator no more. Its values stay."""

    kind: Literal["DropIndicator"] = "DropIndicator"
    id: str
    reason: Reason
    by: Function = ""


class PlanMeans(Ask):
    """Say the forecast means, whole."""

    kind: Literal["PlanMeans"] = "PlanMeans"
    means: Means
    reason: Reason
    by: Function = ""


class RecordMeans(Ask):
    """Say what a civil year took in fact, or correct it: full-time equivalents, cents of euro of that year alone."""

    kind: Literal["RecordMeans"] = "RecordMeans"
    year: int = Field(ge=2000, le=2199)
    means: Means
    note: str = Field(default="", max_length=2000)
    by: Function = ""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.means.said:
            raise ValueError("dites au moins un des moyens réels : emplois, fonctionnement ou investissement")
        return self


AmendCommand = (
    DescribeObjective
    | AssignObjective
    | PlanMilestone
    | GiveUpMilestone
    | DefineIndicator
    | DropIndicator
    | PlanMeans
    | RecordMeans
)
