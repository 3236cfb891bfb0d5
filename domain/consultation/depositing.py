"""Until when a délibération may be deposited by a link: the day of the vote decides, not that of the deposit."""

from datetime import date, timedelta
from typing import Final

from domain.calendar import add_months
from domain.consultation.state import Consultation, Seat

#: A délibération voted in time may still be on its way when the delay is over.
GRACE: Final = timedelta(days=30)

#: How long one that nothing bounds is waited for.
_WAITED_MONTHS: Final = 12


def acts_until(state: Consultation, seat: Seat) -> date | None:
    """The last day on which a délibération of the commune may be deposited by a link; `None` before the sending."""
    if state.sent_on is None:
        return None
    end = seat.deadline.safe if seat.deadline else state.reply_by
    return (end or add_months(state.sent_on, _WAITED_MONTHS)) + GRACE
