"""The evaluations of the mandate: those planned, those whose evidence is collected, those recorded."""

from fastapi import APIRouter
from starlette.responses import Response

from domain.evaluation.criteria import GRILLE
from domain.mandate.state import Mandate
from infra.evaluation_view import listed
from infra.views import under_way
from web.house import house_of
from web.pages.scope import Scope, Scoped

router = APIRouter()


@router.get("/evaluations")
async def evaluations(scope: Scoped) -> Response:
    """All those of the mandate under way, or of the last one."""
    mandate = await mandate_of(scope)
    lines = listed(mandate) if mandate is not None else ()
    return scope.page("evaluations.html", {"mandate": mandate, "lines": lines, "grid": GRILLE})


async def mandate_of(scope: Scope) -> Mandate | None:
    """The mandate under way, or the last one; `None` when none was opened."""
    rows = await house_of(scope.request).reads.streams(scope.epci.siren, "mandate")
    return under_way([Mandate.model_validate(row.snapshot) for row in rows])
