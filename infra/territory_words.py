"""What natures, financings, holiday zones and time zones are called on screens."""

from typing import Final

from domain.holidays import HolidayZone
from domain.procedures.applicability import FINANCINGS
from domain.territory import Epci, Nature

NATURES: Final = {
    Nature.CC: "communauté de communes",
    Nature.CA: "communauté d'agglomération",
    Nature.CU: "communauté urbaine",
    Nature.METRO: "métropole",
    Nature.MET69: "métropole de Lyon, collectivité territoriale à statut particulier",
}

HOLIDAYS: Final = {
    HolidayZone.METROPOLE: "jours nationaux",
    HolidayZone.ALSACE_MOSELLE: "jours nationaux, Vendredi saint et Saint-Étienne (Alsace-Moselle)",
    HolidayZone.GUADELOUPE: "jours nationaux et 27 mai (Guadeloupe)",
    HolidayZone.MARTINIQUE: "jours nationaux et 22 mai (Martinique)",
    HolidayZone.GUYANE: "jours nationaux et 10 juin (Guyane)",
    HolidayZone.REUNION: "jours nationaux et 20 décembre (La Réunion)",
    HolidayZone.MAYOTTE: "jours nationaux et 27 avril (Mayotte)",
    HolidayZone.SAINT_PIERRE_ET_MIQUELON: "jours nationaux (Saint-Pierre-et-Miquelon)",
    HolidayZone.SAINT_BARTHELEMY: "jours nationaux et 9 octobre (Saint-Barthélemy)",
    HolidayZone.SAINT_MARTIN: "jours nationaux et 28 mai (Saint-Martin)",
}

_TOWNS: Final = {
    "Europe/Paris": "de Paris",
    "America/Guadeloupe": "de la Guadeloupe",
    "America/Martinique": "de la Martinique",
    "America/Cayenne": "de la Guyane",
    "Indian/Reunion": "de La Réunion",
    "Indian/Mayotte": "de Mayotte",
}


def financing_label(financing: str) -> str:
    """« fiscalité professionnelle unique (FPU) », « non connu »."""
    return f"{FINANCINGS[financing]} ({financing})" if financing in FINANCINGS else "non connu"


def hour_label(tz: str) -> str:
    """« heure de Paris » for an IANA time zone."""
    return f"heure {_TOWNS[tz]}" if tz in _TOWNS else f"heure locale ({tz})"


def inhabitants(epci: Epci) -> tuple[int, int]:
    """How many there are in all its communes: population totale, municipale."""
    populations = [commune.population for commune in epci.communes]
    return sum(one.totale for one in populations), sum(one.municipale for one in populations)


def vintage_label(epci: Epci) -> str:
    """« référence 2022 »: the year of reference of the populations shown; empty when its communes are not known."""
    years = dict.fromkeys(commune.population.totale_vintage for commune in epci.communes)
    return f"référence {' et '.join(years)}" if years else ""
