"""One evaluation: the grid of nine criteria, its coverage and its score, what it is computed from, what changed."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from domain.evaluation import DECIDER
from domain.evaluation.evidence import Evidence
from domain.evaluation.state import Evaluation, Status
from domain.planned import parse_planned
from infra.reading.evaluation_view import (
    GRADES,
    HEIGHT,
    MEANINGS,
    WIDTH,
    bars,
    compared,
    counted,
    hundredths,
    previous_of,
    priority_of,
    ticks,
    title_of,
)
from infra.roadmaps.standing import mandate_of
from web.house import house_of
from web.pages.scope import Scope, Scoped
from web.problems import Problem

router = APIRouter()

#: Objectives of the evidence that are shown one by one; the journal holds them all.
_MOST = 80


@router.get("/evaluations/{key}")
async def evaluation(scope: Scoped, key: str) -> Response:
    """The evaluation. Raises `Problem` 404 when there is none with that key."""
    state: Evaluation | None = await scope.state(DECIDER.kind, key)
    if state is None or state.type is None:
        raise Problem(404, f"{scope.epci.name} n'a pas d'évaluation « {key} » ; revenez aux évaluations.")
    facts = {"state": state, "title": title_of(state.type)}
    if state.status is not Status.RECORDED or state.outcome is None:
        return scope.page("evaluation_awaited.html", facts)
    return scope.page("evaluation.html", facts | await _recorded(scope, state))


async def _recorded(scope: Scope, state: Evaluation) -> dict[str, Any]:
    mandate = await mandate_of(house_of(scope.request).snapshots, scope.epci.siren)
    ref = previous_of(mandate, state.stream)
    before: Evaluation | None = await scope.views.state(ref.evaluation) if ref is not None else None
    frozen = await scope.views.events(state.stream, "EvidenceFrozen")
    evidence = Evidence.model_validate(frozen[0]["evidence"]) if frozen else None
    return {
        "before": before,
        "grid": compared(state, before),
        "bars": bars(state.criteria),
        "ticks": ticks(),
        "counted": counted(evidence) if evidence is not None else None,
        "objectives": evidence.objectives[:_MOST] if evidence is not None else (),
        "priority_of": priority_of,
        "label_of": _label,
        "hundredths": hundredths,
        "GRADES": GRADES,
        "MEANINGS": MEANINGS,
        "WIDTH": WIDTH,
        "HEIGHT": HEIGHT,
    }


def _label(deadline: str | None) -> str:
    """A deadline as it is shown, a dash for none."""
    return parse_planned(deadline).label if deadline else "—"
