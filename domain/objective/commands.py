"""What one may ask of an objective. What comes from outside is an `Ask`; what Jalon tells itself is a `Value`.

A day that is left out is not known: it never becomes the day on which it was entered, except for progress, which is
said on the day it is recorded. `by` is the function of who says it (« DRH mutualisée »): the journal has who typed it.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from domain.base import Ask, Day, Value
from domain.calendar import Place
from domain.objective.amend_commands import AmendCommand
from domain.objective.values import BlockageCause, EngagementLevel, Insee, Milestone, ObjectivePlan, Quantity
from domain.planned import PlannedDay
from domain.reminders.commands import FollowHabits, NoteBounce, SendReminderNow, SkipReminder, SnoozeReminders

Reason = Annotated[str, Field(min_length=1, max_length=2000)]
Function = Annotated[str, Field(max_length=120)]


def objective_id(siren: str, key: str) -> str:
    """The stream of the objective that the roadmap of the EPCI `siren` calls `key`."""
    return f"objective/{siren}/{key}"


class PlanObjective(Ask):
    """Enter the objective in the roadmap, whole. `to_discuss`: it is proposed, not agreed yet. `begun`: work on it has
    begun elsewhere, or is over, or its deadline was promised before, so that it is taken as it is."""

    kind: Literal["PlanObjective"] = "PlanObjective"
    epci_name: str
    place: Place
    plan: ObjectivePlan
    to_discuss: bool = False
    begun: bool = False
    synthetic: bool = False

    @model_validator(mode="after")
    def _names_are_distinct(self) -> Self:
        _distinct([m.name for m in self.plan.milestones], "étapes portent le même nom")
        _distinct([i.id for i in self.plan.indicators], "indicateurs portent le même identifiant")
        _distinct([e.commune for e in self.plan.engagements], "engagements concernent la même commune")
        planned = ({"name": m.name, "deadline": m.deadline, "done_on": m.done_on} for m in self.plan.milestones)
        if self.plan.milestones != tuple(map(Milestone.model_validate, planned)):
            raise ValueError("une étape s'inscrit telle qu'elle est prévue, sans abandon ni changement d'échéance")
        if any(i.dropped_on for i in self.plan.indicators):
            raise ValueError("un indicateur s'inscrit suivi : sans jour d'arrêt")
        return self


def _distinct(names: list[str], trouble: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"deux {trouble} : « {name} »")


class RetainObjective(Ask):
    """Agree on an objective that was to discuss."""

    kind: Literal["RetainObjective"] = "RetainObjective"
    on: Day | None = None


class StartObjective(Ask):
    """Begin the work."""

    kind: Literal["StartObjective"] = "StartObjective"
    on: Day | None = None


class RecordProgress(Ask):
    """Say where the objective stands: a percentage, a note, values by indicator id; at least one of them.

    `on`: the day that it is true of, by default the day on which it is recorded.
    """

    kind: Literal["RecordProgress"] = "RecordProgress"
    percent: int | None = Field(default=None, ge=0, le=100)
    note: str = Field(default="", max_length=4000)
    values: dict[str, Quantity] = Field(default_factory=dict)
    on: Day | None = None
    by: Function = ""


class CompleteMilestone(Ask):
    """Enter the day on which a milestone was done, or correct it."""

    kind: Literal["CompleteMilestone"] = "CompleteMilestone"
    name: str
    on: Day


class MoveDeadline(Ask):
    """Change the deadline, with a reason; `deadline` none: it is no longer known."""

    kind: Literal["MoveDeadline"] = "MoveDeadline"
    deadline: PlannedDay | None
    reason: Reason
    by: Function = ""


class SetEngagement(Ask):
    """Say how far a commune (INSEE code) is in the objective."""

    kind: Literal["SetEngagement"] = "SetEngagement"
    commune: Insee
    level: EngagementLevel
    on: Day | None = None
    by: Function = ""


class BlockObjective(Ask):
    """Say that the objective is stuck, why, and until when one expects it to be."""

    kind: Literal["BlockObjective"] = "BlockObjective"
    cause: BlockageCause
    since: Day | None = None
    text: str = Field(default="", max_length=2000)
    expected_until: PlannedDay | None = None


class UnblockObjective(Ask):
    kind: Literal["UnblockObjective"] = "UnblockObjective"
    on: Day | None = None


class PauseObjective(Ask):
    kind: Literal["PauseObjective"] = "PauseObjective"
    reason: str = Field(default="", max_length=2000)
    on: Day | None = None


class ResumeObjective(Ask):
    kind: Literal["ResumeObjective"] = "ResumeObjective"
    on: Day | None = None


class ReachObjective(Ask):
    kind: Literal["ReachObjective"] = "ReachObjective"
    on: Day | None = None


class AbandonObjective(Ask):
    kind: Literal["AbandonObjective"] = "AbandonObjective"
    reason: Reason
    on: Day | None = None


class AskProgress(Value):
    """Ask the pilote for news, if there has been none for long, on the day `on`."""

    kind: Literal["AskProgress"] = "AskProgress"
    on: Day


class NoteConsultation(Value):
    """Reaction of the stream `consultation`, which is about this objective: where it stands on the day `on`."""

    kind: Literal["NoteConsultation"] = "NoteConsultation"
    consultation: str
    procedure: str
    result: str
    on: Day


PublicCommand = (
    PlanObjective
    | RetainObjective
    | StartObjective
    | RecordProgress
    | CompleteMilestone
    | MoveDeadline
    | SetEngagement
    | BlockObjective
    | UnblockObjective
    | PauseObjective
    | ResumeObjective
    | ReachObjective
    | AbandonObjective
    | SkipReminder
    | SnoozeReminders
    | SendReminderNow
    | AmendCommand
)
Command = PublicCommand | AskProgress | NoteConsultation | FollowHabits | NoteBounce
COMMANDS: TypeAdapter[Command] = TypeAdapter(Annotated[Command, Field(discriminator="kind")])
