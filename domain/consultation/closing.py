"""The act that closes a consultation, the one that the law puts in its place, and what a judge annuls."""

from datetime import datetime

from domain.calendar import civil_day
from domain.consultation.agreements import council_agrees
from domain.consultation.as_of import as_of
from domain.consultation.commands import CloseConsultation, RecordAnnulment
from domain.consultation.events import AnnulmentRecorded, ConsultationClosed, Event, Result, ResultChanged
from domain.consultation.judgement import all_settled, doubtful, judge
from domain.consultation.moments import GIVEN, check_over, check_sent, concordant, not_before_sending, settled_by_human
from domain.consultation.state import Consultation, Status
from domain.errors import Refused
from domain.french import long_day
from domain.procedures.model import CLOSING_ACT_LABELS, ClosingAct
from domain.refusals import not_to_come


def record_annulment(state: Consultation, command: RecordAnnulment, at: datetime) -> list[Event]:
    """That a judge annulled an act; entered again, nothing changes. Raises `Refused` when the day has not come."""
    not_to_come(command.on, civil_day(at, state.home))
    return [] if command.act in state.annulments else [AnnulmentRecorded(act=command.act, on=command.on)]


def close(state: Consultation, command: CloseConsultation, at: datetime) -> list[Event]:
    """The closing act entered, the act that the law puts in its place, or an end without a follow-up.

    Raises `Refused` when the act is not one of the procedure, comes before the result allows it, or has no number, when
    it is dated before the facts that it rests on and no reason tells why, when its effect is dated before it, and when
    an end without a follow-up has no reason.
    """
    not_to_come(command.on, civil_day(at, state.home))
    not_before_sending(state, command.on)
    if command.effective_on is not None and command.effective_on < command.on:
        raise Refused(f"L'acte du {long_day(command.on)} ne peut pas avoir pris effet avant ; vérifiez les deux dates.")
    if command.act is None:
        return _without_follow_up(state, command)
    if not command.number and command.act is not ClosingAct.DELIBERATION:
        raise Refused("Donnez le numéro de l'acte, tel qu'il y figure.")
    if command.act is state.law.closing:
        return _by_its_act(state, command)
    if command.act is state.law.otherwise:
        return _otherwise(state, command)
    raise Refused(f"Ce qui clôt cette procédure est {CLOSING_ACT_LABELS[state.law.closing]}.", state.law.source)


def _by_its_act(state: Consultation, command: CloseConsultation) -> list[Event]:
    _check_council(state, command)
    check_sent(state)
    if state.result not in GIVEN and not settled_by_human(state, command.reason):
        raise Refused(f"{CLOSING_ACT_LABELS[state.law.closing].capitalize()} n'est pas possible : {judge(state)[1]}")
    check_over(state)
    then = as_of(state, command.on)
    result, why = judge(then)
    if result not in GIVEN and not doubtful(then):
        _check_dated(state, command, why)
    vote = state.council_vote
    agreed = vote.number if vote is not None and command.act is ClosingAct.DELIBERATION else ""
    return [_closed(command, command.number or agreed)]


def _check_dated(state: Consultation, command: CloseConsultation, why: str) -> None:
    """An act older than what it rests on: a day was mistaken somewhere, unless a human knows why."""
    if not command.reason:
        raise Refused(
            f"Au {long_day(command.on)}, jour de l'acte, il ne pouvait pas encore être pris. {why} Vérifiez les dates, "
            "ou dites pour quelle raison l'acte est venu avant.",
            state.law.source,
        )


def _check_council(state: Consultation, command: CloseConsultation) -> None:
    """The council's délibération is a vote; it closes by hand only when it came before those of the communes."""
    vote = state.council_vote
    if command.act is ClosingAct.DELIBERATION and not (concordant(state) and vote is not None):
        raise Refused("Entrez la délibération du conseil communautaire comme un vote : elle clôt la consultation.")
    if not concordant(state) or not (council_agrees(state) or vote is not None):
        return
    if vote is None or not vote.adopted:
        done = "n'a pas adopté la délibération" if vote is not None else "doit lui aussi adopter une délibération"
        raise Refused(
            f"Le conseil communautaire {done} ({state.law.source.citation}) ; entrez d'abord celle qui l'adopte.",
            state.law.source,
        )
    if command.on < vote.voted_on:
        raise Refused(f"L'acte ne peut pas précéder la délibération du conseil, du {long_day(vote.voted_on)}.")


def _otherwise(state: Consultation, command: CloseConsultation) -> list[Event]:
    """The act that the law puts in the place of the communes' vote, when it failed or could not be asked."""
    source = state.law.otherwise_source or state.law.source
    label = CLOSING_ACT_LABELS[state.law.otherwise or state.law.closing].capitalize()
    if state.status is Status.OPEN:
        if not command.reason:
            raise Refused(
                f"Rien n'a été envoyé aux communes ; {label.lower()} ne clôt alors la procédure qu'avec la raison pour "
                f"laquelle le rapport n'a pas été transmis ({source.citation}).",
                source,
            )
        failed = ResultChanged(result=Result.MAJORITE_IMPOSSIBLE, reason=command.reason, on=command.on)
        return [failed, _closed(command, command.number)]
    if state.status is not Status.ENDED or state.result in GIVEN:
        raise Refused(f"{label} ne vient qu'à défaut d'approbation ({source.citation}) : {judge(state)[1]}", source)
    then = as_of(state, command.on)
    if not all_settled(then):
        _check_dated(state, command, judge(then)[1])
    return [_closed(command, command.number)]


def _without_follow_up(state: Consultation, command: CloseConsultation) -> list[Event]:
    if not command.reason:
        raise Refused("Donnez la raison pour laquelle la consultation s'arrête sans acte.")
    if state.status is Status.OPEN:
        raise Refused("Rien n'a encore été envoyé aux communes ; pour y renoncer, annulez la consultation.")
    if state.status is Status.SENT and state.law.delay_months is not None:
        raise Refused(
            f"Le délai des communes court encore ({state.law.source.citation}) ; "
            "annulez la consultation si vous la retirez.",
            state.law.source,
        )
    return [_closed(command, command.number)]


def _closed(command: CloseConsultation, number: str) -> ConsultationClosed:
    return ConsultationClosed(
        on=command.on, act=command.act, number=number, reason=command.reason, effective_on=command.effective_on
    )
