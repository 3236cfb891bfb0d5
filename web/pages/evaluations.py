"""The evaluations of the mandate: those planned, those whose evidence is collected, those recorded."""

from fastapi import APIRouter
from starlette.responses import Response

from domain.evaluation.criteria import GRILLE
from infra.reading.evaluation_view import listed
from infra.roadmaps.standing import mandate_of
from web.house import house_of
from web.pages.scope import Scoped

router = APIRouter()


@router.get("/evaluations")
async def evaluations(scope: Scoped) -> Response:
    """All those of the mandate under way, or of the last one."""
    mandate = await mandate_of(house_of(scope.request).snapshots, scope.epci.siren)
    lines = listed(mandate) if mandate is not None else ()
    return scope.page("evaluations.html", {"mandate": mandate, "lines": lines, "grid": GRILLE})
