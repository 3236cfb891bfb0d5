"""What humans ask of the reminders of a commune, and what the mandate, or a mail that came back, makes of them."""

from datetime import date, datetime, timedelta
from typing import assert_never

from domain.calendar import civil_day, is_working_day
from domain.consultation.answers import seat_of
from domain.consultation.bouncing import note_bounce
from domain.consultation.events import Event
from domain.consultation.owing import owes
from domain.consultation.reminder_events import (
    CouncilsFollowed,
    HabitsFollowed,
    ReminderDue,
    ReminderSkipped,
    RemindersSnoozed,
    SeatReminders,
)
from domain.consultation.schedule import (
    Name,
    aimed,
    aims_of,
    changed_names,
    held,
    of_councils,
    replanned,
    snoozed,
)
from domain.consultation.state import Consultation, Seat, Status
from domain.errors import Refused
from domain.french import join, long_day
from domain.notices import LABELS
from domain.people import mairie
from domain.reminders import ALLOWED_IN_QUIET_WEEKS, Reminder, is_quiet, leaves_at
from domain.reminders.commands import (
    FollowCouncils,
    FollowHabits,
    NoteBounce,
    SendReminderNow,
    SkipReminder,
    SnoozeReminders,
)

OfReminders = SkipReminder | SnoozeReminders | SendReminderNow | FollowCouncils | FollowHabits | NoteBounce
_RUNNING = (Status.SENT, Status.ENDED)


def facts(state: Consultation, command: OfReminders, at: datetime) -> list[Event]:
    """The events of `command` received at `at`. Raises `Refused` for what a human asks and cannot be."""
    match command:
        case SkipReminder():
            return _skip(state, command, at)
        case SnoozeReminders():
            return _snooze(state, command, at)
        case SendReminderNow():
            return _send_now(state, command, at)
        case FollowCouncils():
            return _follow_councils(state, command, at)
        case FollowHabits():
            return _follow_habits(state, command, at)
        case NoteBounce():
            return note_bounce(state, command, at)
        case _:
            assert_never(command)


def _skip(state: Consultation, command: SkipReminder, at: datetime) -> list[Event]:
    seat = _owing(state, command.commune)
    reminder = _known(state, seat, (command.notice, command.label), at)
    aims_at = aimed(state, seat, reminder.name).aims_at
    return [
        ReminderSkipped(
            commune=seat.insee,
            notice=command.notice,
            label=command.label,
            aims_at=aims_at,
            reason=command.reason,
        )
    ]


def _send_now(state: Consultation, command: SendReminderNow, at: datetime) -> list[Event]:
    seat = _owing(state, command.commune)
    if state.suspended_on is not None:
        raise Refused("Cette consultation est suspendue : aucun rappel ne part ; reprenez-la d'abord.")
    reminder = _known(state, seat, (command.notice, command.label), at)
    return [
        ReminderDue(
            commune=seat.insee,
            notice=reminder.notice,
            label=reminder.label,
            aims_at=aimed(state, seat, reminder.name).aims_at,
            to=reminder.to,
            now=True,
        )
    ]


def _snooze(state: Consultation, command: SnoozeReminders, at: datetime) -> list[Event]:
    """The reminders put off to one day. Raises `Refused` when none falls before it, or when what takes their place
    could not leave by the day that they aim at."""
    seat = _owing(state, command.commune)
    today = civil_day(at, state.home)
    if command.until <= today:
        raise Refused(f"Choisissez un jour après le {long_day(today)} : les rappels sont reportés à ce jour.")
    coming = [*seat.pending, *held(state, seat, at, before=command.until)]
    after = snoozed(state, seat, coming, command.until)
    if after == tuple(sorted(coming, key=lambda each: (each.at, each.name))):
        raise Refused(f"Aucun rappel n'est prévu pour {seat.name} avant le {long_day(command.until)}.")
    aims, moved = aims_of(state, seat), _moved(coming, after)
    leaves = leaves_at(moved.at, state.home, moved.notice, mairie(seat.insee), state.habits)
    if aims is not None and civil_day(leaves, state.home) > aims.deadline:
        raise Refused(_too_late(state, moved, aims.deadline, today))
    kept = [each for each in after if each in seat.pending or each == moved]
    return [
        RemindersSnoozed(commune=seat.insee, until=command.until, reason=command.reason, reminders=tuple(kept)),
    ]


def _moved(before: list[Reminder], after: tuple[Reminder, ...]) -> Reminder:
    return next(reminder for reminder in after if reminder not in before)


def _too_late(state: Consultation, moved: Reminder, deadline: date, today: date) -> str:
    """Until when reminders may be put off, for one of them still to leave by the day that they aim at."""
    day = deadline
    while not is_working_day(day, state.home) or (
        moved.notice not in ALLOWED_IN_QUIET_WEEKS and is_quiet(day, state.habits)
    ):
        day -= timedelta(days=1)
    if day <= today:
        return f"Il est trop tard pour reporter : les rappels visent le {long_day(deadline)}. Le délai ne change pas."
    return (
        f"Les rappels visent le {long_day(deadline)} : ils peuvent être reportés au {long_day(day)} au plus tard. "
        "Le délai ne change pas."
    )


def _follow_councils(state: Consultation, command: FollowCouncils, at: datetime) -> list[Event]:
    if state.status not in _RUNNING:
        return []
    names, events = of_councils(state.habits), list[Event]()
    for known in command.councils:
        seat, days = state.seat(known.commune), tuple(sorted(set(known.days)))
        if seat is None or seat.left is not None or days == seat.councils:
            continue
        reminders = replanned(state, seat.but(councils=days), at, names)
        events.append(CouncilsFollowed(commune=seat.insee, days=days, reminders=reminders))
    return events


def _follow_habits(state: Consultation, command: FollowHabits, at: datetime) -> list[Event]:
    """What the EPCI changed alone is planned anew: nothing else that was promised moves."""
    if state.status not in (*_RUNNING, Status.OPEN) or command.habits == state.habits:
        return []
    names, after = changed_names(state.habits, command.habits), state.but(habits=command.habits)
    anew = {seat.insee: replanned(after, seat, at, names) for seat in state.present if seat.received_on is not None}
    planned = tuple(
        SeatReminders(commune=seat.insee, reminders=anew[seat.insee])
        for seat in state.present
        if seat.insee in anew and anew[seat.insee] != seat.pending
    )
    return [HabitsFollowed(habits=command.habits, planned=planned)]


def _owing(state: Consultation, insee: str | None) -> Seat:
    """The seat of a commune that still owes its answer. Raises `Refused` otherwise."""
    if insee is None:
        raise Refused("Indiquez la commune dont il s'agit, par son code INSEE.")
    seat = seat_of(state, insee)
    if not owes(seat):
        raise Refused(f"Plus rien n'est attendu de {seat.name} : aucun rappel ne lui sera envoyé.")
    return seat


def _known(state: Consultation, seat: Seat, name: Name, at: datetime) -> Reminder:
    """The reminder of that name that has not left. Raises `Refused` when there is none, and says which there are."""
    coming = [*seat.pending, *held(state, seat, at)]
    for reminder in coming:
        if reminder.name == name:
            return reminder
    known = join([f"« {LABELS[each.notice]}{f' ({each.label})' if each.label else ''} »" for each in coming])
    left = f"Sont à venir : {known}." if coming else "Aucun n'est à venir."
    raise Refused(f"Ce rappel n'est pas prévu pour {seat.name}, ou il est déjà parti. {left}")
