"""What the positions of the communes amount to: the result and its reason, always together."""

from collections.abc import Callable

from domain.consultation.events import Result
from domain.consultation.state import Consultation, Position, Seat, Status
from domain.french import join, number, plural
from domain.majority import Base, Positions, Verdict, creation_epci
from domain.procedures.model import Rule, Silence

Judgement = tuple[Result, str]


def judge(state: Consultation) -> Judgement:
    """The result of the positions as they stand, and the French paragraph that explains it with its article."""
    return _RULES[state.law.rule](state)


def explanation(state: Consultation) -> str:
    """Why the result is what it is, as the positions now stand; for one that was withdrawn, the reason given."""
    return state.reason if state.status is Status.CANCELLED else judge(state)[1]


def all_settled(state: Consultation) -> bool:
    """Whether nothing more is awaited: every commune has answered clearly, or its silence was recorded."""
    return not state.holding(Position.AWAITED, Position.TO_QUALIFY)


def verdict(state: Consultation, base: Base = Base.TOTALE) -> Verdict:
    """The qualified majority as the positions stand, counted in the population `base`.

    Raises `ValueError` before the consultation is sent.
    """
    if state.electorate is None:
        raise ValueError(f"{state.stream} is not sent")
    return creation_epci(
        state.electorate,
        Positions(
            favorable=frozenset(seat.insee for seat in state.holding(Position.FAVORABLE)),
            defavorable=frozenset(seat.insee for seat in state.holding(Position.DEFAVORABLE, Position.NEUTRE)),
        ),
        base,
    )


def _qualified_majority(state: Consultation) -> Judgement:
    found = verdict(state)
    reason = " ".join([found.reason, *_silences(state)])
    if found.to_confirm:
        return Result.EN_COURS, reason
    if found.reached:
        return Result.MAJORITE_REUNIE, reason
    return (Result.MAJORITE_IMPOSSIBLE if found.impossible else Result.EN_COURS), reason


def _silences(state: Consultation) -> list[str]:
    """How many communes the law made speak, and how: nothing when none was silent."""
    silent = [seat for seat in state.seats if seat.silence is not None]
    if not silent:
        return []
    deemed = "favorable" if state.law.silence is Silence.FAVORABLE else "défavorable"
    said = _count(silent, "commune n'a pas délibéré", "communes n'ont pas délibéré")
    theirs = "sa décision est réputée" if len(silent) == 1 else "leur décision est réputée"
    return [f"{said} dans le délai : {theirs} {deemed} ({state.law.source.citation})."]


_UNSAID = {
    Silence.FAVORABLE: ("silence vaut avis favorable", "silences valent avis favorable"),
    Silence.DEFAVORABLE: ("silence vaut avis défavorable", "silences valent avis défavorable"),
    Silence.NEUTRE: ("commune n'a pas délibéré", "communes n'ont pas délibéré"),
}


def _avis(state: Consultation) -> Judgement:
    awaited = state.holding(Position.AWAITED, Position.TO_QUALIFY)
    if awaited:
        return Result.EN_COURS, f"{_count(awaited, 'avis encore attendu', 'avis encore attendus')} ({_names(awaited)})."
    silent = [seat for seat in state.seats if seat.silent]
    given = [seat for seat in state.seats if not seat.silent]
    said = _count(given, "conseil municipal a délibéré", "conseils municipaux ont délibéré")
    unsaid = f" ; {_count(silent, *_UNSAID[state.law.silence])}" if silent else ""
    against = [seat for seat in given if seat.position is Position.DEFAVORABLE]
    opposed = f" {_count(against, 'avis défavorable', 'avis défavorables')} : {_names(against)}." if against else ""
    return (
        Result.AVIS_RECUEILLIS,
        f"{said}{unsaid}.{opposed} L'avis est simple : le conseil communautaire décide ({state.law.source.citation}).",
    )


def _accords(state: Consultation) -> Judgement:
    against = state.holding(Position.DEFAVORABLE)
    article = state.law.source.citation
    if against:
        verb = "n'a pas donné son accord" if len(against) == 1 else "n'ont pas donné leur accord"
        return Result.ACCORD_MANQUANT, f"{_names(against)} {verb} : l'accord de chaque commune est requis ({article})."
    missing = [seat for seat in state.seats if seat.position is not Position.FAVORABLE]
    if missing:
        return Result.EN_COURS, f"Accord encore attendu : {_names(missing)} ; aucun délai ni silence ({article})."
    agreed = _count(state.seats, "commune concernée a donné son accord", "communes concernées ont donné leur accord")
    return Result.ACCORDS_REUNIS, f"{agreed} ({article})."


_RULES: dict[Rule, Callable[[Consultation], Judgement]] = {
    Rule.CREATION_EPCI: _qualified_majority,
    Rule.AVIS_SIMPLE: _avis,
    Rule.ACCORDS: _accords,
}


def _count(seats: list[Seat] | tuple[Seat, ...], one: str, many: str) -> str:
    return f"{number(len(seats))} {plural(len(seats), one, many)}"


def _names(seats: list[Seat]) -> str:
    """The names, cut after six: a reason is read, not searched."""
    shown = [seat.name for seat in seats[:6]]
    rest = len(seats) - len(shown)
    return join([*shown, f"{rest} autres"]) if rest > 1 else join([seat.name for seat in seats])
