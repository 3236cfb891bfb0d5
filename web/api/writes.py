"""Writing what is no command: once under its key, as commands are."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from uuid import UUID

from fastapi import Request

from domain.ids import derived_id
from infra.identity.actors import Actor
from infra.repeats import RepeatConflict, Repeats, RepeatUnderWay
from web.house import house_of
from web.problems import Problem

KEY_LENGTH: Final = 200

#: The header of the key, as OpenAPI describes it.
KEY_PARAMETER: Final[Mapping[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Une clé de votre choix, propre à cette demande : renvoyée sous la même clé dans la journée, elle "
    "n'est faite qu'une fois et reçoit la même réponse.",
    "schema": {"type": "string", "minLength": 1, "maxLength": KEY_LENGTH},
}

KEYED: Final[dict[str, Any]] = {"parameters": [KEY_PARAMETER]}


def key_of(request: Request) -> str | None:
    """The idempotency key of the request, `None` when it has none. Raises `Problem` 422 for one that is too long."""
    key = request.headers.get("idempotency-key")
    if key is not None and not 0 < len(key) <= KEY_LENGTH:
        raise Problem(422, f"L'en-tête Idempotency-Key a de 1 à {KEY_LENGTH} caractères.")
    return key


async def once(
    request: Request, actor: Actor, siren: str, asked: str, act: Callable[[], Awaitable[str]]
) -> tuple[str, bool]:
    """What `act` gives, the id of what it made or changed, and whether it was done now: under the key of the request it
    is done once. `asked`: what is asked, its body included. Raises `Problem` 409 when the key was used for something
    else, 503 while the same is under way."""
    key = key_of(request)
    if key is None:
        return await act(), True
    repeats = Repeats(house_of(request).engine)
    id = derived_id("repeat", siren, actor.id, key)
    try:
        known = await repeats.begin(id, f"{request.method} {request.url.path} {asked}".encode())
    except RepeatConflict as other:
        raise Problem(409, str(other)) from None
    except RepeatUnderWay as busy:
        raise Problem(503, str(busy), headers={"Retry-After": "1"}) from None
    return (known, False) if known is not None else (await _do(repeats, id, act), True)


async def _do(repeats: Repeats, id: UUID, act: Callable[[], Awaitable[str]]) -> str:
    try:
        result = await act()
    except BaseException:
        await repeats.drop(id)
        raise
    await repeats.end(id, result)
    return result
