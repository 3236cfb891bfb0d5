"""What time alone makes happen to an objective: the reminders of its deadline, and lateness."""

from datetime import datetime, timedelta
from typing import assert_never

from domain.calendar import Place, civil_day, start_of_day
from domain.objective.events import Event, LateRecorded, ReminderDue, Schedule
from domain.objective.state import Objective
from domain.objective.transitions import REMINDED, Status
from domain.planned import PlannedDay
from domain.reminders import OBJECTIVE_PLAN

#: An objective under way of which nothing was told for so many days is stale: its pilote is asked.
STALE_DAYS = 90

_ONE_DAY = timedelta(days=1)


def schedule(stream: str, deadline: PlannedDay | None, place: Place, at: datetime) -> Schedule:
    """What the deadline recorded at `at` will make happen: the reminders still to come, and lateness.

    Lateness happens at 00:00 local on the day after the last one of the deadline. A deadline already past when it is
    recorded makes the objective late at the next midnight: whoever enters an old roadmap has the day to say what
    became of it. An unknown deadline makes nothing happen.
    """
    if deadline is None:
        return Schedule()
    return Schedule(
        reminders=OBJECTIVE_PLAN.reminders(deadline.last_day, stream, place, after=at),
        late_at=start_of_day(max(deadline.last_day, civil_day(at, place)) + _ONE_DAY, place),
    )


def still_to_come(kept: Schedule, at: datetime) -> Schedule:
    """The same schedule without the reminders that lapsed, untold, by the instant `at`."""
    return kept.but(reminders=tuple(reminder for reminder in kept.reminders if reminder.at > at))


def next_due(state: Objective) -> datetime | None:
    """The next instant at which a reminder falls due or the objective becomes late."""
    instants = [reminder.at for reminder in state.schedule.reminders] if state.status in REMINDED else []
    if state.schedule.late_at is not None and state.status is not Status.ABSENT and not state.closed:
        instants.append(state.schedule.late_at)
    return min(instants, default=None)


def pass_time(state: Objective, until: datetime) -> list[Event]:
    """What happens at `until`, which is `next_due`."""
    if state.deadline is None:
        return []
    reminders = state.schedule.reminders if state.status in REMINDED else ()
    events: list[Event] = [
        ReminderDue(notice=reminder.notice, deadline=state.deadline) for reminder in reminders if reminder.at <= until
    ]
    if not events and state.schedule.late_at is not None and state.schedule.late_at <= until:
        events.append(LateRecorded(deadline=state.deadline, since=state.deadline.last_day + _ONE_DAY))
    return events


def passed(state: Objective, event: ReminderDue | LateRecorded) -> Objective:
    """The objective after time made `event` happen."""
    match event:
        case ReminderDue():
            left = tuple(reminder for reminder in state.schedule.reminders if reminder.notice is not event.notice)
            return state.but(schedule=state.schedule.but(reminders=left), told=(*state.told, event.notice))
        case LateRecorded():
            return state.but(schedule=state.schedule.but(late_at=None), late_since=event.since)
        case _:
            assert_never(event)
