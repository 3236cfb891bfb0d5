"""What has happened in a mandate."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from domain.base import Day, Instant, Value
from domain.calendar import Place
from domain.evaluation.commands import PointType
from domain.evaluation.outcome import Outcome
from domain.mandate.commands import Axis, BaselineLine, Point, Stock
from domain.mandate.duties import Duty
from domain.notices import NoticeKind
from domain.planned import PlannedDay
from domain.procedures.program import FollowUp
from domain.reminders.habits import Habits
from domain.territory import Nature


class MandateOpened(Value):
    """`on`: the civil day from which Jalon keeps this mandate's dates."""

    kind: Literal["MandateOpened"] = "MandateOpened"
    siren: str
    epci_name: str
    nature: Nature
    financing: str
    place: Place
    synthetic: bool
    year: int
    renewal: Day
    second_round: bool
    end: PlannedDay
    on: Day


class DutiesScheduled(Value):
    """Every duty of the mandate from now on, in the order of their days, each with its reminders still to come."""

    kind: Literal["DutiesScheduled"] = "DutiesScheduled"
    duties: tuple[Duty, ...]


class RoadmapPlanned(Value):
    kind: Literal["RoadmapPlanned"] = "RoadmapPlanned"
    title: str
    axes: tuple[Axis, ...]
    councils: tuple[Day, ...]
    points: tuple[Point, ...]
    at: Instant


class RoadmapTransmitted(Value):
    kind: Literal["RoadmapTransmitted"] = "RoadmapTransmitted"
    on: Day


class RoadmapWithdrawn(Value):
    kind: Literal["RoadmapWithdrawn"] = "RoadmapWithdrawn"
    reason: str


class ApprovalNoted(Value):
    """The council approved; the text voted is about to be frozen. `consultation`: the one held in Jalon, if any."""

    kind: Literal["ApprovalNoted"] = "ApprovalNoted"
    on: Day
    number: str
    consultation: str | None = None


class RoadmapApproved(Value):
    """The approved version: the baseline T0, lines in the order of their keys, under its hash."""

    kind: Literal["RoadmapApproved"] = "RoadmapApproved"
    on: Day
    number: str
    consultation: str | None
    lines: tuple[BaselineLine, ...]
    sha256: str


class AmendmentApproved(Value):
    """The council approved the amended roadmap. T0 does not move: what was first voted stays what is evaluated."""

    kind: Literal["AmendmentApproved"] = "AmendmentApproved"
    on: Day
    number: str
    consultation: str | None = None


class EndMoved(Value):
    kind: Literal["EndMoved"] = "EndMoved"
    end: PlannedDay
    reason: str


class DutyReminderDue(Value):
    kind: Literal["DutyReminderDue"] = "DutyReminderDue"
    key: str
    notice: NoticeKind
    label: str = ""


class DutyCompleted(Value):
    kind: Literal["DutyCompleted"] = "DutyCompleted"
    key: str
    on: Day


class CouncilsRecorded(Value):
    """Every day known on which a council sits, in order: that of a commune (INSEE code), the EPCI's when empty."""

    kind: Literal["CouncilsRecorded"] = "CouncilsRecorded"
    commune: str
    days: tuple[Day, ...]


class FollowUpNoted(Value):
    """What follows from the act that closed a consultation (`title`) on the day `on`."""

    kind: Literal["FollowUpNoted"] = "FollowUpNoted"
    consultation: str
    title: str
    on: Day
    follow_up: FollowUp


class RemindersAdapted(Value):
    """What the EPCI now changes of the plans of reminders, and all the quiet weeks that it added."""

    kind: Literal["RemindersAdapted"] = "RemindersAdapted"
    habits: Habits
    reason: str
    at: Instant


class HabitsPassedOn(Value):
    """Every open objective was told the habits of `version`."""

    kind: Literal["HabitsPassedOn"] = "HabitsPassedOn"
    version: int


class RunningNoted(Value):
    """The stream `consultation` reminds its communes from now on."""

    kind: Literal["RunningNoted"] = "RunningNoted"
    consultation: str
    at: Instant


class OverNoted(Value):
    """The stream `consultation` reminds nobody any more."""

    kind: Literal["OverNoted"] = "OverNoted"
    consultation: str


class DigestDue(Value):
    """It is the day `on` on which the coordinator is told what the week holds."""

    kind: Literal["DigestDue"] = "DigestDue"
    on: Day


class StockDue(Value):
    """It is time to take stock of the roadmap."""

    kind: Literal["StockDue"] = "StockDue"
    on: Day


class StockTaken(Value):
    kind: Literal["StockTaken"] = "StockTaken"
    stock: Stock


class EvaluationDue(Value):
    """An evaluation starts, in the stream `evaluation`."""

    kind: Literal["EvaluationDue"] = "EvaluationDue"
    type: PointType
    on: Day
    evaluation: str


class EvaluationNoted(Value):
    """The result of an evaluation is known to its mandate."""

    kind: Literal["EvaluationNoted"] = "EvaluationNoted"
    evaluation: str
    type: PointType
    on: Day
    frozen_on: Day
    outcome: Outcome


class MandateEnded(Value):
    """`on`: the first day that is no longer part of the mandate."""

    kind: Literal["MandateEnded"] = "MandateEnded"
    on: Day


Event = (
    MandateOpened
    | DutiesScheduled
    | RoadmapPlanned
    | RoadmapTransmitted
    | RoadmapWithdrawn
    | ApprovalNoted
    | RoadmapApproved
    | AmendmentApproved
    | EndMoved
    | DutyReminderDue
    | DutyCompleted
    | CouncilsRecorded
    | FollowUpNoted
    | RemindersAdapted
    | HabitsPassedOn
    | RunningNoted
    | OverNoted
    | DigestDue
    | StockDue
    | StockTaken
    | EvaluationDue
    | EvaluationNoted
    | MandateEnded
)
EVENTS: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
