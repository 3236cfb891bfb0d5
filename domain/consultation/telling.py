"""Who is told of what happens in a consultation: only those whom it concerns."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from domain.calendar import civil_day
from domain.consultation.bouncing import TRANSMITTED_TO, bounced
from domain.consultation.events import (
    AvisRecorded,
    ConsultationCancelled,
    ConsultationClosed,
    ConsultationEnded,
    ConsultationSent,
    Event,
    LateAvisRecorded,
    ResultChanged,
    SilenceRecorded,
)
from domain.consultation.ledger import Said, notice, of_day, reminded
from domain.consultation.life_events import (
    AvisAnnulled,
    ConsultationExtended,
    ConsultationReopened,
    ConsultationResumed,
    ConsultationSuspended,
)
from domain.consultation.owing import owes, to_confirm
from domain.consultation.reminder_events import Aimed, BounceNoted, ReminderDue
from domain.consultation.state import Consultation, Seat, Status
from domain.notices import Notice, NoticeKind
from domain.people import COORDINATEUR, Recipient, Role

OfOne = SilenceRecorded | AvisRecorded | LateAvisRecorded | AvisAnnulled


def notify(state: Consultation, event: Event, at: datetime) -> Sequence[Notice]:
    """The notices that `event`, which happened at `at`, puts in the ledger; `state` is the one after it."""
    return list(_notices(state, event, at))


def _notices(state: Consultation, event: Event, at: datetime) -> Iterator[Notice]:
    match event:
        case ConsultationSent() if not event.by_letter:
            yield from _transmissions(state, event, at)
        case ReminderDue():
            yield from _reminders(state, event, at)
        case ConsultationEnded():
            yield _to_coordinator(state, NoticeKind.CONSULTATION_ENDED, None, at, event.on)
            yield from _silences_to_confirm(state, at)
        case ResultChanged() if state.status is Status.ENDED:
            yield _to_coordinator(state, NoticeKind.CONSULTATION_ENDED, None, at, event.on)
        case ConsultationClosed() | ConsultationCancelled():
            yield from _to_mairies(state, NoticeKind.RESULT, state.seats, at, of_day(event.on))
        case SilenceRecorded() | AvisRecorded() | LateAvisRecorded() | AvisAnnulled():
            yield from _of_one_commune(state, event, at)
        case BounceNoted():
            yield from bounced(state, event, at)
        case _:
            yield from _interruptions(state, event, at)


def _transmissions(state: Consultation, event: ConsultationSent, at: datetime) -> Iterator[Notice]:
    """To all those who will have to do with it in each commune; one who holds several functions has one letter."""
    for seat in state.present:
        yield from _to_commune(state, NoticeKind.TRANSMISSION, seat, at, (TRANSMITTED_TO, of_day(event.sent_on)))


def _of_one_commune(state: Consultation, event: OfOne, at: datetime) -> Iterator[Notice]:
    match event:
        case SilenceRecorded():
            yield _to_coordinator(state, NoticeKind.SILENCE_RECORDED, event.commune, at, event.on)
            if state.status is Status.ENDED:
                yield from _silences_to_confirm(state, at, event.commune)
        case AvisAnnulled():
            yield _to_coordinator(state, NoticeKind.AVIS_TO_QUALIFY, event.commune, at, event.on)
        case _:
            if isinstance(event, AvisRecorded) and event.avis.unclear:
                yield _to_qualify(state, event, at)
            yield from _receipt(state, event, at)


def _to_qualify(state: Consultation, event: AvisRecorded, at: datetime) -> Notice:
    """A vote that a human must read; corrected, it is to be read again."""
    seat = state.seat(event.commune)
    said = of_day(event.avis.voted_on, rank=seat.answers if seat is not None else 1)
    return notice(state, NoticeKind.AVIS_TO_QUALIFY, COORDINATEUR, event.commune, at, said)


def _receipt(state: Consultation, event: AvisRecorded | LateAvisRecorded, at: datetime) -> Iterator[Notice]:
    """To whom deposited the délibération by a link, counted or not: each deposit has its own."""
    seat = state.seat(event.commune)
    if seat is None or event.deposited_as is None:
        return
    said = Said(of=event.avis.voted_on.isoformat(), again=f"/{seat.deposits}")
    to = Recipient(role=event.deposited_as, commune=seat.insee)
    yield notice(state, NoticeKind.AVIS_RECEIPT, to, seat.insee, at, said)


def _interruptions(state: Consultation, event: Event, at: datetime) -> Iterator[Notice]:
    """To those who still owe an answer; a reopening, to all those who were told of the end."""
    owing = [seat for seat in state.seats if owes(seat)]
    match event:
        case ConsultationSuspended():
            said = of_day(event.on, rank=state.suspensions)
            yield from _to_mairies(state, NoticeKind.CONSULTATION_SUSPENDED, owing, at, said)
        case ConsultationResumed():
            said = of_day(event.on, rank=state.suspensions)
            yield from _to_mairies(state, NoticeKind.CONSULTATION_RESUMED, owing, at, said)
        case ConsultationExtended():
            yield from _to_mairies(state, NoticeKind.CONSULTATION_EXTENDED, owing, at, of_day(event.reply_by))
        case ConsultationReopened():
            yield from _to_mairies(state, NoticeKind.CONSULTATION_REOPENED, state.seats, at, of_day(event.on))
        case _:
            return


def _reminders(state: Consultation, event: ReminderDue, at: datetime) -> Iterator[Notice]:
    seat = state.seat(event.commune)
    if seat is None:
        return
    aimed = Aimed(notice=event.notice, label=event.label, aims_at=event.aims_at)
    said = reminded(aimed, event.moved_to, event.now)
    told = _to_commune(state, event.notice, seat, at, (event.to or (Role.MAIRIE,), said))
    yield from (one for one in told if not _too_late(state, one, at, event.aims_at))
    if event.notice is NoticeKind.RECEIPT_MISSING and not seat.called_again:
        yield _to_coordinator(state, NoticeKind.CALL_MAIRIE, event.commune, at, None)


def _too_late(state: Consultation, one: Notice, at: datetime, aims_at: date | None) -> bool:
    """Whether a quiet week would hold beyond the day that it aims at a reminder that fell due before: it would help
    nobody any more. What comes after that day, as the délibération awaited, comes after it."""
    return aims_at is not None and civil_day(at, state.home) <= aims_at < civil_day(one.send_at, state.home)


def _silences_to_confirm(state: Consultation, at: datetime, commune: str | None = None) -> Iterator[Notice]:
    """The mairies to call before the silences presumed are relied on: all of them, or that of `commune`."""
    for seat in state.seats:
        if to_confirm(seat) and commune in (None, seat.insee):
            yield _to_coordinator(state, NoticeKind.SILENCE_TO_CONFIRM, seat.insee, at, seat.silence_on)


def _to_mairies(
    state: Consultation, kind: NoticeKind, seats: Sequence[Seat], at: datetime, said: Said
) -> Iterator[Notice]:
    for seat in seats:
        if seat.left is None:
            yield from _to_commune(state, kind, seat, at, ((Role.MAIRIE,), said))


def _to_commune(
    state: Consultation, kind: NoticeKind, seat: Seat, at: datetime, told: tuple[Sequence[Role], Said]
) -> Iterator[Notice]:
    """One notice for each function told; the coordinator is told about the commune."""
    roles, said = told
    for role in roles:
        to = COORDINATEUR if role is Role.COORDINATEUR else Recipient(role=role, commune=seat.insee)
        yield notice(state, kind, to, seat.insee, at, said)


def _to_coordinator(state: Consultation, kind: NoticeKind, insee: str | None, at: datetime, of: date | None) -> Notice:
    return notice(state, kind, COORDINATEUR, insee, at, of_day(of))
