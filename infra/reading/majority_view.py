"""A qualified majority as a mayor reads it: what there is, what is needed, what is missing, in both populations."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from domain.base import Value
from domain.consultation.judgement import doubtful, verdict
from domain.consultation.state import Consultation, Position
from domain.deciding import outlook
from domain.electorate import Base, Positions
from domain.french import join, number, plural
from domain.majority import Majority, Outcome, Verdict, Veto
from domain.procedures.model import Rule
from domain.tally import Tally

#: The same positions are looked at again and again, and it takes a while with 158 communes.
deciding: Final = lru_cache(maxsize=64)(outlook)

_MAJORITIES: Final = (Rule.CREATION_EPCI, Rule.CLETC)
_BASES: Final = {Base.TOTALE: "population totale", Base.MUNICIPALE: "population municipale"}

#: The outcome of the count in one population, in a table.
OUTCOMES: Final = {
    Outcome.REACHED: "réunie",
    Outcome.IMPOSSIBLE: "ne peut plus être réunie",
    Outcome.OPEN: "pas encore réunie",
    Outcome.TO_CONFIRM: "à confirmer",
}
_HEADLINES: Final = {
    Outcome.REACHED: "La majorité des communes est réunie.",
    Outcome.OPEN: "La majorité n'est pas encore réunie ; elle peut encore l'être.",
    Outcome.TO_CONFIRM: "Les textes se lisent de plusieurs façons : le résultat est à faire confirmer.",
}


class Share(Value):
    """Communes, or inhabitants, on each side out of `total`: favorable, not yet decided, against."""

    favorable: int
    undecided: int
    against: int
    total: int


class Way(Value):
    """One of the two ways to the majority: communes and inhabitants that it `needs` and still `lacks`."""

    title: str
    needs: tuple[int, int]
    lacks: tuple[int, int]
    met: bool
    possible: bool

    @property
    def told(self) -> str:
        """Where it stands, in French: what is missing, or that it is there, or out of reach."""
        if self.met:
            return "c'est fait"
        communes, inhabitants = self.lacks
        missing = [f"{number(communes)} {plural(communes, 'commune', 'communes')}"] if communes else []
        if inhabitants:
            missing.append(f"{number(inhabitants)} {plural(inhabitants, 'habitant', 'habitants')}")
        return f"il manque {join(missing)}" if self.possible else f"hors d'atteinte : il manque {join(missing)}"


class Clause(Value):
    """The agreement of the most populated commune, which has over a quarter of the inhabitants. `doubt` says in French
    why a human must tell whether it is asked for."""

    title: str
    told: str
    met: bool
    refused: bool
    doubt: str


class Count(Value):
    """The majority counted in one population of the year `vintage`."""

    base: str
    base_label: str
    vintage: str
    outcome: str
    communes: Share
    inhabitants: Share


class MajorityView(Value):
    """The whole. `counted` decides, `beside` is the same in the other population. One of `ways` is needed, and `clause`
    if there is one. `deciding` names the smallest sets of communes that would decide it, empty when none can any more.
    """

    headline: str
    outcome: str
    counted: Count
    beside: Count
    bases_agree: bool
    ways: tuple[Way, ...]
    clause: Clause | None
    deciding: str
    citation: str


def majority_view(state: Consultation) -> MajorityView | None:
    """The majority of a consultation that was sent; `None` where its rule is no qualified majority."""
    if state.law.rule not in _MAJORITIES or state.electorate is None:
        return None
    found, unsure = verdict(state), doubtful(state)
    return MajorityView(
        headline=_HEADLINES[Outcome.TO_CONFIRM] if unsure else _headline(found),
        outcome=found.outcome.value,
        counted=_count(state, found),
        beside=_count(state, verdict(state, found.base.other)),
        bases_agree=found.bases_agree,
        ways=tuple(_ways(found)),
        clause=_clause(found),
        deciding="" if unsure else deciding(found.rule, state.electorate, _positions(state), found.base).sentence,
        citation=found.source.citation,
    )


def in_words(state: Consultation) -> str:
    """The same in a sentence, for a list: what there is, out of what; empty where its rule is no qualified majority."""
    if state.law.rule not in _MAJORITIES or state.electorate is None:
        return ""
    found = verdict(state)
    said = (
        f"{number(found.communes_yes)} {plural(found.communes_yes, 'commune', 'communes')} pour sur "
        f"{number(found.communes_total)}, {number(found.population_yes)} habitants sur {number(found.population_total)}"
    )
    return f"{said}{' : à confirmer' if doubtful(state) else ''}."


def _positions(state: Consultation) -> Positions:
    return Positions(
        favorable=frozenset(seat.insee for seat in state.holding(Position.FAVORABLE)),
        defavorable=frozenset(seat.insee for seat in state.holding(Position.DEFAVORABLE, Position.NEUTRE)),
    )


def _headline(found: Verdict) -> str:
    if found.outcome is Outcome.IMPOSSIBLE:
        later = "ne peut plus être réunie" if found.communes_undecided else "n'est pas réunie"
        return f"La majorité des communes {later}."
    return _HEADLINES[found.outcome]


def _count(state: Consultation, found: Verdict) -> Count:
    yes, best = found.yes, found.at_best
    return Count(
        base=found.base.value,
        base_label=_BASES[found.base],
        vintage=state.electorate.vintage(found.base) if state.electorate else "",
        outcome=OUTCOMES[found.outcome],
        communes=_share(yes.communes, best.communes, yes.of_communes),
        inhabitants=_share(yes.inhabitants, best.inhabitants, yes.of_inhabitants),
    )


def _share(yes: int, best: int, total: int) -> Share:
    return Share(favorable=yes, undecided=best - yes, against=total - best, total=total)


def _ways(found: Verdict) -> Iterator[Way]:
    yes, best = found.yes, found.at_best
    none = Tally(communes=0, of_communes=yes.of_communes, inhabitants=0, of_inhabitants=yes.of_inhabitants)
    yield Way(
        title="Deux tiers des communes et plus de la moitié des habitants",
        needs=none.short_of_two_thirds,
        lacks=yes.short_of_two_thirds,
        met=yes.two_thirds,
        possible=best.two_thirds,
    )
    yield Way(
        title="La moitié des communes et deux tiers des habitants",
        needs=none.short_of_half,
        lacks=yes.short_of_half,
        met=yes.half,
        possible=best.half,
    )


def _clause(found: Verdict) -> Clause | None:
    veto = found.veto
    if found.rule is Majority.CLETC or not veto.applies:
        return None
    names = join([veto.commune_name, *veto.tied])
    several = bool(veto.tied)
    # Cut, not rounded: a share just over a threshold never shows as the threshold.
    tenths = 1000 * veto.population // found.population_total
    return Clause(
        title=f"L'accord de {names}, {plural(1 + several, 'la plus peuplée', 'les plus peuplées')} : "
        f"{tenths // 10},{tenths % 10} % des habitants, plus du quart",
        told=_stands(veto, several),
        met=veto.satisfied,
        refused=veto.refused,
        doubt=veto.doubt,
    )


def _stands(veto: Veto, several: bool) -> str:
    if veto.satisfied:
        return "c'est fait"
    if veto.refused:
        return plural(1 + several, "elle n'est pas favorable", "elles ne sont pas favorables")
    return plural(1 + several, "elle ne s'est pas encore prononcée", "elles ne se sont pas toutes prononcées pour")
