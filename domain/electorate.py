"""Who votes, with which populations, and how each has voted: what the rules of majority are given."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from domain.base import Value
from domain.errors import DomainError
from domain.territory import Epci, Nature


class Base(StrEnum):
    """The population that a majority counts."""

    TOTALE = "totale"  #: the rule of R2151-2 CGCT
    MUNICIPALE = "municipale"  #: counted beside it, to warn when the result would differ

    @property
    def other(self) -> "Base":
        """The base to compare with."""
        return Base.MUNICIPALE if self is Base.TOTALE else Base.TOTALE


class Voter(Value):
    """One commune that votes: INSEE code, name, and its inhabitants in both populations."""

    insee: str
    name: str
    totale: int = Field(ge=0)
    municipale: int = Field(ge=0)

    def population(self, base: Base) -> int:
        """Inhabitants in the population `base`."""
        return self.totale if base is Base.TOTALE else self.municipale


class Electorate(Value):
    """The communes of one vote, frozen when it is sent: later changes of membership or population do not touch it.

    `totale_vintage` and `municipale_vintage` are reference years (« 2022 »). Raises `ValueError` when no commune votes
    or when one is there twice.
    """

    siren: str
    nature: Nature
    voters: tuple[Voter, ...]
    totale_vintage: str
    municipale_vintage: str

    @model_validator(mode="after")
    def _each_commune_once(self) -> Self:
        if not self.voters:
            raise ValueError("aucune commune ne vote")
        if len({voter.insee for voter in self.voters}) != len(self.voters):
            raise ValueError("une commune figure deux fois parmi les votantes")
        return self

    @classmethod
    def of(cls, epci: Epci) -> Self:
        """The member communes of `epci`, with their two populations of one vintage."""
        populations = [commune.population for commune in epci.communes]
        return cls(
            siren=epci.siren,
            nature=epci.nature,
            voters=tuple(
                Voter(
                    insee=commune.insee,
                    name=commune.name,
                    totale=commune.population.totale,
                    municipale=commune.population.municipale,
                )
                for commune in epci.communes
            ),
            totale_vintage=", ".join(sorted({population.totale_vintage for population in populations})),
            municipale_vintage=", ".join(sorted({population.municipale_vintage for population in populations})),
        )

    def population(self, base: Base) -> int:
        """Inhabitants of all the communes that vote: the sum of their populations (R2151-1 VII CGCT)."""
        return sum(voter.population(base) for voter in self.voters)

    def vintage(self, base: Base) -> str:
        """Reference year of the population `base`."""
        return self.totale_vintage if base is Base.TOTALE else self.municipale_vintage


class Positions(Value):
    """The communes that count as favorable and as défavorable, by INSEE code; the others are still undecided.

    A silence that the law reads as favorable or défavorable is put here once its delay is over, never before.
    Raises `ValueError` when a commune is both.
    """

    favorable: frozenset[str] = frozenset()
    defavorable: frozenset[str] = frozenset()

    @model_validator(mode="after")
    def _one_position_each(self) -> Self:
        if both := self.favorable & self.defavorable:
            raise ValueError(f"à la fois favorable et défavorable : {', '.join(sorted(both))}")
        return self

    def check(self, electorate: Electorate) -> None:
        """Raises `DomainError` when a commune that has a position does not vote."""
        known = {voter.insee for voter in electorate.voters}
        if unknown := (self.favorable | self.defavorable) - known:
            codes = ", ".join(sorted(unknown))
            raise DomainError(
                f"Ces communes ne votent pas dans cette consultation : {codes}. Vérifiez leur code INSEE."
            )
