"""The acts around the communes' answers: the délibération of the EPCI's council and the act that closes."""

from datetime import date, datetime

from domain.calendar import civil_day
from domain.consultation.commands import CloseConsultation, RecordAnnulment, RecordCouncilVote
from domain.consultation.council import adopted
from domain.consultation.events import (
    AnnulmentRecorded,
    ConsultationClosed,
    CouncilVote,
    CouncilVoteRecorded,
    Event,
    Result,
)
from domain.consultation.judgement import judge, verdict
from domain.consultation.state import Consultation, Status
from domain.errors import Refused
from domain.french import long_day
from domain.procedures.model import CLOSING_ACT_LABELS, ClosingAct, Rule

_FAVORABLE = (Result.AVIS_RECUEILLIS, Result.MAJORITE_REUNIE, Result.ACCORDS_REUNIS)


def record_council_vote(state: Consultation, command: RecordCouncilVote, at: datetime) -> list[Event]:
    """The délibération of the EPCI's council; it closes the procedures that end on it, once the communes have spoken.

    Raises `Refused` when it comes at a moment where the procedure has no use for it, or is dated after today.
    """
    _not_to_come(command.voted_on, civil_day(at, state.home))
    if state.status is Status.ENDED and state.law.closing is not ClosingAct.DELIBERATION:
        raise Refused(f"Ce qui clôt cette procédure est {CLOSING_ACT_LABELS[state.law.closing]}.", state.law.source)
    if state.status is Status.OPEN and state.law.closing is ClosingAct.DELIBERATION:
        raise Refused(
            f"Le conseil communautaire délibère après les communes ({state.law.source.citation}) ; "
            "envoyez d'abord la consultation.",
            state.law.source,
        )
    if state.status is Status.ENDED:
        _not_before_sending(state, command.voted_on)
    passed = adopted(command)
    kept = command.model_dump(exclude={"kind", "casting_vote"})
    events: list[Event] = [CouncilVoteRecorded(vote=CouncilVote(**kept, adopted=passed))]
    if state.status is Status.ENDED:
        reason = "" if passed else "Le conseil communautaire n'a pas adopté la délibération."
        act = ClosingAct.DELIBERATION if passed else None
        events.append(ConsultationClosed(on=command.voted_on, act=act, number=command.number, reason=reason))
    return events


def record_annulment(state: Consultation, command: RecordAnnulment, at: datetime) -> list[Event]:
    """That a judge annulled an act; entered again, nothing changes. Raises `Refused` when the day has not come."""
    _not_to_come(command.on, civil_day(at, state.home))
    return [] if command.act in state.annulments else [AnnulmentRecorded(act=command.act, on=command.on)]


def close(state: Consultation, command: CloseConsultation, at: datetime) -> list[Event]:
    """The closing act entered, or an end without a follow-up.

    Raises `Refused` when the act is not the one of the procedure, comes before the result allows it, or has no number,
    and when an end without a follow-up has no reason.
    """
    _not_to_come(command.on, civil_day(at, state.home))
    _not_before_sending(state, command.on)
    if command.act is None:
        return _without_follow_up(state, command)
    if command.act is not state.law.closing:
        raise Refused(f"Ce qui clôt cette procédure est {CLOSING_ACT_LABELS[state.law.closing]}.", state.law.source)
    if command.act is ClosingAct.DELIBERATION:
        raise Refused("Entrez la délibération du conseil communautaire comme un vote : elle clôt la consultation.")
    if not command.number:
        raise Refused("Donnez le numéro de l'acte, tel qu'il y figure.")
    if state.result not in _FAVORABLE and not _confirmed(state, command):
        raise Refused(f"{CLOSING_ACT_LABELS[command.act].capitalize()} n'est pas possible : {judge(state)[1]}")
    if state.status is Status.SENT and not state.law.closes_before_end:
        raise Refused(
            "Des communes ont encore la possibilité de se prononcer ; attendez la fin de leur délai "
            f"({state.law.source.citation}).",
            state.law.source,
        )
    return [ConsultationClosed(on=command.on, act=command.act, number=command.number, reason=command.reason)]


def _without_follow_up(state: Consultation, command: CloseConsultation) -> list[Event]:
    if not command.reason:
        raise Refused("Donnez la raison pour laquelle la consultation s'arrête sans acte.")
    if state.status is Status.SENT and state.law.delay_months is not None:
        raise Refused(
            f"Le délai des communes court encore ({state.law.source.citation}) ; "
            "annulez la consultation si vous la retirez.",
            state.law.source,
        )
    return [ConsultationClosed(on=command.on, act=None, number=command.number, reason=command.reason)]


def _confirmed(state: Consultation, command: CloseConsultation) -> bool:
    """Whether the préfet's act settles, with a reason, a majority that the texts leave open (métropoles, ties)."""
    open_in_law = state.law.rule is Rule.CREATION_EPCI and verdict(state).to_confirm
    if open_in_law and not command.reason:
        raise Refused(f"Dites pour quelle raison l'acte tranche : {judge(state)[1]}", state.law.source)
    return open_in_law


def _not_before_sending(state: Consultation, day: date) -> None:
    if state.sent_on is not None and day < state.sent_on:
        raise Refused(
            f"L'acte ne peut pas être daté du {long_day(day)} : "
            f"la consultation est partie le {long_day(state.sent_on)}."
        )


def _not_to_come(day: date, today: date) -> None:
    if day > today:
        raise Refused(f"Le {long_day(day)} n'est pas encore venu ; entrez la date de l'acte.")
