"""What has changed of what the roadmap says of an objective. Each keeps what it was before."""

from typing import Literal

from domain.base import Day, Instant, Value
from domain.objective.reminder_events import Schedule
from domain.objective.values import Described, Indicator, Means, Milestone


class ObjectiveDescribed(Value):
    kind: Literal["ObjectiveDescribed"] = "ObjectiveDescribed"
    before: Described
    description: Described
    reason: str
    by: str = ""


class Held(Value):
    """The functions that hold an objective."""

    pilote: str | None = None
    suppleant: str | None = None
    elu_referent: str | None = None


class ObjectiveAssigned(Value):
    kind: Literal["ObjectiveAssigned"] = "ObjectiveAssigned"
    before: Held
    held: Held
    reason: str = ""
    by: str = ""


class MilestonePlanned(Value):
    """A milestone is new, `before` being none, or another one than it was. `schedule`: what comes from now on."""

    kind: Literal["MilestonePlanned"] = "MilestonePlanned"
    before: Milestone | None
    milestone: Milestone
    reason: str = ""
    at: Instant
    schedule: Schedule
    by: str = ""


class MilestoneGivenUp(Value):
    """`on`: the day that it is true of; `recorded_on`: the day on which it was said."""

    kind: Literal["MilestoneGivenUp"] = "MilestoneGivenUp"
    name: str
    on: Day
    recorded_on: Day
    reason: str
    by: str = ""


class IndicatorDefined(Value):
    """An indicator is new, `before` being none, or said anew."""

    kind: Literal["IndicatorDefined"] = "IndicatorDefined"
    before: Indicator | None
    indicator: Indicator
    reason: str = ""
    by: str = ""


class IndicatorDropped(Value):
    kind: Literal["IndicatorDropped"] = "IndicatorDropped"
    id: str
    name: str
    on: Day
    reason: str
    by: str = ""


class MeansPlanned(Value):
    kind: Literal["MeansPlanned"] = "MeansPlanned"
    before: Means
    means: Means
    reason: str
    by: str = ""


class MeansRecorded(Value):
    """What the civil `year` took; `before`: what was said of it until then, none when nothing was."""

    kind: Literal["MeansRecorded"] = "MeansRecorded"
    year: int
    before: Means | None
    means: Means
    on: Day
    note: str = ""
    by: str = ""


Amended = (
    ObjectiveDescribed
    | ObjectiveAssigned
    | MilestonePlanned
    | MilestoneGivenUp
    | IndicatorDefined
    | IndicatorDropped
    | MeansPlanned
    | MeansRecorded
)
