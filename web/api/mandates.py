"""The mandates of an EPCI: their dates, their roadmap, their duties."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request

from domain.base import Day, Value
from domain.calendar import civil_day
from domain.councils import CommuneCouncils
from domain.mandate import DECIDER
from domain.mandate.commands import Axis, Point, Stock, mandate_id
from domain.mandate.state import Approval, EvaluationRef, Mandate, Status
from domain.reminders.habits import Habits
from infra.reading.dashboard import MandateLine, mandate_line
from infra.reading.duty_view import DutyLine, duty_line
from infra.reading.lists import Lists
from web.api.cursors import CursorQuery, LimitQuery, Page, by_key, page
from web.api.scope import SirenAsked, check_known
from web.house import house_of
from web.problems import Problem, documented

router = APIRouter(prefix="/mandates", tags=["Feuille de route"])


class MandateView(Value):
    """A mandate whole. `councils`: the days of the EPCI's council, `commune_councils`: those of the communes, by INSEE
    code. `duties`: in the order of their days, each with why. `amendments`: the délibérations after the one that
    approved. `habits`: what the EPCI changes of the plans of reminders."""

    mandate: MandateLine
    axes: tuple[Axis, ...]
    transmitted_on: Day | None
    approval: Approval | None
    amendments: tuple[Approval, ...]
    councils: tuple[Day, ...]
    commune_councils: tuple[CommuneCouncils, ...]
    points: tuple[Point, ...]
    duties: tuple[DutyLine, ...]
    stocks: tuple[Stock, ...]
    evaluations: tuple[EvaluationRef, ...]
    habits: Habits


@router.get(
    "",
    operation_id="listMandates",
    summary="Lister les mandats",
    responses=documented(401, 403, 404, 405, 422, 503),
)
async def list_mandates(
    request: Request, siren: SirenAsked, cursor: CursorQuery = None, limit: LimitQuery = 50
) -> Page[MandateLine]:
    """Les mandats d'un EPCI, dans l'ordre de leurs années."""
    house = house_of(request)
    states = await Lists(house.engine).states(DECIDER, siren, f"{DECIDER.kind}/{siren}/{by_key(cursor)}", limit + 1)
    if not states:
        await check_known(house, siren)
    return page(states, limit, mandate_line, lambda state: [str(state.year)])


@router.get(
    "/{year}",
    operation_id="getMandate",
    summary="Lire un mandat",
    responses=documented(401, 403, 404, 405, 422, 503),
)
async def get_mandate(
    request: Request,
    siren: SirenAsked,
    year: Annotated[int, Path(ge=1900, le=2199, description="L'année du renouvellement général.")],
) -> MandateView:
    """Un mandat entier : axes, votes, conseils, obligations et leurs échéances, évaluations, réglages des relances."""
    house = house_of(request)
    state = await house.snapshots.one(DECIDER, mandate_id(siren, year))
    if state.status is Status.ABSENT:
        raise Problem(404, f"L'EPCI {siren} n'a pas de mandat de {year}.")
    return _view(state, _today(state, await house.clock.read()))


def _view(state: Mandate, today: date) -> MandateView:
    return MandateView(
        mandate=mandate_line(state),
        axes=state.axes,
        transmitted_on=state.transmitted_on,
        approval=state.approval,
        amendments=state.amendments,
        councils=state.councils,
        commune_councils=state.commune_councils,
        points=state.points,
        duties=tuple(duty_line(duty, today) for duty in state.duties),
        stocks=state.stocks,
        evaluations=state.evaluations,
        habits=state.habits,
    )


def _today(state: Mandate, now: datetime) -> date:
    return civil_day(now, state.home)
