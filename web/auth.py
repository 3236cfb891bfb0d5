"""Who asks: the Bearer token of the API, or the session of a page. Never anything of the URL."""

import re
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Request, Response

from infra.identity.accesses import AccessKind
from infra.identity.actors import Actor
from infra.identity.sessions import SESSION
from web.house import house_of
from web.problems import Problem

__all__ = [
    "Actor",
    "Asker",
    "Reader",
    "bearer",
    "host_of",
    "require_actor",
    "require_reader",
    "sign_in",
    "sign_out",
    "signed_in",
]

_SIREN: Final = re.compile("[0-9]{9}")
_LONGEST: Final = 200

_REFUSED: Final = {"WWW-Authenticate": 'Bearer realm="Jalon"'}


async def require_actor(request: Request) -> Actor:
    """Who holds the Bearer token of the request. Raises `Problem` 401 when there is none, or none that is known."""
    secret = bearer(request)
    if secret is None:
        raise Problem(401, "Donnez votre jeton dans l'en-tête « Authorization: Bearer … ».", headers=_REFUSED)
    actor = await house_of(request).tokens.check(secret)
    if actor is None:
        raise Problem(401, "Ce jeton est inconnu ou révoqué ; demandez-en un autre.", headers=_REFUSED)
    request.state.actor = actor
    return actor


async def require_reader(request: Request) -> Actor:
    """Who is signed in on the pages, or holds the Bearer token of the request. Raises `Problem` 401, which the app
    turns into the page where one signs in."""
    if bearer(request) is not None:
        return await require_actor(request)
    actor = await signed_in(request)
    if actor is None:
        raise Problem(401, "Connectez-vous pour voir cette page.")
    request.state.actor = actor
    return actor


#: Dependencies: the API wants a token, the pages want somebody.
Asker = Annotated[Actor, Depends(require_actor)]
Reader = Annotated[Actor, Depends(require_reader)]


def bearer(request: Request) -> str | None:
    """The token that the `Authorization` header holds, `None` when it holds none."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() or None if scheme.lower() == "bearer" else None


async def signed_in(request: Request) -> Actor | None:
    """Who is signed in on the pages by the cookie of the request, `None` when nobody is."""
    cookie = request.cookies.get(_cookie_name(request))
    return await house_of(request).sessions.find(cookie) if cookie else None


async def sign_in(
    request: Request, response: Response, *, account: UUID | None = None, token: UUID | None = None
) -> None:
    """Opens a new session for who has the account or the token, in the place of the one of the request, and puts its
    cookie in `response`."""
    sessions, name = house_of(request).sessions, _cookie_name(request)
    if former := request.cookies.get(name):
        await sessions.close(former)
    response.set_cookie(
        name,
        await sessions.open(account=account, token=token),
        max_age=int(SESSION.total_seconds()),
        path="/",
        secure=_is_https(request),
        httponly=True,
        samesite="lax",
    )


async def sign_out(request: Request, response: Response) -> Actor | None:
    """Ends the session of the request and takes its cookie away. Gives who was signed in."""
    name = _cookie_name(request)
    actor = await signed_in(request)
    if cookie := request.cookies.get(name):
        await house_of(request).sessions.close(cookie)
    response.delete_cookie(name, path="/", secure=_is_https(request), httponly=True, samesite="lax")
    return actor


async def note_refusal(request: Request) -> None:
    """Notes in the audit that who asks, if they are known, was refused what the address is about."""
    actor: Actor | None = getattr(request.state, "actor", None)
    if actor is None:
        return
    asked = request.query_params.get("siren", "")
    siren = asked if _SIREN.fullmatch(asked) else actor.siren
    # The path as it is matched, without the host that the request names, nor what no text keeps.
    about = f"{request.method} {request.scope['path']}".replace("\x00", "")[:_LONGEST]
    await house_of(request).accesses.note(AccessKind.REFUSED, actor.id, siren, about)


def host_of(request: Request) -> str:
    """Where the request comes from, as far as the server can see."""
    return request.client.host if request.client else ""


def _is_https(request: Request) -> bool:
    return request.url.scheme == "https"


def _cookie_name(request: Request) -> str:
    """With the prefix, no other host can set it; browsers want https for that."""
    return "__Host-jalon" if _is_https(request) else "jalon"
