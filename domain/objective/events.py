"""What has happened to an objective. An `at` is the instant from which the reminders that remain are counted."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from domain.base import Day, Instant, Value
from domain.calendar import Place
from domain.objective.amend_events import Amended
from domain.objective.reminder_events import (
    BounceNoted,
    HabitsFollowed,
    ObjectiveReminder,
    ReminderDue,
    ReminderSkipped,
    RemindersSnoozed,
    Schedule,
)
from domain.objective.values import BlockageCause, Engagement, ObjectivePlan
from domain.planned import PlannedDay


class Measure(Value):
    """The value of an indicator on a day."""

    indicator: str
    value: Decimal
    on: Day


class ObjectivePlanned(Value):
    kind: Literal["ObjectivePlanned"] = "ObjectivePlanned"
    epci_name: str
    place: Place
    plan: ObjectivePlan
    recorded_on: Day
    schedule: Schedule = Schedule()
    to_discuss: bool = False
    synthetic: bool = False


class ObjectiveRetained(Value):
    kind: Literal["ObjectiveRetained"] = "ObjectiveRetained"
    on: Day | None
    at: Instant


class ObjectiveStarted(Value):
    kind: Literal["ObjectiveStarted"] = "ObjectiveStarted"
    on: Day | None
    at: Instant


class ProgressRecorded(Value):
    """`on`: the day that it is true of; `recorded_on`: the day on which it was said."""

    kind: Literal["ProgressRecorded"] = "ProgressRecorded"
    percent: int | None
    note: str
    measures: tuple[Measure, ...]
    on: Day
    recorded_on: Day
    by: str = ""


class MilestoneCompleted(Value):
    kind: Literal["MilestoneCompleted"] = "MilestoneCompleted"
    name: str
    on: Day
    recorded_on: Day


class DeadlineMoved(Value):
    kind: Literal["DeadlineMoved"] = "DeadlineMoved"
    before: PlannedDay | None
    deadline: PlannedDay | None
    reason: str
    at: Instant
    schedule: Schedule = Schedule()
    by: str = ""


class EngagementSet(Value):
    kind: Literal["EngagementSet"] = "EngagementSet"
    engagement: Engagement


class ObjectiveBlocked(Value):
    kind: Literal["ObjectiveBlocked"] = "ObjectiveBlocked"
    cause: BlockageCause
    since: Day | None
    text: str
    expected_until: PlannedDay | None


class ObjectiveUnblocked(Value):
    kind: Literal["ObjectiveUnblocked"] = "ObjectiveUnblocked"
    on: Day | None


class ObjectivePaused(Value):
    kind: Literal["ObjectivePaused"] = "ObjectivePaused"
    reason: str
    on: Day | None


class ObjectiveResumed(Value):
    kind: Literal["ObjectiveResumed"] = "ObjectiveResumed"
    on: Day | None
    at: Instant


class ObjectiveReached(Value):
    kind: Literal["ObjectiveReached"] = "ObjectiveReached"
    on: Day | None


class ObjectiveAbandoned(Value):
    kind: Literal["ObjectiveAbandoned"] = "ObjectiveAbandoned"
    reason: str
    on: Day | None


class ConsultationNoted(Value):
    kind: Literal["ConsultationNoted"] = "ConsultationNoted"
    consultation: str
    procedure: str
    result: str
    on: Day


class ProgressAsked(Value):
    """`reminders`: those that ask again while nothing is told, the soonest first."""

    kind: Literal["ProgressAsked"] = "ProgressAsked"
    on: Day
    reminders: tuple[ObjectiveReminder, ...] = ()


class LateRecorded(Value):
    """The deadline has passed; `since` is the day after its last one."""

    kind: Literal["LateRecorded"] = "LateRecorded"
    deadline: PlannedDay
    since: Day


Event = (
    ObjectivePlanned
    | ObjectiveRetained
    | ObjectiveStarted
    | ProgressRecorded
    | MilestoneCompleted
    | DeadlineMoved
    | EngagementSet
    | ObjectiveBlocked
    | ObjectiveUnblocked
    | ObjectivePaused
    | ObjectiveResumed
    | ObjectiveReached
    | ObjectiveAbandoned
    | ConsultationNoted
    | ProgressAsked
    | ReminderDue
    | LateRecorded
    | HabitsFollowed
    | ReminderSkipped
    | RemindersSnoozed
    | BounceNoted
    | Amended
)
EVENTS: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
