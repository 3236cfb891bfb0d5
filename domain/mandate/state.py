"""A mandate as it stands: its dates, its roadmap and the version voted, its duties, what was taken stock of."""

from datetime import date, timedelta
from enum import StrEnum

from domain.base import Day, Instant, Value
from domain.calendar import Place
from domain.councils import CommuneCouncils
from domain.evaluation.commands import PointType
from domain.evaluation.outcome import Outcome
from domain.mandate.commands import Axis, BaselineLine, Point, Stock
from domain.mandate.duties import Duty
from domain.mandate.follow_ups import Follow
from domain.planned import PlannedDay
from domain.reminders.habits import USUAL, Habits
from domain.territory import Nature


class Status(StrEnum):
    """Where the mandate is in its life."""

    ABSENT = "absent"
    OPEN = "open"
    ENDED = "ended"


class Roadmap(StrEnum):
    """Where the roadmap is: what was voted is frozen, what came after amends it."""

    ABSENT = "absent"
    DRAFT = "draft"
    TRANSMITTED = "transmitted"  #: the communes have it for their avis
    APPROVED = "approved"
    AMENDED = "amended"  #: changed since the council approved it


class Approval(Value):
    """A délibération of the EPCI's council. `consultation`: the stream that gathered the avis, if it was in Jalon."""

    on: Day
    number: str
    consultation: str | None = None


class Baseline(Value):
    """T0: the objectives as they were voted, in the order of their keys, and the hash of that content."""

    lines: tuple[BaselineLine, ...]
    sha256: str


class EvaluationRef(Value):
    """One evaluation of the mandate; `outcome` is `None` until it is recorded, on evidence frozen on `frozen_on`."""

    evaluation: str
    type: PointType
    on: Day
    frozen_on: Day | None = None
    outcome: Outcome | None = None


class Mandate(Value):
    """The state of a mandate.

    `approval` is the délibération that the baseline T0 freezes; `amendments`, the later ones. `duties` stand in the
    order of their days, `stocks` and `evaluations` in the order of their coming. `stock_after`: the day after which
    the next stock is taken; `stock_due`: the day of the one now awaited. `councils` are the EPCI's, `commune_councils`
    those of the communes in the order of INSEE codes; `planned_councils`: the EPCI's as the roadmap had them, once
    others were entered. `follow_ups`: what the acts of closed consultations ask for.

    `habits`: what the EPCI changes of the plans of reminders, `adapted` once it has changed anything. `habits_version`
    counts how often the objectives were to be told of them, `habits_passed_on` is the last version that all of them
    know. `running`: the consultations that remind their communes, in the order of their sending. `digest_after`: the
    instant after which the next digest is looked for, `None` when there is nothing to speak of; `digest_on`: the day
    of the last one.
    """

    stream: str
    status: Status = Status.ABSENT
    siren: str = ""
    epci_name: str = ""
    nature: Nature = Nature.CC
    financing: str = ""
    place: Place | None = None
    synthetic: bool = False
    year: int = 0
    renewal: Day | None = None
    second_round: bool = False
    end: PlannedDay | None = None
    end_reason: str = ""
    opened_on: Day | None = None
    ended_on: Day | None = None
    roadmap: Roadmap = Roadmap.ABSENT
    title: str = ""
    axes: tuple[Axis, ...] = ()
    councils: tuple[Day, ...] = ()
    points: tuple[Point, ...] = ()
    planned_at: Instant | None = None
    transmitted_on: Day | None = None
    approval: Approval | None = None
    amendments: tuple[Approval, ...] = ()
    baseline: Baseline | None = None
    duties: tuple[Duty, ...] = ()
    stock_after: Day | None = None
    stock_due: Day | None = None
    stocks: tuple[Stock, ...] = ()
    evaluations: tuple[EvaluationRef, ...] = ()
    commune_councils: tuple[CommuneCouncils, ...] = ()
    planned_councils: tuple[Day, ...] | None = None
    follow_ups: tuple[Follow, ...] = ()
    habits: Habits = USUAL
    adapted: bool = False
    habits_version: int = 0
    habits_passed_on: int = 0
    running: tuple[str, ...] = ()
    digest_after: Instant | None = None
    digest_on: Day | None = None

    def councils_of(self, commune: str) -> tuple[Day, ...]:
        """The days known on which the council of the commune (INSEE code) sits; the EPCI's when it is empty."""
        if not commune:
            return self.councils
        return next((known.days for known in self.commune_councils if known.commune == commune), ())

    @property
    def councils_of_the_plan(self) -> tuple[Day, ...]:
        """The EPCI's councils as the roadmap planned them, whatever was entered since."""
        return self.councils if self.planned_councils is None else self.planned_councils

    def duty(self, key: str) -> Duty | None:
        """The duty with this key, `None` if the mandate has none."""
        return next((duty for duty in self.duties if duty.key == key), None)

    def duties_counted(self, on: date) -> tuple[int, int]:
        """How many duties have had their day before the day `on`, and how many of those were done in time."""
        due = [duty for duty in self.duties if duty.due < on]
        return len(due), sum(duty.in_time for duty in due)

    @property
    def awaits_baseline(self) -> bool:
        """Whether the council has approved and the version voted is still to be frozen."""
        return self.approval is not None and self.baseline is None

    @property
    def home(self) -> Place:
        """Where the civil days of this mandate are counted. Raises `ValueError` before it is open."""
        if self.place is None:
            raise ValueError(f"{self.stream} is not open")
        return self.place

    @property
    def first_day(self) -> Day:
        """The first day whose duties are Jalon's to keep: after the renewal, and not before the mandate was entered.

        Raises `ValueError` before it is open.
        """
        if self.renewal is None or self.opened_on is None:
            raise ValueError(f"{self.stream} is not open")
        return max(self.renewal + timedelta(days=1), self.opened_on)

    @property
    def last_day(self) -> Day:
        """The last day of the mandate, as it is now planned. Raises `ValueError` before it is open."""
        if self.end is None:
            raise ValueError(f"{self.stream} is not open")
        return self.end.last_day
