"""`/sante` and `/pret`: whether the process lives, and whether it can serve. They ask for no token and tell nothing."""

import asyncio
from typing import Final

import structlog
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from infra.away import AWAY
from infra.reading.views import Views
from infra.versions import at_head
from web.house import WebHouse, house_of

#: Longer than this, the database does not answer.
_PATIENCE_S: Final = 2.0

router = APIRouter(include_in_schema=False)

_log = structlog.get_logger()


@router.get("/sante")
async def sante() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"statut": "vivant"})


@router.get("/pret")
async def pret(request: Request) -> JSONResponse:
    """200 when it can serve, else 503 with the reason."""
    trouble = await _trouble(house_of(request))
    if trouble is None:
        return JSONResponse({"statut": "prêt"})
    _log.warning("not_ready", reason=trouble)
    return JSONResponse({"statut": "pas prêt", "raison": trouble}, 503)


async def _trouble(house: WebHouse) -> str | None:
    """Why it cannot serve, in French; `None` when it can."""
    try:
        async with asyncio.timeout(_PATIENCE_S):
            if not await at_head(house.engine):
                return "la base de données n'est pas à la version de Jalon"
            heartbeat = await Views(house.engine).heartbeat(await house.clock.read())
    except AWAY:
        return "la base de données ne répond pas"
    return "des échéances attendent depuis plus de cinq minutes" if heartbeat.alarm else None
