"""The evaluations of an EPCI, and what each amounts to."""

from fastapi import APIRouter, Request

from domain.base import Day, Value
from domain.evaluation import DECIDER
from domain.evaluation.commands import PointType
from domain.evaluation.outcome import Outcome
from domain.evaluation.state import Evaluation, Status
from infra.reading.lists import Lists
from web.api.cursors import CursorQuery, LimitQuery, Page, by_key, page
from web.api.scope import KeyPath, SirenAsked, check_known
from web.house import house_of
from web.problems import Problem, documented

router = APIRouter(prefix="/evaluations", tags=["Évaluations"])


class EvaluationLine(Value):
    """One evaluation of a list. `outcome` is `null` until its result is recorded, on evidence frozen on
    `frozen_on`."""

    key: str
    type: PointType | None
    on: Day | None
    status: Status
    frozen_on: Day | None
    outcome: Outcome | None


@router.get(
    "",
    operation_id="listEvaluations",
    summary="Lister les évaluations",
    responses=documented(401, 403, 404, 405, 422, 503),
)
async def list_evaluations(
    request: Request, siren: SirenAsked, cursor: CursorQuery = None, limit: LimitQuery = 50
) -> Page[EvaluationLine]:
    """Les évaluations d'un EPCI, dans l'ordre de leurs clés ; « StartEvaluation » en lance une."""
    house = house_of(request)
    states = await Lists(house.engine).states(DECIDER, siren, _id(siren, by_key(cursor)), limit + 1)
    if not states:
        await check_known(house, siren)
    return page(states, limit, _line, lambda state: [_key(state)])


@router.get(
    "/{key}",
    operation_id="getEvaluation",
    summary="Lire une évaluation",
    responses=documented(401, 403, 404, 405, 422, 503),
)
async def get_evaluation(request: Request, siren: SirenAsked, key: KeyPath) -> Evaluation:
    """Une évaluation entière : son type, le jour où ses preuves ont été figées et leur empreinte, la note de chaque
    critère et sa raison."""
    state = await house_of(request).snapshots.one(DECIDER, _id(siren, key))
    if state.status is Status.ABSENT:
        raise Problem(404, f"L'EPCI {siren} n'a pas d'évaluation « {key} ».")
    return state


def _line(state: Evaluation) -> EvaluationLine:
    return EvaluationLine(
        key=_key(state),
        type=state.type,
        on=state.on,
        status=state.status,
        frozen_on=state.frozen_on,
        outcome=state.outcome,
    )


def _key(state: Evaluation) -> str:
    return state.stream.split("/", 2)[2]


def _id(siren: str, key: str) -> str:
    return f"{DECIDER.kind}/{siren}/{key}"
