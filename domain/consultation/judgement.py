"""What the positions of the communes amount to: the result and its reason, always together."""

from collections.abc import Callable

from domain.consultation.agreements import count, judge_accords, judge_avis
from domain.consultation.events import Result
from domain.consultation.readings import Reading, departed, departures, readings
from domain.consultation.state import Consultation, Position, Status
from domain.french import join, plural
from domain.majority import Base, Verdict
from domain.procedures.model import Consulted, Rule, Silence
from domain.verdict import Outcome

Judgement = tuple[Result, str]

_RESULTS = {
    Outcome.REACHED: Result.MAJORITE_REUNIE,
    Outcome.IMPOSSIBLE: Result.MAJORITE_IMPOSSIBLE,
    Outcome.OPEN: Result.EN_COURS,
    Outcome.TO_CONFIRM: Result.EN_COURS,
}


def judge(state: Consultation) -> Judgement:
    """The result of the positions as they stand, and the French paragraph that explains it with its article."""
    if state.law.consulted is Consulted.NOBODY:
        return (
            Result.SANS_COMMUNES,
            f"Aucune commune n'a à se prononcer : le conseil communautaire décide seul ({state.law.source.citation}).",
        )
    if state.electorate is None:
        return state.result, state.reason
    return _RULES[state.law.rule](state)


def explanation(state: Consultation) -> str:
    """Why the result is what it is, as the positions now stand; for one that was withdrawn, the reason given."""
    return state.reason if state.status is Status.CANCELLED else judge(state)[1]


def all_settled(state: Consultation) -> bool:
    """Whether nothing more is awaited: every commune that is still there has answered clearly, or its silence was
    recorded."""
    return all(seat.position not in (Position.AWAITED, Position.TO_QUALIFY) for seat in state.present)


def verdict(state: Consultation, base: Base = Base.TOTALE) -> Verdict:
    """The qualified majority as the positions stand, counted in the population `base` among the communes frozen at the
    sending. Raises `ValueError` before the consultation is sent."""
    return readings(state, base)[0].verdict


def doubtful(state: Consultation) -> bool:
    """Whether the texts can be read in ways that give several results: a human then tells, with a reason."""
    if state.law.rule not in (Rule.CREATION_EPCI, Rule.CLETC) or state.electorate is None:
        return False
    outcomes = {reading.verdict.outcome for reading in readings(state)}
    return len(outcomes) > 1 or Outcome.TO_CONFIRM in outcomes


def _qualified_majority(state: Consultation) -> Judgement:
    found = readings(state)
    outcomes = {reading.verdict.outcome for reading in found}
    if len(outcomes) > 1:
        return Result.EN_COURS, " ".join([_apart(state, found), *_silences(state)])
    [outcome] = outcomes
    return _RESULTS[outcome], " ".join([found[0].verdict.reason, *_same(state), *_silences(state)])


def _same(state: Consultation) -> list[str]:
    """That the communes that left change nothing: nothing when none left."""
    gone = departed(state)
    if not gone:
        return []
    counted_or_not = plural(len(gone), "Qu'elle soit comptée ou non", "Qu'elles soient comptées ou non")
    return [f"{departures(state)} {counted_or_not}, le résultat est le même."]


def _apart(state: Consultation, found: tuple[Reading, ...]) -> str:
    """The figures of each reading, when they do not give one result."""
    counts = [f"{_with(reading)} : {reading.verdict.reason}" for reading in found]
    return (
        f"{departures(state)} À confirmer : aucun texte lu ne dit si une commune partie en cours de consultation "
        f"compte encore, et le résultat en dépend. {' '.join(counts)} Faites-le confirmer par la préfecture."
    )


def _with(reading: Reading) -> str:
    left_out = join([seat.name for seat in reading.left_out])
    return f"Sans {left_out}" if left_out else "En comptant toutes les communes"


_DEEMED = {Silence.FAVORABLE: "favorable", Silence.DEFAVORABLE: "défavorable"}


def _silences(state: Consultation) -> list[str]:
    """How many communes the law made speak, and how: nothing when none was silent."""
    silent = [seat for seat in state.seats if seat.silence is not None]
    if not silent:
        return []
    said = count(silent, "commune n'a pas délibéré", "communes n'ont pas délibéré")
    article = state.law.source.citation
    if state.law.silence is Silence.NEUTRE:
        return [f"{said} dans le délai : le silence n'approuve pas ({article})."]
    theirs = "sa décision est réputée" if len(silent) == 1 else "leur décision est réputée"
    return [f"{said} dans le délai : {theirs} {_DEEMED[state.law.silence]} ({article})."]


_RULES: dict[Rule, Callable[[Consultation], Judgement]] = {
    Rule.CREATION_EPCI: _qualified_majority,
    Rule.CLETC: _qualified_majority,
    Rule.AVIS_SIMPLE: judge_avis,
    Rule.ACCORDS: judge_accords,
}
