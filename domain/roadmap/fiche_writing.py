"""What a roadmap file says of an objective that stands, and how values are written in it."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from pydantic import ValidationError

from domain.errors import DomainError
from domain.french import typeset
from domain.objective.state import Objective
from domain.objective.transitions import Status
from domain.objective.values import EngagementLevel, Indicator
from domain.roadmap.fiche import Fiche
from domain.roadmap.fields import INVISIBLE
from domain.roadmap.plan import BEGUN
from domain.roadmap.words import Statut

_STATUTS: Final[Mapping[Status, Statut]] = {
    Status.TO_DISCUSS: Statut.A_DISCUTER,
    Status.PLANNED: Statut.A_VENIR,
    Status.IN_PROGRESS: Statut.EN_COURS,
    Status.BLOCKED: Statut.BLOQUE,
    Status.PAUSED: Statut.EN_PAUSE,
    Status.REACHED: Statut.REALISE,
    Status.ABANDONED: Statut.ABANDONNE,
}

_BREAKS = re.compile(r"[\t\r\n]+")


def fiche_of(state: Objective) -> Fiche:
    """What the file says of an objective, without its steps given up nor its indicators dropped. Raises `DomainError`
    when it cannot be written in a file."""
    try:
        return Fiche.model_validate(_what(state) | _promised(state) | _how_it_goes(state))
    except ValidationError as unwritable:
        raise not_written(f"l'objectif {state.key}", unwritable) from unwritable


def not_written(what: str, why: ValidationError) -> DomainError:
    """What is said of `what`, which came by another door and breaks the rules of a file."""
    where = ", ".join(sorted({".".join(map(str, error["loc"])) for error in why.errors(include_url=False)}))
    told = f"Un fichier ne peut pas dire {what} tel que Jalon le connaît ({where}) : corrigez-le d'abord."
    return DomainError(typeset(told))


def text(written: str | None) -> str | None:
    """As a file holds it: without what nobody sees; `None` when nothing is left."""
    return INVISIBLE.sub("", written).replace("\r\n", "\n").strip() or None if written else None


def line(written: str | None) -> str | None:
    """The same, on one line."""
    return text(_BREAKS.sub(" ", written)) if written else None


def _what(state: Objective) -> dict[str, Any]:
    willing = EngagementLevel.VOLONTAIRE
    return {
        "id": state.key,
        "intitule": line(state.title),
        "pourquoi": text(state.why),
        "niveau_integration": state.integration_level,
        "sens": state.direction,
        "procedure": state.procedure,
        "pilote": line(state.pilote),
        "suppleant": line(state.suppleant),
        "elu_referent": line(state.elu_referent),
        "communes_volontaires": [one.commune for one in state.engagements if one.level is willing],
        "engagements": [
            {"commune": one.commune, "niveau": one.level} for one in state.engagements if one.level is not willing
        ],
        "priorite": state.priority,
        "risques": [risk for risk in map(line, state.risks) if risk],
    }


def _promised(state: Objective) -> dict[str, Any]:
    taken_as_it_is = state.deadline is not None and _STATUTS[state.status] not in BEGUN
    return {
        "echeance": state.deadline,
        "deja_promise": "oui" if taken_as_it_is else None,
        "programmation": state.scheduled,
        "etapes": [
            {"nom": line(one.name), "echeance": one.deadline, "faite_le": one.done_on}
            for one in state.milestones
            if one.given_up_on is None
        ],
        "moyens": {
            "etp": _number(state.means.etp),
            "fonctionnement_annuel_eur": _euros(state.means.fonctionnement_cents),
            "investissement_eur": _euros(state.means.investissement_cents),
        },
        "cle_de_repartition": text(state.repartition_key),
        "indicateurs": [_indicateur(one) for one in state.indicators if one.dropped_on is None],
    }


def _how_it_goes(state: Objective) -> dict[str, Any]:
    statut = _STATUTS[state.status]
    told: dict[str, Any] = {"statut": statut, "commence_le": state.started_on if statut in BEGUN else None}
    blockage = state.blockage
    if statut is Statut.BLOQUE and blockage is not None:
        told["blocage"] = {
            "cause": blockage.cause,
            "depuis": blockage.since,
            "texte": text(blockage.text),
            "levee_prevue": blockage.expected_until,
        }
    if statut is Statut.REALISE:
        told["realise_le"] = state.reached_on
    if statut is Statut.ABANDONNE:
        told |= {"motif_abandon": text(state.abandon_reason), "abandonne_le": state.abandoned_on}
    return told


def _indicateur(one: Indicator) -> dict[str, Any]:
    return {
        "id": one.id,
        "nom": line(one.name),
        "unite": text(one.unit),
        "base": _number(one.base),
        "base_annee": one.base_year,
        "cible": _number(one.target),
        "sens": one.direction,
    }


def _number(value: Decimal | None) -> str | None:
    """Written the shortest way: « 1.50 » and « 1.5 » are one number."""
    if value is None:
        return None
    written = f"{value:f}"
    return (written.rstrip("0").rstrip(".") if "." in written else written) or "0"


def _euros(cents: int | None) -> str | None:
    return _number(Decimal(cents) / 100) if cents is not None else None
