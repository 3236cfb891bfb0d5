"""When an act around the communes' answers may come: what each of them asks of the consultation first."""

from datetime import date

from domain.consultation.events import Result
from domain.consultation.judgement import doubtful, judge
from domain.consultation.state import Consultation, Status
from domain.errors import Refused
from domain.french import long_day
from domain.procedures.model import Consulted, Rule

#: The results after which the act that closes may come.
GIVEN = (Result.AVIS_RECUEILLIS, Result.MAJORITE_REUNIE, Result.ACCORDS_REUNIS)


def settled_by_human(state: Consultation, reason: str) -> bool:
    """Whether the act settles, with a reason, a majority that the texts leave open (métropoles, ties, departures)."""
    open_in_law = doubtful(state)
    if open_in_law and not reason:
        raise Refused(f"Dites pour quelle raison l'acte tranche : {judge(state)[1]}", state.law.source)
    return open_in_law


def concordant(state: Consultation) -> bool:
    """Whether the délibérations of council and communes must agree, in whatever order."""
    return state.law.rule is Rule.ACCORDS and state.law.consulted is not Consulted.NOBODY


def check_sent(state: Consultation) -> None:
    if state.status is Status.OPEN:
        raise Refused("Rien n'a encore été envoyé aux communes ; envoyez d'abord la consultation.")


def check_over(state: Consultation) -> None:
    if state.status is Status.SENT and not state.law.closes_before_end:
        raise Refused(
            "Des communes ont encore la possibilité de se prononcer ; attendez la fin de leur délai "
            f"({state.law.source.citation}).",
            state.law.source,
        )


def not_before_sending(state: Consultation, day: date) -> None:
    if state.sent_on is not None and day < state.sent_on:
        raise Refused(
            f"L'acte ne peut pas être daté du {long_day(day)} : "
            f"la consultation est partie le {long_day(state.sent_on)}."
        )
