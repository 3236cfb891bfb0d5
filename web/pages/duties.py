"""The duties of the mandate on a calendar, a year at a time: what the law asks, by which day, and what it does not ask
here."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from domain.mandate.not_due import has_dob, not_due
from infra.reading.duty_view import calendar_of, years_of
from infra.roadmaps.standing import mandate_of
from web.house import house_of
from web.pages.scope import Scoped
from web.problems import Problem

router = APIRouter()


@router.get("/obligations")
async def duties(scope: Scoped, annee: Annotated[str, Query(max_length=10)] = "") -> Response:
    """The calendar of one year of the mandate, that of today if it is one. Raises `Problem` 404 for any other year."""
    mandate = await mandate_of(house_of(scope.request).snapshots, scope.epci.siren)
    if mandate is None:
        return scope.page("duties_none.html", {})
    years = years_of(mandate)
    year = _asked(annee, years, scope.today.year)
    facts = {
        "mandate": mandate,
        "calendar": calendar_of(mandate, year, scope.today),
        "this_month": scope.today.month if scope.today.year == year else 0,
        "not_due": not_due(mandate, scope.epci),
        "has_dob": has_dob(scope.epci),
        "link_to_year": lambda year: scope.link("/obligations", annee=str(year)),
    }
    return scope.page("duties.html", facts)


def _asked(annee: str, years: tuple[int, ...], today: int) -> int:
    if not annee:
        return min(max(today, years[0]), years[-1])
    if annee not in {str(year) for year in years}:
        raise Problem(404, f"Le mandat va de {years[0]} à {years[-1]} ; choisissez une de ces années.")
    return int(annee)
