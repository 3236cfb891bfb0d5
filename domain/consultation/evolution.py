"""How each event changes a consultation. Events are never refused."""

from typing import assert_never

from domain.consultation.events import (
    AnnulmentRecorded,
    AvisQualified,
    AvisRecorded,
    ConsultationCancelled,
    ConsultationClosed,
    ConsultationEnded,
    ConsultationOpened,
    ConsultationSent,
    CouncilVoteRecorded,
    Event,
    LateAvisRecorded,
    ReceiptRecorded,
    ReminderDue,
    Result,
    ResultChanged,
    SilenceRecorded,
)
from domain.consultation.state import Consultation, Qualification, Seat, Status
from domain.notices import NoticeKind

_OfOneCommune = ReceiptRecorded | AvisRecorded | LateAvisRecorded | AvisQualified | ReminderDue | SilenceRecorded


def evolve(state: Consultation, event: Event) -> Consultation:
    """The consultation after `event`."""
    if isinstance(event, _OfOneCommune):
        return _evolve_seat(state, event)
    return state.but(**_changes(state, event))


def _changes(state: Consultation, event: Event) -> dict[str, object]:  # noqa: C901 - one case an event
    match event:
        case ConsultationOpened():
            kept = {name: getattr(event, name) for name in type(event).model_fields if name != "kind"}
            return kept | {"status": Status.OPEN}
        case CouncilVoteRecorded():
            return {"council_vote": event.vote}
        case ConsultationSent():
            return {
                "status": Status.SENT,
                "sent_on": event.sent_on,
                "by_letter": event.by_letter,
                "receipts_due_at": event.receipts_due_at,
                "electorate": event.electorate,
                "seats": _seats(state, event),
            }
        case ResultChanged():
            return {"result": event.result, "reason": event.reason, "decided_on": event.on}
        case ConsultationEnded():
            return {"status": Status.ENDED, "reason": event.reason, "ended_on": event.on}
        case AnnulmentRecorded():
            return {"annulments": (*state.annulments, event.act)}
        case ConsultationClosed():
            return {
                "status": Status.CLOSED,
                "closed_on": event.on,
                "closing_act": event.act,
                "closing_number": event.number,
                "closing_reason": event.reason,
            }
        case ConsultationCancelled():
            return {
                "status": Status.CANCELLED,
                "result": Result.ANNULEE,
                "reason": event.reason,
                "decided_on": event.on,
                "closed_on": event.on,
            }
        case _:
            raise AssertionError(f"{event.kind} changes one seat")


def _evolve_seat(state: Consultation, event: _OfOneCommune) -> Consultation:
    seat = state.seat(event.commune)
    if seat is None:
        return state
    after = state.with_seat(seat.but(**_seat_changes(seat, event)))
    if isinstance(event, ReceiptRecorded) and event.revokes_silence:
        # The clock of one commune runs again: the communes' part is no longer over.
        return after.but(status=Status.SENT, ended_on=None)
    return after


def _seat_changes(seat: Seat, event: _OfOneCommune) -> dict[str, object]:
    match event:
        case ReceiptRecorded():
            kept = {"received_on": event.received_on, "proof": event.proof, "deadline": event.deadline}
            silence = {"silence": None, "silence_on": None} if event.revokes_silence else {}
            return kept | {"pending": event.reminders} | silence
        case AvisRecorded():
            versions = (*seat.versions, seat.avis) if seat.avis is not None else seat.versions
            late = tuple(avis for avis in seat.late if avis.but(unclear="") != event.avis.but(unclear=""))
            # The reminders stay: a human may decide that the answer is no expression.
            answer = {"avis": event.avis, "versions": versions, "qualification": None, "late": late}
            return answer | {"silence": None, "silence_on": None}
        case LateAvisRecorded():
            counted = {"avis": None, "qualification": None} if event.avis == seat.avis else {}
            return counted | {"late": (*seat.late, event.avis)}
        case AvisQualified():
            return {"qualification": Qualification(counts_as=event.counts_as, reason=event.reason)}
        case ReminderDue():
            if event.notice is NoticeKind.RECEIPT_MISSING:
                return {"called": True}
            return {"pending": tuple(reminder for reminder in seat.pending if reminder.notice is not event.notice)}
        case SilenceRecorded():
            return {"silence": event.meaning, "silence_on": event.on, "pending": ()}
        case _:
            assert_never(event)


def _seats(state: Consultation, event: ConsultationSent) -> tuple[Seat, ...]:
    asked = frozenset(state.communes)
    return tuple(
        Seat(insee=voter.insee, name=voter.name)
        for voter in sorted(event.electorate.voters, key=lambda voter: voter.insee)
        if not asked or voter.insee in asked
    )
