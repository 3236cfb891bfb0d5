"""What an objective is made of, as the roadmap says it. What is not known is `None` or empty, never guessed."""

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from domain.base import Day, Value
from domain.planned import PlannedDay

#: A quantity that can be written, added and shown: finite, at most twenty digits.
Quantity = Annotated[Decimal, Field(max_digits=20, decimal_places=6)]

#: What a roadmap file may call an axis, an objective or an indicator.
KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")

#: The code of a commune, as INSEE gives it: « 32107 », « 2A004 ».
Insee = Annotated[str, Field(pattern=r"^[0-9][0-9AB][0-9]{3}$")]


class Direction(StrEnum):
    """Between whom one shares."""

    ASCENDANT = "ascendant"  #: a commune's service works for the EPCI
    DESCENDANT = "descendant"  #: the EPCI's service works for communes
    HORIZONTAL = "horizontal"  #: between communes


class Priority(StrEnum):
    """How much an objective weighs in the roadmap."""

    ELEVEE = "elevee"
    MOYENNE = "moyenne"
    BASSE = "basse"


class EngagementLevel(StrEnum):
    """How far a commune is in an objective."""

    PILOTE = "pilote"
    VOLONTAIRE = "volontaire"
    INTERESSEE = "interessee"
    EN_ATTENTE = "en_attente"
    NON = "non"
    SORTIE = "sortie"


class Trend(StrEnum):
    """Which way an indicator should go."""

    HAUSSE = "hausse"
    BAISSE = "baisse"


class BlockageCause(StrEnum):
    """Why an objective is stuck."""

    JURIDIQUE = "juridique"
    FINANCIER = "financier"
    RH = "rh"
    POLITIQUE = "politique"
    TECHNIQUE = "technique"
    AGENDA = "agenda"
    INFORMATION = "information"


class MilestoneMove(Value):
    """A change, recorded on the day `on`, of the deadline of a milestone, which was `before`."""

    before: PlannedDay | None = None
    on: Day


class Milestone(Value):
    """A step on the way, known by its name within the objective; `moves`: the changes of its deadline, in order, giving
    it up and taking it up again among them once it is taken up. `given_up_recorded_on`: the day on which it was said
    that it was given up on `given_up_on`; `added_on`: that on which it was added, none when it was in the plan."""

    name: str = Field(min_length=1, max_length=300)
    deadline: PlannedDay | None = None
    done_on: Day | None = None
    given_up_on: Day | None = None
    given_up_reason: str = ""
    given_up_recorded_on: Day | None = None
    moves: tuple[MilestoneMove, ...] = ()
    added_on: Day | None = None

    @property
    def awaited(self) -> bool:
        """Whether somebody still has to do it."""
        return self.done_on is None and self.given_up_on is None

    def promised_on(self, day: date | None) -> PlannedDay | None:
        """Its deadline as it stood at the end of `day`, none when it was given up by then; as it was first entered when
        that is before any change, or when `day` is none."""
        return self._since(day)[0]

    def promised_from(self, day: date | None) -> PlannedDay | None:
        """The same or, where there was no deadline then, the first one promised since."""
        return next((promise for promise in self._since(day) if promise is not None), None)

    def _since(self, day: date | None) -> list[PlannedDay | None]:
        """Its deadlines from the end of `day` on, in order."""
        left = self.given_up_recorded_on or self.given_up_on
        gone = day is not None and left is not None and left <= day
        later = [move.before for move in self.moves if day is None or move.on > day]
        return [*later, None if gone else self.deadline]


class Means(Value):
    """Means. Forecast: full-time equivalents, running costs per year, investment in all, in cents of euro. Of a year
    that is over: what it took."""

    etp: Quantity | None = Field(default=None, ge=0)
    fonctionnement_cents: int | None = Field(default=None, ge=0)
    investissement_cents: int | None = Field(default=None, ge=0)

    @property
    def said(self) -> bool:
        """Whether anything is said: 0 is."""
        return not (self.etp is None and self.fonctionnement_cents is None and self.investissement_cents is None)


class Indicator(Value):
    """What is measured: from `base` (in `base_year`) to `target`, in `unit`; followed no more from `dropped_on` on."""

    id: str = Field(min_length=1, max_length=60)
    name: str = Field(min_length=1, max_length=300)
    unit: str = ""
    base: Quantity | None = None
    base_year: int | None = None
    target: Quantity | None = None
    direction: Trend | None = None
    dropped_on: Day | None = None


class Engagement(Value):
    """Where a commune (INSEE code) stands; `since` and `by` (a function) when it was said later than the plan."""

    commune: Insee
    level: EngagementLevel
    since: Day | None = None
    by: str = ""


class Described(Value):
    """What an objective is, in words.

    `axis` is the key of its axis, `integration_level` goes from 1 (informal) to 4 (transfert), `procedure` is the id of
    a procedure of law. `scheduled` is when the roadmap plans to work on it, where it says so without promising a
    deadline.
    """

    title: str = Field(min_length=1, max_length=300)
    why: str = ""
    axis: str = ""
    integration_level: int | None = Field(default=None, ge=1, le=4)
    direction: Direction | None = None
    procedure: str | None = None
    scheduled: PlannedDay | None = None
    repartition_key: str = ""
    priority: Priority | None = None
    risks: tuple[str, ...] = ()


class ObjectivePlan(Described):
    """What the roadmap promises. `pilote`, `suppleant` and `elu_referent` are functions, never names."""

    pilote: str | None = None
    suppleant: str | None = None
    elu_referent: str | None = None
    engagements: tuple[Engagement, ...] = ()
    deadline: PlannedDay | None = None
    milestones: tuple[Milestone, ...] = ()
    means: Means = Means()
    indicators: tuple[Indicator, ...] = ()
