"""Moving the deadline of an objective: the first promise stays, and every revision with its reason."""

from collections.abc import Iterator, Sequence
from typing import Final

from domain.base import Ask
from domain.errors import DomainError
from domain.french import join
from domain.objective import DECIDER
from domain.objective.commands import MoveDeadline
from domain.objective.state import Objective, lateness
from domain.objective.transitions import LABELS
from domain.objective.values import Milestone
from domain.planned import PlannedDay, parse_planned
from web.acts.act import Act, Field, Held, Kind
from web.acts.rehearsal import Rehearsal
from web.forms import Form

#: How a day that is more or less precise is typed.
PLANNED_HINT: Final = (
    "Un jour (01/09/2027 ou 2027-09-01), un mois (2027-09), un trimestre (2027-T3) ou une année (2027)."
)


def planned_in(form: Form, name: str, missing: str = "") -> PlannedDay | None:
    """The planned day that a field holds, `None` when there is none or it cannot be read."""
    text = form.text(name, 40, missing)
    if not text:
        return None
    day, month, year = (*text.split("/"), "", "")[:3]
    try:
        return parse_planned(f"{year}-{month:0>2}-{day:0>2}" if year else text)
    except (DomainError, ValueError):
        form.refuse(name, f"Cette échéance n'est pas lisible. {PLANNED_HINT}")
        return None


def _lead(held: Held) -> str:
    return (
        f"L'échéance est aujourd'hui : {_label(held.state.deadline)}. La première promesse reste écrite "
        f"({_label(held.state.first_deadline)}), avec chaque changement, sa raison et son auteur."
    )


def _fields(held: Held) -> Sequence[Field]:
    state: Objective = held.state
    return (
        Field("echeance", "Nouvelle échéance", hint=PLANNED_HINT, value=state.deadline.text if state.deadline else ""),
        Field("inconnue", "L'échéance n'est plus connue", Kind.TICK),
        Field("motif", "Raison", Kind.LONG, "Conservée et montrée ; n'y écrivez le nom de personne.", required=True),
        Field("dit_par", "Décidé par", hint="Une fonction ou une instance, par exemple « copil ».", most=120),
    )


def _closed(held: Held) -> str:
    state: Objective = held.state
    return f"L'objectif est {LABELS[state.status]} : son échéance ne se déplace plus." if state.closed else ""


def _read(held: Held, form: Form) -> Sequence[Ask]:
    unknown = bool(form.typed.get("inconnue"))
    deadline = planned_in(form, "echeance", "" if unknown else "Écrivez la nouvelle échéance, ou dites-la inconnue.")
    reason = form.text("motif", 2000, "Écrivez la raison : on la cherchera dans des années.")
    by = form.text("dit_par", 120)
    if form.wrong:
        return ()
    return (MoveDeadline(deadline=None if unknown else deadline, reason=reason, by=by),)


def _says(held: Held, rehearsal: Rehearsal) -> Iterator[str]:
    after, today = rehearsal.after, held.scope.today
    times = len(after.revisions)
    yield f"La première promesse reste : {_label(after.first_deadline)}. Ce sera le changement n°\u00a0{times}."
    before_late, after_late = lateness(rehearsal.before, today), lateness(after, today)
    if before_late and not after_late:
        yield "L'objectif n'est plus en retard ; le retard qu'il avait reste au journal."
    elif after_late:
        yield f"L'objectif sera {after_late}."
    if after.deadline is None:
        yield "Sans échéance, plus rien n'en est rappelé et il n'est jamais en retard."
    late = [step.name for step in after.milestones if _is_after(step, after)]
    if late:
        yield f"Des étapes restent prévues après la nouvelle échéance : {join(late)}."


def _is_after(step: Milestone, state: Objective) -> bool:
    if not step.awaited or step.deadline is None or state.deadline is None:
        return False
    return step.deadline.last_day > state.deadline.last_day


def _label(day: PlannedDay | None) -> str:
    return day.label if day is not None else "aucune"


ACTS: Final = (
    Act(
        name="deplacer-echeance",
        kinds=(DECIDER.kind,),
        title="Déplacer l'échéance",
        lead=_lead,
        fields=_fields,
        read=_read,
        closed=_closed,
        says=lambda held, rehearsal: [*_says(held, rehearsal)],
        confirm="Déplacer l'échéance",
        done="L'échéance est déplacée.",
    ),
)
