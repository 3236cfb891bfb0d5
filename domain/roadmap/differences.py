"""What a roadmap file says of an objective that is there already, when it is not what stands: what to do instead."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from domain.french import join
from domain.planned import PlannedDay
from domain.roadmap.fiche import Fiche
from domain.roadmap.words import Statut

_ON_ITS_PAGE: Final = "dites-le sur sa page"
_HOLDERS: Final = f"{_ON_ITS_PAGE} (« Changer de pilote »)"
_SHEET: Final = f"{_ON_ITS_PAGE} (« Modifier la fiche »), avec la raison"

#: Where each thing is changed once the objective is there.
_ELSEWHERE: Final[Mapping[str, str]] = {
    "echeance": "déplacez-la sur sa page (« Déplacer l'échéance »), avec la raison",
    "statut": f"{_ON_ITS_PAGE} (commencer, bloquer, mettre en pause, réaliser, abandonner)",
    "commence_le": _ON_ITS_PAGE,
    "realise_le": _ON_ITS_PAGE,
    "blocage": f"{_ON_ITS_PAGE} (« Bloquer »)",
    "motif_abandon": _ON_ITS_PAGE,
    "abandonne_le": _ON_ITS_PAGE,
    "communes_volontaires": f"{_ON_ITS_PAGE} (« Engagement d'une commune »)",
    "engagements": f"{_ON_ITS_PAGE} (« Engagement d'une commune »)",
    "pilote": _HOLDERS,
    "suppleant": _HOLDERS,
    "elu_referent": _HOLDERS,
    "etapes": f"{_ON_ITS_PAGE}, à « Étapes » (ajouter, modifier, abandonner, noter faite)",
    "indicateurs": f"{_ON_ITS_PAGE}, à « Indicateurs » (ajouter, modifier, ne plus suivre)",
    "moyens": f"{_ON_ITS_PAGE}, à « Moyens » (« Modifier les moyens prévus »)",
    "pourquoi": _SHEET,
    "niveau_integration": _SHEET,
    "sens": _SHEET,
    "procedure": _SHEET,
    "programmation": _SHEET,
    "cle_de_repartition": _SHEET,
    "priorite": _SHEET,
    "risques": _SHEET,
}

#: The lists whose order says nothing, and what tells their elements apart.
_NAMED: Final = {"etapes": "nom", "indicateurs": "id", "engagements": "commune"}

#: What only says how the file is to be read.
_HINTS: Final = frozenset({"id", "deja_promise"})


def differences(axis: str, fiche: Fiche, standing_axis: str, standing: Fiche) -> dict[str, str]:
    """What the file (`axis`, `fiche`) says otherwise than what stands, by field, and what to do. Another title is
    another objective: nothing else is then compared."""
    if fiche.intitule != standing.intitule:
        return {
            "intitule": f"un objectif porte déjà l'identifiant {standing.id} : « {standing.intitule} ». Donnez-en un "
            "autre à celui-ci ; si son titre a changé, dites-le sur sa page (« Modifier la fiche ») et, ici, remettez "
            "ce titre"
        }
    found = {}
    if axis != standing_axis:
        told = f"l'objectif {standing.id} est dans l'axe « {standing_axis} »"
        found["id"] = f"{told} : s'il en change, {_SHEET} ; ici, laissez-le à sa place"
    for name in Fiche.model_fields:
        said, stands = _compared(fiche, name), _compared(standing, name)
        if name not in _HINTS and said != stands:
            found[name] = _told(standing.id, name, stands)
    return found


def _compared(fiche: Fiche, name: str) -> Any:
    value = getattr(fiche, name)
    if name == "statut":
        return value or Statut.A_VENIR
    if name == "communes_volontaires":
        return tuple(sorted(value))
    # Lines of a sheet may have been sorted otherwise: that says nothing.
    return tuple(sorted(value, key=lambda one: str(getattr(one, _NAMED[name])))) if name in _NAMED else value


def _told(key: str, name: str, stands: Any) -> str:
    shown = _shown(stands)
    now = f"l'objectif {key} est déjà enregistré" + (f" avec « {shown} »" if shown else " autrement")
    return f"{now} : {_ELSEWHERE[name]} ; ici, remettez ce que dit l'export"


def _shown(value: Any) -> str:
    match value:
        case PlannedDay():
            return value.label
        case StrEnum():
            return value.value
        case str() | int():
            return str(value)[:80]
        case tuple() | list() if value and all(isinstance(one, str) for one in value) and len(value) <= 5:
            return join(list(value))
    return ""
