"""The line of live pages: what is recorded in the EPCI, or in one of its streams, since one looked."""

from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.responses import Response

from web.api.events import open_line
from web.live import Following, read_place
from web.pages.scope import KEY, Scope, Scoped
from web.problems import Problem

router = APIRouter()


@router.get("/direct")
async def live(
    scope: Scoped,
    flux: Annotated[str, Query(max_length=200)] = "",
    depuis: Annotated[str, Query(max_length=300)] = "",
    last_event_id: Annotated[str | None, Header(max_length=300)] = None,
) -> Response:
    """Server-sent events. Raises `Problem` 404 for a stream of another EPCI, 429 when too many lines are open."""
    since = read_place(last_event_id or depuis)
    # A page that says « du nouveau » for what it shows already would not be believed long.
    followed = Following(scope.epci.siren, _stream(scope, flux), since, again=False)
    return open_line(scope.request, scope.actor, followed)


def _stream(scope: Scope, flux: str) -> str | None:
    if not flux:
        return None
    kind, _, rest = flux.partition("/")
    siren, _, key = rest.partition("/")
    if not kind.isalpha() or siren != scope.epci.siren or not KEY.fullmatch(key):
        raise Problem(404, f"« {flux} » n'est pas un dossier de {scope.epci.name}.")
    return flux
