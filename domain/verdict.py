"""What a rule of majority answers: the outcome, the figures it rests on, and the reason that a mayor reads."""

from enum import StrEnum

from domain.base import Value
from domain.electorate import Base
from domain.sources import Source
from domain.tally import Tally


class Majority(StrEnum):
    """The majorities among communes that Jalon counts."""

    CREATION_EPCI = "creation_epci"  #: that of the creation of an EPCI, which transferts and others refer to
    CLETC = "cletc"  #: approval of the report of the CLETC: the same, without the most populated commune's clause


class Outcome(StrEnum):
    """Where a majority stands. Only `REACHED` and `IMPOSSIBLE` may be concluded without a human."""

    REACHED = "reached"
    IMPOSSIBLE = "impossible"  #: not even if every undecided commune became favorable
    OPEN = "open"
    TO_CONFIRM = "to_confirm"  #: the text can be read in two ways, and they do not give the same result


class Veto(Value):
    """The clause that the majority include the most populated commune when it has over a quarter of the inhabitants.

    `commune` (INSEE code) is the most populated one, the first by code when several are equal; `tied` names the others.
    `applies` when the rule has the clause and the commune is over a quarter; `satisfied` when it does not apply or when
    every holder is favorable, `refused` when every holder is défavorable. `doubt` says in French why a human must tell
    whether, or to whom, the clause applies.
    """

    applies: bool
    commune: str
    commune_name: str
    population: int
    favorable: bool
    satisfied: bool
    refused: bool
    tied: tuple[str, ...] = ()
    doubt: str = ""


class Verdict(Value):
    """One majority, counted at one moment in the population `base`.

    `yes` counts the favorable communes, `at_best` the favorable and the undecided ones. `bases_agree` tells whether the
    other population gives the same outcome. `reason` is one French paragraph that names its article.
    """

    rule: Majority
    base: Base
    outcome: Outcome
    yes: Tally
    at_best: Tally
    veto: Veto
    bases_agree: bool
    source: Source
    reason: str = ""

    @property
    def reached(self) -> bool:
        """The majority is there; revocable as long as communes may change."""
        return self.outcome is Outcome.REACHED

    @property
    def impossible(self) -> bool:
        """The majority cannot be reached any more, even if every undecided commune becomes favorable."""
        return self.outcome is Outcome.IMPOSSIBLE

    @property
    def to_confirm(self) -> bool:
        """A human decides: two readings of the text give two results."""
        return self.outcome is Outcome.TO_CONFIRM

    @property
    def communes_yes(self) -> int:
        """Favorable communes."""
        return self.yes.communes

    @property
    def communes_undecided(self) -> int:
        """Communes that may still become favorable."""
        return self.at_best.communes - self.yes.communes

    @property
    def communes_total(self) -> int:
        """Communes that vote."""
        return self.yes.of_communes

    @property
    def population_yes(self) -> int:
        """Inhabitants of the favorable communes."""
        return self.yes.inhabitants

    @property
    def population_total(self) -> int:
        """Inhabitants of all the communes that vote."""
        return self.yes.of_inhabitants
