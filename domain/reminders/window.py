"""When mail leaves: on the morning of a working day, and not in the weeks in which town halls are closed or busy."""

from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Final

from domain.calendar import Place, at_time, civil_day, next_working_day
from domain.notices import NoticeKind as Kind
from domain.people import Recipient
from domain.reminders.habits import USUAL, Habits

#: Mail leaves in the morning of a working day, in the EPCI's zone.
WINDOW_OPENS, WINDOW_CLOSES = time(8), time(10)

#: What a mail server that was away held up still leaves before noon; else it waits for the next morning.
LATEST: Final = time(12)

#: Those of a morning leave in so many waves, a quarter of an hour apart: relays are not flooded, and each wave is one
#: delivery.
_WAVES: Final = 8
_WAVE_S: Final = 900

#: First and last day of the quiet weeks of each year, as (month, day): summer, then the end of the year, which runs on
#: into the next (practice). Weeks of elections are entered by the EPCI, whose dates come by decree.
_SUMMER: Final = ((7, 15), (8, 31))
_YEAR_END: Final = ((12, 20), (1, 3))

#: What leaves all the same: what starts or answers something, what is lost if it waits, and the coordinator's calls on
#: which a legal delay hangs.
ALLOWED_IN_QUIET_WEEKS: Final = frozenset(
    {
        Kind.TRANSMISSION,
        Kind.AVIS_RECEIPT,
        Kind.CODE,
        Kind.NEW_LINK,
        Kind.AVIS_CONVOCATION,
        Kind.AVIS_J7,
        Kind.AVIS_J2,
        Kind.CALL_MAIRIE,
        Kind.CALL_BEFORE_END,
        Kind.ADDRESS_REFUSED,
    }
)


def is_quiet(day: date, habits: Habits = USUAL) -> bool:
    """Whether reminders are held on `day`."""
    month_day = (day.month, day.day)
    summer = _SUMMER[0] <= month_day <= _SUMMER[1]
    year_end = month_day >= _YEAR_END[0] or month_day <= _YEAR_END[1]
    return summer or year_end or any(week.first <= day <= week.last for week in habits.quiet)


def leaves_at(at: datetime, place: Place, kind: Kind, to: Recipient, habits: Habits = USUAL) -> datetime:
    """The instant from which a notice of this kind that became due at `at` may leave: in the window of this morning or
    of the next one that is neither off nor quiet for it. Those of a commune or of a function leave together."""
    spread_s = _spread_s(to)
    opens = sending_window(at, place, spread_s)
    day = civil_day(opens, place)
    if kind in ALLOWED_IN_QUIET_WEEKS or not is_quiet(day, habits):
        return opens
    while is_quiet(day, habits):
        day = next_working_day(day + timedelta(days=1), place)
    return sending_window(at_time(day, WINDOW_OPENS, place), place, spread_s)


def sending_window(at: datetime, place: Place, spread_s: int = 0) -> datetime:
    """The instant from which what became due at `at` may leave: in this morning's window, `spread_s` seconds after its
    opening, or in the next working day's."""
    day = civil_day(at, place)
    if at >= at_time(day, WINDOW_CLOSES, place):
        day += timedelta(days=1)
    day = next_working_day(day, place)
    return max(at, at_time(day, WINDOW_OPENS, place) + timedelta(seconds=spread_s))


def _spread_s(to: Recipient) -> int:
    """Always the same for a commune or a function: what it is told of one morning leaves together."""
    key = to.commune or to.function or to.role
    return _WAVE_S * (int.from_bytes(sha256(key.encode()).digest()[:8], "big") % _WAVES)
