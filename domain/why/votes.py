"""Why a majority of communes stands where it stands, and why the EPCI's council adopted or not."""

from typing import Final

from domain.consultation.state import Consultation
from domain.electorate import Electorate
from domain.french import long_day, number
from domain.majority import L5217_1
from domain.procedures.model import CouncilRule, cgct
from domain.procedures.texts import L2121_20
from domain.sources import Confidence, Source
from domain.territory import Nature
from domain.verdict import Majority, Outcome, Verdict
from domain.why.value import Alternative, Input, Why, inputs

__all__ = ["OUTCOMES", "R2151_2", "why_council_vote", "why_verdict"]

R2151_2: Final = cgct(
    "R2151-2", "12/07/2010, relue identique vers 2023 ; aucune application à une majorité qualifiée lue", Confidence.B
)

#: How each outcome is shown.
OUTCOMES: Final = {
    Outcome.REACHED: "majorité réunie",
    Outcome.IMPOSSIBLE: "majorité impossible à réunir",
    Outcome.OPEN: "majorité pas encore réunie, encore possible",
    Outcome.TO_CONFIRM: "à confirmer par la préfecture",
}

_BRANCHES: Final = (
    "Il faut les deux tiers au moins des communes représentant plus de la moitié de la population, ou la moitié au "
    "moins des communes représentant les deux tiers au moins de la population"
)
_RULES: Final = {
    Majority.CREATION_EPCI: f"{_BRANCHES}, et l'accord de la commune la plus peuplée lorsqu'elle dépasse le quart de "
    "la population",
    Majority.CLETC: f"{_BRANCHES} ; l'accord de la commune la plus peuplée n'est pas exigé",
}

_COUNCIL_RULES: Final = {
    CouncilRule.SIMPLE: "La délibération est adoptée quand les voix pour dépassent les voix contre, sans compter les "
    "abstentions ; à égalité, la voix du président l'emporte, sauf scrutin secret",
    CouncilRule.DEUX_TIERS_SUFFRAGES: "Il faut les deux tiers des suffrages exprimés",
    CouncilRule.DEUX_TIERS_MEMBRES: "Il faut les deux tiers des membres du conseil",
    CouncilRule.DEUX_TIERS: "Il faut les deux tiers, et le texte lu ne dit pas s'ils se comptent parmi les suffrages "
    "exprimés ou parmi les membres",
    CouncilRule.DEUX_TIERS_MEMBRES_SI_DEFAVORABLE: "La majorité simple suffit, sauf après un avis défavorable de la "
    "commune : il faut alors les deux tiers des membres du conseil",
}


def why_verdict(electorate: Electorate, verdict: Verdict, beside: Verdict) -> Why:
    """Why the majority stands as `verdict` says; `beside` is the same one counted in the other population."""
    doubt = (L5217_1,) if verdict.veto.doubt and electorate.nature is Nature.METRO else ()
    return Why(
        subject="Majorité des communes",
        value=OUTCOMES[verdict.outcome],
        rule=_RULES[verdict.rule],
        reason=verdict.reason,
        sources=(verdict.source, R2151_2, *doubt),
        inputs=_counted(electorate, verdict),
        alternatives=(_other_base(electorate, beside), *_metropole(electorate, verdict)),
    )


def why_council_vote(state: Consultation) -> Why | None:
    """Why the délibération of the EPCI's council is adopted or not; `None` when the council has not voted."""
    vote, law = state.council_vote, state.law
    if vote is None:
        return None
    counted = vote.votes_for is not None and vote.votes_against is not None
    return Why(
        subject="Délibération du conseil communautaire",
        value="adoptée" if vote.adopted else "non adoptée",
        rule=_COUNCIL_RULES[law.council_rule],
        reason=vote.reason or ("" if counted else "Elle a été entrée sans le décompte des voix, comme adoptée."),
        sources=(_council_source(law.council_rule, law.council_source),),
        inputs=inputs(
            ("vote", f"{long_day(vote.voted_on)}, n° {vote.number}"),
            ("pour", _maybe(vote.votes_for)),
            ("contre", _maybe(vote.votes_against)),
            ("abstentions", _maybe(vote.abstentions)),
            ("membres", _maybe(vote.members)),
        ),
    )


def _council_source(rule: CouncilRule, source: Source | None) -> Source:
    """The text of the majority. One that does not say of what the two thirds are is to be confirmed."""
    found = source or L2121_20
    return found.but(confidence=Confidence.C) if rule is CouncilRule.DEUX_TIERS else found


def _counted(electorate: Electorate, verdict: Verdict) -> tuple[Input, ...]:
    yes, veto = verdict.yes, verdict.veto
    return inputs(
        ("communes favorables", f"{number(yes.communes)} sur {number(yes.of_communes)}"),
        ("communes qui peuvent encore se prononcer", _some(verdict.communes_undecided)),
        (
            f"population {verdict.base.value} (référence {electorate.vintage(verdict.base)}) des communes favorables",
            f"{number(yes.inhabitants)} sur {number(yes.of_inhabitants)}",
        ),
        ("deux tiers des communes et plus de la moitié de la population", _met(yes.two_thirds)),
        ("moitié des communes et deux tiers de la population", _met(yes.half)),
        (
            "commune la plus peuplée",
            f"{veto.commune_name}, {number(veto.population)} habitants, "
            f"{'plus' if 4 * veto.population > yes.of_inhabitants else 'pas plus'} du quart, "
            f"{'favorable' if veto.favorable else 'pas favorable à ce jour'}",
        ),
    )


def _other_base(electorate: Electorate, beside: Verdict) -> Alternative:
    return Alternative(
        reading=f"population {beside.base.value} (référence {electorate.vintage(beside.base)})",
        value=f"{OUTCOMES[beside.outcome]}, {number(beside.population_yes)} habitants sur "
        f"{number(beside.population_total)}",
    )


def _metropole(electorate: Electorate, verdict: Verdict) -> tuple[Alternative, ...]:
    """Both readings of the clause of the most populated commune, where it is not sure that it applies."""
    if electorate.nature is not Nature.METRO or not verdict.veto.applies:
        return ()
    return (
        Alternative(
            reading="la clause de la commune la plus peuplée s'applique aux métropoles",
            value=OUTCOMES[_outcome(verdict, required=True)],
        ),
        Alternative(
            reading="cette clause ne s'applique pas aux métropoles", value=OUTCOMES[_outcome(verdict, required=False)]
        ),
    )


def _outcome(verdict: Verdict, *, required: bool) -> Outcome:
    if verdict.yes.met and (verdict.veto.satisfied or not required):
        return Outcome.REACHED
    if not verdict.at_best.met or (verdict.veto.refused and required):
        return Outcome.IMPOSSIBLE
    return Outcome.OPEN


def _met(met: bool) -> str:
    return "réunies" if met else "non réunies"


def _some(n: int) -> str:
    return number(n) if n else "aucune"


def _maybe(n: int | None) -> str:
    return "" if n is None else number(n)
