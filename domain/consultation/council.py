"""The délibération of the EPCI's council: the majority that the procedure asks of it, and what it comes after."""

from domain.consultation.agreements import hardened
from domain.consultation.commands import RecordCouncilVote
from domain.consultation.events import CouncilVote
from domain.consultation.state import Consultation, Seat
from domain.council_majority import Votes, council_outcome
from domain.deadline import END_OF_DELAY
from domain.errors import Refused
from domain.french import long_day
from domain.procedures.model import CouncilRule
from domain.procedures.texts import L2121_20
from domain.sources import Source

_SIMPLE = (CouncilRule.SIMPLE, CouncilRule.DEUX_TIERS_MEMBRES_SI_DEFAVORABLE)


def voted(state: Consultation, command: RecordCouncilVote) -> CouncilVote:
    """The délibération as it is kept: adopted or not by the majority of the procedure, with the reason.

    One entered without its counts is taken as it is, adopted, where the simple majority is enough. Raises `Refused`
    when counts are missing, and when the text can be read in two ways that differ and no human says, with a reason,
    which holds.
    """
    adopted, reason = _outcome(state, command)
    kept = command.model_dump(include=set(CouncilVote.model_fields))
    why = " ".join(filter(None, [reason, command.reason]))
    return CouncilVote(**kept | {"adopted": adopted, "reason": why, "said": command.reason})


def check_after_the_communes(state: Consultation, command: RecordCouncilVote) -> None:
    """That the council votes after each commune was heard: its délibération, or the end of its delay.

    Between the two readings of the end of a delay a reason is asked. Raises `Refused`.
    """
    for seat in state.present:
        _check_after(state, seat, command)


def _outcome(state: Consultation, command: RecordCouncilVote) -> tuple[bool, str]:
    source = state.law.council_source or L2121_20
    if command.settled_as_adopted is not None and not command.reason:
        raise Refused("Dites pour quelle raison la délibération est tenue pour adoptée ou rejetée.", source)
    if command.votes_for is None and command.votes_against is None:
        return _without_counts(state, command, source), ""
    if command.votes_for is None or command.votes_against is None:
        raise Refused("Donnez les voix pour et les voix contre, ou aucune des deux.", source)
    votes = Votes(
        pour=command.votes_for,
        contre=command.votes_against,
        abstentions=command.abstentions,
        members=command.members,
        casting_vote=command.casting_vote,
        secret_ballot=command.secret_ballot,
    )
    found = council_outcome(state.law.council_rule, votes, unfavourable_avis=hardened(state))
    if found.adopted is not None:
        if command.settled_as_adopted not in (None, found.adopted):
            raise Refused(f"{found.reason} Ce compte décide : vérifiez-le, ou n'indiquez rien d'autre.", source)
        return found.adopted, found.reason
    if command.settled_as_adopted is None:
        raise Refused(f"{found.reason} Dites si la délibération est adoptée, et pour quelle raison.", found.source)
    return command.settled_as_adopted, found.reason


def _without_counts(state: Consultation, command: RecordCouncilVote, source: Source) -> bool:
    if command.settled_as_adopted is not None:
        return command.settled_as_adopted
    if state.law.council_rule not in _SIMPLE or hardened(state):
        raise Refused(
            "La délibération demande une majorité des deux tiers : donnez les voix pour et contre, et le nombre de "
            f"membres du conseil ({source.citation}).",
            source,
        )
    return True


def _check_after(state: Consultation, seat: Seat, command: RecordCouncilVote) -> None:
    if seat.avis is not None and not seat.uncounted:
        if command.voted_on < seat.avis.voted_on:
            said = f"{seat.name} s'est prononcée le {long_day(seat.avis.voted_on)}"
            raise Refused(_too_early(state, said), state.law.source)
        return
    deadline = seat.deadline
    if deadline is None or command.voted_on >= deadline.silence_from:
        return
    if command.voted_on <= deadline.earliest:
        said = f"{seat.name} pouvait se prononcer jusqu'au {long_day(deadline.earliest)}"
        raise Refused(_too_early(state, said), state.law.source)
    if not command.reason:
        raise Refused(
            f"Le délai de {seat.name} finit le {long_day(deadline.earliest)} ou le {long_day(deadline.safe)} selon la "
            "lecture ; dites pour quelle raison le conseil communautaire pouvait délibérer le "
            f"{long_day(command.voted_on)} ({END_OF_DELAY.citation}).",
            END_OF_DELAY,
        )


def _too_early(state: Consultation, said: str) -> str:
    return f"Le conseil communautaire délibère après les communes ({state.law.source.citation}) : {said}."
