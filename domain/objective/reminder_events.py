"""What happens to the reminders of an objective: those to come, those told, what humans and the EPCI make of them."""

from typing import Literal

from domain.base import Day, Instant, Value
from domain.notices import NoticeKind
from domain.people import Role
from domain.planned import PlannedDay
from domain.reminders import Habits, Reminder


class ObjectiveReminder(Reminder):
    """A reminder of the deadline, of a question asked or, when it names one, of a `milestone`: its `label` then says
    which, by its number."""

    milestone: str = ""


class Schedule(Value):
    """What time alone makes happen, frozen when it is known: reminders, soonest first, and lateness."""

    reminders: tuple[ObjectiveReminder, ...] = ()
    late_at: Instant | None = None


class Told(Value):
    """A reminder that fell due on the day `on`, which old events do not say. `now`: a human let it leave at once."""

    reminder: ObjectiveReminder
    on: Day | None = None
    now: bool = False


class Bounce(Value):
    """A mail that came back from a function, with the code of the refusal (« 5.1.1 »), and who is told in its place.

    `of`: what the mail was about, as the keys of notices begin.
    """

    notice: NoticeKind
    role: Role
    of: str
    code: str = ""
    next_to: Role | None = None


class ReminderDue(Value):
    """A reminder falls due on the day `on`. `deadline`: that of the objective or of the `milestone`, none for a
    question; `to`: the functions told, the pilote if none is named. `now`: a human let it leave at once."""

    kind: Literal["ReminderDue"] = "ReminderDue"
    notice: NoticeKind
    deadline: PlannedDay | None = None
    label: str = ""
    milestone: str = ""
    to: tuple[Role, ...] = ()
    on: Day | None = None
    now: bool = False


class HabitsFollowed(Value):
    """What the EPCI changes of the plans, its quiet weeks, and what comes from now on."""

    kind: Literal["HabitsFollowed"] = "HabitsFollowed"
    habits: Habits
    schedule: Schedule


class ReminderSkipped(Value):
    """A human left out one reminder that has not left."""

    kind: Literal["ReminderSkipped"] = "ReminderSkipped"
    notice: NoticeKind
    label: str = ""
    reason: str


class RemindersSnoozed(Value):
    """A human leaves the pilote in peace until a day. `schedule`: what still comes; `held`: the names of reminders
    that fell due without leaving, and that are put off with the others."""

    kind: Literal["RemindersSnoozed"] = "RemindersSnoozed"
    until: Day
    reason: str
    schedule: Schedule
    held: tuple[tuple[NoticeKind, str], ...] = ()


class BounceNoted(Value):
    """A mail came back, or its address was refused; `next_to`: the function told in its place."""

    kind: Literal["BounceNoted"] = "BounceNoted"
    notice: NoticeKind
    role: Role
    of: str
    code: str = ""
    next_to: Role | None = None
