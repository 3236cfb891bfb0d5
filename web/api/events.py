"""Following an EPCI: what is recorded, as it is recorded."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Request
from starlette.responses import Response

from infra.identity.actors import Actor
from web.api.scope import SirenAsked, StreamQuery, check_known
from web.auth import Asker
from web.house import house_of
from web.live import MEDIA_TYPE, MOST, Following, read_place
from web.problems import Problem, documented

router = APIRouter(tags=["Journal"])

_EVENTS: Final[dict[str, Any]] = {
    "description": "Des événements envoyés par le serveur : « ouvert » d'abord, puis un « journal » par fait.",
    "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
}


@router.get(
    "/events",
    operation_id="followEvents",
    summary="Suivre ce qui s'enregistre",
    response_class=Response,
    responses={200: _EVENTS, **documented(401, 403, 404, 405, 422, 429, 503)},
)
async def follow_events(
    request: Request,
    actor: Asker,
    siren: SirenAsked,
    stream: StreamQuery = None,
    last_event_id: Annotated[
        str | None, Header(max_length=300, description="Le dernier « id » reçu : la suite vient d'abord.")
    ] = None,
) -> Response:
    """Une ligne qui reste ouverte un quart d'heure au plus : à chaque fait enregistré dans l'EPCI, ou dans un seul
    dossier, son dossier, son numéro, sa nature et ses instants. Revenez avec « Last-Event-ID » : rien n'est perdu, un
    même fait peut revenir."""
    await check_known(house_of(request), siren)
    return open_line(request, actor, Following(siren, stream, read_place(last_event_id)))


def open_line(request: Request, actor: Actor, following: Following) -> Response:
    """The line, for who may see the EPCI. Raises `Problem` 429 when too many are open for the same actor."""
    live = house_of(request).live
    if not live.may_open(actor):
        raise Problem(429, f"{MOST} lignes sont déjà ouvertes pour vous : fermez-en une, puis recommencez.")
    return live.answer(actor, following)
