"""What a plan of reminders is: steps, each so many days from a day that matters.

A plan is appended, never edited: a plan that changes is a new value with its own `since`. A stream freezes the instants
of its plan when its clock starts, so that a new plan never moves a reminder already promised.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.base import Day, Instant, Value
from domain.calendar import Place, last_working_day, morning_of, next_working_day
from domain.councils import CouncilWindow
from domain.notices import NoticeKind
from domain.people import Role


class Anchor(StrEnum):
    """The day from which a step counts. The last four are those of the last council that counts: the last one known in
    the delay, else the latest one that could still be added."""

    DEADLINE = "deadline"  #: the day that the plan aims at
    AGENDA = "agenda"  #: the day on which the agenda closes (a practice)
    CONVOCATION = "convocation"  #: the last day to convene the council in ordinary time
    URGENCY = "urgency"  #: the last day to convene it in urgency
    COUNCIL = "council"  #: the day on which it sits


class Only(StrEnum):
    """When a step is kept."""

    ALWAYS = "always"
    COUNCIL_KNOWN = "council_known"  #: a council of the commune is known in its delay
    COUNCIL_UNKNOWN = "council_unknown"


class Step(Value):
    """One reminder, so many calendar days before its anchor, after it when negative. `to`: the functions told.

    `label` tells apart the steps of one kind that an EPCI added to its plan (« J-20 »).
    """

    notice: NoticeKind
    days_before: int
    anchor: Anchor = Anchor.DEADLINE
    only: Only = Only.ALWAYS
    to: tuple[Role, ...] = ()
    label: str = ""


class Reminder(Value):
    """One reminder of a plan and the instant at which it falls due; `notice` and `label` together are its name."""

    notice: NoticeKind
    at: Instant
    to: tuple[Role, ...] = ()
    label: str = ""

    @property
    def name(self) -> tuple[NoticeKind, str]:
        return self.notice, self.label


class Aims(Value):
    """The days from which the steps of a plan count. A plan that names no council has a `deadline` alone.

    `known`: whether `council` and the days before it are those of a council that is known.
    """

    deadline: Day
    agenda: Day | None = None
    convocation: Day | None = None
    urgency: Day | None = None
    council: Day | None = None
    known: bool = False

    @classmethod
    def of_councils(cls, deadline: date, window: CouncilWindow) -> "Aims":
        """Those of a commune whose delay is alerted on `deadline`, with its councils."""
        sitting = window.last or window.added
        return cls(
            deadline=deadline,
            agenda=sitting.agenda_closes,
            convocation=sitting.last_convocation,
            urgency=sitting.last_urgent,
            council=sitting.council,
            known=window.last is not None,
        )

    def day(self, step: Step) -> date | None:
        """The day of `step`, `None` when this commune has no such step."""
        if step.only is not Only.ALWAYS and self.known is not (step.only is Only.COUNCIL_KNOWN):
            return None
        anchor: date | None = getattr(self, step.anchor.value)
        return anchor - timedelta(days=step.days_before) if anchor is not None else None


class Plan(Value):
    """The reminders of one kind of deadline, the furthest first."""

    since: Day
    steps: tuple[Step, ...]

    def reminders(self, aims: Aims | date, key: str, place: Place, after: datetime) -> tuple[Reminder, ...]:
        """Those that fall due after the instant `after`, the soonest first: each on the last working day on or before
        its day (the first one on or after it, for a step that comes after), early in the morning of the EPCI's zone,
        spread by `key`."""
        aimed = aims if isinstance(aims, Aims) else Aims(deadline=aims)
        planned = (self._reminder(step, day, key, place) for step in self.steps if (day := aimed.day(step)) is not None)
        return tuple(sorted((each for each in planned if each.at > after), key=lambda each: (each.at, each.name)))

    def _reminder(self, step: Step, day: date, key: str, place: Place) -> Reminder:
        worked = next_working_day(day, place) if step.days_before < 0 else last_working_day(day, place)
        at = morning_of(worked, f"{key}/{step.notice}{step.label}", place)
        return Reminder(notice=step.notice, at=at, to=step.to, label=step.label)
