"""What will leave in the months to come, and who may stop it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from domain.base import Day
from domain.calendar import civil_day
from infra.reading.forecast import MOST_MONTHS, Forecast, Forecasts, end_of, last_instant
from infra.territories import epci_of
from web.api.scope import SirenAsked, check_known
from web.house import house_of
from web.problems import Problem, documented

router = APIRouter(tags=["Relances"])

#: As far as the forecast goes when nothing says how far.
_MONTHS = 3


@router.get(
    "/forecast",
    operation_id="getForecast",
    summary="Prévoir les courriels à venir",
    responses=documented(401, 403, 404, 405, 422, 503),
)
async def get_forecast(
    request: Request,
    siren: SirenAsked,
    until: Annotated[
        Day | None, Query(description="Jusqu'à ce jour, un an au plus ; sans lui, la fin du troisième mois.")
    ] = None,
) -> Forecast:
    """Ce qui partira si personne ne fait rien : chaque courriel, son jour, la fonction qu'il atteint, ce qu'il dit et
    pourquoi ; et combien chaque commune en recevra chaque mois. Aucun nom, aucune adresse."""
    house = house_of(request)
    await check_known(house, siren)
    epci, now = epci_of(siren), await house.clock.read()
    today = civil_day(now, epci.place)
    last = last_instant(today, _MONTHS - 1, epci.place) if until is None else end_of(until, epci.place)
    if not now <= last <= last_instant(today, MOST_MONTHS, epci.place):
        raise Problem(422, "Donnez un jour « until » à venir, d'ici un an.")
    return await Forecasts(house.engine).of(epci, now, last)
