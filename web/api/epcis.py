"""Finding an EPCI, opened here or not."""

from typing import Annotated

from fastapi import APIRouter, Query

from infra.epci_search import Search, search
from web.auth import Asker
from web.problems import documented

router = APIRouter(tags=["Territoires"])


@router.get("/epci", operation_id="searchEpci", summary="Chercher un EPCI", responses=documented(401, 405, 422, 503))
def search_epci(
    actor: Asker,
    q: Annotated[
        str, Query(min_length=1, max_length=100, description="Un nom, un SIREN, un département ou une commune.")
    ],
) -> Search:
    """Les EPCI à fiscalité propre qui répondent, les plus proches d'abord, vingt au plus : « OpenMandate » en ouvre
    un."""
    return search(q)
