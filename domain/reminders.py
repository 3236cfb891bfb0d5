"""Who is told what, when and why: the plans of reminders, as dated data.

A plan is appended, never edited: a plan that changes is a new value with its own `since`. A stream freezes the instants
of its plan when its clock starts, so that a new plan never moves a reminder already promised.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from domain.base import Day, Value
from domain.calendar import Place, at_time, civil_day, is_working_day, last_working_day, morning_of, next_working_day
from domain.notices import NoticeKind


class Step(Value):
    """One reminder, so many calendar days before the day that the plan aims at."""

    notice: NoticeKind
    days_before: int


class Plan(Value):
    """The reminders of one kind of deadline, the furthest first."""

    since: Day
    steps: tuple[Step, ...]

    def instants(self, aims_at: date, key: str, place: Place) -> Iterator[tuple[NoticeKind, datetime]]:
        """Each reminder and the instant at which it falls due: on the last working day on or before its day, early in
        the morning of the EPCI's zone, spread by `key`."""
        for step in self.steps:
            day = last_working_day(aims_at - timedelta(days=step.days_before), place)
            yield step.notice, morning_of(day, f"{key}/{step.notice}", place)


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
