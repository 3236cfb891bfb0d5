"""Until when a commune is asked to answer, and how its council is convened in time."""

from dataclasses import dataclass
from datetime import date

from domain.consultation.schedule import window_of
from domain.consultation.state import Consultation, Seat
from domain.convocation import CONSEIL_MUNICIPAL_UNDER_3500, Convocation, conseil_municipal, last_sending
from domain.councils import CouncilWindow
from domain.deadline import Deadline, legal_deadline
from domain.french import long_day


@dataclass(frozen=True)
class Term:
    """Until when a commune is asked to answer: a legal `deadline`, else a day that is `wished`, else nothing.

    `provisional`: the commune has not acknowledged the request; the deadline is the one it would have, had it received
    the request on the day of its sending.
    """

    deadline: Deadline | None
    wished: date | None
    provisional: bool

    @property
    def council_by(self) -> date | None:
        """The last day on which its council may sit to answer within the term."""
        return self.deadline.alert_on if self.deadline else self.wished

    @property
    def when(self) -> str:
        """As the subject of a letter says it, empty when there is no term."""
        if self.deadline:
            return f"avant le {long_day(self.deadline.earliest)}"
        return f"réponse souhaitée le {long_day(self.wished)}" if self.wished else ""


@dataclass(frozen=True)
class Meeting:
    """A council that answers in time: the one known, else one on the last day that counts.

    `known`: whether it is a council of which the day was given. `size`: the communes that are convened so, in French.
    `possible`: what may still be done to convene it, in French, empty where no legal delay runs.
    """

    on: date
    known: bool
    convocation: Convocation
    size: str
    possible: str

    @property
    def convened_by(self) -> date:
        """The last day to send its convocation in ordinary time."""
        return last_sending(self.on, self.convocation.jours_francs)

    @property
    def convened_urgently_by(self) -> date:
        """The last day to send it in urgency."""
        return last_sending(self.on, self.convocation.urgence_jours_francs)


def term_of(state: Consultation, seat: Seat) -> Term:
    """Until when the commune is asked to answer."""
    months = state.law.delay_months
    if seat.deadline or months is None or state.sent_on is None:
        return Term(deadline=seat.deadline, wished=state.reply_by, provisional=False)
    return Term(deadline=legal_deadline(state.sent_on, months, state.home), wished=None, provisional=True)


def meeting_of(state: Consultation, seat: Seat, today: date) -> Meeting | None:
    """The council at which the commune answers in time, seen from `today`; `None` when no day is known."""
    voters = state.electorate.voters if state.electorate else ()
    inhabitants = next((voter.municipale for voter in voters if voter.insee == seat.insee), None)
    by = term_of(state, seat).council_by
    if inhabitants is None or by is None:
        return None
    convocation, window = conseil_municipal(inhabitants), window_of(state, seat)
    known = _known(state, seat, window, by)
    # One that has sat without an answer is no longer the one at which to answer.
    known = None if known is not None and known < today else known
    small = convocation == CONSEIL_MUNICIPAL_UNDER_3500
    return Meeting(
        on=known or by,
        known=known is not None,
        convocation=convocation,
        size="moins de 3 500 habitants" if small else "3 500 habitants et plus",
        possible=window.still_possible(today) if window else "",
    )


def _known(state: Consultation, seat: Seat, window: CouncilWindow | None, by: date) -> date | None:
    """The last council of which the day is known and that answers in time."""
    if window is not None:
        return window.last.council if window.last else None
    since = seat.received_on or state.sent_on
    within = [day for day in seat.councils if since is not None and since <= day <= by]
    return max(within, default=None)
