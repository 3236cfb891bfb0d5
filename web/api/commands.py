"""Asking for something, and what became of it.

The door refuses syntax and rights, nothing else: what is recorded is judged by the rules, and an answer that counts is
never lost to a view of things that was already old.
"""

import re
from typing import Annotated, Any, Final, Literal
from uuid import UUID, uuid4  # noqa: TID251 - chance has its place at the door

from fastapi import APIRouter, Path, Request
from pydantic_core import to_json
from starlette.responses import Response

from domain.access import Right, right_for
from domain.base import Instant, Value
from domain.ids import command_id
from infra.inbox import Outcome, Post, Receipt, Status
from web.api.orders import read_order
from web.api.scope import check_right
from web.auth import Asker, require_actor
from web.house import house_of
from web.problems import Problem, documented, problem_json

#: Nobody is kept waiting longer, in seconds.
LONGEST_WAIT: Final = 10

#: The largest n° that the database can give.
_LAST_NUMBER: Final = 2**63 - 1

_KEY_LENGTH: Final = 200
_WAIT: Final = re.compile(r"(?:^|[,;])\s*wait\s*=\s*([0-9]{1,6})\s*(?:$|[,;])", re.IGNORECASE)

router = APIRouter(tags=["Demandes"])


class Recorded(Value):
    """A command that is recorded: the n° shown to people, and the instant that counts."""

    number: int
    command_id: UUID
    stream: str
    at: Instant
    status: Literal["recorded"]


class Applied(Value):
    """A command that was applied: the first and the last event that it caused, `null` where nothing had to change."""

    number: int
    command_id: UUID
    stream: str
    at: Instant
    status: Literal["applied"]
    first_revision: int | None
    last_revision: int | None


_ASKED: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}},
    },
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "Une clé de votre choix, propre à cette demande : renvoyée sous la même clé, elle n'est "
            "enregistrée qu'une fois et reçoit la même réponse. Sans elle, une demande renvoyée est une autre demande.",
            "schema": {"type": "string", "minLength": 1, "maxLength": _KEY_LENGTH},
        },
        {
            "name": "Prefer",
            "in": "header",
            "description": f"« wait=2 » : attendre la décision, {LONGEST_WAIT} secondes au plus.",
            "schema": {"type": "string"},
            "example": "wait=2",
        },
    ],
}

_LOCATION: Final = {"Location": {"description": "Où suivre la demande.", "schema": {"type": "string"}}}


@router.post(
    "/commands",
    operation_id="postCommand",
    summary="Enregistrer une demande",
    status_code=202,
    responses={
        200: {"description": "Appliquée, pour qui a attendu.", "model": Applied, "headers": _LOCATION},
        202: {"description": "Enregistrée ; la décision suit.", "model": Recorded, "headers": _LOCATION},
        **documented(400, 401, 403, 405, 409, 413, 422, 503),
    },
    openapi_extra=_ASKED,
)
async def post_command(request: Request) -> Response:
    """Enregistre une demande de façon durable, à l'instant qui fera foi. Les règles la jugent ensuite : avec
    « Prefer: wait=2 », la réponse dit si elle est appliquée (200) ou refusée (409, avec la raison et l'article)."""
    actor = await require_actor(request)
    order = read_order(await request.body())
    check_right(actor, right_for(order.command), order.siren)
    house = house_of(request)
    id = command_id(order.siren, actor.id, _key(request))
    post = Post(stream=order.stream, command_id=id, command=order.command, by=actor.id, at=await house.clock.now())
    receipt = await house.inbox.post(post)
    wait_s = _wait_s(request)
    outcome = await house.watch.outcome(order.stream, id, wait_s) if wait_s else None
    if outcome is None or outcome.status is Status.RECORDED:
        return _recorded(receipt)
    return _applied(outcome) if outcome.status is Status.APPLIED else problem_json(_refused(outcome))


@router.get(
    "/commands/{number}",
    operation_id="getCommand",
    summary="Suivre une demande",
    responses=documented(401, 403, 404, 405, 422, 503),
)
async def get_command(request: Request, actor: Asker, number: Annotated[int, Path(ge=1, le=_LAST_NUMBER)]) -> Outcome:
    """Ce qu'il est advenu de la demande qui porte ce numéro : enregistrée, appliquée, ou refusée et pourquoi."""
    outcome = await house_of(request).reads.command(number)
    if outcome is None:
        raise Problem(404, f"Aucune demande ne porte le n° {number}.")
    check_right(actor, Right.READ, outcome.stream.split("/")[1])
    return outcome


def _key(request: Request) -> str:
    """The key of the request, or one drawn here: who sends the same thing twice without a key asks for it twice."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return str(uuid4())
    if not 0 < len(key) <= _KEY_LENGTH:
        raise Problem(422, f"L'en-tête Idempotency-Key a de 1 à {_KEY_LENGTH} caractères.")
    return key


def _wait_s(request: Request) -> int:
    """How long the request prefers to wait, 0 when it does not."""
    found = _WAIT.search(request.headers.get("prefer", ""))
    return min(int(found[1]), LONGEST_WAIT) if found else 0


def _recorded(receipt: Receipt) -> Response:
    return _done(202, receipt, {"status": "recorded"})


def _applied(outcome: Outcome) -> Response:
    revisions = {"first_revision": outcome.first_revision, "last_revision": outcome.last_revision}
    return _done(200, outcome, {"status": "applied", **revisions})


def _done(code: int, it: Receipt | Outcome, more: dict[str, Any]) -> Response:
    # Built by hand: nothing that comes from the database is validated again on the way out.
    body = {"number": it.number, "command_id": it.command_id, "stream": it.stream, "at": it.at, **more}
    return Response(to_json(body), code, _location(it.number), media_type="application/json")


def _refused(outcome: Outcome) -> Problem:
    members = {"number": outcome.number, "reason": outcome.reason, "article": outcome.source}
    reason = outcome.reason or "Les règles ne le permettent pas."
    return Problem(409, reason, headers=_location(outcome.number), members=members)


def _location(number: int) -> dict[str, str]:
    return {"Location": f"/api/v1/commands/{number}"}
