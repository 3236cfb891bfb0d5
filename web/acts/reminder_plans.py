"""Adapting the plans of reminders of an EPCI: a reminder is moved, taken out, put back or added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.base import Ask
from domain.french import plural
from domain.mandate import DECIDER
from domain.mandate.commands import AdaptReminders
from domain.mandate.plan_labels import PLAN_LABELS, step_label, when, who
from domain.mandate.state import Mandate, Status
from domain.notices import NoticeKind
from domain.reminders import ALLOWED_IN_QUIET_WEEKS, PLANS, Change, Habits, PlanName, Step, adapted
from domain.reminders.habits import EXTRA
from web.acts.act import Act, Field, Held, Kind
from web.acts.rehearsal import Rehearsal
from web.forms import Form

#: What stands for the notice of a reminder that is to be added, in the mark of an address.
ADDED: Final = "ajout"

ENDED: Final = "Ce mandat n'est pas en cours : ses rappels ne changent plus."

_NEXT_ONES: Final = "Aucune consultation n'est en cours : les prochaines suivront ce plan."
_ALL_BUT_CONSULTATIONS: Final = "Les obligations et les objectifs ouverts suivent, et les prochaines consultations."

_UNKNOWN: Final = "Ce rappel n'est pas dans les plans de l'EPCI ; choisissez-le dans la page des rappels."
_EARLIEST, _LATEST = 366, 60
_SIDES: Final = {"avant": "avant", "apres": "après"}
_MOVE, _REMOVE, _USUAL = "deplacer", "retirer", "usuel"

#: What no change of the plans does.
KEPT: Final = "Les courriels déjà partis ne repartent pas, et aucun délai légal ne bouge."


def mark_of(plan: PlanName, notice: NoticeKind | None = None, label: str = "") -> str:
    """How an address names a reminder; without a notice, one that is to be added to the plan."""
    return "/".join([plan.value, notice.value if notice else ADDED, *([label] if label else [])])


@dataclass(frozen=True)
class _Named:
    """The reminder that an address names. `steps`: as they stand for the EPCI, none when it was taken out; `usual`: as
    Jalon comes with them, none for one that the EPCI added; `new`: it is to be added."""

    plan: PlanName
    notice: NoticeKind
    label: str
    steps: tuple[Step, ...]
    usual: tuple[Step, ...]
    new: bool = False


def _named(held: Held) -> _Named | None:
    name, notice, label = (*held.mark.split("/", 2), "", "")[:3]
    plan = next((one for one in PlanName if one.value == name), None)
    if plan is None:
        return None
    kind = EXTRA.get(plan) if notice == ADDED else next((one for one in NoticeKind if one.value == notice), None)
    if kind is None:
        return None
    steps, usual = steps_of(held.state.habits, plan, kind, label), steps_of(Habits(), plan, kind, label)
    new = notice == ADDED
    return _Named(plan, kind, label, steps, usual, new) if new or steps or usual else None


def steps_of(habits: Habits, plan: PlanName, notice: NoticeKind, label: str) -> tuple[Step, ...]:
    """The steps of that name in the plan, as the EPCI has it."""
    steps = adapted(PLANS[plan], plan, habits).steps
    return tuple(step for step in steps if (step.notice, step.label) == (notice, label))


def told(plan: PlanName, steps: Sequence[Step]) -> str:
    """« 30 jours avant l'échéance de l'objectif, au pilote »: when each falls, and whom it tells."""
    each = [f"{when(plan, step)} ({who(plan, step)})" for step in steps]
    return " ; ".join(each) or "aucun envoi"


def followers(state: Mandate, plan: PlanName | None = None) -> str:
    """Who follows a change of the plan, or of what stands for all of them."""
    count = len(state.running)
    asked = f"{count} {plural(count, 'consultation en cours', 'consultations en cours')}"
    if plan is PlanName.DUTY:
        return "Les obligations du mandat suivent aussitôt."
    if plan is PlanName.CONSULTATION:
        return f"{asked} {plural(count, 'suit', 'suivent')} aussitôt, et celles à venir." if count else _NEXT_ONES
    if plan is not None:
        return "Les objectifs ouverts suivent dans la minute."
    return f"Les obligations, les objectifs ouverts et {asked} suivent." if count else _ALL_BUT_CONSULTATIONS


def _closed(held: Held) -> str:
    if held.state.status is not Status.OPEN:
        return ENDED
    return "" if _named(held) else _UNKNOWN


def _lead(held: Held) -> str:
    named = _named(held)
    if named is None:
        return "Les plans de rappels s'adaptent à l'EPCI."
    if named.new:
        return f"Un rappel de plus dans le plan des {PLAN_LABELS[named.plan]}, compté depuis l'échéance."
    label = step_label(named.notice, named.label)
    return f"Plan des {PLAN_LABELS[named.plan]}, « {label} ». Aujourd'hui : {told(named.plan, named.steps)}."


def _fields(held: Held) -> Sequence[Field]:
    named = _named(held)
    if named is None:
        return ()
    days = next((step.days_before for step in (*named.steps, *named.usual)), 0)
    side = "apres" if days < 0 else "avant"
    label = Field("etiquette", "Étiquette", hint="Elle le distingue, par exemple « J-20 ».", required=True, most=20)
    becomes = Field("devenir", "Ce rappel", Kind.RADIOS, required=True, value=_MOVE, choices=_becomings(named))
    hint = f"De 0 à {_EARLIEST} avant, {_LATEST} après au plus ; il part le matin d'un jour ouvré."
    return (
        label if named.new else becomes,
        Field("jours", "Nombre de jours", Kind.COUNT, hint, required=True, value="" if named.new else str(abs(days))),
        Field("cote", "Avant ou après ce jour", Kind.RADIOS, required=True, value=side, choices=_SIDES),
        Field("motif", "Raison", Kind.LONG, "Conservée et montrée ; n'y écrivez le nom de personne.", required=True),
    )


def _becomings(named: _Named) -> Mapping[str, str]:
    choices = {_MOVE: "part au nombre de jours ci-dessous" if named.steps else "repart, au nombre de jours ci-dessous"}
    if named.steps:
        choices[_REMOVE] = "ne part plus"
    if named.usual and named.steps != named.usual:
        choices[_USUAL] = f"revient à l'habitude : {told(named.plan, named.usual)}"
    return choices


def _read(held: Held, form: Form) -> Sequence[Ask]:
    named = _named(held)
    if named is None:
        return ()
    becomes = _MOVE if named.new else form.choice("devenir", _becomings(named), "Dites ce que devient ce rappel.")
    label = _new_label(held, named, form) if named.new else named.label
    days = named.usual[0].days_before if becomes == _USUAL else _days(form) if becomes == _MOVE else None
    reason = form.text("motif", 2000, "Écrivez la raison : on la cherchera dans des années.")
    if form.wrong:
        return ()
    name = {"plan": named.plan, "notice": named.notice, "label": label}
    change = Change(**name, removed=becomes == _REMOVE, days_before=days)
    return (AdaptReminders(changes=(change,), reason=reason),)


def _new_label(held: Held, named: _Named, form: Form) -> str:
    label = form.text("etiquette", 20, "Donnez une étiquette à ce rappel, par exemple « J-20 ».")
    if label and steps_of(held.state.habits, named.plan, named.notice, label):
        form.refuse("etiquette", f"Le plan a déjà un rappel « {label} » : déplacez-le, ou prenez un autre nom.")
    return label


def _days(form: Form) -> int | None:
    """The days before, negative after. Refuses the form without any."""
    side = form.choice("cote", _SIDES, "Dites si le rappel part avant ou après.")
    most = _LATEST if side == "apres" else _EARLIEST
    days = form.count("jours", most)
    if days is None:
        form.refuse("jours", f"Dites combien de jours, de 0 à {most}.")
    return -days if days is not None and side == "apres" else days


def _says(held: Held, rehearsal: Rehearsal) -> Sequence[str]:
    named = _named(held)
    after: Mandate = rehearsal.after
    if named is None:
        return (KEPT,)
    changed = [change for change in after.habits.changes if change not in held.state.habits.changes]
    label = changed[0].label if named.new and changed else named.label
    now = steps_of(after.habits, named.plan, named.notice, label)
    moved = f"Avant : {told(named.plan, named.steps)}. Après : {told(named.plan, now)}."
    said = [moved, followers(held.state, named.plan), KEPT]
    if not now and named.notice in ALLOWED_IN_QUIET_WEEKS:
        said.append("Ce rappel est de ceux qui partent même en semaine calme : sans lui, un délai légal peut passer.")
    return said


def to_the_plans(held: Held) -> tuple[str, str]:
    """The page of the plans of reminders, which one comes from."""
    return held.scope.link("/parametres/rappels"), "Rappels"


ACTS: Final = (
    Act(
        name="adapter-rappels",
        kinds=(DECIDER.kind,),
        title="Adapter un rappel",
        lead=_lead,
        fields=_fields,
        read=_read,
        closed=_closed,
        says=_says,
        back=to_the_plans,
        followed=True,
        confirm="Adapter ce rappel",
        done="Le plan de rappels est adapté.",
    ),
)
