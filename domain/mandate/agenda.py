"""What time alone brings to a mandate: reminders of duties, digests, quarterly stocks, evaluations, its end."""

import calendar
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain.calendar import Place, civil_day, morning_of, next_working_day, start_of_day
from domain.evaluation.commands import PointType, evaluation_id
from domain.mandate.duties import Duty, communication, reports
from domain.mandate.events import DigestDue, DutyReminderDue, EvaluationDue, Event, MandateEnded, StockDue
from domain.mandate.follow_ups import following_duties
from domain.mandate.state import Mandate, Status
from domain.reminders import DUTY_PLAN, PlanName, adapted, is_quiet
from domain.territory import Nature

_QUARTER_MONTHS = (1, 4, 7, 10)
_WEEK = timedelta(days=7)

Due = tuple[datetime, Event]


def agenda(state: Mandate) -> list[Due]:
    """Everything that time alone is known to bring, each with its instant, the soonest first.

    Nothing for a mandate that is not open, nor for one that had ended before it was entered.
    """
    if state.status is not Status.OPEN or state.last_day < state.first_day:
        return []
    first_day_after = state.last_day + timedelta(days=1)
    end = (start_of_day(first_day_after, state.home), MandateEnded(on=first_day_after))
    due = [*_reminders(state), *_digest(state), *_stock(state), *_evaluations(state), end]
    return sorted(due, key=lambda one: one[0])


def schedule(state: Mandate, at: datetime, anew: bool = False) -> tuple[Duty, ...]:
    """The duties that the mandate has, seen from `at`, in the order of their days.

    A duty whose day has come, or that was done, stays whatever changes around it; the others follow the plan, with
    the reminders that are still to come. One that follows from an act whose day was corrected goes with its day.
    `anew`: the reminders of those that are kept are planned again, except those already told.
    """
    today = civil_day(at, state.home)
    wanted = {duty.key: duty for duty in _wanted(state)}
    stands = (duty for duty in state.duties if duty.done_on or (duty.due < today and not duty.consultation))
    kept = {duty.key: duty for duty in (*stands, *(duty for duty in state.duties if duty.key in wanted))}
    added = (_with_reminders(duty, state, at) for key, duty in wanted.items() if key not in kept)
    if anew:
        kept = {key: duty if duty.done_on else _with_reminders(duty, state, at) for key, duty in kept.items()}
    return tuple(sorted([*kept.values(), *added], key=lambda duty: (duty.due, duty.key)))


def start_evaluation(state: Mandate, type: PointType, on: date) -> EvaluationDue:
    """An evaluation that starts `on`, under the next number of its year and type."""
    n = 1 + sum(ref.type is type and ref.on.year == on.year for ref in state.evaluations)
    return EvaluationDue(type=type, on=on, evaluation=evaluation_id(state.siren, on.year, type, n))


def next_stock_day(after: date, place: Place) -> date:
    """The first working day of a quarter that comes after the day `after`."""
    quarters = (date(year, month, 1) for year in (after.year, after.year + 1) for month in _QUARTER_MONTHS)
    return next(day for day in (next_working_day(quarter, place) for quarter in quarters) if day > after)


def _wanted(state: Mandate) -> Iterator[Duty]:
    first, last = state.first_day, state.last_day
    # The métropole de Lyon is no EPCI: the articles L5211-1 and following of the CGCT ask nothing of it.
    of_the_epci = state.nature is not Nature.MET69
    if of_the_epci:
        yield from reports(first, last)
    for follow in state.follow_ups:
        yield from following_duties(follow, first, last, state.year)
    if state.approval is not None and of_the_epci:
        for point in state.points:
            is_communication = point.type is PointType.COMMUNICATION_ANNUELLE
            if is_communication and first <= point.on <= last and point.on > state.approval.on:
                yield communication(point.on)


def _with_reminders(duty: Duty, state: Mandate, at: datetime) -> Duty:
    plan = adapted(DUTY_PLAN, PlanName.DUTY, state.habits)
    to_come = plan.reminders(duty.due, f"{state.stream}/{duty.key}", state.home, after=at)
    return duty.but(reminders=tuple(reminder for reminder in to_come if reminder.name not in duty.told))


def _reminders(state: Mandate) -> Iterator[Due]:
    for duty in state.duties:
        for reminder in duty.reminders:
            yield reminder.at, DutyReminderDue(key=duty.key, notice=reminder.notice, label=reminder.label)


def _digest(state: Mandate) -> Iterator[Due]:
    """The next one alone: each Tuesday, or the next working day, in the weeks that are not quiet."""
    if state.digest_after is None:
        return
    since = civil_day(state.digest_after, state.home)
    tuesday = since - timedelta(days=(since.weekday() - calendar.TUESDAY) % 7)
    while tuesday <= state.last_day:
        day = next_working_day(tuesday, state.home)
        instant = morning_of(day, f"{state.stream}/digest", state.home)
        if instant > state.digest_after and not is_quiet(tuesday, state.habits) and not is_quiet(day, state.habits):
            yield instant, DigestDue(on=day)
            return
        tuesday += _WEEK


def _stock(state: Mandate) -> Iterator[Due]:
    if state.stock_after is None:
        return
    day = next_stock_day(state.stock_after, state.home)
    if day <= state.last_day:
        yield start_of_day(day, state.home), StockDue(on=day)


def _evaluations(state: Mandate) -> Iterator[Due]:
    if state.planned_at is None:
        return
    planned_on = civil_day(state.planned_at, state.home)
    started = {(ref.type, ref.on) for ref in state.evaluations}
    for point in state.points:
        is_evaluation = point.type is not PointType.COMMUNICATION_ANNUELLE
        if is_evaluation and point.on >= planned_on and (point.type, point.on) not in started:
            # A point of the very day on which it is planned starts at once: time does not go back to midnight.
            instant = max(start_of_day(point.on, state.home), state.planned_at)
            yield instant, start_evaluation(state, point.type, point.on)
