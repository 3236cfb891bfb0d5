"""What changed of a fiche, in words: what the sentences of the journal cannot read from one field of the event."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from domain.french import euros, full_time, join
from domain.objective.values import Means
from domain.planned import parse_planned

AMENDED: Final = {
    "ObjectiveDescribed": "Fiche modifiée : {changes}.[ {reason}]",
    "ObjectiveAssigned": "{changes}.[ {reason}]",
    "MilestonePlanned": "Étape « {milestone.name} »{changes}.[ {reason}]",
    "MilestoneGivenUp": "Étape abandonnée le {on} : {name}. {reason}",
    "IndicatorDefined": "Indicateur {indicator.id}, « {indicator.name} »{changes}.[ {reason}]",
    "IndicatorDropped": "Indicateur {id}, « {name} » : il n'est plus suivi depuis le {on}. {reason}",
    "MeansPlanned": "Moyens prévus : {changes}. {reason}",
    "MeansRecorded": "Moyens réels de {year} : {changes}.[ {note}]",
}

#: What running costs and investment are called, in a forecast and in what a year took.
FORECAST: Final = ("de fonctionnement par an", "d'investissement en tout")
REAL: Final = ("de fonctionnement", "d'investissement")

#: What each field of a fiche is called.
_DESCRIBED: Final = {
    "title": "titre",
    "why": "pourquoi",
    "axis": "axe",
    "integration_level": "niveau d'intégration",
    "direction": "sens",
    "procedure": "procédure",
    "scheduled": "programmation",
    "repartition_key": "clé de répartition",
    "priority": "priorité",
    "risks": "risques",
}
_HELD: Final = {
    "pilote": ("pilote", "aucun"),
    "suppleant": ("suppléance", "aucune"),
    "elu_referent": ("élu référent", "aucun"),
}
_INDICATOR: Final = {
    "name": "nom",
    "unit": "unité",
    "base": "valeur de départ",
    "base_year": "année de départ",
    "target": "cible",
    "direction": "sens souhaité",
}


def changes(event: Mapping[str, Any]) -> str:
    """What the sentence of the event calls « changes », empty for an event that amends nothing."""
    said = _SAID.get(event["kind"])
    return said(event) if said is not None else ""


def means_in_words(means: Means, of: tuple[str, str]) -> str:
    """« 1,5 équivalent temps plein, 12 000 € de fonctionnement », « non connus »; `of`: `FORECAST` or `REAL`."""
    told = [full_time(means.etp)] if means.etp is not None else []
    cents = (means.fonctionnement_cents, means.investissement_cents)
    told += [f"{euros(each)} {use}" for each, use in zip(cents, of, strict=True) if each is not None]
    return ", ".join(told) or "non connus"


def _described(event: Mapping[str, Any]) -> str:
    return join(list(_differing(_DESCRIBED, event["before"], event["description"])))


def _assigned(event: Mapping[str, Any]) -> str:
    before, held = event["before"], event["held"]
    told = [
        f"{name} : {before.get(key) or none}, puis {held.get(key) or none}"
        for key, (name, none) in _HELD.items()
        if before.get(key) != held.get(key)
    ]
    whole = " ; ".join(told)
    return whole[:1].upper() + whole[1:]


def _planned(event: Mapping[str, Any]) -> str:
    before, after = event["before"], event["milestone"]
    due = _deadline(after)
    if before is None:
        return f" ajoutée, {due}"
    named = f" (auparavant « {before['name']} »)" if before["name"] != after["name"] else ""
    if before.get("given_up_on"):
        return f"{named} reprise, {due}"
    if before["deadline"] == after["deadline"]:
        return named
    return f"{named} : échéance {_day(before)}, puis {_day(after)}"


def _defined(event: Mapping[str, Any]) -> str:
    before, after = event["before"], event["indicator"]
    if before is None:
        return " : il est suivi désormais"
    changed = join(list(_differing(_INDICATOR, before, after)))
    again = ["il est suivi de nouveau"] if before.get("dropped_on") else []
    return f" : {' ; '.join([*again, *([f'modifié ({changed})'] if changed else [])])}"


def _forecast(event: Mapping[str, Any]) -> str:
    return f"{_told(event['before'], FORECAST)}, puis {_told(event['means'], FORECAST)}"


def _real(event: Mapping[str, Any]) -> str:
    before, means = event["before"], _told(event["means"], REAL)
    if before is None:
        return means
    corrected = before != event["means"]
    return f"{_told(before, REAL)}, corrigés : {means}" if corrected else f"{means}, note corrigée"


def _told(means: Mapping[str, Any], of: tuple[str, str]) -> str:
    return means_in_words(Means.model_validate(means), of)


def _differing(names: Mapping[str, str], before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    return (said for name, said in names.items() if before.get(name) != after.get(name))


def _deadline(milestone: Mapping[str, Any]) -> str:
    return f"échéance {_day(milestone)}" if milestone["deadline"] else "sans échéance"


def _day(milestone: Mapping[str, Any]) -> str:
    written = milestone["deadline"]
    return parse_planned(written["text"]).label if written else "inconnue"


_SAID: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "ObjectiveDescribed": _described,
    "ObjectiveAssigned": _assigned,
    "MilestonePlanned": _planned,
    "IndicatorDefined": _defined,
    "MeansPlanned": _forecast,
    "MeansRecorded": _real,
}
