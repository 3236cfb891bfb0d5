"""The acts around the communes' answers: the délibération of the EPCI's council, the act that closes, a judge's."""

from datetime import date, datetime

from domain.calendar import civil_day
from domain.consultation.agreements import council_agrees
from domain.consultation.commands import CloseConsultation, RecordAnnulment, RecordCouncilVote
from domain.consultation.council import check_after_the_communes, voted
from domain.consultation.events import (
    AnnulmentRecorded,
    ConsultationClosed,
    CouncilVote,
    CouncilVoteRecorded,
    Event,
    Result,
    ResultChanged,
)
from domain.consultation.judgement import doubtful, judge
from domain.consultation.life_events import SilenceConfirmed
from domain.consultation.state import Consultation, Status
from domain.errors import Refused
from domain.french import long_day
from domain.procedures.model import CLOSING_ACT_LABELS, ClosingAct, Consulted, Rule

GIVEN = (Result.AVIS_RECUEILLIS, Result.MAJORITE_REUNIE, Result.ACCORDS_REUNIS)


def record_council_vote(state: Consultation, command: RecordCouncilVote, at: datetime) -> list[Event]:
    """The délibération of the EPCI's council, with what it brings: the silences before it are no longer presumed, and
    a procedure that ends on it is closed.

    Where délibérations must agree it comes at any moment, in whatever order. Raises `Refused` when the procedure has no
    use for it at this moment, when it is dated after today, or before one that was entered already.
    """
    _not_to_come(command.voted_on, civil_day(at, state.home))
    _check_moment(state, command)
    vote = voted(state, command)
    _check_order(state.council_vote, vote)
    ending = _ending(state, vote)
    if vote == state.council_vote and not ending:
        return []
    return [CouncilVoteRecorded(vote=vote), *_confirmed(state, vote), *ending]


def record_annulment(state: Consultation, command: RecordAnnulment, at: datetime) -> list[Event]:
    """That a judge annulled an act; entered again, nothing changes. Raises `Refused` when the day has not come."""
    _not_to_come(command.on, civil_day(at, state.home))
    return [] if command.act in state.annulments else [AnnulmentRecorded(act=command.act, on=command.on)]


def close(state: Consultation, command: CloseConsultation, at: datetime) -> list[Event]:
    """The closing act entered, the act that the law puts in its place, or an end without a follow-up.

    Raises `Refused` when the act is not one of the procedure, comes before the result allows it, or has no number, when
    its effect is dated before it, and when an end without a follow-up has no reason.
    """
    _not_to_come(command.on, civil_day(at, state.home))
    _not_before_sending(state, command.on)
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


def _check_moment(state: Consultation, command: RecordCouncilVote) -> None:
    law = state.law
    if law.rule is Rule.ACCORDS:
        return
    if law.closing is not ClosingAct.DELIBERATION:
        if state.status is not Status.OPEN:
            raise Refused(f"Ce qui clôt cette procédure est {CLOSING_ACT_LABELS[law.closing]}.", law.source)
        return
    if state.status is Status.OPEN:
        raise Refused(
            f"Le conseil communautaire délibère après les communes ({law.source.citation}) ; "
            "envoyez d'abord la consultation.",
            law.source,
        )
    if law.rule is Rule.CLETC and state.result not in GIVEN and not _settled_by_human(state, command.reason):
        raise Refused(f"Le conseil communautaire ne peut pas encore délibérer : {judge(state)[1]}", law.source)
    _check_over(state)
    _not_before_sending(state, command.voted_on)
    check_after_the_communes(state, command)


def _check_order(known: CouncilVote | None, vote: CouncilVote) -> None:
    """An older délibération never takes the place of a newer one; the same one, by its number, may be corrected."""
    if known is not None and vote.voted_on < known.voted_on and vote.number != known.number:
        raise Refused(
            f"La délibération n° {known.number} du {long_day(known.voted_on)} est plus récente : elle reste celle qui "
            "compte. Pour corriger sa date, entrez-la de nouveau sous son numéro."
        )


def _confirmed(state: Consultation, vote: CouncilVote) -> list[Event]:
    """The silences that the council knew of when it voted: they are no longer to be checked."""
    return [
        SilenceConfirmed(
            commune=seat.insee, on=vote.voted_on, note=f"Délibération du conseil communautaire n° {vote.number}"
        )
        for seat in state.present
        if seat.silence_on is not None and seat.silence_on <= vote.voted_on and seat.silence_confirmed_on is None
    ]


def _ending(state: Consultation, vote: CouncilVote) -> list[Event]:
    """The closing, where this délibération is what ends the procedure: the last of those that must agree, if several.
    One that is rejected closes where the council alone decides, and leaves the others open to another vote."""
    law = state.law
    if law.closing is not ClosingAct.DELIBERATION:
        return []
    alone = law.consulted is Consulted.NOBODY
    if _concordant(state) and (state.status is not Status.ENDED or state.result is not Result.ACCORDS_REUNIS):
        return []
    if not vote.adopted and not (alone or law.rule is Rule.AVIS_SIMPLE):
        return []
    result, why = judge(state)
    changed: list[Event] = [ResultChanged(result=result, reason=why, on=vote.voted_on)] if alone else []
    reason = "" if vote.adopted else "Le conseil communautaire n'a pas adopté la délibération."
    act = ClosingAct.DELIBERATION if vote.adopted else None
    return [*changed, ConsultationClosed(on=vote.voted_on, act=act, number=vote.number, reason=reason)]


def _by_its_act(state: Consultation, command: CloseConsultation) -> list[Event]:
    _check_council(state, command)
    _check_sent(state)
    if state.result not in GIVEN and not _settled_by_human(state, command.reason):
        raise Refused(f"{CLOSING_ACT_LABELS[state.law.closing].capitalize()} n'est pas possible : {judge(state)[1]}")
    _check_over(state)
    vote = state.council_vote
    agreed = vote.number if vote is not None and command.act is ClosingAct.DELIBERATION else ""
    return [_closed(command, command.number or agreed)]


def _check_council(state: Consultation, command: CloseConsultation) -> None:
    """The council's délibération is a vote; it closes by hand only when it came before those of the communes."""
    vote = state.council_vote
    if command.act is ClosingAct.DELIBERATION and not (_concordant(state) and vote is not None):
        raise Refused("Entrez la délibération du conseil communautaire comme un vote : elle clôt la consultation.")
    if not _concordant(state) or not (council_agrees(state) or vote is not None):
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


def _settled_by_human(state: Consultation, reason: str) -> bool:
    """Whether the act settles, with a reason, a majority that the texts leave open (métropoles, ties, departures)."""
    open_in_law = doubtful(state)
    if open_in_law and not reason:
        raise Refused(f"Dites pour quelle raison l'acte tranche : {judge(state)[1]}", state.law.source)
    return open_in_law


def _concordant(state: Consultation) -> bool:
    """Whether the délibérations of council and communes must agree, in whatever order."""
    return state.law.rule is Rule.ACCORDS and state.law.consulted is not Consulted.NOBODY


def _check_sent(state: Consultation) -> None:
    if state.status is Status.OPEN:
        raise Refused("Rien n'a encore été envoyé aux communes ; envoyez d'abord la consultation.")


def _check_over(state: Consultation) -> None:
    if state.status is Status.SENT and not state.law.closes_before_end:
        raise Refused(
            "Des communes ont encore la possibilité de se prononcer ; attendez la fin de leur délai "
            f"({state.law.source.citation}).",
            state.law.source,
        )


def _not_before_sending(state: Consultation, day: date) -> None:
    if state.sent_on is not None and day < state.sent_on:
        raise Refused(
            f"L'acte ne peut pas être daté du {long_day(day)} : "
            f"la consultation est partie le {long_day(state.sent_on)}."
        )


def _not_to_come(day: date, today: date) -> None:
    if day > today:
        raise Refused(f"Le {long_day(day)} n'est pas encore venu ; entrez la date de l'acte.")
