"""The rules of majority among communes, in exact integers: each gives its verdict and the reason of it."""

from dataclasses import dataclass

from domain.electorate import Base, Electorate, Positions, Voter
from domain.errors import Refused
from domain.french import join
from domain.sources import Confidence, Source
from domain.tally import Tally
from domain.territory import Nature
from domain.verdict import Majority, Outcome, Verdict, Veto
from domain.verdict_reason import reason_of

__all__ = [
    "CGI_1609_NONIES_C_IV",
    "L5211_5_II",
    "Base",
    "Electorate",
    "Majority",
    "Outcome",
    "Positions",
    "Verdict",
    "Veto",
    "Voter",
    "cletc",
    "creation_epci",
]

L5211_5_II = Source(
    article="article L5211-5 II du CGCT",
    version="29/01/2014 (texte complet) ; début du II relu identique au 24/05/2022",
    confidence=Confidence.B,
)
#: The report of the CLETC refers to the first paragraph of L5211-5 II alone; the clause of the quarter is in the next.
CGI_1609_NONIES_C_IV = Source(
    article="article 1609 nonies C IV du CGI",
    version="loi de finances pour 2017, article 148",
    confidence=Confidence.A,
)
L5217_1 = Source(article="article L5217-1 du CGCT", version="29/01/2014", confidence=Confidence.C)

_SOURCES = {Majority.CREATION_EPCI: L5211_5_II, Majority.CLETC: CGI_1609_NONIES_C_IV}

_METRO_DOUBT = (
    f"l'{L5211_5_II.article} exige l'accord de cette commune dans tout EPCI à fiscalité propre, "
    f"mais l'{L5217_1.article}, propre aux métropoles, n'a pas cette clause"
)


def creation_epci(electorate: Electorate, positions: Positions, base: Base = Base.TOTALE) -> Verdict:
    """The majority of the creation of an EPCI à fiscalité propre (L5211-5 II CGCT), which transferts refer to.

    Two thirds of the communes with more than half of the population, or half of them with two thirds of it; and the
    most populated commune when it has more than a quarter. In a métropole, and when several communes over a quarter are
    equally the most populated, the clause is counted in each possible reading: `to_confirm` when they differ.
    Raises `Refused` for the métropole de Lyon, `DomainError` when a commune that has a position does not vote.
    """
    return _judge(Majority.CREATION_EPCI, electorate, positions, base)


def cletc(electorate: Electorate, positions: Positions, base: Base = Base.TOTALE) -> Verdict:
    """The majority that approves the report of the CLETC (CGI 1609 nonies C IV): the two branches, without the clause.

    Raises `Refused` for the métropole de Lyon, `DomainError` when a commune that has a position does not vote.
    """
    return _judge(Majority.CLETC, electorate, positions, base)


@dataclass(frozen=True)
class _Count:
    """The communes counted in one population; `holders` are those whose agreement the clause may require."""

    yes: Tally
    at_best: Tally
    holders: tuple[Voter, ...]
    outcome: Outcome


def _judge(rule: Majority, electorate: Electorate, positions: Positions, base: Base) -> Verdict:
    if electorate.nature is Nature.MET69:
        raise Refused(
            "La métropole de Lyon est une collectivité territoriale, non un EPCI : aucune majorité qualifiée de ses "
            "communes n'est à réunir. Voyez avec la préfecture la procédure à suivre.",
            _SOURCES[rule],
        )
    positions.check(electorate)
    count = _count(rule, electorate, positions, base)
    beside = _count(rule, electorate, positions, base.other)
    source = _SOURCES[rule]
    verdict = Verdict(
        rule=rule,
        base=base,
        outcome=count.outcome,
        yes=count.yes,
        at_best=count.at_best,
        veto=_veto(electorate, positions, base, count.holders),
        bases_agree=count.outcome is beside.outcome,
        source=source.but(confidence=Confidence.C) if count.outcome is Outcome.TO_CONFIRM else source,
    )
    vintages = (electorate.vintage(base), electorate.vintage(base.other))
    return verdict.but(reason=reason_of(verdict, beside.outcome, vintages))


def _count(rule: Majority, electorate: Electorate, positions: Positions, base: Base) -> _Count:
    possible = frozenset(voter.insee for voter in electorate.voters) - positions.defavorable
    yes = counted(electorate, positions.favorable, base)
    at_best = counted(electorate, possible, base)
    holders = clause_holders(rule, electorate, base)
    readings: tuple[Voter | None, ...] = holders or (None,)
    if holders and electorate.nature is Nature.METRO:
        readings = (*holders, None)
    outcome = _outcome(
        reached=[yes.met and _included(holder, positions.favorable) for holder in readings],
        reachable=[at_best.met and _included(holder, possible) for holder in readings],
    )
    return _Count(yes, at_best, holders, outcome)


def counted(electorate: Electorate, side: frozenset[str], base: Base) -> Tally:
    """The communes of `side` and their inhabitants, out of all those that vote."""
    return Tally(
        communes=len(side),
        of_communes=len(electorate.voters),
        inhabitants=sum(voter.population(base) for voter in electorate.voters if voter.insee in side),
        of_inhabitants=electorate.population(base),
    )


def _outcome(reached: list[bool], reachable: list[bool]) -> Outcome:
    """The outcome that every reading of the text gives; `TO_CONFIRM` when they do not give the same."""
    if all(reached):
        return Outcome.REACHED
    if not any(reachable):
        return Outcome.IMPOSSIBLE
    return Outcome.OPEN if all(reachable) and not any(reached) else Outcome.TO_CONFIRM


def _included(holder: Voter | None, side: frozenset[str]) -> bool:
    return holder is None or holder.insee in side


def _most_populated(electorate: Electorate, base: Base) -> tuple[Voter, ...]:
    """The most populated commune, or all those that equal it, by INSEE code."""
    most = max(voter.population(base) for voter in electorate.voters)
    return tuple(sorted((v for v in electorate.voters if v.population(base) == most), key=lambda voter: voter.insee))


def clause_holders(rule: Majority, electorate: Electorate, base: Base) -> tuple[Voter, ...]:
    """Those whose agreement may be required: none without the clause, nor up to a quarter of the population.

    The text speaks of one commune, « dont la population est la plus nombreuse », and settles no tie: each of those that
    tie is one reading of it, and only what all the readings say is concluded.
    """
    most = _most_populated(electorate, base)
    over_a_quarter = 4 * most[0].population(base) > electorate.population(base)
    return most if rule is Majority.CREATION_EPCI and over_a_quarter else ()


def _veto(electorate: Electorate, positions: Positions, base: Base, holders: tuple[Voter, ...]) -> Veto:
    first, *others = _most_populated(electorate, base)
    codes = {holder.insee for holder in holders}
    return Veto(
        applies=bool(holders),
        commune=first.insee,
        commune_name=first.name,
        population=first.population(base),
        favorable=first.insee in positions.favorable,
        refused=bool(holders) and codes <= positions.defavorable,
        satisfied=codes <= positions.favorable,
        tied=tuple(voter.name for voter in others),
        doubt=_doubt(electorate, holders),
    )


def _doubt(electorate: Electorate, holders: tuple[Voter, ...]) -> str:
    doubts = []
    if len(holders) > 1:
        names = join([holder.name for holder in holders])
        doubts.append(
            f"{names} ont exactement la même population et le texte ne dit pas de laquelle l'accord est exigé"
        )
    if holders and electorate.nature is Nature.METRO:
        doubts.append(_METRO_DOUBT)
    return " ; ".join(doubts)
