"""Whether a notice still makes sense when it is about to leave: nobody who has answered is reminded, nobody who left is
written to, and what was undone meanwhile is not announced."""

from domain.calendar import start_of_day
from domain.consultation.ledger import aimed_by
from domain.consultation.schedule import aimed, step_of
from domain.consultation.state import Consultation, Position, Seat, Status
from domain.notices import Notice, NoticeKind

_OVER = (Status.CLOSED, Status.CANCELLED)


def still_owed(state: Consultation, notice: Notice) -> bool:
    """Whether the notice still makes sense in the consultation as it now stands. Who waits for a code or a new link
    always has it."""
    if notice.kind in (NoticeKind.CODE, NoticeKind.NEW_LINK):
        return True
    seat = state.seat(notice.commune) if notice.commune is not None else None
    if seat is None:
        return notice.kind is NoticeKind.CONSULTATION_ENDED and state.status is Status.ENDED
    if notice.kind is NoticeKind.AVIS_RECEIPT:
        return seat.deposits > 0
    return seat.left is None and _owed(state, seat, notice)


def owes(seat: Seat) -> bool:
    """Whether the commune may still answer and has not."""
    return seat.left is None and seat.silent and seat.silence is None


def to_confirm(seat: Seat) -> bool:
    """Whether its silence is presumed, and nobody confirmed it."""
    return seat.silence is not None and seat.silence_confirmed_on is None and seat.left is None


def running(state: Consultation) -> bool:
    """Whether the communes have it and nothing stops reminders."""
    return state.status is Status.SENT and state.suspended_on is None


def _owed(state: Consultation, seat: Seat, notice: Notice) -> bool:  # noqa: C901 - one case a kind
    match notice.kind:
        case NoticeKind.RESULT:
            return state.status in _OVER
        case NoticeKind.CONSULTATION_REOPENED:
            return state.status not in _OVER
        case NoticeKind.CONSULTATION_SUSPENDED:
            return state.status is Status.SENT and state.suspended_on is not None and owes(seat)
        case NoticeKind.CONSULTATION_RESUMED | NoticeKind.CONSULTATION_EXTENDED:
            return running(state) and owes(seat)
        case NoticeKind.SILENCE_RECORDED:
            return seat.silence is not None
        case NoticeKind.SILENCE_TO_CONFIRM:
            return state.status is Status.ENDED and to_confirm(seat)
        case NoticeKind.AVIS_TO_QUALIFY:
            return seat.position is Position.TO_QUALIFY
        case NoticeKind.TRANSMISSION:
            return state.status not in _OVER and (owes(seat) or _early(state, seat))
        case NoticeKind.RECEIPT_MISSING | NoticeKind.CALL_MAIRIE:
            return state.status is Status.SENT and seat.silent and seat.received_on is None
        case NoticeKind.ADDRESS_REFUSED:
            return True
        case _:
            return running(state) and owes(seat) and _still_aimed(state, seat, notice)


def _still_aimed(state: Consultation, seat: Seat, notice: Notice) -> bool:
    """Whether a reminder is still the one to send: at the day that it aimed at, neither skipped nor put off."""
    said = aimed_by(notice)
    if said in seat.skipped or _put_off(state, seat, notice):
        return False
    if not notice.urgent and any(told.now and told.aimed == said for told in seat.told):
        return False
    if notice.kind is NoticeKind.DELIBERATION_AWAITED:
        # It fell due after that council sat; another council entered since takes nothing from it.
        return said.aims_at in seat.councils
    name = (said.notice, said.label)
    return step_of(state, seat, name) is not None and aimed(state, seat, name) == said


def _put_off(state: Consultation, seat: Seat, notice: Notice) -> bool:
    """Whether a human left the commune in peace at that moment: one reminder takes the place of them all later."""
    if seat.snoozed_until is None or notice.to.commune is None or notice.urgent:
        return False
    return notice.send_at < start_of_day(seat.snoozed_until, state.home)


def _early(state: Consultation, seat: Seat) -> bool:
    """Whether it voted before it was asked: the request is notified to it all the same."""
    return seat.avis is not None and state.sent_on is not None and seat.avis.voted_on < state.sent_on
