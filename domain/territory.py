"""Communes and EPCI as INSEE and the DGCL publish them: codes, names, populations with their vintage."""

import re
import unicodedata
from difflib import get_close_matches
from enum import StrEnum

from domain.base import Value
from domain.calendar import Place, place_of
from domain.errors import DomainError
from domain.french import join

_IN_FULL = {"st": "saint", "ste": "sainte"}


class Nature(StrEnum):
    """The legal nature of an EPCI à fiscalité propre, under the DGCL's own codes."""

    CC = "CC"  #: communauté de communes
    CA = "CA"  #: communauté d'agglomération
    CU = "CU"  #: communauté urbaine
    METRO = "METRO"  #: métropole
    MET69 = "MET69"  #: métropole de Lyon: a collectivité territoriale, not an EPCI


class Population(Value):
    """Inhabitants of one commune; a vintage is the reference year of the figure (« 2022 »).

    `municipale` and `totale` are of one vintage, so that they can be compared; `municipale_in_force` is the latest
    published municipale, whose totale is not in the data.
    """

    municipale: int
    municipale_vintage: str
    totale: int
    totale_vintage: str
    municipale_in_force: int | None = None
    municipale_in_force_vintage: str = ""


class Commune(Value):
    """One commune, under the name of the code officiel géographique."""

    insee: str
    siren: str
    name: str
    departement: str
    population: Population


class Epci(Value):
    """One EPCI à fiscalité propre (or the métropole de Lyon) and its communes, by INSEE code.

    `departement` is the one where most of its inhabitants live; `financing` is « FPU », « FA » or empty.
    """

    siren: str
    name: str
    nature: Nature
    financing: str
    departement: str
    communes: tuple[Commune, ...]

    @property
    def place(self) -> Place:
        """Where its civil days are counted."""
        return place_of(self.departement)

    def commune(self, insee: str) -> Commune:
        """The member whose INSEE code is given. Raises `DomainError` when there is none."""
        for commune in self.communes:
            if commune.insee == insee:
                return commune
        raise DomainError(f"{self.name} n'a pas de commune au code INSEE « {insee} » : vérifiez-le.")

    def find(self, text: str) -> Commune:
        """The member that `text` names, or whose INSEE code it is.

        Capitals, accents, hyphens and apostrophes do not count, and « St » is « Saint ». Raises `DomainError`, with the
        close names when there is none and the INSEE codes when two members share the name.
        """
        wanted = plain_words(text)
        found = [each for each in self.communes if wanted in (plain_words(each.name), plain_words(each.insee))]
        if len(found) == 1:
            return found[0]
        if found:
            codes = join([f"{commune.name} ({commune.insee})" for commune in found])
            raise DomainError(f"« {text} » désigne plusieurs communes : {codes}. Indiquez le code INSEE de la bonne.")
        raise DomainError(f"{self.name} n'a pas de commune « {text} ». {self._advice(wanted)}")

    def _advice(self, wanted: str) -> str:
        names = {plain_words(commune.name): commune.name for commune in self.communes}
        longer = [name for plain, name in names.items() if wanted and f" {wanted} " in f" {plain} "]
        close = longer[:3] or [names[plain] for plain in get_close_matches(wanted, names, n=3)]
        if close:
            return f"Vouliez-vous écrire {' ou '.join(f'« {name} »' for name in close)} ?"
        return "Vérifiez le nom, ou indiquez le code INSEE."


def plain_words(text: str) -> str:
    """The words of a name without capitals, accents, hyphens or apostrophes, « Saint » written in full."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    words = re.findall(r"[a-z0-9]+", "".join(letter for letter in letters if not unicodedata.combining(letter)))
    return " ".join(_IN_FULL.get(word, word) for word in words)
