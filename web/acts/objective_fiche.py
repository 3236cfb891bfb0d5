"""Amending what the roadmap says of an objective, and who holds it. The plan as it was entered stays beside."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from domain.base import Ask
from domain.french import join
from domain.objective import DECIDER
from domain.objective.amend_commands import AssignObjective, DescribeObjective
from domain.objective.labels import DIRECTIONS, INTEGRATION, PRIORITIES
from domain.objective.state import Objective
from domain.objective.values import Described
from domain.procedures import known_on
from web.acts.act import Act, Field, Held
from web.acts.objective_amended import closed, of_the_vote, reason_field, reason_in
from web.acts.objective_progress import said_by
from web.acts.objective_words import (
    Holders,
    axes_of,
    described_fields,
    described_in,
    holder_fields,
    holders_in,
    pilote_known,
)
from web.acts.rehearsal import Rehearsal
from web.forms import Form

#: What each part of the description is called, in the order of the form.
_CALLED: Final = {
    "title": "Intitulé",
    "axis": "Axe",
    "why": "Pourquoi cette action",
    "procedure": "Procédure",
    "integration_level": "Niveau d'intégration",
    "direction": "Entre qui l'on partage",
    "priority": "Priorité",
    "scheduled": "Programmée pour",
    "repartition_key": "Clé de répartition",
    "risks": "Risques",
}

#: Longer texts are not written out twice in a sentence.
_LONG: Final = 120

_HOLDERS: Final = {"pilote": "Pilote", "suppleant": "Suppléance", "elu_referent": "Élu référent"}


def _lead(held: Held) -> str:
    return (
        "Ce que la feuille de route en dit. L'échéance, les communes, les étapes, les indicateurs et les moyens ont "
        "leurs propres actes ; la fiche telle qu'elle a été saisie la première fois reste au journal."
    )


def _fields(held: Held) -> Sequence[Field]:
    return (*described_fields(held, held.state).values(), reason_field(), said_by(held))


def _read(held: Held, form: Form) -> Sequence[Ask]:
    description = described_in(held, form, held.state)
    reason, by = reason_in(form), form.text("dit_par", 120)
    if form.wrong or description is None:
        return ()
    return (DescribeObjective(description=description, reason=reason, by=by),)


def _says(held: Held, rehearsal: Rehearsal) -> Iterator[str]:
    before, after = rehearsal.before, rehearsal.after
    for name, label in _CALLED.items():
        then, now = getattr(before, name), getattr(after, name)
        if then != now:
            yield _changed(label, _shown(held, name, then), _shown(held, name, now))
    if before.procedure != after.procedure and after.deadline is not None:
        yield "L'échéance ne change pas ; les délais de la procédure courront d'une consultation, comme avant."
    yield from of_the_vote(held)


def _changed(label: str, then: str, now: str) -> str:
    if max(len(then), len(now)) > _LONG:
        return f"{label} : le texte change." if then and now else f"{label} : {'ajouté' if now else 'effacé'}."
    return f"{label} : {_quoted(then)} jusqu'ici, {_quoted(now)} ensuite."


def _quoted(text: str) -> str:
    return f"« {text} »" if text else "rien"


def _shown(held: Held, name: str, value: Any) -> str:
    """A part of the description, as it is read."""
    if not value:
        return ""
    match name:
        case "axis":
            return next((f"{axis.key}, {axis.title}" for axis in axes_of(held) if axis.key == value), str(value))
        case "procedure":
            law = known_on(value, held.scope.today)
            return law.title if law is not None else str(value)
        case "scheduled":
            return str(value.label)
        case "risks":
            return join([str(risk) for risk in value])
        case _:
            labels: dict[Any, str] = {**INTEGRATION, **DIRECTIONS, **PRIORITIES}
            return labels.get(value, str(value)) if name in _LABELLED else str(value)


_LABELLED: Final = frozenset({"integration_level", "direction", "priority"})


def _holders(state: Objective | Described) -> Holders:
    return Holders(*(getattr(state, name) for name in Holders._fields))


def _assign_lead(held: Held) -> str:
    here = _holders(held.state)
    told = [f"{_HOLDERS[name].lower()} : {_quoted(value)}" for name, value in here._asdict().items() if value]
    return f"Aujourd'hui, {join(told) or 'personne ne tient cet objectif'}. Les anciennes fonctions restent au journal."


def _assign_fields(held: Held) -> Sequence[Field]:
    fields = holder_fields(_holders(held.state), held.contacts).values()
    return (*fields, reason_field(required=False), said_by(held))


def _assign(held: Held, form: Form) -> Sequence[Ask]:
    holders, reason, by = holders_in(form), reason_in(form, ""), form.text("dit_par", 120)
    return () if form.wrong else (AssignObjective(**holders._asdict(), reason=reason, by=by),)


def _assign_says(held: Held, rehearsal: Rehearsal) -> Iterator[str]:
    if rehearsal.before.pilote != rehearsal.after.pilote:
        yield pilote_known(held.contacts, rehearsal.after.pilote)
        if rehearsal.before.asked_on is not None:
            yield "La question déjà posée reste ouverte : ses relances vont à qui pilote désormais."
        yield "Un compte de pilote ne note que les objectifs de sa fonction : voyez avec qui administre les comptes."


ACTS: Final = (
    Act(
        name="modifier-fiche",
        kinds=(DECIDER.kind,),
        title="Modifier la fiche",
        lead=_lead,
        fields=_fields,
        read=_read,
        closed=closed,
        says=lambda held, rehearsal: [*_says(held, rehearsal)],
        whole=True,
        confirm="Modifier la fiche",
        done="La fiche est modifiée.",
    ),
    Act(
        name="changer-pilote",
        kinds=(DECIDER.kind,),
        title="Changer de pilote",
        lead=_assign_lead,
        fields=_assign_fields,
        read=_assign,
        closed=closed,
        says=lambda held, rehearsal: [*_assign_says(held, rehearsal)],
        writes_to=True,
        whole=True,
        confirm="Changer de pilote",
        done="C'est noté.",
    ),
)
