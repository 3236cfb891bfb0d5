"""How a notice of an objective is named in the ledger, and whom it goes to."""

from datetime import date, datetime

from domain.calendar import start_of_day
from domain.notices import NoticeKind
from domain.objective.reminder_events import ObjectiveReminder, Told
from domain.objective.state import Objective
from domain.people import COORDINATEUR, Recipient, Role, pilote
from domain.reminders import leaves_at
from domain.reminders.keys import in_key


def owner(state: Objective) -> Recipient:
    """The pilote, the coordinator when the objective has none."""
    return pilote(state.pilote) if state.pilote else COORDINATEUR


def recipients(state: Objective, reminder: ObjectiveReminder) -> tuple[Recipient, ...]:
    """Whom the reminder tells: the coordinator where its plan says so, else the pilote, and with it the suppléant, if
    there is one, when news are asked again."""
    if Role.COORDINATEUR in reminder.to:
        return (COORDINATEUR,)
    if reminder.notice is NoticeKind.PROGRESS_AGAIN and state.suppleant and state.suppleant != state.pilote:
        return owner(state), pilote(state.suppleant)
    return (owner(state),)


def about(state: Objective, milestone: str = "") -> str:
    """The matter of a notice: the objective, or one of its milestones by its name."""
    return f"{state.stream}#{milestone}" if milestone else state.stream


def named(state: Objective, kind: NoticeKind, on: date) -> str:
    """The key of what is told on the day `on` and is no reminder of a plan."""
    return f"{state.stream}/{kind}/{on.isoformat()}"


def told_as(state: Objective, told: Told) -> str:
    """The key of a reminder that fell due, as far as it is the same for all those whom it tells."""
    reminder = told.reminder
    label = f"~{in_key(reminder.label)}" if reminder.label and not reminder.milestone else ""
    day = f"/{told.on.isoformat()}" if told.on is not None else ""
    return f"{about(state, reminder.milestone)}/{reminder.notice}{label}{day}{'+now' if told.now else ''}"


def leaves(state: Objective, kind: NoticeKind, to: Recipient, at: datetime) -> datetime:
    """When what fell due at `at` may leave: not before the pilote is to be told something again."""
    if state.snoozed_until is not None and to.role is not Role.COORDINATEUR:
        at = max(at, start_of_day(state.snoozed_until, state.home))
    return leaves_at(at, state.home, kind, to, state.habits)


def is_held(state: Objective, told: Told, at: datetime) -> bool:
    """Whether it fell due and has not left at `at`, as in a quiet week or before the morning's window."""
    to, reminder = recipients(state, told.reminder)[0], told.reminder
    return not told.now and leaves(state, reminder.notice, to, reminder.at) > at
