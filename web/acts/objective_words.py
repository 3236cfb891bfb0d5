"""The fields by which the console asks what a fiche says, and how they are read: the same ones where an objective is
added and where it is amended."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

from domain.mandate.commands import Axis
from domain.objective.labels import DIRECTIONS, INTEGRATION, PRIORITIES
from domain.objective.values import Described, Direction, Priority
from domain.people import Role
from domain.procedures import PROCEDURES, known_on
from infra.contacts import Contact
from web.acts.act import Field, Held, Kind
from web.acts.objective_deadline import PLANNED_HINT, planned_in
from web.forms import Form

T = TypeVar("T")

#: The longest texts of a fiche and title or function of it, as roadmap files have them.
_LONGEST_TEXT: Final = 4000
_LONGEST_TITLE: Final = 300
_LONGEST_FUNCTION: Final = 120

#: Functions that are named as examples.
_NAMED: Final = 8

_FUNCTION: Final = "La fonction, jamais le nom."


class Holders(NamedTuple):
    """Who holds an objective, by functions; `None`: nobody yet."""

    pilote: str | None = None
    suppleant: str | None = None
    elu_referent: str | None = None


def axes_of(held: Held) -> tuple[Axis, ...]:
    """The axes of the roadmap of the EPCI, in its order; none when it has none."""
    return held.mandate.axes if held.mandate is not None else ()


def axis_choices(axes: Sequence[Axis], known: str = "") -> dict[str, str]:
    """The axes by key, as a list shows them; `known`, that the objective has, stays one of them."""
    choices = {axis.key: f"{axis.key}, {axis.title}" for axis in axes}
    return choices if not known or known in choices else choices | {known: f"{known} (n'est plus dans la liste)"}


def procedure_choices(held: Held, known: str | None = None) -> dict[str, str]:
    """The procedures that the law has today, by id, each with its article; `known`, that the objective has, stays one
    of them."""
    laws = (known_on(id, held.scope.today) for id in dict.fromkeys(law.id for law in PROCEDURES))
    choices = {law.id: f"{law.title} ({law.source.citation})" for law in laws if law is not None}
    return choices if not known or known in choices else choices | {known: known}


def described_fields(held: Held, known: Described) -> dict[str, Field]:
    """The fields of `Described` by their names, in the order of a form, prefilled with what is `known`. An act may ask
    some of them only: `described_in` leaves the others as they are known."""
    axes = axis_choices(axes_of(held), known.axis)
    level = "" if known.integration_level is None else str(known.integration_level)
    fields = (
        Field("titre", "Intitulé de l'action", required=True, value=known.title, most=_LONGEST_TITLE),
        Field("axe", "Axe", Kind.SELECT, value=known.axis, choices=axes, required=bool(axes)),
        Field("pourquoi", "Pourquoi cette action", Kind.LONG, value=known.why, most=_LONGEST_TEXT),
        Field(
            *("procedure", "Procédure", Kind.SELECT),
            "Celle que la loi impose à cette action ; aucune si elle n'en demande pas.",
            value=known.procedure or "",
            choices={"": "aucune, ou pas encore connue"} | procedure_choices(held, known.procedure),
        ),
        Field("niveau", "Niveau d'intégration", Kind.SELECT, value=level, choices=_texts(INTEGRATION)),
        Field("sens", "Entre qui l'on partage", Kind.SELECT, value=known.direction or "", choices=_texts(DIRECTIONS)),
        Field("priorite", "Priorité", Kind.SELECT, value=known.priority or "", choices=_texts(PRIORITIES)),
        Field(
            *("programmation", "Programmée pour"),
            hint=f"Quand on prévoit d'y travailler, sans le promettre. {PLANNED_HINT}",
            value=known.scheduled.text if known.scheduled else "",
            most=40,
        ),
        Field("repartition", "Clé de répartition des coûts", value=known.repartition_key, most=_LONGEST_TEXT),
        Field("risques", "Risques", Kind.LONG, "Un par ligne.", value="\n".join(known.risks), most=_LONGEST_TEXT),
    )
    return {field.name: field for field in fields}


def described_in(held: Held, form: Form, known: Described) -> Described | None:
    """What the fields say, and what is `known` where the form has none; `None` when something is wrong in the form."""
    said = {
        "title": form.text("titre", _LONGEST_TITLE, "Donnez l'intitulé de l'action."),
        "axis": _axis(held, form, known),
        "why": form.text("pourquoi", _LONGEST_TEXT),
        "procedure": _chosen(form, "procedure", {id: id for id in procedure_choices(held, known.procedure)}),
        "integration_level": _chosen(form, "niveau", {str(level): level for level in INTEGRATION}),
        "direction": _chosen(form, "sens", {each.value: each for each in Direction}),
        "priority": _chosen(form, "priorite", {each.value: each for each in Priority}),
        "scheduled": planned_in(form, "programmation"),
        "repartition_key": form.text("repartition", _LONGEST_TEXT),
        "risks": _lines(form, "risques"),
    }
    asked = {_NAMES[name] for name in form.typed if name in _NAMES} | {"title", "axis"}
    if form.wrong:
        return None
    whole = {name: getattr(known, name) for name in Described.model_fields}
    return Described.model_validate(whole | {name: value for name, value in said.items() if name in asked})


def holder_fields(known: Holders, contacts: Sequence[Contact] = ()) -> dict[str, Field]:
    """The fields of who holds an objective, by their names; functions of `contacts` are named as examples."""
    functions = sorted({contact.to.function for contact in contacts if contact.to.function})
    examples = ", ".join(f"« {function} »" for function in functions[:_NAMED])
    hint = f"{_FUNCTION} Fonctions connues : {examples}." if examples else f"{_FUNCTION} Par exemple « DGS »."
    fields = (
        Field("pilote", "Pilote", hint=hint, value=known.pilote or "", most=_LONGEST_FUNCTION),
        Field("suppleant", "Suppléance", hint=_FUNCTION, value=known.suppleant or "", most=_LONGEST_FUNCTION),
        Field("elu_referent", "Élu référent", hint=_FUNCTION, value=known.elu_referent or "", most=_LONGEST_FUNCTION),
    )
    return {field.name: field for field in fields}


def holders_in(form: Form) -> Holders:
    """Who the fields say holds the objective."""
    texts = (form.text(name, _LONGEST_FUNCTION) or None for name in Holders._fields)
    return Holders(*texts)


def pilote_known(contacts: Sequence[Contact], function: str | None) -> str:
    """Whether a mail reaches who pilots, in a sentence."""
    if not function:
        return "Aucun pilote n'est donné : les rappels de l'objectif vont à la coordination."
    reached = any(one.reachable and one.to.role is Role.PILOTE and one.to.function == function for one in contacts)
    if reached:
        return f"Les rappels vont au pilote, « {function} », dont l'adresse est connue."
    return (
        f"Aucune adresse n'est connue pour la fonction « {function} » : ses rappels vont à la coordination. "
        "Ajoutez ce contact dans les acteurs."
    )


#: What each field says of `Described`.
_NAMES: Final = {
    "titre": "title",
    "axe": "axis",
    "pourquoi": "why",
    "procedure": "procedure",
    "niveau": "integration_level",
    "sens": "direction",
    "priorite": "priority",
    "programmation": "scheduled",
    "repartition": "repartition_key",
    "risques": "risks",
}


def _texts(labels: Mapping[T, str]) -> dict[str, str]:
    return {str(value): label for value, label in labels.items()}


def _axis(held: Held, form: Form, known: Described) -> str:
    choices = axis_choices(axes_of(held), known.axis)
    return (form.choice("axe", choices, "Choisissez l'axe dans la liste.") or "") if choices else ""


def _chosen(form: Form, name: str, known: Mapping[str, T]) -> T | None:
    """What was chosen there, `None` for nothing."""
    text = form.typed.get(name, "")
    if text and text not in known:
        form.refuse(name, "Choisissez dans la liste.")
    return known.get(text)


def _lines(form: Form, name: str) -> tuple[str, ...]:
    lines = [line.strip() for line in form.text(name, _LONGEST_TEXT).splitlines()]
    if any(len(line) > _LONGEST_TITLE for line in lines):
        form.refuse(name, f"Une ligne est trop longue : {_LONGEST_TITLE} caractères au plus.")
    return tuple(filter(None, lines))
