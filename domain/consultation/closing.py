"""The acts around the communes' answers: the délibération of the EPCI's council and the act that closes."""

from datetime import date, datetime

from domain.calendar import civil_day
from domain.consultation.commands import CloseConsultation, RecordCouncilVote
from domain.consultation.council import adopted
from domain.consultation.events import ConsultationClosed, CouncilVote, CouncilVoteRecorded, Event, Result
from domain.consultation.judgement import judge
from domain.consultation.state import Consultation, Status
from domain.errors import Refused
from domain.french import long_day
from domain.procedures.model import CLOSING_ACT_LABELS, ClosingAct

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
    passed = adopted(command)
    kept = command.model_dump(exclude={"kind", "casting_vote"})
    events: list[Event] = [CouncilVoteRecorded(vote=CouncilVote(**kept, adopted=passed))]
    if state.status is Status.ENDED:
        reason = "" if passed else "Le conseil communautaire n'a pas adopté la délibération."
        act = ClosingAct.DELIBERATION if passed else None
        events.append(ConsultationClosed(on=command.voted_on, act=act, number=command.number, reason=reason))
    return events


def close(state: Consultation, command: CloseConsultation, at: datetime) -> list[Event]:
    """The closing act entered, or an end without a follow-up.

    Raises `Refused` when the act is not the one of the procedure, comes before the result allows it, or has no number,
    and when an end without a follow-up has no reason.
    """
    _not_to_come(command.on, civil_day(at, state.home))
    if command.act is None:
        return _without_follow_up(state, command)
    if command.act is not state.law.closing:
        raise Refused(f"Ce qui clôt cette procédure est {CLOSING_ACT_LABELS[state.law.closing]}.", state.law.source)
    if command.act is ClosingAct.DELIBERATION:
        raise Refused("Entrez la délibération du conseil communautaire comme un vote : elle clôt la consultation.")
    if not command.number:
        raise Refused("Donnez le numéro de l'acte, tel qu'il y figure.")
    if state.result not in _FAVORABLE:
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


def _not_to_come(day: date, today: date) -> None:
    if day > today:
        raise Refused(f"Le {long_day(day)} n'est pas encore venu ; entrez la date de l'acte.")
