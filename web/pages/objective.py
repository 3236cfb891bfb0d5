"""One objective: what was promised, what has become of it, who is in it, what is measured."""

from datetime import date
from typing import Any, NamedTuple

from fastapi import APIRouter
from starlette.responses import Response

from domain.calendar import civil_day
from domain.consultation.state import Consultation
from domain.errors import DomainError
from domain.objective import DECIDER
from domain.objective.events import Measure
from domain.objective.state import Objective, Revision, lateness
from domain.objective.values import Engagement, Indicator, Milestone
from domain.procedures import procedure_on
from domain.procedures.model import Procedure
from domain.why import why_objective
from infra.sentences import commune_name
from web.api.problems import Problem
from web.pages.curve import HEIGHT, WIDTH, Curve, curve
from web.pages.scope import Scope, Scoped

router = APIRouter()


class Measured(NamedTuple):
    """An indicator with its measures, the oldest first, and their curve where there is something to draw."""

    indicator: Indicator
    measures: tuple[Measure, ...]
    curve: Curve | None


class Step(NamedTuple):
    """A milestone and, when it is late or was done late, by how many days."""

    milestone: Milestone
    days_late: int


class Moved(NamedTuple):
    """A revision of the deadline and the civil day on which it was recorded."""

    on: date
    revision: Revision


class Engaged(NamedTuple):
    """A commune by its name, and how far it is in the objective."""

    name: str
    engagement: Engagement


@router.get("/objectifs/{key}")
async def objective(scope: Scoped, key: str) -> Response:
    """The objective of that key. Raises `Problem` 404 when there is none."""
    state: Objective | None = await scope.state(DECIDER.kind, key)
    if state is None:
        raise Problem(404, f"{scope.epci.name} n'a pas d'objectif « {key} ».")
    around = await scope.views.around(state.stream)
    axes = around.mandate.axes if around.mandate else ()
    facts = _facts(state, scope)
    facts["axis"] = next((axis for axis in axes if axis.key == state.axis), None)
    facts["consultations"] = _by_day(list(around.consultations))
    return scope.page("objective.html", facts)


def _facts(state: Objective, scope: Scope) -> dict[str, Any]:
    until = state.deadline.last_day if state.deadline else None
    return {
        "state": state,
        "lateness": lateness(state, scope.today) or "",
        "reason": why_objective(state, scope.today),
        "procedure": _procedure(state, scope.today),
        "revisions": [Moved(civil_day(revision.at, state.home), revision) for revision in state.revisions],
        "steps": [_step(milestone, scope.today) for milestone in state.milestones],
        "measured": [_measured(indicator, state, until) for indicator in state.indicators],
        "notes": sorted(state.notes, key=lambda note: note.on, reverse=True),
        "engaged": [Engaged(commune_name(one.commune, scope.epci), one) for one in state.engagements],
        "WIDTH": WIDTH,
        "HEIGHT": HEIGHT,
    }


def _measured(indicator: Indicator, state: Objective, until: date | None) -> Measured:
    own = sorted((one for one in state.measures if one.indicator == indicator.id), key=lambda measure: measure.on)
    return Measured(indicator, tuple(own), curve(indicator, own, until))


def _step(milestone: Milestone, today: date) -> Step:
    if milestone.deadline is None:
        return Step(milestone, 0)
    return Step(milestone, max(0, ((milestone.done_on or today) - milestone.deadline.last_day).days))


def _procedure(state: Objective, day: date) -> Procedure | None:
    """The law that the objective calls for, as it stands on the day; `None` when it names none that is known then."""
    try:
        return procedure_on(state.procedure, day) if state.procedure else None
    except DomainError:
        return None


def _by_day(consultations: list[Consultation]) -> list[Consultation]:
    return sorted(consultations, key=lambda state: (state.sent_on or date.max, state.stream))
