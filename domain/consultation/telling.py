"""Who is told of what happens in a consultation: only those whom it concerns, and only while it still does."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from domain.consultation.events import (
    AvisRecorded,
    ConsultationCancelled,
    ConsultationClosed,
    ConsultationEnded,
    ConsultationSent,
    Event,
    ReminderDue,
    ResultChanged,
    SilenceRecorded,
)
from domain.consultation.life_events import (
    AvisAnnulled,
    ConsultationExtended,
    ConsultationReopened,
    ConsultationResumed,
    ConsultationSuspended,
)
from domain.consultation.state import Consultation, Position, Seat, Status
from domain.notices import Notice, NoticeKind
from domain.people import COORDINATEUR, Recipient, mairie
from domain.reminders import sending_window

_OVER = (Status.CLOSED, Status.CANCELLED)
_RECEIPTS = (NoticeKind.RECEIPT_MISSING, NoticeKind.CALL_MAIRIE)


def notify(state: Consultation, event: Event, at: datetime) -> Sequence[Notice]:
    """The notices that `event`, which happened at `at`, puts in the ledger; `state` is the one after it."""
    return list(_notices(state, event, at))


def still_owed(state: Consultation, notice: Notice) -> bool:
    """Whether the notice still makes sense when it is about to leave: nobody who has answered is reminded, nobody who
    left is written to, and what was undone meanwhile is not announced."""
    seat = state.seat(notice.commune) if notice.commune is not None else None
    if seat is None:
        return notice.kind is NoticeKind.CONSULTATION_ENDED and state.status is Status.ENDED
    return seat.left is None and _owed(state, seat, notice.kind)


def _owed(state: Consultation, seat: Seat, kind: NoticeKind) -> bool:  # noqa: C901 - one case a kind
    running = state.status is Status.SENT and state.suspended_on is None
    match kind:
        case NoticeKind.RESULT:
            return state.status in _OVER
        case NoticeKind.CONSULTATION_REOPENED:
            return state.status not in _OVER
        case NoticeKind.CONSULTATION_SUSPENDED:
            return state.status is Status.SENT and state.suspended_on is not None and _owes(seat)
        case NoticeKind.CONSULTATION_RESUMED | NoticeKind.CONSULTATION_EXTENDED:
            return running and _owes(seat)
        case NoticeKind.SILENCE_RECORDED:
            return seat.silence is not None
        case NoticeKind.SILENCE_TO_CONFIRM:
            return state.status is Status.ENDED and _to_confirm(seat)
        case NoticeKind.AVIS_TO_QUALIFY:
            return seat.position is Position.TO_QUALIFY
        case NoticeKind.TRANSMISSION:
            return state.status not in _OVER and (_owes(seat) or _early(state, seat))
        case _ if kind in _RECEIPTS:
            return state.status is Status.SENT and seat.silent and seat.received_on is None
        case _:
            return running and _owes(seat)


def _notices(state: Consultation, event: Event, at: datetime) -> Iterator[Notice]:
    match event:
        case ConsultationSent() if not event.by_letter:
            yield from _to_mairies(state, NoticeKind.TRANSMISSION, state.seats, at, event.sent_on)
        case ReminderDue():
            yield from _reminders(state, event, at)
        case ConsultationEnded():
            yield _to_coordinator(state, NoticeKind.CONSULTATION_ENDED, None, at, event.on)
            yield from _silences_to_confirm(state, at)
        case ResultChanged() if state.status is Status.ENDED:
            yield _to_coordinator(state, NoticeKind.CONSULTATION_ENDED, None, at, event.on)
        case ConsultationClosed() | ConsultationCancelled():
            yield from _to_mairies(state, NoticeKind.RESULT, state.seats, at, event.on)
        case SilenceRecorded() | AvisRecorded() | AvisAnnulled():
            yield from _of_one_commune(state, event, at)
        case _:
            yield from _interruptions(state, event, at)


def _of_one_commune(
    state: Consultation, event: SilenceRecorded | AvisRecorded | AvisAnnulled, at: datetime
) -> Iterator[Notice]:
    match event:
        case SilenceRecorded():
            yield _to_coordinator(state, NoticeKind.SILENCE_RECORDED, event.commune, at, event.on)
            if state.status is Status.ENDED:
                yield from _silences_to_confirm(state, at, event.commune)
        case AvisRecorded() if event.avis.unclear:
            yield _to_coordinator(state, NoticeKind.AVIS_TO_QUALIFY, event.commune, at, event.avis.voted_on)
        case AvisAnnulled():
            yield _to_coordinator(state, NoticeKind.AVIS_TO_QUALIFY, event.commune, at, event.on)
        case _:
            return


def _interruptions(state: Consultation, event: Event, at: datetime) -> Iterator[Notice]:
    """To those who still owe an answer; a reopening, to all those who were told of the end."""
    owing = [seat for seat in state.seats if _owes(seat)]
    match event:
        case ConsultationSuspended():
            yield from _to_mairies(state, NoticeKind.CONSULTATION_SUSPENDED, owing, at, event.on)
        case ConsultationResumed():
            yield from _to_mairies(state, NoticeKind.CONSULTATION_RESUMED, owing, at, event.on)
        case ConsultationExtended():
            yield from _to_mairies(state, NoticeKind.CONSULTATION_EXTENDED, owing, at, event.reply_by)
        case ConsultationReopened():
            yield from _to_mairies(state, NoticeKind.CONSULTATION_REOPENED, state.seats, at, event.on)
        case _:
            return


def _reminders(state: Consultation, event: ReminderDue, at: datetime) -> Iterator[Notice]:
    seat = state.seat(event.commune)
    if seat is None:
        return
    yield _notice(state, event.notice, mairie(seat.insee), seat.insee, at, event.aims_at)
    if event.notice is NoticeKind.RECEIPT_MISSING:
        yield _to_coordinator(state, NoticeKind.CALL_MAIRIE, event.commune, at, None)


def _silences_to_confirm(state: Consultation, at: datetime, commune: str | None = None) -> Iterator[Notice]:
    """The mairies to call before the silences presumed are relied on: all of them, or that of `commune`."""
    for seat in state.seats:
        if _to_confirm(seat) and commune in (None, seat.insee):
            yield _to_coordinator(state, NoticeKind.SILENCE_TO_CONFIRM, seat.insee, at, seat.silence_on)


def _to_confirm(seat: Seat) -> bool:
    return seat.silence is not None and seat.silence_confirmed_on is None and seat.left is None


def _owes(seat: Seat) -> bool:
    """Whether the commune may still answer and has not."""
    return seat.left is None and seat.silent and seat.silence is None


def _early(state: Consultation, seat: Seat) -> bool:
    """Whether it voted before it was asked: the request is notified to it all the same."""
    return seat.avis is not None and state.sent_on is not None and seat.avis.voted_on < state.sent_on


def _to_mairies(
    state: Consultation, kind: NoticeKind, seats: Sequence[Seat], at: datetime, of: date
) -> Iterator[Notice]:
    for seat in seats:
        if seat.left is None:
            yield _notice(state, kind, mairie(seat.insee), seat.insee, at, of)


def _to_coordinator(state: Consultation, kind: NoticeKind, insee: str | None, at: datetime, of: date | None) -> Notice:
    return _notice(state, kind, COORDINATEUR, insee, at, of)


def _notice(
    state: Consultation, kind: NoticeKind, to: Recipient, insee: str | None, at: datetime, of: date | None
) -> Notice:
    urgent = kind is NoticeKind.TRANSMISSION
    about = f"{state.stream}#{insee}" if insee else state.stream
    # What is said again after a reopening is said anew.
    again = f"/{len(state.reopened)}" if state.reopened else ""
    return Notice(
        key=f"{about}/{kind}/{of.isoformat() if of else ''}{again}",
        kind=kind,
        to=to,
        about=about,
        send_at=at if urgent else sending_window(at, state.home),
        urgent=urgent,
    )
