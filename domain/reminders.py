"""Who is told what, when and why: the plans of reminders, as dated data.

A plan is appended, never edited: a plan that changes is a new value with its own `since`. A stream freezes the instants
of its plan when its clock starts, so that a new plan never moves a reminder already promised.
"""

from datetime import date, datetime, time, timedelta

from domain.base import Day, Instant, Value
from domain.calendar import Place, at_time, civil_day, is_working_day, last_working_day, morning_of, next_working_day
from domain.notices import NoticeKind


class Step(Value):
    """One reminder, so many calendar days before the day that the plan aims at."""

    notice: NoticeKind
    days_before: int


class Reminder(Value):
    """One reminder of a plan and the instant at which it falls due."""

    notice: NoticeKind
    at: Instant


class Plan(Value):
    """The reminders of one kind of deadline, the furthest first."""

    since: Day
    steps: tuple[Step, ...]

    def reminders(self, aims_at: date, key: str, place: Place, after: datetime) -> tuple[Reminder, ...]:
        """Those that fall due after the instant `after`, the soonest first: each on the last working day on or before
        its day, early in the morning of the EPCI's zone, spread by `key`."""
        days = ((step.notice, aims_at - timedelta(days=step.days_before)) for step in self.steps)
        planned = (
            Reminder(notice=notice, at=morning_of(last_working_day(day, place), f"{key}/{notice}", place))
            for notice, day in days
        )
        return tuple(reminder for reminder in planned if reminder.at > after)


#: A commune asked for its avis or its vote; aims at the day before the earliest reading of its deadline.
CONSULTATION_PLAN = Plan(
    since=date(2026, 1, 1),
    steps=(
        Step(notice=NoticeKind.AVIS_J60, days_before=60),
        Step(notice=NoticeKind.AVIS_J30, days_before=30),
        Step(notice=NoticeKind.AVIS_J15, days_before=15),
        Step(notice=NoticeKind.AVIS_J7, days_before=7),
        Step(notice=NoticeKind.AVIS_J2, days_before=2),
    ),
)

#: The pilote of an objective (the coordinator if it has none); aims at the last day of its deadline.
OBJECTIVE_PLAN = Plan(
    since=date(2026, 1, 1),
    steps=(
        Step(notice=NoticeKind.OBJECTIVE_J60, days_before=60),
        Step(notice=NoticeKind.OBJECTIVE_J30, days_before=30),
        Step(notice=NoticeKind.OBJECTIVE_J7, days_before=7),
    ),
)

#: A duty of the mandate, told to the coordinator; aims at its day.
DUTY_PLAN = Plan(
    since=date(2026, 1, 1),
    steps=(
        Step(notice=NoticeKind.DUTY_J30, days_before=30),
        Step(notice=NoticeKind.DUTY_J7, days_before=7),
    ),
)

#: Working days after the transmission at which a commune that acknowledged nothing is called.
RECEIPT_WORKING_DAYS = 3

#: Mail leaves in the morning of a working day, in the EPCI's zone.
WINDOW_OPENS, WINDOW_CLOSES = time(8), time(10)


def sending_window(at: datetime, place: Place) -> datetime:
    """The instant from which what became due at `at` may leave: this morning's window, or the next working day's.

    All the notices of a morning leave at its opening, so that a person receives one message.
    """
    day = civil_day(at, place)
    if not is_working_day(day, place) or at >= at_time(day, WINDOW_CLOSES, place):
        day = next_working_day(day + timedelta(days=1), place)
    return max(at, at_time(day, WINDOW_OPENS, place))
