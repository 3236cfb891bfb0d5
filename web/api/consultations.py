"""The consultations of an EPCI: each commune with its clock, the result with its reason and its article."""

from fastapi import APIRouter, Request

from domain.consultation import DECIDER
from domain.consultation.state import Status
from infra.consultation_view import ConsultationView, view
from infra.dashboard import ConsultationLine, consultation_line
from infra.lists import Lists
from web.api.cursors import CursorQuery, LimitQuery, Page, by_key, page
from web.api.problems import Problem, documented
from web.api.scope import KeyPath, SirenAsked, check_known
from web.house import house_of

router = APIRouter(prefix="/consultations", tags=["Consultations"])


@router.get(
    "",
    operation_id="listConsultations",
    summary="Lister les consultations",
    responses=documented(401, 403, 404, 405, 422, 503),
)
async def list_consultations(
    request: Request, siren: SirenAsked, cursor: CursorQuery = None, limit: LimitQuery = 50
) -> Page[ConsultationLine]:
    """Les consultations d'un EPCI, dans l'ordre de leurs clés : où elles en sont, qui l'on attend."""
    house = house_of(request)
    states = await Lists(house.engine).states(DECIDER, siren, _id(siren, by_key(cursor)), limit + 1)
    if not states:
        await check_known(house, siren)
    return page(states, limit, consultation_line, lambda state: [state.stream.rpartition("/")[2]])


@router.get(
    "/{key}",
    operation_id="getConsultation",
    summary="Lire une consultation",
    responses=documented(401, 403, 404, 405, 422, 503),
)
async def get_consultation(request: Request, siren: SirenAsked, key: KeyPath) -> ConsultationView:
    """Une consultation entière : les communes, leurs délais et leurs réponses, le résultat, sa raison, l'effet du
    silence."""
    state = await house_of(request).snapshots.one(DECIDER, _id(siren, key))
    if state.status is Status.ABSENT:
        raise Problem(404, f"L'EPCI {siren} n'a pas de consultation « {key} ».")
    return view(state)


def _id(siren: str, key: str) -> str:
    return f"{DECIDER.kind}/{siren}/{key}"
