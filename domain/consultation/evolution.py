"""How each event changes a consultation. Events are never refused."""

from collections.abc import Iterable
from datetime import date
from typing import assert_never

from domain.calendar import civil_day
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
    ReceiptRecorded,
    Result,
    ResultChanged,
)
from domain.consultation.judgement import all_settled
from domain.consultation.life_events import (
    AvisAnnulled,
    ConsultationExtended,
    ConsultationReopened,
    ConsultationResumed,
    ConsultationSuspended,
    Document,
    DocumentAttached,
    StepRecorded,
)
from domain.consultation.reminder_events import HabitsFollowed
from domain.consultation.seat_evolution import OfOneCommune, seat_changes
from domain.consultation.state import Consultation, EarlyAvis, Seat, Status


def evolve(state: Consultation, event: Event) -> Consultation:
    """The consultation after `event`."""
    return _known(_after(state, event), event)


def _after(state: Consultation, event: Event) -> Consultation:
    if isinstance(event, OfOneCommune):
        return _evolve_seat(state, event)
    return state.but(**_changes(state, event))


def _known(state: Consultation, event: Event) -> Consultation:
    """The same, with the day on which its last fact was known: no result is older than what it rests on."""
    match event:
        case ReceiptRecorded() | AvisRecorded() | AvisQualified():
            known = event.recorded_on
        case ConsultationResumed() | ConsultationReopened():
            known = event.on
        case _:
            return state
    return state if known is None else state.but(latest_on=max(known, state.latest_on or known))


def _changes(state: Consultation, event: Event) -> dict[str, object]:  # noqa: C901 - one case an event
    match event:
        case ConsultationOpened():
            kept = {name: getattr(event, name) for name in type(event).model_fields if name != "kind"}
            return kept | {"status": Status.OPEN}
        case CouncilVoteRecorded():
            return {"council_vote": event.vote}
        case StepRecorded():
            return {"steps": (*(step for step in state.steps if step.key != event.key), event)}
        case ConsultationSent():
            return _sent(state, event)
        case ResultChanged():
            return {"result": event.result, "reason": event.reason, "decided_on": event.on}
        case ConsultationEnded():
            # Nothing is awaited any more: there is nothing left to suspend.
            over = {"suspended_on": None, "suspended_reason": ""}
            return over | {"status": Status.ENDED, "reason": event.reason, "ended_on": event.on}
        case AnnulmentRecorded():
            return {"annulments": (*state.annulments, event.act)}
        case ConsultationSuspended():
            stopped = {"suspended_on": event.on, "suspended_reason": event.reason}
            return stopped | {"suspensions": state.suspensions + 1}
        case ConsultationResumed():
            again = {"suspended_on": None, "suspended_reason": "", "resumed_on": event.on}
            return again | {"seats": _from(state, event.on)}
        case ConsultationExtended():
            return {"reply_by": event.reply_by, "seats": _planned_anew(state, event)}
        case HabitsFollowed():
            return {"habits": event.habits, "seats": _planned_anew(state, event)}
        case DocumentAttached():
            return {"documents": _documents(state, event.document)}
        case ConsultationClosed() | ConsultationCancelled():
            return _over(event)
        case ConsultationReopened():
            return _reopened(state, event)
        case _:
            raise AssertionError(f"{event.kind} changes one seat")


def _sent(state: Consultation, event: ConsultationSent) -> dict[str, object]:
    seats = _seats(state, event)
    asked = {seat.insee for seat in seats}
    return {
        "status": Status.SENT,
        "sent_on": event.sent_on,
        "by_letter": event.by_letter,
        "receipts_due_at": event.receipts_due_at,
        "electorate": event.electorate,
        "seats": seats,
        # Each is recorded again, on its seat, by an event of its own.
        "early": tuple(early for early in state.early if early.commune not in asked),
    }


def _over(event: ConsultationClosed | ConsultationCancelled) -> dict[str, object]:
    match event:
        case ConsultationClosed():
            return {
                "status": Status.CLOSED,
                "closed_on": event.on,
                "closing_act": event.act,
                "closing_number": event.number,
                "closing_reason": event.reason,
                "effective_on": event.effective_on,
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
            assert_never(event)


def _reopened(state: Consultation, event: ConsultationReopened) -> dict[str, object]:
    changes: dict[str, object] = {
        "status": _status_again(state),
        "seats": _from(state, event.on),
        "resumed_on": event.on,
        "reopened": (*state.reopened, event.reason),
        "closed_before": state.closing_act or state.closed_before,
        "closed_on": None,
        "closing_act": None,
        "closing_number": "",
        "closing_reason": "",
        "effective_on": None,
    }
    if state.status is Status.CANCELLED or state.sent_on is None:
        # What was withdrawn, or decided without the communes, is judged again on the facts.
        changes |= {"result": Result.EN_COURS, "reason": "", "decided_on": None}
    if changes["status"] is not Status.ENDED:
        changes["ended_on"] = None
    return changes


def _status_again(state: Consultation) -> Status:
    if state.sent_on is None:
        return Status.OPEN
    return Status.ENDED if state.ended_on is not None and all_settled(state) else Status.SENT


def _from(state: Consultation, day: date) -> tuple[Seat, ...]:
    """The seats without the reminders of days before `day`: those of an interruption never leave all at once."""
    return tuple(
        seat.but(pending=tuple(each for each in seat.pending if civil_day(each.at, state.home) >= day))
        for seat in state.seats
    )


def _documents(state: Consultation, document: Document) -> tuple[Document, ...]:
    """In the order of their coming: one joined again keeps its place."""
    if all(known.sha256 != document.sha256 for known in state.documents):
        return (*state.documents, document)
    return tuple(document if known.sha256 == document.sha256 else known for known in state.documents)


def _planned_anew(state: Consultation, event: ConsultationExtended | HabitsFollowed) -> tuple[Seat, ...]:
    planned = {seat.commune: seat.reminders for seat in event.planned}
    return tuple(seat.but(pending=planned.get(seat.insee, seat.pending)) for seat in state.seats)


def _evolve_seat(state: Consultation, event: OfOneCommune) -> Consultation:
    seat = state.seat(event.commune)
    if seat is None:
        return state.but(early=(*state.early, *_early(event)))
    after = state.with_seat(seat.but(**seat_changes(seat, event)))
    if state.status is Status.ENDED and _runs_again(event):
        # Something is awaited from one commune: the communes' part is no longer over.
        return after.but(status=Status.SENT, ended_on=None)
    return after


def _runs_again(event: OfOneCommune) -> bool:
    return isinstance(event, AvisAnnulled) or (isinstance(event, ReceiptRecorded) and event.revokes_silence)


def _early(event: OfOneCommune) -> Iterable[EarlyAvis]:
    """A délibération of a commune that has no seat yet."""
    if isinstance(event, AvisRecorded):
        yield EarlyAvis(commune=event.commune, avis=event.avis)


def _seats(state: Consultation, event: ConsultationSent) -> tuple[Seat, ...]:
    asked = frozenset(state.communes)
    return tuple(
        Seat(insee=voter.insee, name=voter.name)
        for voter in sorted(event.electorate.voters, key=lambda voter: voter.insee)
        if not asked or voter.insee in asked
    )
