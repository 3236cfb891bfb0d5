"""What avis and agreements amount to, where no majority is counted: each commune for itself.

A commune that left while it was consulted is named and left out.
"""

from collections.abc import Sequence

from domain.consultation.events import Result
from domain.consultation.readings import departed, departures
from domain.consultation.state import Consultation, Position, Seat
from domain.french import join, long_day, number, plural
from domain.procedures.model import ClosingAct, CouncilRule, Silence

_UNSAID = {
    Silence.FAVORABLE: ("silence vaut avis favorable", "silences valent avis favorable"),
    Silence.DEFAVORABLE: ("silence vaut avis défavorable", "silences valent avis défavorable"),
    Silence.NEUTRE: ("commune n'a pas délibéré", "communes n'ont pas délibéré"),
}


def judge_avis(state: Consultation) -> tuple[Result, str]:
    """Whether every avis is there, and what the council may then do."""
    present = state.present
    awaited = [seat for seat in present if seat.position in (Position.AWAITED, Position.TO_QUALIFY)]
    if awaited:
        waiting = f"{count(awaited, 'avis encore attendu', 'avis encore attendus')} ({_names(awaited)})."
        return Result.EN_COURS, _told(waiting, _left_out(state))
    silent = [seat for seat in present if seat.silent]
    given = [seat for seat in present if not seat.silent]
    said = count(given, "conseil municipal a délibéré", "conseils municipaux ont délibéré")
    unsaid = f" ; {count(silent, *_UNSAID[state.law.silence])}" if silent else ""
    against = [seat for seat in present if seat.position is Position.DEFAVORABLE and not seat.silent]
    opposed = f"{count(against, 'avis défavorable', 'avis défavorables')} : {_names(against)}." if against else ""
    return Result.AVIS_RECUEILLIS, _told(f"{said}{unsaid}.", _left_out(state), opposed, _then(state, silent))


def judge_accords(state: Consultation) -> tuple[Result, str]:
    """Whether each commune concerned agrees, and what the EPCI's council still has to say."""
    present = state.present
    article = state.law.source.citation
    if not present:
        return Result.EN_COURS, _told("Plus aucune commune concernée n'est là.", _left_out(state))
    against = [seat for seat in present if seat.position is Position.DEFAVORABLE]
    if against:
        verb = "n'a pas donné son accord" if len(against) == 1 else "n'ont pas donné leur accord"
        refused = f"{_names(against)} {verb} : l'accord de chaque commune est requis ({article})."
        return Result.ACCORD_MANQUANT, _told(refused, _left_out(state))
    missing = [seat for seat in present if seat.position is not Position.FAVORABLE]
    if missing:
        waiting = f"Accord encore attendu : {_names(missing)} ; aucun délai ni silence ({article})."
        return Result.EN_COURS, _told(waiting, _left_out(state))
    agreed = count(present, "commune concernée a donné son accord", "communes concernées ont donné leur accord")
    return Result.ACCORDS_REUNIS, _told(f"{agreed} ({article}).", _left_out(state), _council(state))


def council_agrees(state: Consultation) -> bool:
    """Whether the délibération of the EPCI's council is one of those that must agree, before or after the communes."""
    return state.law.council_agrees or state.law.closing is ClosingAct.DELIBERATION


def count(seats: Sequence[Seat], one: str, many: str) -> str:
    """« 2 communes concernées ont donné leur accord »."""
    return f"{number(len(seats))} {plural(len(seats), one, many)}"


def _then(state: Consultation, silent: Sequence[Seat]) -> str:
    """What the EPCI's council may decide after the avis."""
    article = state.law.source.citation
    if hardened(state):
        needed = "la décision demande les deux tiers des membres du conseil communautaire"
        return f"L'avis est défavorable : {needed} ({article})."
    if silent and state.law.silence is Silence.NEUTRE:
        free = "l'absence d'avis n'est ni un accord ni un refus et ne bloque pas"
        return f"Passé le délai, {free} : le conseil communautaire peut décider ({article})."
    return f"L'avis est simple : le conseil communautaire décide ({article})."


def hardened(state: Consultation) -> bool:
    """Whether an unfavourable avis asks for a larger majority of the EPCI's council (L5211-57 CGCT)."""
    hardens = state.law.council_rule is CouncilRule.DEUX_TIERS_MEMBRES_SI_DEFAVORABLE
    return hardens and any(seat.position is Position.DEFAVORABLE for seat in state.present)


def _council(state: Consultation) -> str:
    if not council_agrees(state):
        return ""
    vote = state.council_vote
    if vote is None:
        return "Le conseil communautaire doit aussi adopter la délibération concordante."
    done = "a adopté" if vote.adopted else "n'a pas adopté"
    return f"Le conseil communautaire {done} la délibération le {long_day(vote.voted_on)}."


def _left_out(state: Consultation) -> str:
    gone = departed(state)
    not_counted = plural(len(gone), "Elle n'est plus comptée", "Elles ne sont plus comptées")
    return f"{departures(state)} {not_counted}." if gone else ""


def _names(seats: Sequence[Seat]) -> str:
    """The names, cut after six: a reason is read, not searched."""
    shown = [seat.name for seat in seats[:6]]
    rest = len(seats) - len(shown)
    return join([*shown, f"{rest} autres"]) if rest > 1 else join([seat.name for seat in seats])


def _told(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
