"""Who is told of what happens in a consultation: notices to people, reactions to other streams."""

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
from domain.consultation.state import Consultation, Position, Seat, Status
from domain.mandate.commands import NoteSchemaApproved, TransmitRoadmap
from domain.notices import Notice, NoticeKind
from domain.objective.commands import NoteConsultation
from domain.people import COORDINATEUR, Recipient, mairie
from domain.procedures.model import ClosingAct
from domain.reminders import sending_window
from domain.stream import Reaction


def notify(state: Consultation, event: Event, at: datetime) -> Sequence[Notice]:
    """The notices that `event`, which happened at `at`, puts in the ledger; `state` is the one after it."""
    return list(_notices(state, event, at))


def react(state: Consultation, event: Event) -> Sequence[Reaction]:
    """What the objective learns, each end; and the mandate, the sending and the approval of the schéma."""
    match event:
        case ConsultationSent() if state.mandate is not None and state.law.closing is ClosingAct.DELIBERATION:
            return [Reaction(stream=state.mandate, command=TransmitRoadmap(on=event.sent_on))]
        case ResultChanged() if state.status is Status.ENDED:
            return list(_to_objective(state, event.on))
        case ConsultationEnded() | ConsultationClosed() | ConsultationCancelled():
            return [*_to_objective(state, event.on), *_to_mandate(state, event)]
        case _:
            return []


def still_owed(state: Consultation, notice: Notice) -> bool:
    """Whether the notice still makes sense when it is about to leave: nobody who has answered is reminded."""
    seat = state.seat(notice.commune) if notice.commune is not None else None
    match notice.kind:
        case NoticeKind.RESULT:
            return True
        case NoticeKind.CONSULTATION_ENDED:
            return state.status is Status.ENDED
        case NoticeKind.SILENCE_RECORDED:
            return seat is not None and seat.silence is not None
        case NoticeKind.AVIS_TO_QUALIFY:
            return seat is not None and seat.position is Position.TO_QUALIFY
    if seat is None or state.status is not Status.SENT or not seat.silent:
        return False
    if notice.kind in (NoticeKind.RECEIPT_MISSING, NoticeKind.CALL_MAIRIE):
        return seat.received_on is None
    return seat.silence is None


def _notices(state: Consultation, event: Event, at: datetime) -> Iterator[Notice]:
    match event:
        case ConsultationSent() if not event.by_letter:
            yield from _to_each_mairie(state, NoticeKind.TRANSMISSION, at, event.sent_on)
        case ReminderDue():
            yield from _reminders(state, event, at)
        case SilenceRecorded():
            yield _to_coordinator(state, NoticeKind.SILENCE_RECORDED, event.commune, at, event.on)
        case AvisRecorded() if event.avis.unclear:
            yield _to_coordinator(state, NoticeKind.AVIS_TO_QUALIFY, event.commune, at, event.avis.voted_on)
        case ConsultationEnded():
            yield _to_coordinator(state, NoticeKind.CONSULTATION_ENDED, None, at, event.on)
        case ResultChanged() if state.status is Status.ENDED:
            yield _to_coordinator(state, NoticeKind.CONSULTATION_ENDED, None, at, event.on)
        case ConsultationClosed() | ConsultationCancelled():
            yield from _to_each_mairie(state, NoticeKind.RESULT, at, event.on)
        case _:
            return


def _reminders(state: Consultation, event: ReminderDue, at: datetime) -> Iterator[Notice]:
    seat = state.seat(event.commune)
    if seat is None:
        return
    yield _to_mairie(state, event.notice, seat, at, event.aims_at)
    if event.notice is NoticeKind.RECEIPT_MISSING:
        yield _to_coordinator(state, NoticeKind.CALL_MAIRIE, event.commune, at, None)


def _to_each_mairie(state: Consultation, kind: NoticeKind, at: datetime, of: date) -> Iterator[Notice]:
    for seat in state.seats:
        yield _to_mairie(state, kind, seat, at, of)


def _to_mairie(state: Consultation, kind: NoticeKind, seat: Seat, at: datetime, of: date | None) -> Notice:
    return _notice(state, kind, mairie(seat.insee), seat.insee, at, of)


def _to_coordinator(state: Consultation, kind: NoticeKind, insee: str | None, at: datetime, of: date | None) -> Notice:
    return _notice(state, kind, COORDINATEUR, insee, at, of)


def _notice(
    state: Consultation, kind: NoticeKind, to: Recipient, insee: str | None, at: datetime, of: date | None
) -> Notice:
    urgent = kind is NoticeKind.TRANSMISSION
    about = f"{state.stream}#{insee}" if insee else state.stream
    return Notice(
        key=f"{about}/{kind}/{of.isoformat() if of else ''}",
        kind=kind,
        to=to,
        about=about,
        send_at=at if urgent else sending_window(at, state.home),
        urgent=urgent,
    )


def _to_objective(state: Consultation, on: date) -> Iterator[Reaction]:
    if state.objective is not None:
        yield Reaction(
            stream=state.objective,
            command=NoteConsultation(
                consultation=state.stream, procedure=state.law.id, result=state.result.value, on=on
            ),
        )


def _to_mandate(state: Consultation, event: Event) -> Iterator[Reaction]:
    approved = isinstance(event, ConsultationClosed) and event.act is ClosingAct.DELIBERATION
    if state.mandate is not None and approved and isinstance(event, ConsultationClosed):
        yield Reaction(
            stream=state.mandate,
            command=NoteSchemaApproved(consultation=state.stream, on=event.on, number=event.number),
        )
