"""Adding an objective to the roadmap by hand; what it is made of besides is entered on its page."""

from collections.abc import Iterator, Sequence
from typing import Final

from domain.base import Ask
from domain.mandate import DECIDER
from domain.mandate.commands import Axis
from domain.mandate.state import Mandate, Roadmap
from domain.objective.commands import PlanObjective, objective_id
from domain.objective.state import Objective, lateness
from domain.objective.transitions import Status
from domain.objective.values import ObjectivePlan
from domain.planned import PlannedDay
from web.acts.act import Act, Field, Held, Kind
from web.acts.mandate_keys import BAD_KEY, LONGEST_KEY, is_key, next_objective
from web.acts.mandate_roadmap import only, why_closed
from web.acts.objective_deadline import PLANNED_HINT, planned_in
from web.acts.objective_words import Holders, described_fields, described_in, holder_fields, holders_in, pilote_known
from web.acts.rehearsal import Rehearsal
from web.forms import Form

#: Axes whose next key is told; of more, that of the first ones.
_NAMED: Final = 6

_NOT_WRITTEN: Final = only(*(status for status in Roadmap if status is not Roadmap.ABSENT))
_NO_AXIS: Final = (
    "La feuille de route n'a pas encore d'axe, et un objectif est toujours dans un axe : ajoutez-en un d'abord, par "
    "« Modifier la feuille de route », sur sa page."
)

#: What an objective that nobody has entered is.
_BLANK: Final = Objective(stream="")


def why_none_is_added(mandate: Mandate) -> str:
    """Why no objective can be added to the roadmap now, empty when one can."""
    return why_closed(mandate, _NOT_WRITTEN) or ("" if mandate.axes else _NO_AXIS)


def _axis(held: Held) -> str:
    """The key of the axis that the address names, or of the only one; empty when one is to choose."""
    keys = [axis.key for axis in held.state.axes]
    return held.mark if held.mark in keys else keys[0] if len(keys) == 1 else ""


def _next(held: Held, axis: str) -> str:
    return next_objective(axis, held.state.axes, held.lines)


def _key_field(held: Held, axis: str) -> Field:
    axes: Sequence[Axis] = held.state.axes
    nexts = ", ".join(f"{one.key} : {key}" for one in axes[:_NAMED] if (key := _next(held, one.key)))
    hint = (
        "Proposé d'après ceux de l'axe. Il ne changera plus, et ne sera jamais celui d'un autre objectif."
        if axis
        else f"Laissez vide pour prendre le prochain de l'axe choisi ({nexts}). Il ne changera plus."
    )
    return Field("identifiant", "Identifiant", hint=hint, value=_next(held, axis) if axis else "", most=LONGEST_KEY)


def _fields(held: Held) -> Sequence[Field]:
    axis = _axis(held)
    words = described_fields(held, _BLANK.but(axis=axis))
    return (
        words["axe"],
        _key_field(held, axis),
        words["titre"],
        words["pourquoi"],
        *holder_fields(Holders(), held.contacts).values(),
        words["procedure"],
        words["niveau"],
        words["sens"],
        Field("echeance", "Échéance promise", hint=f"{PLANNED_HINT} Vide : aucune n'est promise.", most=40),
        Field(
            *("deja_promise", "Cette échéance était déjà promise avant d'entrer dans Jalon", Kind.TICK),
            "Elle est alors prise telle quelle, même si une procédure qui commencerait aujourd'hui n'en laisse pas le "
            "temps.",
        ),
        words["priorite"],
        Field(
            *("a_discuter", "À discuter", Kind.TICK),
            "Proposé, pas encore convenu : rien n'en est rappelé avant que vous ne le reteniez sur sa page.",
        ),
    )


def _read(held: Held, form: Form) -> Sequence[Ask]:
    described = described_in(held, form, _BLANK)
    holders, deadline = holders_in(form), planned_in(form, "echeance")
    begun = bool(form.typed.get("deja_promise"))
    if begun and deadline is None:
        form.refuse("echeance", "Écrivez l'échéance qui était promise, ou décochez « déjà promise ».")
    _check_key(held, form)
    if form.wrong or described is None:
        return ()
    plan = ObjectivePlan(**dict(described), **holders._asdict(), deadline=deadline)
    return (_planning(held, form, plan, begun),)


def _planning(held: Held, form: Form, plan: ObjectivePlan, begun: bool) -> PlanObjective:
    epci, mandate = held.scope.epci, held.state
    return PlanObjective(
        epci_name=epci.name,
        place=epci.place,
        plan=plan,
        to_discuss=bool(form.typed.get("a_discuter")),
        begun=begun,
        synthetic=mandate.synthetic,
    )


def _check_key(held: Held, form: Form) -> None:
    """Puts the key that is proposed where none was typed, so that it is read, and confirmed, as it is shown."""
    axis = form.typed.get("axe", "")
    free = _next(held, axis) if axis in {one.key for one in held.state.axes} else ""
    key = form.text("identifiant", LONGEST_KEY) or free
    form.typed["identifiant"] = key
    taken = next((line for line in held.lines if line.key.casefold() == key.casefold()), None)
    if taken is not None:
        other = f"Donnez-en un autre : {free} est libre." if free else "Donnez-en un autre."
        form.refuse("identifiant", f"L'objectif {taken.key}, « {taken.title} », porte déjà cet identifiant. {other}")
    elif axis and not key:
        form.refuse("identifiant", "Donnez l'identifiant : aucun ne se déduit de ceux de l'axe.")
    elif key and not is_key(key):
        form.refuse("identifiant", f"Cet identifiant ne peut pas être pris. {BAD_KEY}")


def _target(held: Held, form: Form) -> str:
    return objective_id(held.scope.epci.siren, form.typed["identifiant"])


def _says(held: Held, rehearsal: Rehearsal) -> Iterator[str]:
    after: Objective = rehearsal.after
    axis = next(one for one in held.state.axes if one.key == after.axis)
    yield f"Il s'appellera {after.key}, dans l'axe {axis.key}, {axis.title}."
    yield from _deadline_says(held, after)
    if after.deadline is not None:
        yield pilote_known(held.contacts, after.pilote)
    yield from roadmap_says(held.state)
    yield "Étapes, indicateurs, moyens et communes s'ajoutent ensuite sur sa page."


def _deadline_says(held: Held, after: Objective) -> Iterator[str]:
    deadline: PlannedDay | None = after.deadline
    late = lateness(after, held.scope.today)
    if deadline is None:
        yield "Sans échéance, rien n'en est rappelé et il n'est jamais en retard ; vous pourrez en promettre une."
    elif late:
        yield f"Son échéance est passée : l'objectif sera {late} dès qu'il est ajouté."
    if after.status is Status.TO_DISCUSS:
        yield "Il est à discuter : ses rappels attendent qu'il soit retenu, et il n'est pas dans ce qui est promis."


def roadmap_says(mandate: Mandate) -> Iterator[str]:
    """What an objective more does to a roadmap that the communes have, or that the council has approved."""
    if mandate.baseline is not None:
        yield (
            "L'état initial (T0) ne change pas : cet objectif n'y est pas. Il est suivi comme les autres, mais "
            "l'évaluation, qui juge ce qui a été voté, ne compte pas sa réalisation."
        )
        yield (
            "La loi ne dit pas comment on approuve un ajout : par prudence, les communes sont consultées de nouveau (à "
            "confirmer)."
        )
    elif mandate.roadmap is Roadmap.TRANSMITTED:
        yield (
            "Les communes se prononcent sur un texte où cet objectif n'est pas, et il serait gelé dans l'état initial "
            "(T0) avec les autres. Pour le leur soumettre, retirez d'abord la feuille de route, puis transmettez-la de "
            "nouveau."
        )


ACTS: Final = (
    Act(
        name="ajouter-objectif",
        kinds=(DECIDER.kind,),
        title="Ajouter un objectif",
        lead=lambda held: (
            "Une action de plus dans la feuille de route. Seuls l'axe et l'intitulé sont nécessaires ; ce qui n'est "
            "pas écrit n'est pas connu, et se complète ensuite sur sa page."
        ),
        fields=_fields,
        read=_read,
        closed=lambda held: why_none_is_added(held.state),
        target=_target,
        says=lambda held, rehearsal: [*_says(held, rehearsal)],
        confirm="Ajouter l'objectif",
        done="L'objectif est ajouté. Continuez sur sa page : étapes, indicateurs, moyens et communes s'y ajoutent.",
        writes_to=True,
        reads_roadmap=True,
    ),
)
