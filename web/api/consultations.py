"""The consultations of an EPCI: each commune with its clock, the result with its reason and its article."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from domain.consultation import DECIDER
from domain.consultation.state import Consultation, Status
from domain.why import Why, why_commune, why_result
from infra.reading.consultation_view import ConsultationView, view
from infra.reading.dashboard import ConsultationLine, consultation_line
from infra.reading.lists import Lists
from web.api.cursors import CursorQuery, LimitQuery, Page, by_key, page
from web.api.scope import KeyPath, SirenAsked, check_known
from web.house import house_of
from web.problems import Problem, documented

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
    return view(await _known(request, siren, key))


@router.get(
    "/{key}/why",
    operation_id="explainConsultation",
    summary="Expliquer un résultat ou les dates d'une commune",
    responses=documented(401, 403, 404, 405, 422, 503),
)
async def explain_consultation(
    request: Request,
    siren: SirenAsked,
    key: KeyPath,
    commune: Annotated[str | None, Query(pattern=r"^[0-9][0-9AB][0-9]{3}$", description="Son code INSEE.")] = None,
) -> Why:
    """La règle, les textes et leur confiance, les données, les autres lectures : du résultat, ou des dates et de la
    position d'une commune."""
    state = await _known(request, siren, key)
    if commune is None:
        return why_result(state)
    seat = state.seat(commune)
    if seat is None:
        raise Problem(404, f"La commune {commune} n'est pas consultée, ou rien n'est encore envoyé aux communes.")
    return why_commune(state, seat)


async def _known(request: Request, siren: str, key: str) -> Consultation:
    """The consultation of that key. Raises `Problem` 404 when there is none."""
    state = await house_of(request).snapshots.one(DECIDER, _id(siren, key))
    if state.status is Status.ABSENT:
        raise Problem(404, f"L'EPCI {siren} n'a pas de consultation « {key} ».")
    return state


def _id(siren: str, key: str) -> str:
    return f"{DECIDER.kind}/{siren}/{key}"
