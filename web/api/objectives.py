"""The objectives of an EPCI."""

from datetime import date, datetime

from fastapi import APIRouter, Request

from domain.base import Value
from domain.calendar import civil_day
from domain.objective import DECIDER
from domain.objective.commands import objective_id
from domain.objective.state import Objective, lateness
from domain.objective.transitions import Status
from domain.why import Why, why_objective
from infra.reading.briefs import brief_of
from infra.reading.dashboard import ObjectiveLine, objective_line
from infra.reading.lists import Lists
from web.api.cursors import CursorQuery, LimitQuery, Page, by_key, page
from web.api.scope import KeyPath, SirenAsked, check_known
from web.house import house_of
from web.problems import Problem, documented

router = APIRouter(prefix="/objectives", tags=["Objectifs"])


class ObjectiveView(Value):
    """An objective and, on the day that it is looked at, why it is late (empty when it is not)."""

    lateness: str
    objective: Objective


@router.get(
    "",
    operation_id="listObjectives",
    summary="Lister les objectifs",
    responses=documented(401, 403, 404, 405, 422, 503),
)
async def list_objectives(
    request: Request, siren: SirenAsked, cursor: CursorQuery = None, limit: LimitQuery = 50
) -> Page[ObjectiveLine]:
    """Les objectifs d'un EPCI, dans l'ordre de leurs clés."""
    house = house_of(request)
    states = await Lists(house.engine).states(DECIDER, siren, objective_id(siren, by_key(cursor)), limit + 1)
    if not states:
        await check_known(house, siren)
    now = await house.clock.read()
    return page(
        states, limit, lambda state: objective_line(brief_of(state), _today(state, now)), lambda state: [state.key]
    )


@router.get(
    "/{key}",
    operation_id="getObjective",
    summary="Lire un objectif",
    responses=documented(401, 403, 404, 405, 422, 503),
)
async def get_objective(request: Request, siren: SirenAsked, key: KeyPath) -> ObjectiveView:
    """Un objectif entier : sa promesse, ce qu'elle est devenue, ce qui lui est arrivé."""
    state, today = await _known(request, siren, key)
    return ObjectiveView(lateness=lateness(state, today) or "", objective=state)


@router.get(
    "/{key}/why",
    operation_id="explainObjective",
    summary="Expliquer l'échéance d'un objectif",
    responses=documented(401, 403, 404, 405, 422, 503),
)
async def explain_objective(request: Request, siren: SirenAsked, key: KeyPath) -> Why:
    """La règle et les données de l'échéance, et pourquoi l'objectif est en retard ou non."""
    return why_objective(*await _known(request, siren, key))


async def _known(request: Request, siren: str, key: str) -> tuple[Objective, date]:
    """The objective of that key, and the civil day that it is for it. Raises `Problem` 404 when there is none."""
    house = house_of(request)
    state = await house.snapshots.one(DECIDER, objective_id(siren, key))
    if state.status is Status.ABSENT:
        raise Problem(404, f"L'EPCI {siren} n'a pas d'objectif « {key} ».")
    return state, _today(state, await house.clock.read())


def _today(state: Objective, now: datetime) -> date:
    return civil_day(now, state.home)
