"""The reminders of one commune: the days that they aim at, by its delay and its councils, and what a change of these
makes of those that are still to come."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from domain.calendar import civil_day, morning_of, next_working_day, start_of_day
from domain.consultation.reminder_events import Aimed, Told
from domain.consultation.state import Consultation, Seat
from domain.convocation import Convocation, conseil_municipal
from domain.councils import CouncilWindow, council_window, sitting
from domain.notices import NoticeKind
from domain.people import Role, mairie
from domain.reminders import (
    CONSULTATION_PLAN,
    Aims,
    Anchor,
    Habits,
    Only,
    Plan,
    PlanName,
    Reminder,
    Step,
    adapted,
    leaves_at,
)

Name = tuple[NoticeKind, str]


def window_of(state: Consultation, seat: Seat) -> CouncilWindow | None:
    """The councils known in the legal delay of the commune, `None` where it has none or before it runs.

    How a council is convened depends on the population municipale, that of the electorate frozen at the sending.
    """
    if seat.deadline is None:
        return None
    return council_window(seat.councils, seat.deadline, _convocation(state, seat.insee))


def aims_of(state: Consultation, seat: Seat) -> Aims | None:
    """The days from which its reminders count: its legal delay, else the day wished for. `None` when there is neither.

    No delay is lost where the law sets none: only a council that is known is then aimed at.
    """
    window = window_of(state, seat)
    if window is not None and seat.deadline is not None:
        return Aims.of_councils(seat.deadline.alert_on, window)
    if state.reply_by is None or seat.received_on is None:
        return None
    within = [day for day in seat.councils if seat.received_on <= day <= state.reply_by]
    if not within:
        return Aims(deadline=state.reply_by)
    last = sitting(max(within), _convocation(state, seat.insee))
    return Aims(
        deadline=state.reply_by,
        agenda=last.agenda_closes,
        convocation=last.last_convocation,
        urgency=last.last_urgent,
        council=last.council,
        known=True,
    )


def step_of(state: Consultation, seat: Seat, name: Name) -> Step | None:
    """The step of its plan that bears this name, `None` when the commune has no such step now."""
    aims = aims_of(state, seat)
    steps = _plan(state, seat).steps if aims is not None else ()
    return next(
        (step for step in steps if (step.notice, step.label) == name and aims and aims.day(step) is not None), None
    )


def aimed(state: Consultation, seat: Seat, name: Name) -> Aimed:
    """The reminder of that name and the day that it now aims at: its council where it counts from one, else the end."""
    return Aimed(notice=name[0], label=name[1], aims_at=_day(state, seat, name))


def planned(state: Consultation, seat: Seat, at: datetime) -> tuple[Reminder, ...]:
    """The reminders of `seat` that fall due after `at`, the soonest first: nothing that was told or skipped comes twice
    for the day that it aims at, and a commune that is left in peace stays so."""
    aims = aims_of(state, seat)
    if aims is None or seat.left is not None:
        return ()
    every = _plan(state, seat).reminders(aims, f"{state.stream}/{seat.insee}", state.home, after=at)
    over = {told.aimed for told in seat.told}.union(seat.skipped)
    fresh = [reminder for reminder in every if aimed(state, seat, reminder.name) not in over]
    until = seat.snoozed_until
    if until is None or at >= start_of_day(until, state.home):
        return in_order(fresh)
    names = {reminder.name for reminder in fresh}
    moved = [each for each in seat.pending if moved_to(state, seat, each) and each.name not in names]
    return snoozed(state, seat, [*fresh, *(each for each in moved if step_of(state, seat, each.name))], until)


def replanned(state: Consultation, seat: Seat, at: datetime, names: Collection[Name]) -> tuple[Reminder, ...]:
    """The reminders to come of the seat as it now is: those of `names` planned anew, the others as promised."""
    kept = [reminder for reminder in seat.pending if reminder.name not in names]
    return in_order([*kept, *(reminder for reminder in planned(state, seat, at) if reminder.name in names)])


def of_councils(habits: Habits) -> frozenset[Name]:
    """The names of the reminders that the councils of a commune move, add or take away."""
    steps = adapted(CONSULTATION_PLAN, PlanName.CONSULTATION, habits).steps
    return frozenset(
        (step.notice, step.label)
        for step in steps
        if step.anchor is not Anchor.DEADLINE or step.only is not Only.ALWAYS
    )


def changed_names(before: Habits, after: Habits) -> frozenset[Name]:
    """The names of the reminders that the EPCI plans in another way."""
    changes = set(before.changes) ^ set(after.changes)
    return frozenset((each.notice, each.label) for each in changes if each.plan is PlanName.CONSULTATION)


def snoozed(state: Consultation, seat: Seat, reminders: Iterable[Reminder], until: date) -> tuple[Reminder, ...]:
    """The same, once the last of those to the commune that fall before the day `until` took the place of them all, on
    its morning (the next one that is worked). What is told to the coordinator stays."""
    known = list(reminders)
    opening = start_of_day(until, state.home)
    early = [reminder for reminder in known if to_commune(reminder) and reminder.at < opening]
    if not early:
        return in_order(known)
    last = max(early, key=lambda reminder: (reminder.at, reminder.name))
    morning = morning_of(next_working_day(until, state.home), _key(state, seat, last), state.home)
    return in_order([*(reminder for reminder in known if reminder not in early), last.but(at=morning)])


def moved_to(state: Consultation, seat: Seat, reminder: Reminder) -> date | None:
    """The day to which a human moved what is told to the commune, when `reminder` is on its morning."""
    until = seat.snoozed_until
    if until is None or not to_commune(reminder):
        return None
    return until if civil_day(reminder.at, state.home) == next_working_day(until, state.home) else None


def held(state: Consultation, seat: Seat, at: datetime, before: date | None = None) -> list[Reminder]:
    """What fell due and has not left at `at`, as in a quiet week or before the morning's window, and is to come under
    no other day; that alone which leaves before the day `before`, if one is given."""
    found = [told.reminder for told in seat.told if _held(state, seat, told, at)]
    end = start_of_day(before, state.home) if before is not None else None
    coming = {reminder.name for reminder in seat.pending}
    return [each for each in found if each.name not in coming and (end is None or _leaves(state, seat, each) < end)]


def to_commune(reminder: Reminder) -> bool:
    """Whether it is told to somebody of the commune, and not to the coordinator."""
    return Role.COORDINATEUR not in reminder.to


def in_order(reminders: Iterable[Reminder]) -> tuple[Reminder, ...]:
    """The soonest first, in one order whatever came first."""
    return tuple(sorted(reminders, key=lambda reminder: (reminder.at, reminder.name)))


def _day(state: Consultation, seat: Seat, name: Name) -> date | None:
    aims, step = aims_of(state, seat), step_of(state, seat, name)
    if aims is None:
        return None
    return aims.deadline if step is None or step.anchor is Anchor.DEADLINE else aims.council


def _held(state: Consultation, seat: Seat, told: Told, at: datetime) -> bool:
    current = aimed(state, seat, told.reminder.name)
    sent_now = any(each.now and each.aimed == told.aimed for each in seat.told)
    if sent_now or told.aimed != current or current in seat.skipped:
        return False
    leaves, until = _leaves(state, seat, told.reminder), seat.snoozed_until
    put_off = until is not None and to_commune(told.reminder) and leaves < start_of_day(until, state.home)
    return leaves > at and not put_off


def _leaves(state: Consultation, seat: Seat, reminder: Reminder) -> datetime:
    return leaves_at(reminder.at, state.home, reminder.notice, mairie(seat.insee), state.habits)


def _plan(state: Consultation, seat: Seat) -> Plan:
    """The plan as the EPCI wants it; where no delay runs, a council that is not known is no loss to be told of."""
    plan = adapted(CONSULTATION_PLAN, PlanName.CONSULTATION, state.habits)
    if seat.deadline is not None:
        return plan
    return plan.but(steps=tuple(step for step in plan.steps if step.notice is not NoticeKind.COUNCILS_MISSING))


def _convocation(state: Consultation, insee: str) -> Convocation:
    voters = state.electorate.voters if state.electorate is not None else ()
    return conseil_municipal(next((voter.municipale for voter in voters if voter.insee == insee), 0))


def _key(state: Consultation, seat: Seat, reminder: Reminder) -> str:
    return f"{state.stream}/{seat.insee}/{reminder.notice}{reminder.label}"
