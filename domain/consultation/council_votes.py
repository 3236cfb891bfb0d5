"""The délibération of the EPCI's council, entered: when it may come, and what it brings."""

from datetime import datetime

from domain.calendar import civil_day
from domain.consultation.commands import RecordCouncilVote
from domain.consultation.council import check_after_the_communes, voted
from domain.consultation.events import (
    ConsultationClosed,
    CouncilVote,
    CouncilVoteRecorded,
    Event,
    Result,
    ResultChanged,
)
from domain.consultation.judgement import judge
from domain.consultation.life_events import SilenceConfirmed
from domain.consultation.moments import GIVEN, check_over, concordant, not_before_sending, settled_by_human
from domain.consultation.state import Consultation, Status
from domain.errors import Refused
from domain.french import long_day
from domain.procedures.model import CLOSING_ACT_LABELS, ClosingAct, Consulted, Rule
from domain.refusals import not_to_come


def record_council_vote(state: Consultation, command: RecordCouncilVote, at: datetime) -> list[Event]:
    """The délibération of the EPCI's council, with what it brings: the silences before it are no longer presumed, and
    a procedure that ends on it is closed.

    Where délibérations must agree it comes at any moment, in whatever order. Raises `Refused` when the procedure has no
    use for it at this moment, when it is dated after today, or before one that was entered already.
    """
    not_to_come(command.voted_on, civil_day(at, state.home))
    _check_moment(state, command)
    vote = voted(state, command)
    _check_order(state.council_vote, vote)
    _check_notified(state, vote)
    ending = _ending(state, vote)
    if vote == state.council_vote and not ending:
        return []
    return [CouncilVoteRecorded(vote=vote), *_confirmed(state, vote), *ending]


def _check_moment(state: Consultation, command: RecordCouncilVote) -> None:
    law = state.law
    if law.rule is Rule.ACCORDS:
        return
    if law.closing is not ClosingAct.DELIBERATION:
        known = state.council_vote
        if state.status is not Status.OPEN and (known is None or command.number != known.number):
            told = f"Ce qui clôt cette procédure est {CLOSING_ACT_LABELS[law.closing]}."
            if known is not None:
                told += f" Pour corriger la délibération notifiée, entrez-la sous son n° {known.number}."
            raise Refused(told, law.source)
        return
    if state.status is Status.OPEN:
        raise Refused(
            f"Le conseil communautaire délibère après les communes ({law.source.citation}) ; "
            "envoyez d'abord la consultation.",
            law.source,
        )
    if law.rule is Rule.CLETC and state.result not in GIVEN and not settled_by_human(state, command.reason):
        raise Refused(f"Le conseil communautaire ne peut pas encore délibérer : {judge(state)[1]}", law.source)
    check_over(state)
    not_before_sending(state, command.voted_on)
    check_after_the_communes(state, command)


def _check_order(known: CouncilVote | None, vote: CouncilVote) -> None:
    """An older délibération never takes the place of a newer one; the same one, by its number, may be corrected."""
    if known is not None and vote.voted_on < known.voted_on and vote.number != known.number:
        raise Refused(
            f"La délibération n° {known.number} du {long_day(known.voted_on)} est plus récente : elle reste celle qui "
            "compte. Pour corriger sa date, entrez-la de nouveau sous son numéro."
        )


def _check_notified(state: Consultation, vote: CouncilVote) -> None:
    """The délibération that was notified to the communes, entered again once they have it, is still what they have."""
    if not state.law.deliberation_first or state.sent_on is None:
        return
    if not vote.adopted:
        raise Refused(
            "Cette délibération a été notifiée aux communes comme adoptée ; si elle ne l'a pas été, annulez la "
            "consultation.",
            state.law.source,
        )
    if vote.voted_on > state.sent_on:
        raise Refused(
            f"La délibération ne peut pas être du {long_day(vote.voted_on)} : elle a été notifiée le "
            f"{long_day(state.sent_on)}."
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
    if concordant(state) and (state.status is not Status.ENDED or state.result is not Result.ACCORDS_REUNIS):
        return []
    if not vote.adopted and not (alone or law.rule is Rule.AVIS_SIMPLE):
        return []
    result, why = judge(state)
    changed: list[Event] = [ResultChanged(result=result, reason=why, on=vote.voted_on)] if alone else []
    reason = "" if vote.adopted else "Le conseil communautaire n'a pas adopté la délibération."
    act = ClosingAct.DELIBERATION if vote.adopted else None
    return [*changed, ConsultationClosed(on=vote.voted_on, act=act, number=vote.number, reason=reason)]
