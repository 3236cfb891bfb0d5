"""Why a majority is reached, open, impossible or to be confirmed: the paragraph that a mayor reads."""

from typing import assert_never

from domain.electorate import Base
from domain.french import NO_BREAK_SPACE, join, number, plural, typeset
from domain.tally import Tally
from domain.verdict import Majority, Outcome, Verdict, Veto

_TWO_THIRDS = "les deux tiers des communes et plus de la moitié de la population"
_HALF = "la moitié des communes et les deux tiers de la population"


def reason_of(verdict: Verdict, beside: Outcome, vintages: tuple[str, str]) -> str:
    """The reason of `verdict`, one French paragraph that names its article.

    `beside` is the outcome in the other population, `vintages` the reference years of the population counted and of the
    other one: all are told when the two populations disagree, since the result then hangs on the base.
    """
    sentences = [f"{_because(verdict)} ({verdict.source.article})."]
    if verdict.to_confirm:
        sentences.append(f"À faire confirmer par la préfecture avant de conclure : {verdict.veto.doubt}.")
    if not verdict.bases_agree:
        sentences.append(_other_base(verdict.base, beside, vintages))
    return typeset(" ".join(sentences))


def _because(verdict: Verdict) -> str:
    counted = _counted(verdict.yes)
    match verdict.outcome:
        case Outcome.REACHED:
            return f"Majorité qualifiée réunie : {counted}{_clause_kept(verdict)}"
        case Outcome.IMPOSSIBLE:
            headline = "impossible à réunir" if verdict.communes_undecided else "non réunie"
            return f"Majorité qualifiée {headline} : {counted}{_blocked(verdict)}"
        case Outcome.OPEN:
            return f"Majorité qualifiée non réunie à ce jour : {counted}{_awaited(verdict)}"
        case Outcome.TO_CONFIRM:
            headline = "à confirmer" if verdict.yes.met else "non réunie à ce jour"
            return f"Majorité qualifiée {headline} : {counted}{_missing(verdict)}, mais {_not_favorable(verdict)}"
        case _:
            assert_never(verdict.outcome)


def _counted(yes: Tally) -> str:
    """« 18 communes favorables sur 26 (deux tiers au moins) représentant 9 589 habitants sur 14 683 (…) »."""
    if not yes.communes:
        return f"aucune commune favorable sur {number(yes.of_communes)}"
    of_communes, of_inhabitants = _shares(yes)
    return (
        f"{_communes(yes.communes)} {plural(yes.communes, 'favorable', 'favorables')} sur {number(yes.of_communes)} "
        f"({of_communes}) représentant {_inhabitants(yes.inhabitants)} sur {number(yes.of_inhabitants)} "
        f"({of_inhabitants})"
    )


def _shares(yes: Tally) -> tuple[str, str]:
    """Both shares as the branch that is there says them; when none is, where each stands among the thresholds."""
    if yes.two_thirds:
        return "deux tiers au moins", "plus de la moitié"
    if yes.half:
        return "la moitié au moins", "deux tiers au moins"
    enough = 3 * yes.communes >= 2 * yes.of_communes
    of_communes = "moins des deux tiers" if 2 * yes.communes >= yes.of_communes else "moins de la moitié"
    return "deux tiers au moins" if enough else of_communes, _share_of_inhabitants(yes)


def _share_of_inhabitants(yes: Tally) -> str:
    if 3 * yes.inhabitants >= 2 * yes.of_inhabitants:
        return "deux tiers au moins"
    if 2 * yes.inhabitants > yes.of_inhabitants:
        return "moins des deux tiers"
    return "la moitié, pas plus" if 2 * yes.inhabitants == yes.of_inhabitants else "moins de la moitié"


def _clause_kept(verdict: Verdict) -> str:
    veto = verdict.veto
    if verdict.rule is Majority.CLETC:
        return ""
    if not veto.applies:
        return " ; aucune commune ne dépasse le quart de la population"
    if veto.tied:
        return f" ; {_names(veto)}, à égalité les plus peuplées et plus du quart de la population, sont favorables"
    return f" ; {_names(veto)}, commune la plus peuplée et plus du quart de la population, est favorable"


def _blocked(verdict: Verdict) -> str:
    """What makes the majority impossible: the numbers, the clause, or both."""
    if verdict.at_best.met:
        # One commune alone: where two that tie refuse, less than half of the population is left and the numbers fail.
        return f", mais {_refused(verdict)}"
    also = f" ; de plus, {_refused(verdict)}" if verdict.veto.refused and not verdict.veto.doubt else ""
    return f" ; {_out_of_reach(verdict)}{_TWO_THIRDS}, ou {_HALF}{also}"


def _refused(verdict: Verdict) -> str:
    return f"{_not_favorable(verdict)} et son accord est indispensable"


def _out_of_reach(verdict: Verdict) -> str:
    undecided, best = verdict.communes_undecided, verdict.at_best
    if not undecided:
        return "il fallait "
    silent = plural(
        undecided,
        "la commune qui ne s'est pas prononcée",
        f"les {number(undecided)} communes qui ne se sont pas prononcées",
    )
    reach = f"{_communes(best.communes)} représentant {_inhabitants(best.inhabitants)}"
    return f"même avec {silent}, on compterait au plus {reach}, alors qu'il faut "


def _awaited(verdict: Verdict) -> str:
    """What is still missing while all is open: communes and inhabitants, and the most populated commune."""
    veto = verdict.veto
    if veto.satisfied:
        return _missing(verdict)
    if verdict.yes.met:
        return f", mais {_holder(verdict)} doit aussi être favorable et ne s'est pas encore prononcée"
    if veto.doubt:
        return f"{_missing(verdict)} ; l'accord de la commune la plus peuplée ({_names(veto)}) pourrait être exigé"
    return f"{_missing(verdict)} ; {_holder(verdict)} doit aussi être favorable"


def _missing(verdict: Verdict) -> str:
    """The shortest ways to the numbers, among those that the undecided communes can still walk."""
    yes, best = verdict.yes, verdict.at_best
    ways = []
    if best.half and not yes.met:
        ways.append((yes.short_of_half, _HALF))
    if best.two_thirds and not yes.met:
        ways.append((yes.short_of_two_thirds, _TWO_THIRDS))
    kept = [f"{_short(*short)} pour réunir {goal}" for short, goal in ways if not _longer(short, ways)]
    return f" ; il manque encore {', ou bien '.join(kept)}" if kept else ""


def _longer(short: tuple[int, int], ways: list[tuple[tuple[int, int], str]]) -> bool:
    """Whether another way asks for no more communes and no more inhabitants."""
    return any(other != short and other[0] <= short[0] and other[1] <= short[1] for other, _ in ways)


def _short(communes: int, inhabitants: int) -> str:
    if not communes:
        return f"des communes représentant au moins {_inhabitants(inhabitants)}"
    return f"au moins {_communes(communes)}" + (
        f" représentant au moins {_inhabitants(inhabitants)}" if inhabitants else ""
    )


def _not_favorable(verdict: Verdict) -> str:
    veto = verdict.veto
    if veto.tied:
        return f"{_holder(verdict)} ne se sont pas toutes prononcées favorablement"
    return f"{_holder(verdict)} ne s'est pas prononcée favorablement"


def _holder(verdict: Verdict) -> str:
    """« Condom, commune la plus peuplée, qui représente 45,2 % de la population (plus du quart), »."""
    veto = verdict.veto
    # Cut, not rounded: a share just under a threshold never shows as the threshold.
    tenths = 1000 * veto.population // verdict.population_total
    percent = f"{tenths // 10},{tenths % 10}{NO_BREAK_SPACE}%"
    if veto.tied:
        return f"{_names(veto)}, à égalité les plus peuplées avec chacune {percent} de la population (plus du quart),"
    return f"{_names(veto)}, commune la plus peuplée, qui représente {percent} de la population (plus du quart),"


def _names(veto: Veto) -> str:
    return join([veto.commune_name, *veto.tied])


def _other_base(base: Base, beside: Outcome, vintages: tuple[str, str]) -> str:
    kept, other = ("totale", "municipale") if base is Base.TOTALE else ("municipale", "totale")
    would = {
        Outcome.REACHED: "serait réunie",
        Outcome.IMPOSSIBLE: "serait impossible à réunir",
        Outcome.OPEN: "ne serait pas encore réunie",
        Outcome.TO_CONFIRM: "serait à confirmer",
    }[beside]
    return (
        f"Attention : ce résultat est calculé sur la population {kept} (référence {vintages[0]}) ; "
        f"sur la population {other} (référence {vintages[1]}), la majorité {would}. "
        "L'article R2151-2 du CGCT retient la population totale : "
        "faites-le confirmer par la préfecture avant de conclure."
    )


def _communes(n: int) -> str:
    return f"{number(n)} {plural(n, 'commune', 'communes')}"


def _inhabitants(n: int) -> str:
    return f"{number(n)} {plural(n, 'habitant', 'habitants')}"
