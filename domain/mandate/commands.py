"""What one may ask of a mandate. What comes from outside is an `Ask`; reactions and activities speak in `Value`s."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from domain.base import Ask, Day, Value
from domain.calendar import Place
from domain.evaluation.commands import PointType
from domain.evaluation.outcome import NoteEvaluation
from domain.objective.values import Priority
from domain.planned import PlannedDay
from domain.procedures.program import FollowUp
from domain.reminders.commands import NoteBounce
from domain.reminders.habits import Change, Week
from domain.territory import Nature


def mandate_id(siren: str, year: int) -> str:
    """The stream of the mandate that the general renewal of `year` began in the EPCI `siren`."""
    return f"mandate/{siren}/{year}"


class Axis(Value):
    """One axis of the roadmap; its objectives name its key."""

    key: str = Field(min_length=1, max_length=40)
    title: str = Field(min_length=1, max_length=300)


class Point(Value):
    """A dated point of the mandate: the yearly communication to the council, or an evaluation."""

    type: PointType
    on: Day


class BaselineMilestone(Value):
    """One step of an objective as it was voted. `deadline`: its text as planned (« 2027-T3 »), `None` if none."""

    name: str
    deadline: str | None = None


class BaselineLine(Value):
    """One objective as it was voted: what T0 keeps of it."""

    key: str
    title: str
    deadline: str | None = None
    priority: Priority | None = None
    milestones: tuple[BaselineMilestone, ...] = ()


class Stock(Value):
    """Where the roadmap stands on a day, in numbers of objectives. `total` = `reached` + `abandoned` + `open`.

    `late` counts open ones only. `percent_mean`: mean declared progress of those that declared one, 0 to 100, one
    decimal; `None` if none did.
    """

    on: Day
    total: int = Field(ge=0)
    reached: int = Field(ge=0)
    late: int = Field(ge=0)
    abandoned: int = Field(ge=0)
    open: int = Field(ge=0)
    percent_mean: Decimal | None = None


class OpenMandate(Ask):
    """Open the mandate that the general renewal of `year` began; `renewal`: its day, that of the second round if any.

    `end` may be moved later (MoveEnd). A mandate entered after its end is an archive: nothing falls due in it.
    """

    kind: Literal["OpenMandate"] = "OpenMandate"
    siren: str = Field(pattern=r"^[0-9]{9}$")
    epci_name: str = Field(min_length=1)
    nature: Nature
    financing: Literal["FPU", "FA", ""] = ""
    place: Place
    synthetic: bool = False
    year: int
    renewal: Day
    second_round: bool
    end: PlannedDay


class PlanRoadmap(Ask):
    """Give the whole plan of the roadmap; given again it replaces the plan or, once approved, amends it.

    `councils`: the days on which the EPCI's council sits. `points`: communications and evaluations, at their dates.
    """

    kind: Literal["PlanRoadmap"] = "PlanRoadmap"
    title: str = Field(min_length=1, max_length=300)
    axes: tuple[Axis, ...] = ()
    councils: tuple[Day, ...] = ()
    points: tuple[Point, ...] = ()


class TransmitRoadmap(Ask):
    """Enter the day on which the roadmap was transmitted to the communes for their avis."""

    kind: Literal["TransmitRoadmap"] = "TransmitRoadmap"
    on: Day


class WithdrawRoadmap(Ask):
    """Take a transmitted roadmap back into draft, with a reason: what the communes read must not change under them."""

    kind: Literal["WithdrawRoadmap"] = "WithdrawRoadmap"
    reason: str = Field(min_length=1, max_length=2000)


class ApproveRoadmap(Ask):
    """Enter the délibération that approves the roadmap, for an EPCI that consulted outside Jalon."""

    kind: Literal["ApproveRoadmap"] = "ApproveRoadmap"
    on: Day
    number: str = Field(min_length=1, max_length=80)


class MoveEnd(Ask):
    """Move the end of the mandate, with the reason (a law that postpones the renewal)."""

    kind: Literal["MoveEnd"] = "MoveEnd"
    end: PlannedDay
    reason: str = Field(min_length=1, max_length=2000)


class CompleteDuty(Ask):
    """Enter the day on which a duty was done; entered again, another day corrects it."""

    kind: Literal["CompleteDuty"] = "CompleteDuty"
    key: str
    on: Day


class RecordCouncils(Ask):
    """Enter the days on which a council sits: that of a commune (INSEE code), or the EPCI's when `commune` is empty.

    They replace those that were known from today on; those already past stay.
    """

    kind: Literal["RecordCouncils"] = "RecordCouncils"
    commune: str = Field(default="", pattern=r"^([0-9][0-9AB][0-9]{3})?$")
    days: tuple[Day, ...] = ()


class StartEvaluation(Ask):
    """Start an evaluation today, outside the planned points."""

    kind: Literal["StartEvaluation"] = "StartEvaluation"
    type: PointType


class AdaptReminders(Ask):
    """Adapt the plans of reminders to the EPCI, with the reason: `changes` on top of those made before; `quiet` in
    place of the quiet weeks that it had added, `None` to leave them as they are."""

    kind: Literal["AdaptReminders"] = "AdaptReminders"
    changes: tuple[Change, ...] = ()
    quiet: tuple[Week, ...] | None = None
    reason: str = Field(min_length=1, max_length=2000)


class NoteSchemaApproved(Value):
    """Reaction of the consultation on the schéma: the council's délibération approved the roadmap."""

    kind: Literal["NoteSchemaApproved"] = "NoteSchemaApproved"
    consultation: str
    on: Day
    number: str


class NoteFollowUp(Value):
    """Reaction of a consultation closed by its act on the day `on`: a duty of the mandate that follows from it."""

    kind: Literal["NoteFollowUp"] = "NoteFollowUp"
    consultation: str
    title: str
    on: Day
    follow_up: FollowUp


class NoteRunning(Value):
    """Reaction of the stream `consultation`, sent to its communes or reopened: it reminds them from now on."""

    kind: Literal["NoteRunning"] = "NoteRunning"
    consultation: str


class NoteOver(Value):
    """Reaction of the stream `consultation`, which was closed, cancelled or ended: it reminds nobody any more."""

    kind: Literal["NoteOver"] = "NoteOver"
    consultation: str


class NoteHabitsFollowed(Value):
    """The activity's answer to the ask « habits »: every open objective has been told the habits of `version`."""

    kind: Literal["NoteHabitsFollowed"] = "NoteHabitsFollowed"
    version: int


class FreezeBaseline(Value):
    """The activity's answer to the ask « baseline »: every objective as it was voted, in any order."""

    kind: Literal["FreezeBaseline"] = "FreezeBaseline"
    lines: tuple[BaselineLine, ...]


class RecordStock(Value):
    """The activity's answer to the ask « stock »; `stock.on` is the day that the mandate asked for (`stock_due`)."""

    kind: Literal["RecordStock"] = "RecordStock"
    stock: Stock


PublicCommand = (
    OpenMandate
    | PlanRoadmap
    | TransmitRoadmap
    | WithdrawRoadmap
    | ApproveRoadmap
    | MoveEnd
    | CompleteDuty
    | RecordCouncils
    | StartEvaluation
    | AdaptReminders
)
Command = (
    PublicCommand
    | NoteSchemaApproved
    | NoteFollowUp
    | NoteRunning
    | NoteOver
    | NoteHabitsFollowed
    | NoteBounce
    | FreezeBaseline
    | RecordStock
    | NoteEvaluation
)
COMMANDS: TypeAdapter[Command] = TypeAdapter(Annotated[Command, Field(discriminator="kind")])
