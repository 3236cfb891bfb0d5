"""The plans of reminders as they stand for the EPCI: what leaves when, to whom, what it changed, its quiet weeks."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from fastapi import APIRouter
from starlette.responses import Response

from domain.mandate.plan_labels import step_label, when, who
from domain.mandate.state import Mandate, Status
from domain.notices import NoticeKind
from domain.reminders import ALLOWED_IN_QUIET_WEEKS, PLANS, PlanName, Step, adapted
from domain.reminders.habits import EXTRA, Habits
from infra.reading.first_steps import read_start
from web.acts import quiet_weeks, reminder_plans
from web.house import house_of
from web.pages.scope import Coordinating, Scope

router = APIRouter()

#: Each plan: its heading, and what it is about.
_PLANS: Final = {
    PlanName.CONSULTATION: (
        "Consultations",
        "Aux communes consultées qui n'ont pas répondu. Sans accusé de réception, aucun rappel de vote ne part.",
    ),
    PlanName.OBJECTIVE: ("Objectifs", "Au pilote d'un objectif daté qui n'est pas encore réalisé."),
    PlanName.MILESTONE: ("Étapes", "Au pilote, pour chaque étape datée qui n'est pas faite."),
    PlanName.PROGRESS: ("Nouvelles", "Au pilote à qui l'on a demandé où en est un objectif, et qui n'a rien dit."),
    PlanName.DUTY: ("Obligations", "À la coordination, pour chaque obligation du mandat qui n'est pas faite."),
}


class Line(NamedTuple):
    """One step of a plan. `state` says what the EPCI made of it, empty for nothing; `usual`: when it would leave
    otherwise, empty for one that is as usual or was added; `mark` names it for its act; `always`: it leaves in quiet
    weeks too."""

    label: str
    when: str
    who: str
    state: str
    usual: str
    mark: str
    always: bool


class Table(NamedTuple):
    """One plan. `add`: the mark of a reminder to be added, empty where none can be."""

    name: str
    title: str
    about: str
    lines: tuple[Line, ...]
    add: str


@router.get("/parametres/rappels")
async def reminders(scope: Coordinating) -> Response:
    """Every plan, and the acts that adapt it."""
    mandate = (await read_start(house_of(scope.request).engine, scope.epci.siren)).mandate
    habits = mandate.habits if mandate is not None else Habits()
    facts = {
        "mandate": mandate,
        "open": mandate is not None and mandate.status is Status.OPEN,
        "tables": [_table(name, habits) for name in PlanName],
        **_quiet(scope, mandate, habits),
    }
    return scope.page("settings_reminders.html", facts)


def _quiet(scope: Scope, mandate: Mandate | None, habits: Habits) -> dict[str, Any]:
    weeks = [
        (quiet_weeks.week_label(week), quiet_weeks.mark_of(week), week.last < scope.today) for week in habits.quiet
    ]
    return {"weeks": weeks, "still_leaves": quiet_weeks.STILL_LEAVES}


def _table(name: PlanName, habits: Habits) -> Table:
    title, about = _PLANS[name]
    add = reminder_plans.mark_of(name) if name in EXTRA else ""
    return Table(name.value, title, about, tuple(_lines(name, habits)), add)


def _lines(name: PlanName, habits: Habits) -> Iterator[Line]:
    usual = PLANS[name].steps
    steps = adapted(PLANS[name], name, habits).steps
    for step in steps:
        state = _state(step, usual, EXTRA.get(name))
        former = [each for each in usual if state and (each.notice, each.anchor) == (step.notice, step.anchor)]
        yield _line(name, step, state, *former[:1])
    kept = {(step.notice, step.label) for step in steps}
    for notice in dict.fromkeys(step.notice for step in usual if (step.notice, step.label) not in kept):
        first = next(step for step in usual if step.notice is notice)
        yield _line(name, first, "retiré", first)


def _line(name: PlanName, step: Step, state: str, former: Step | None = None) -> Line:
    return Line(
        label=step_label(step.notice, step.label),
        when=when(name, step),
        who=who(name, step),
        state=state,
        usual=when(name, former) if former is not None else "",
        mark=reminder_plans.mark_of(name, step.notice, step.label),
        always=step.notice in ALLOWED_IN_QUIET_WEEKS,
    )


def _state(step: Step, usual: tuple[Step, ...], extra: NoticeKind | None) -> str:
    if step in usual:
        return ""
    return "ajouté" if step.notice is extra else "déplacé"
