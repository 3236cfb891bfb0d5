"""What happens to the reminders of a consultation, and what was told of them."""

from typing import Literal

from domain.base import Day, Value
from domain.notices import NoticeKind
from domain.people import Role
from domain.reminders import Habits, Reminder


class Aimed(Value):
    """A reminder and the day that it aims at: the same one at another day is another reminder."""

    notice: NoticeKind
    label: str = ""
    aims_at: Day | None = None


class Told(Value):
    """A reminder that fell due, for the day that it aimed at. `now`: a human let it leave at once."""

    reminder: Reminder
    aims_at: Day | None = None
    now: bool = False

    @property
    def aimed(self) -> Aimed:
        return Aimed(notice=self.reminder.notice, label=self.reminder.label, aims_at=self.aims_at)


class Bounce(Value):
    """A mail that came back from a function of the commune, and who is told in its place, `None` if nobody is.

    `of`: what the mail was about, as the keys of notices name it. `code`: that of the refusal (« 5.1.1 »).
    """

    notice: NoticeKind
    role: Role
    of: str = ""
    code: str = ""
    next_to: Role | None = None


class SeatReminders(Value):
    """The reminders of one commune, planned anew."""

    commune: str
    reminders: tuple[Reminder, ...]


class ReminderDue(Value):
    """A reminder falls due for one commune. `aims_at`: the day that it counts back from, if it aims at one; `to`: the
    functions told, the mairie's mailbox if none is named. `moved_to`: the day to which a human moved it; `now`: a human
    let it leave at once."""

    kind: Literal["ReminderDue"] = "ReminderDue"
    commune: str
    notice: NoticeKind
    aims_at: Day | None = None
    to: tuple[Role, ...] = ()
    label: str = ""
    moved_to: Day | None = None
    now: bool = False


class CouncilsFollowed(Value):
    """The days on which the council of a commune sits, as they are now known, with the reminders that then come."""

    kind: Literal["CouncilsFollowed"] = "CouncilsFollowed"
    commune: str
    days: tuple[Day, ...]
    reminders: tuple[Reminder, ...] = ()


class HabitsFollowed(Value):
    """What the EPCI changes of the plan, and its quiet weeks. `planned`: the reminders to come of each commune whose
    reminders change."""

    kind: Literal["HabitsFollowed"] = "HabitsFollowed"
    habits: Habits
    planned: tuple[SeatReminders, ...] = ()


class ReminderSkipped(Value):
    """A human left out one reminder to come."""

    kind: Literal["ReminderSkipped"] = "ReminderSkipped"
    commune: str
    notice: NoticeKind
    label: str = ""
    aims_at: Day | None = None
    reason: str


class RemindersSnoozed(Value):
    """A human leaves a commune in peace until a day. `reminders`: those that still come. No legal delay moves."""

    kind: Literal["RemindersSnoozed"] = "RemindersSnoozed"
    commune: str
    until: Day
    reason: str
    reminders: tuple[Reminder, ...] = ()


class BounceNoted(Value):
    """A mail came back, or its address was refused; `next_to`: the function told in its place."""

    kind: Literal["BounceNoted"] = "BounceNoted"
    commune: str
    notice: NoticeKind
    role: Role
    of: str = ""
    code: str = ""
    next_to: Role | None = None
