"""What the positions of the communes amount to: the result and its reason, always together."""

from collections.abc import Callable

from domain.consultation.events import Result
from domain.consultation.state import Consultation, Position, Seat
from domain.french import join, number, plural
from domain.majority import Positions, Verdict, creation_epci
from domain.procedures.model import Rule, Silence

Judgement = tuple[Result, str]


def judge(state: Consultation) -> Judgement:
    """The result of the positions as they stand, and the French paragraph that explains it with its article."""
    return _RULES[state.law.rule](state)


def all_settled(state: Consultation) -> bool:
    """Whether nothing more is awaited: every commune has answered clearly, or its silence was recorded."""
    return not state.holding(Position.AWAITED, Position.TO_QUALIFY)


def verdict(state: Consultation) -> Verdict:
    """The qualified majority as the positions stand. Raises `ValueError` before the consultation is sent."""
    if state.electorate is None:
        raise ValueError(f"{state.stream} is not sent")
    return creation_epci(
        state.electorate,
        Positions(
            favorable=frozenset(seat.insee for seat in state.holding(Position.FAVORABLE)),
            defavorable=frozenset(seat.insee for seat in state.holding(Position.DEFAVORABLE, Position.NEUTRE)),
        ),
    )


def _qualified_majority(state: Consultation) -> Judgement:
    found = verdict(state)
    if found.to_confirm:
        return Result.EN_COURS, found.reason
    if found.reached:
        return Result.MAJORITE_REUNIE, found.reason
    return (Result.MAJORITE_IMPOSSIBLE if found.impossible else Result.EN_COURS), found.reason


def _avis(state: Consultation) -> Judgement:
    awaited = state.holding(Position.AWAITED, Position.TO_QUALIFY)
    if awaited:
        return Result.EN_COURS, f"{_count(awaited, 'avis encore attendu', 'avis encore attendus')} ({_names(awaited)})."
    silent = [seat for seat in state.seats if seat.silent]
    given = [seat for seat in state.seats if not seat.silent]
    parts = [_count(given, "conseil municipal s'est prononcé", "conseils municipaux se sont prononcés")]
    if silent:
        parts.append(_count(silent, _silence(state, 1), _silence(state, 2)))
    against = [seat for seat in given if seat.position is Position.DEFAVORABLE]
    opposed = f" {_count(against, 'avis défavorable', 'avis défavorables')} : {_names(against)}." if against else ""
    return (
        Result.AVIS_RECUEILLIS,
        f"{join(parts)}.{opposed} L'avis est simple : le conseil communautaire décide ({state.law.source.citation}).",
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


def _silence(state: Consultation, count: int) -> str:
    worth = {
        Silence.FAVORABLE: "valant avis favorable",
        Silence.DEFAVORABLE: "valant avis défavorable",
        Silence.NEUTRE: "sans effet",
    }[state.law.silence]
    return f"{'silence' if count == 1 else 'silences'} {worth}"


def _count(seats: list[Seat] | tuple[Seat, ...], one: str, many: str) -> str:
    return f"{number(len(seats))} {plural(len(seats), one, many)}"


def _names(seats: list[Seat]) -> str:
    """The names, cut after six: a reason is read, not searched."""
    shown = [seat.name for seat in seats[:6]]
    rest = len(seats) - len(shown)
    return join([*shown, f"{rest} autres"]) if rest > 1 else join([seat.name for seat in seats])
