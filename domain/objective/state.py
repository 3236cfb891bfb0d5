"""An objective as it stands."""

from datetime import date

from domain.base import Day, Instant, Value
from domain.calendar import Place
from domain.french import plural, typeset
from domain.notices import NoticeKind
from domain.objective.events import Measure
from domain.objective.reminder_events import Bounce, Schedule, Told
from domain.objective.transitions import CLOSED, Status
from domain.objective.values import BlockageCause, Means, ObjectivePlan
from domain.planned import PlannedDay
from domain.reminders import USUAL, Habits


class Revision(Value):
    """One change of the deadline, with the function of its author and the reason."""

    before: PlannedDay | None
    deadline: PlannedDay | None
    reason: str
    at: Instant
    by: str = ""


class Note(Value):
    """One progress note. `percent` from 0 to 100; `on` is the day that it is true of, `by` a function."""

    percent: int | None
    text: str
    on: Day
    by: str = ""


class Blockage(Value):
    """Why the objective is stuck, or was until `lifted_on`; `lifted` stays true when that day is not known."""

    cause: BlockageCause
    since: Day | None = None
    text: str = ""
    expected_until: PlannedDay | None = None
    lifted: bool = False
    lifted_on: Day | None = None


class ConsultationResult(Value):
    """Where a consultation on this objective (its stream) stood on the day `on`."""

    consultation: str
    procedure: str
    result: str
    on: Day


class YearMeans(Value):
    """What a civil year took, as it was last said on the day `on`, by a function."""

    year: int
    means: Means
    on: Day
    note: str = ""
    by: str = ""


class Objective(ObjectivePlan):
    """The state of an objective: its plan as it has become, and what has happened to it.

    `first_plan` is the plan as it was entered, so that the first promise is kept. `revisions`, `notes`, `measures` and
    `blockages` stand in the order in which they were recorded, engagements in that of INSEE codes, `spent` in
    that of years. `news_on` is the
    last civil day on which somebody told something, `asked_on` that of the question that waits for an answer.

    `habits`: what the EPCI changes of the plans of reminders. `reminded`: the reminders that fell due for what is still
    to come, the last of each name, in order; `skipped`: the names of those left out by a human. `snoozed_until`: the
    day until which the pilote is left in peace. `bounces`: the mails that came back.
    """

    title: str = ""
    stream: str
    siren: str = ""
    key: str = ""
    epci_name: str = ""
    place: Place | None = None
    synthetic: bool = False
    status: Status = Status.ABSENT
    first_plan: ObjectivePlan | None = None
    started: bool = False
    started_on: Day | None = None
    percent: int | None = None
    notes: tuple[Note, ...] = ()
    measures: tuple[Measure, ...] = ()
    blockages: tuple[Blockage, ...] = ()
    spent: tuple[YearMeans, ...] = ()
    pause_reason: str = ""
    revisions: tuple[Revision, ...] = ()
    reached_on: Day | None = None
    abandoned_on: Day | None = None
    abandon_reason: str = ""
    consultations: tuple[ConsultationResult, ...] = ()
    news_on: Day | None = None
    asked_on: Day | None = None
    schedule: Schedule = Schedule()
    habits: Habits = USUAL
    reminded: tuple[Told, ...] = ()
    skipped: tuple[tuple[NoticeKind, str], ...] = ()
    snoozed_until: Day | None = None
    bounces: tuple[Bounce, ...] = ()
    late_since: Day | None = None

    @property
    def home(self) -> Place:
        """Where the civil days of this objective are counted. Raises `ValueError` before it is planned."""
        if self.place is None:
            raise ValueError(f"{self.stream} is not planned")
        return self.place

    @property
    def first_deadline(self) -> PlannedDay | None:
        """The deadline as it was first promised."""
        return self.first_plan.deadline if self.first_plan is not None else None

    @property
    def blockage(self) -> Blockage | None:
        """What blocks the objective now, `None` if nothing does."""
        return next((blockage for blockage in self.blockages if not blockage.lifted), None)

    @property
    def written_reason(self) -> str | None:
        """Why the objective is not reached, where somebody wrote it: the abandon first, the last new deadline last."""
        blocked = self.blockage.text if self.blockage is not None else ""
        moved = self.revisions[-1].reason if self.revisions else ""
        return self.abandon_reason or blocked or self.pause_reason or moved or None

    @property
    def closed(self) -> bool:
        """Whether it is reached or abandoned."""
        return self.status in CLOSED


def new(stream: str) -> Objective:
    """The state of the stream `objective/{siren}/{key}` that nobody opened yet."""
    _, siren, key = stream.split("/", 2)
    return Objective(stream=stream, siren=siren, key=key)


def lateness(state: Objective, day: date) -> str | None:
    """Why the objective is late on `day`, in French; `None` when it is not, or when its deadline is not known."""
    return lateness_of(state.status, state.deadline, day)


def lateness_of(status: Status, deadline: PlannedDay | None, day: date) -> str | None:
    """The same of an objective of which no more is known than its status and its deadline."""
    if status is Status.ABSENT or status in CLOSED or deadline is None:
        return None
    days = (day - deadline.last_day).days
    if days <= 0:
        return None
    return typeset(f"en retard de {days} {plural(days, 'jour', 'jours')} : échéance {deadline.label}")


def is_late(state: Objective, day: date) -> bool:
    """Whether the deadline has passed on `day` while the objective is neither reached nor abandoned."""
    return lateness(state, day) is not None
