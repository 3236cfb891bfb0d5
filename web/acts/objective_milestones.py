"""The steps of an objective once it is entered: added, changed, given up, taken up again."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from domain.base import Ask
from domain.french import long_day
from domain.objective import DECIDER
from domain.objective.amend_commands import GiveUpMilestone, PlanMilestone
from domain.objective.state import Objective
from domain.objective.values import Milestone
from web.acts.act import Act, Field, Held, Kind
from web.acts.objective_amended import (
    WHY,
    approved_on,
    closed,
    of_the_vote,
    planned_label,
    reason_field,
    reason_in,
)
from web.acts.objective_deadline import PLANNED_HINT, planned_in
from web.acts.objective_progress import said_by
from web.acts.rehearsal import Rehearsal
from web.forms import Form

_UNKNOWN: Final = "Cette étape n'est pas, ou plus, dans cet objectif ; choisissez-la sur sa page."
_NAME: Final = "Donnez le nom de l'étape."
_KINDS: Final = (DECIDER.kind,)


def _step(held: Held) -> Milestone | None:
    return next((step for step in held.state.milestones if step.name == held.mark), None)


def _lead(held: Held) -> str:
    step = _step(held)
    if step is None:
        return "Une étape de l'objectif, choisie sur sa page."
    first = step.promised_on(None)
    moved = f" Promise d'abord pour : {planned_label(first)}." if first != step.deadline else ""
    return f"Étape « {step.name} », prévue : {planned_label(step.deadline)}.{moved}"


def _unless(why_not: Callable[[Milestone], str]) -> Callable[[Held], str]:
    def told(held: Held) -> str:
        """Why nothing may be changed of the step that the address names."""
        step = _step(held)
        return closed(held) or (why_not(step) if step is not None else _UNKNOWN)

    return told


def _not_to_change(step: Milestone) -> str:
    if step.given_up_on is not None:
        return f"Cette étape est abandonnée depuis le {long_day(step.given_up_on)} : reprenez-la d'abord."
    return "Cette étape est faite : ce qui en était prévu ne change plus." if step.done_on is not None else ""


def _not_to_take_up(step: Milestone) -> str:
    return "" if step.given_up_on is not None else "Cette étape n'est pas abandonnée."


def _fields(held: Held) -> Sequence[Field]:
    step = _step(held)
    deadline = step.deadline.text if step is not None and step.deadline is not None else ""
    hint = "À donner dès que le jour change." if deadline else ""
    return (
        Field("nom", "Ce qui est à faire", required=True, value=step.name if step is not None else ""),
        Field("prevue", "Prévue pour", hint=PLANNED_HINT, value=deadline, most=40),
        reason_field(hint, required=False),
        said_by(held),
    )


def _add(held: Held, form: Form) -> Sequence[Ask]:
    name, deadline = form.text("nom", 300, _NAME), planned_in(form, "prevue")
    reason, by = reason_in(form, ""), form.text("dit_par", 120)
    return () if form.wrong else (PlanMilestone(name=name, deadline=deadline, reason=reason, by=by),)


def _change(held: Held, form: Form) -> Sequence[Ask]:
    step = _step(held)
    name, deadline = form.text("nom", 300, _NAME), planned_in(form, "prevue")
    # A day that was promised does not change without a reason; a name may be corrected without.
    moved = step is not None and step.deadline is not None and deadline != step.deadline
    reason, by = reason_in(form, WHY if moved and not form.wrong else ""), form.text("dit_par", 120)
    if form.wrong or step is None:
        return ()
    return (PlanMilestone(name=name, deadline=deadline, was=step.name, reason=reason, by=by),)


def _take_up_fields(held: Held) -> Sequence[Field]:
    prevue = next(field for field in _fields(held) if field.name == "prevue")
    return (prevue, reason_field(required=False), said_by(held))


def _take_up(held: Held, form: Form) -> Sequence[Ask]:
    step, deadline = _step(held), planned_in(form, "prevue")
    reason, by = reason_in(form, ""), form.text("dit_par", 120)
    if form.wrong or step is None:
        return ()
    return (PlanMilestone(name=step.name, deadline=deadline, was=step.name, reason=reason, by=by),)


def _give_up_fields(held: Held) -> Sequence[Field]:
    today = held.scope.today.isoformat()
    return (reason_field(), Field("le", "Abandonnée le", Kind.DAY, required=True, value=today), said_by(held))


def _give_up(held: Held, form: Form) -> Sequence[Ask]:
    step, reason = _step(held), reason_in(form, "Écrivez pourquoi elle ne sera pas faite.")
    on, by = form.day("le", "Donnez le jour de l'abandon."), form.text("dit_par", 120)
    if form.wrong or step is None:
        return ()
    return (GiveUpMilestone(name=step.name, reason=reason, on=on, by=by),)


def _says(held: Held, rehearsal: Rehearsal) -> Iterator[str]:
    after: Objective = rehearsal.after
    step = next(iter(set(after.milestones) - set(rehearsal.before.milestones)), None)
    if step is None:
        return
    yield from _of_its_day(held, after, step)
    if (first := step.promised_on(None)) != step.deadline:
        yield f"La première date promise reste écrite : {planned_label(first)}."
    yield from _of_the_evaluation(held, step)
    yield from of_the_vote(held)


def _of_its_day(held: Held, state: Objective, step: Milestone) -> Iterator[str]:
    if step.deadline is None:
        yield "Sans date, rien n'en est rappelé et elle n'est jamais en retard."
        return
    if step.deadline.last_day < held.scope.today:
        yield "Ce jour est déjà passé : l'étape est en retard tant qu'elle n'est pas notée faite."
    if state.deadline is not None and step.deadline.last_day > state.deadline.last_day:
        yield f"Elle est prévue après l'échéance de l'objectif ({state.deadline.label})."


def _of_the_evaluation(held: Held, step: Milestone) -> Iterator[str]:
    on = approved_on(held)
    promised = step.promised_from(on) if on is not None else None
    if promised is not None and step.added_on == held.scope.today and promised.last_day < step.added_on:
        yield "Elle est ajoutée après son jour : l'évaluation ne la compte pas parmi ce qui était promis."
    elif promised is not None and promised != step.deadline:
        yield (
            "L'évaluation la juge sur le jour promis lors de l'approbation, ou à sa saisie si elle est venue ensuite : "
            f"{promised.label}."
        )


def _given_up_says(held: Held, rehearsal: Rehearsal) -> Iterator[str]:
    step, on = _step(held), approved_on(held)
    promised = step.promised_from(on) if step is not None and on is not None else None
    yield "Rien n'en est plus rappelé ; elle reste sur la page, avec son jour et sa raison, et peut être reprise."
    if promised is not None:
        yield f"L'évaluation la comptera promise et non faite, une fois passé le jour promis ({promised.label})."
    yield from of_the_vote(held)


ACTS: Final = (
    Act(
        name="ajouter-etape",
        kinds=_KINDS,
        title="Ajouter une étape",
        lead=lambda held: "Elle prend place après les autres. Son pilote est prévenu avant le jour prévu.",
        fields=_fields,
        read=_add,
        closed=closed,
        says=lambda held, rehearsal: [*_says(held, rehearsal)],
        confirm="Ajouter l'étape",
        done="L'étape est ajoutée.",
    ),
    Act(
        name="modifier-etape",
        kinds=_KINDS,
        title="Modifier l'étape",
        lead=_lead,
        fields=_fields,
        read=_change,
        closed=_unless(_not_to_change),
        says=lambda held, rehearsal: [*_says(held, rehearsal)],
        whole=True,
        confirm="Modifier l'étape",
        done="L'étape est modifiée.",
    ),
    Act(
        name="abandonner-etape",
        kinds=_KINDS,
        title="Abandonner l'étape",
        lead=_lead,
        fields=_give_up_fields,
        read=_give_up,
        closed=_unless(_not_to_change),
        says=lambda held, rehearsal: [*_given_up_says(held, rehearsal)],
        confirm="Abandonner l'étape",
        done="L'étape est abandonnée.",
    ),
    Act(
        name="reprendre-etape",
        kinds=_KINDS,
        title="Reprendre l'étape",
        lead=_lead,
        fields=_take_up_fields,
        read=_take_up,
        closed=_unless(_not_to_take_up),
        says=lambda held, rehearsal: [*_says(held, rehearsal)],
        confirm="Reprendre l'étape",
        done="L'étape est reprise.",
    ),
)
