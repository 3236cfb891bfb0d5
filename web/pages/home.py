"""The dashboard: what is late, what may go wrong by law, who is awaited, what comes, and whether time passes."""

from collections.abc import Sequence
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from domain.access import Right
from domain.french import local_time
from domain.mandate.state import Mandate
from domain.procedures.model import CLOSING_ACT_LABELS, ClosingAct
from infra.reading.briefs import ObjectiveBrief, by_axis
from infra.reading.dashboard import AxisPart, ConsultationLine, objective_line
from infra.reading.first_steps import FirstStep, all_done, first_steps, start_of
from infra.reading.glances import read_glance
from infra.reading.morning import Glance, Morning, morning
from infra.reading.risks import named
from infra.reading.views import Heartbeat
from web.house import house_of
from web.pages.scope import Scope, Scoped

router = APIRouter()

#: A list is read, not searched: what comes after so many lines is on the page of the roadmap.
_MOST: Final = 12

#: As many objectives are shown one by one; of more, each axis is counted.
_SHOWN: Final = 30

#: The largest list of those of one pilote.
_OWN: Final = 40


@router.get("/")
async def home(scope: Scoped) -> Response:
    """The dashboard of the EPCI, today."""
    engine = house_of(scope.request).engine
    glance = await read_glance(engine, scope.epci.siren)
    board = morning(scope.epci.siren, scope.epci.name, glance, scope.today)
    beat = await scope.views.heartbeat(scope.now)
    facts = {
        "board": board,
        "most": _MOST,
        "named": named,
        "end": glance.mandate.end.label if glance.mandate and glance.mandate.end else "",
        "heartbeat": beat,
        "beats": _beats(scope, beat),
        "own": _own(scope, glance.objectives),
        "axes": _axes(scope, glance),
        "steps": await _steps(scope, glance.mandate),
        "beginning": glance.mandate is None or not glance.objectives,
    }
    return scope.page("home.html", facts | _waiting(board))


def _waiting(board: Morning) -> dict[str, Any]:
    """The consultations of which somebody is awaited, and those that wait for an act, each with the act that enters
    it."""
    awaited = [line for line in board.consultations if line.awaited or line.to_qualify]
    return {
        "awaited": awaited,
        "communes_awaited": sum(len(line.awaited) for line in awaited),
        "to_sign": [(line, _entered_by(line)) for line in board.consultations if line.act],
    }


def _entered_by(line: ConsultationLine) -> tuple[str, str]:
    """The act of the console by which what is awaited is entered, and what its link says."""
    if line.act == CLOSING_ACT_LABELS[ClosingAct.DELIBERATION]:
        return "vote-du-conseil", "Entrer le vote du conseil"
    return "cloturer", "Entrer l'acte et clore"


def _own(scope: Scope, objectives: Sequence[ObjectiveBrief]) -> AxisPart | None:
    """The objectives of the pilote who reads, those that are not over, the late ones first; `None` for who is no
    pilote."""
    grants = scope.actor.grants
    functions = {grant.function for grant in grants if grant.function and grant.covers(scope.epci.siren)}
    if not functions:
        return None
    own = [one for one in objectives if not one.closed and functions & {one.pilote, one.suppleant}]
    own.sort(key=lambda one: (-one.days_late(scope.today), one.due or scope.today.max, one.key))
    lines = tuple(objective_line(one, scope.today) for one in own[:_OWN])
    return AxisPart(key="", title=" et ".join(sorted(functions)), objectives=lines)


def _axes(scope: Scope, glance: Glance) -> tuple[AxisPart, ...]:
    """Every objective, axis by axis, where they are few; nothing where they are many."""
    if len(glance.objectives) > _SHOWN:
        return ()
    return tuple(
        AxisPart(key=axis.key, title=axis.title, objectives=tuple(objective_line(one, scope.today) for one in parts))
        for axis, parts in by_axis(glance.mandate, glance.objectives)
    )


async def _steps(scope: Scope, mandate: Mandate | None) -> Sequence[FirstStep]:
    """The first steps of the EPCI, for who may take them, while something is missing."""
    if not scope.may(Right.COORDINATE):
        return ()
    start = await start_of(house_of(scope.request).engine, scope.epci.siren, mandate)
    steps = first_steps(scope.epci, start, scope.today)
    return () if all_done(steps) else steps


def _beats(scope: Scope, beat: Heartbeat) -> dict[str, str]:
    """The instants of the heartbeat, in the zone of the EPCI; those that are not known are empty."""
    instants = {"passed": beat.passed, "next_due": beat.next_due, "overdue_since": beat.overdue_since}
    instants["waiting_since"] = beat.waiting_since
    return {name: local_time(at, scope.epci.place.tz) if at else "" for name, at in instants.items()}
