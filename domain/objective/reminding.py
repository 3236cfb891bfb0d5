"""What humans ask of the reminders of an objective, and what the mandate, or a mail that came back, makes of them."""

from datetime import datetime
from typing import assert_never

from domain.calendar import civil_day
from domain.errors import Refused
from domain.french import join, long_day, typeset
from domain.notices import LABELS, NoticeKind
from domain.objective.events import Event
from domain.objective.ledger import is_held, named, told_as
from domain.objective.reminder_events import (
    Bounce,
    BounceNoted,
    HabitsFollowed,
    ObjectiveReminder,
    ReminderSkipped,
    RemindersSnoozed,
)
from domain.objective.state import Objective
from domain.objective.timetable import PLANS_OF_OBJECTIVES, in_order, is_reminded, reminded, replanned, snoozed
from domain.objective.transitions import LABELS as STATUS_LABELS
from domain.people import COORDINATEUR, Role
from domain.reminders import Habits
from domain.reminders.commands import FollowHabits, NoteBounce, SendReminderNow, SkipReminder, SnoozeReminders

OfReminders = SkipReminder | SnoozeReminders | SendReminderNow | FollowHabits | NoteBounce
OfRemindersEvent = HabitsFollowed | ReminderSkipped | RemindersSnoozed | BounceNoted

#: Kinds whose notices are named by the day on which they are told alone.
_OF_A_DAY = (NoticeKind.OBJECTIVE_LATE, NoticeKind.PROGRESS_ASKED)


def decide(state: Objective, command: OfReminders, at: datetime) -> list[Event]:
    """The events of `command` received at `at`. Raises `Refused` for what a human asks and cannot be."""
    match command:
        case SkipReminder():
            reminder = _known(state, command, at)
            return [ReminderSkipped(notice=reminder.notice, label=reminder.label, reason=command.reason)]
        case SendReminderNow():
            return _send_now(state, command, at)
        case SnoozeReminders():
            return _snooze(state, command, at)
        case FollowHabits():
            return _follow_habits(state, concerning(command.habits), at)
        case NoteBounce():
            return _note_bounce(state, command)
        case _:
            assert_never(command)


def concerning(habits: Habits) -> Habits:
    """What of the habits of an EPCI concerns objectives: the plans of theirs, and the quiet weeks."""
    return habits.but(changes=tuple(change for change in habits.changes if change.plan in PLANS_OF_OBJECTIVES))


def evolve(state: Objective, event: OfRemindersEvent) -> Objective:
    """The objective after `event`."""
    match event:
        case HabitsFollowed():
            return state.but(habits=event.habits, schedule=event.schedule)
        case ReminderSkipped():
            name = (event.notice, event.label)
            left = tuple(each for each in state.schedule.reminders if each.name != name)
            told = tuple(each for each in state.reminded if each.reminder.name != name)
            skipped = tuple(dict.fromkeys([*state.skipped, name]))
            return state.but(schedule=state.schedule.but(reminders=left), reminded=told, skipped=skipped)
        case RemindersSnoozed():
            told = tuple(each for each in state.reminded if each.reminder.name not in event.held)
            return state.but(snoozed_until=event.until, schedule=event.schedule, reminded=told)
        case BounceNoted():
            bounce = Bounce.model_validate(event.model_dump(exclude={"kind"}))
            return state.but(bounces=(*state.bounces, bounce))
        case _:
            assert_never(event)


def _send_now(state: Objective, command: SendReminderNow, at: datetime) -> list[Event]:
    reminder = _known(state, command, at)
    if not is_reminded(state, reminder):
        raise Refused(typeset(f"L'objectif {state.key} est {STATUS_LABELS[state.status]} : rien n'en est rappelé."))
    return [reminded(state, reminder, at, now=True)]


def _snooze(state: Objective, command: SnoozeReminders, at: datetime) -> list[Event]:
    """What is to come put off to one day, and with it what fell due without leaving. Raises `Refused` when nothing
    falls before that day."""
    _of_no_commune(state, command.commune)
    today = civil_day(at, state.home)
    if command.until <= today:
        raise Refused(typeset(f"Choisissez un jour après le {long_day(today)} : les rappels sont reportés à ce jour."))
    held = _held(state, at)
    before = in_order([*state.schedule.reminders, *held])
    after = snoozed(state, before, command.until)
    if after == before:
        told = f"Aucun rappel au pilote n'est prévu avant le {long_day(command.until)}"
        raise Refused(typeset(f"{told} pour l'objectif {state.key} : il n'y a rien à reporter."))
    put_off = tuple(each.name for each in held if each not in after)
    kept = tuple(each for each in after if each not in held)
    schedule = state.schedule.but(reminders=kept)
    return [RemindersSnoozed(until=command.until, reason=command.reason, schedule=schedule, held=put_off)]


def _follow_habits(state: Objective, habits: Habits, at: datetime) -> list[Event]:
    """What the EPCI changed alone is planned anew: nothing else that was promised moves."""
    if state.closed or habits == state.habits:
        return []
    names = {(change.notice, change.label) for change in set(state.habits.changes) ^ set(habits.changes)}
    reminders = replanned(state.but(habits=habits), at, names)
    return [HabitsFollowed(habits=habits, schedule=state.schedule.but(reminders=reminders))]


def _note_bounce(state: Objective, command: NoteBounce) -> list[Event]:
    """The bounce kept; the coordinator stands for the pilote, once for each thing told. Nothing for a mail to the
    coordinator, for whom nobody stands."""
    if command.role is Role.COORDINATEUR:
        return []
    of = _told(state, command.notice)
    told_already = any(bounce.of == of for bounce in state.bounces)
    next_to = COORDINATEUR.role if of and not told_already and not state.closed else None
    return [BounceNoted(notice=command.notice, role=command.role, of=of, code=command.code, next_to=next_to)]


def _told(state: Objective, kind: NoticeKind) -> str:
    """What the last notice of that kind was about, empty when it is about nothing any more."""
    if kind in _OF_A_DAY:
        on = state.asked_on if kind is NoticeKind.PROGRESS_ASKED else state.late_since
        return named(state, kind, on) if on is not None else ""
    told = [each for each in state.reminded if each.reminder.notice is kind]
    return told_as(state, told[-1]) if told else ""


def _known(state: Objective, command: SkipReminder | SendReminderNow, at: datetime) -> ObjectiveReminder:
    """The reminder of that name that has not left. Raises `Refused` when there is none, and says which there are."""
    _of_no_commune(state, command.commune)
    coming = in_order([*state.schedule.reminders, *_held(state, at)])
    for reminder in coming:
        if reminder.name == (command.notice, command.label):
            return reminder
    known = join([f"« {LABELS[each.notice]}{f' ({each.label})' if each.label else ''} »" for each in coming])
    left = f"Sont à venir : {known}." if coming else "Aucun n'est à venir."
    raise Refused(typeset(f"Ce rappel n'est pas prévu pour l'objectif {state.key}, ou il est déjà parti. {left}"))


def _held(state: Objective, at: datetime) -> list[ObjectiveReminder]:
    return [told.reminder for told in state.reminded if is_held(state, told, at)]


def _of_no_commune(state: Objective, commune: str | None) -> None:
    if commune is not None:
        raise Refused(f"Les rappels de l'objectif {state.key} ne vont à aucune commune : n'en indiquez pas.")
