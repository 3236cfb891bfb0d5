"""What a majority of communes would give: who votes for, who votes against, and nobody is asked."""

from collections.abc import Iterable

from domain.base import Value
from domain.electorate import Base, Electorate, Positions
from domain.errors import DomainError
from domain.french import join
from domain.majority import cletc, creation_epci
from domain.territory import Epci
from domain.verdict import Majority, Verdict
from domain.why.value import Why
from domain.why.votes import why_verdict

_RULES = {Majority.CREATION_EPCI: creation_epci, Majority.CLETC: cletc}


class CommunesCounted(Value):
    """Favorable communes, out of those that vote."""

    yes: int
    total: int


class PopulationCounted(Value):
    """Inhabitants of the favorable communes, out of those of all, in the population `base`."""

    base: Base
    yes: int
    total: int


class VetoCounted(Value):
    """The clause of the most populated commune (INSEE code): whether it applies, and whether it is satisfied."""

    applies: bool
    commune: str
    satisfied: bool


class MajoritySimulation(Value):
    """Where the majority would stand. `bases_agree`: the other population gives the same outcome.

    `reached` is false too while the majority is open or to be confirmed: `reason` and `why` tell which.
    """

    reached: bool
    reason: str
    communes: CommunesCounted
    population: PopulationCounted
    veto: VetoCounted
    bases_agree: bool
    why: Why


def simulate_majority(
    epci: Epci,
    rule: Majority,
    favorable: Iterable[str],
    defavorable: Iterable[str] = (),
    base: Base = Base.TOTALE,
) -> MajoritySimulation:
    """The majority `rule` in `epci` were these communes (names or INSEE codes) to vote so; the others are undecided.

    Raises `DomainError` for a commune that is not known or is on both sides, `Refused` for the métropole de Lyon.
    """
    electorate, positions = Electorate.of(epci), positions_of(epci, favorable, defavorable)
    count = _RULES[rule]
    verdict, beside = (count(electorate, positions, each) for each in (base, base.other))
    return _told(verdict, why_verdict(electorate, verdict, beside))


def positions_of(epci: Epci, favorable: Iterable[str], defavorable: Iterable[str]) -> Positions:
    """The positions of the communes named. Raises `DomainError` for one that is not known, or is on both sides."""
    yes = frozenset(epci.find(text).insee for text in favorable)
    no = frozenset(epci.find(text).insee for text in defavorable)
    if both := [commune.name for commune in epci.communes if commune.insee in yes & no]:
        raise DomainError(
            f"{join(both)} : une commune est favorable ou défavorable, pas les deux ; retirez-la d'un côté."
        )
    return Positions(favorable=yes, defavorable=no)


def _told(verdict: Verdict, why: Why) -> MajoritySimulation:
    return MajoritySimulation(
        reached=verdict.reached,
        reason=verdict.reason,
        communes=CommunesCounted(yes=verdict.communes_yes, total=verdict.communes_total),
        population=PopulationCounted(base=verdict.base, yes=verdict.population_yes, total=verdict.population_total),
        veto=VetoCounted(applies=verdict.veto.applies, commune=verdict.veto.commune, satisfied=verdict.veto.satisfied),
        bases_agree=verdict.bases_agree,
        why=why,
    )
