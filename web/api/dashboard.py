"""The dashboard of an EPCI, as its page shows it."""

from fastapi import APIRouter, Request

from domain.calendar import civil_day
from infra.reading.glances import read_glance
from infra.reading.morning import Morning, morning
from infra.territories import epci_of
from web.api.scope import SirenAsked, check_known
from web.house import house_of
from web.problems import documented

router = APIRouter(tags=["Feuille de route"])


@router.get(
    "/dashboard",
    operation_id="getDashboard",
    summary="Lire le tableau de bord",
    responses=documented(401, 403, 404, 405, 422, 503),
)
async def get_dashboard(request: Request, siren: SirenAsked) -> Morning:
    """Où en est un EPCI aujourd'hui : ce qui est en retard, ce qui menace en droit, qui est attendu, les trente
    prochains jours, les axes en nombres."""
    house = house_of(request)
    await check_known(house, siren)
    epci = epci_of(siren)
    today = civil_day(await house.clock.read(), epci.place)
    return morning(siren, epci.name, await read_glance(house.engine, siren), today)
