"""Every EPCI à fiscalité propre and its communes, from the vendored file: see `data/ATTRIBUTION.md`."""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from domain.base import Day, Value
from domain.errors import DomainError
from domain.french import long_day
from domain.territory import Commune, Epci, Nature, Population

_FILE = "data/territoires-cog2026.json.gz"

#: Mayotte had no count since 2017: its figures of every later vintage are those.
_OWN_VINTAGE = {"976": "2017"}


class Vintages(Value):
    """What the file is made of: a vintage of population is its reference year.

    `names` is the edition of the code officiel géographique, `perimeter` the day of the DGCL's memberships, natures and
    financings. `municipale` and `totale` are the populations that came with that perimeter; `municipale_in_force` the
    later municipale that came with the names. Mayotte's populations are older: each commune tells its own.
    """

    names: str
    perimeter: Day
    municipale: str
    totale: str
    municipale_in_force: str
    source: str
    licence: str


@dataclass(frozen=True)
class _Territories:
    vintages: Vintages
    epci: dict[str, dict[str, Any]]
    fields: list[str]
    members: dict[str, list[list[Any]]]


def load_epci(siren: str) -> Epci:
    """The EPCI of that SIREN with its communes by INSEE code. Raises `DomainError` when the file has none."""
    return _load(siren.replace(" ", ""))


def epci_of(siren: str) -> Epci:
    """The same, or what little is known of one that the file does not have (merged since)."""
    try:
        return load_epci(siren)
    except DomainError:
        return Epci(siren=siren, name=f"EPCI {siren}", nature=Nature.CC, financing="", departement="", communes=())


def all_epci() -> Iterator[Epci]:
    """Every EPCI of the file, and the métropole de Lyon, by SIREN."""
    return (_epci(row) for row in _territories().epci.values())


def vintages() -> Vintages:
    """The vintages of what the file holds."""
    return _territories().vintages


@lru_cache(maxsize=64)
def _load(siren: str) -> Epci:
    row = _territories().epci.get(siren)
    if row is None:
        raise DomainError(
            f"Aucun EPCI à fiscalité propre ne porte le SIREN « {siren} » au {long_day(vintages().perimeter)} : "
            "un SIREN a neuf chiffres, vérifiez-le sur l'annuaire de l'intercommunalité."
        )
    return _epci(row)


@cache
def _territories() -> _Territories:
    raw = json.loads(gzip.decompress(files("infra").joinpath(_FILE).read_bytes()))
    epci = (dict(zip(raw["champs_epci"], row, strict=True)) for row in raw["epci"])
    fields = raw["champs_communes"]
    members: dict[str, list[list[Any]]] = defaultdict(list)
    of = fields.index("epci")
    for row in raw["communes"]:
        members[row[of]].append(row)
    return _Territories(_vintages(raw), {row["siren"]: row for row in epci}, fields, members)


def _vintages(raw: dict[str, Any]) -> Vintages:
    in_force, dgcl = re.findall(r"reference (\d{4})", raw["populations"])
    return Vintages(
        names=raw["cog"],
        perimeter=raw["perimetre_epci"],
        municipale=dgcl,
        totale=dgcl,
        municipale_in_force=in_force,
        source=raw["source"],
        licence=raw["licence"],
    )


def _epci(row: dict[str, Any]) -> Epci:
    return Epci(
        siren=row["siren"],
        name=row["nom"],
        nature=Nature(row["nature"]),
        financing=row["financement"],
        departement=row["departement"],
        communes=tuple(_commune(member) for member in _territories().members[row["siren"]]),
    )


def _commune(member: list[Any]) -> Commune:
    territories = _territories()
    row, vintages = dict(zip(territories.fields, member, strict=True)), territories.vintages
    own = _OWN_VINTAGE.get(row["departement"])
    return Commune(
        insee=row["insee"],
        siren=row["siren"],
        name=row["nom"],
        departement=row["departement"],
        population=Population(
            municipale=row["population_municipale_dgcl"],
            municipale_vintage=own or vintages.municipale,
            totale=row["population_totale_dgcl"],
            totale_vintage=own or vintages.totale,
            municipale_in_force=row["population_municipale"],
            municipale_in_force_vintage=own or vintages.municipale_in_force,
        ),
    )
