"""From what stands to the roadmap file that says it: what an import of that file would enter, and nothing else.

What a file does not hold (progress notes, measures, past deadlines, past blockages) is left to the journal.
"""

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from domain.errors import DomainError
from domain.evaluation.commands import PointType
from domain.mandate.state import Mandate
from domain.objective.state import Objective
from domain.objective.transitions import Status
from domain.roadmap.fiche_writing import fiche_of, line, not_written
from domain.roadmap.file import Contact, RoadmapFile
from domain.roadmap.plan import RoadmapContact
from domain.roadmap.words import Nature
from domain.territory import Epci

#: Where objectives stand that name no axis.
NO_AXIS: Final = ("sans-axe", "Sans axe")


class Standing(NamedTuple):
    """What stands in an EPCI: its mandate, `None` when it has none, its objectives, and those to write to."""

    mandate: Mandate | None
    objectives: Sequence[Objective]
    people: Sequence[RoadmapContact] = ()


class Written(NamedTuple):
    """The file, and how many contacts it does not hold: their function is in no objective, or they have no address."""

    file: RoadmapFile
    left_out: int


def written(epci: Epci, standing: Standing) -> Written:
    """The file that says what stands. Raises `DomainError` when something that came by another door cannot be written
    in a file, or when there is neither axis nor objective."""
    planned = sorted((one for one in standing.objectives if one.status is not Status.ABSENT), key=_in_order)
    axes = _axes(standing.mandate, planned)
    if not axes:
        raise DomainError(
            f"{epci.name} n'a encore ni axe ni objectif : il n'y a pas de feuille de route à exporter. "
            "Partez du modèle à remplir."
        )
    functions = {function for one in planned for function in (one.pilote, one.suppleant)}
    people = [one for one in map(_contact, standing.people) if one is not None]
    kept = [one for one in people if one.fonction is None or one.fonction in {line(it) for it in functions if it}]
    file = _valid(
        {
            "nature": _nature(standing.mandate, planned),
            "titre": line((standing.mandate.title if standing.mandate else "") or f"Feuille de route de {epci.name}"),
            "territoire": {"siren": epci.siren},
            "mandat": _mandat(standing.mandate),
            "calendrier": _calendrier(standing.mandate),
            "axes": axes,
            "contacts": kept,
        }
    )
    return Written(file, len(standing.people) - len(kept))


def _valid(raw: Any) -> RoadmapFile:
    try:
        return RoadmapFile.model_validate(raw)
    except ValidationError as unwritable:
        raise not_written("la feuille de route", unwritable) from unwritable


def _in_order(state: Objective) -> tuple[tuple[str, ...], str]:
    """« F1.2 » before « F1.10 »."""
    parts = re.split(r"([0-9]+)", state.key)
    return tuple(part.zfill(40) if part.isdecimal() else part for part in parts), state.key


def _axes(mandate: Mandate | None, objectives: Sequence[Objective]) -> list[dict[str, Any]]:
    titles = {axis.key: axis.title for axis in mandate.axes} if mandate is not None else {}
    for one in objectives:
        titles.setdefault(one.axis or NO_AXIS[0], one.axis or NO_AXIS[1])
    return [
        {
            "id": key,
            "intitule": line(title),
            "fiches": [fiche_of(one) for one in objectives if (one.axis or NO_AXIS[0]) == key],
        }
        for key, title in titles.items()
    ]


def _nature(mandate: Mandate | None, objectives: Sequence[Objective]) -> Nature:
    invented = any(one.synthetic for one in objectives) or (mandate is not None and mandate.synthetic)
    return Nature.SYNTHETIQUE if invented else Nature.REELLE


def _mandat(mandate: Mandate | None) -> dict[str, Any] | None:
    if mandate is None or mandate.renewal is None or mandate.end is None:
        return None
    return {
        "debut": mandate.renewal,
        "second_tour": "oui" if mandate.second_round else "non",
        "fin": mandate.end,
    }


def _calendrier(mandate: Mandate | None) -> dict[str, Any]:
    if mandate is None:
        return {}
    told = PointType.COMMUNICATION_ANNUELLE
    return {
        "conseils_communautaires": mandate.councils,
        "communications_annuelles": [point.on for point in mandate.points if point.type is told],
        "points_d_evaluation": [
            {"type": point.type, "date": point.on} for point in mandate.points if point.type is not told
        ],
    }


def _contact(person: RoadmapContact) -> Contact | None:
    raw = {
        "role": person.to.role,
        "commune": person.to.commune,
        "fonction": line(person.to.function),
        "nom": line(person.name),
        "courriel": person.address,
        "telephone": person.phone,
    }
    try:
        return Contact.model_validate(raw)
    except ValidationError:
        return None
