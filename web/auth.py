"""Who asks: the Bearer token of the API, or the session of a page. Never anything of the URL."""

from typing import Annotated, Final

from fastapi import Depends, Request, Response

from infra.actors import Actor
from infra.tokens import SESSION
from web.api.problems import Problem
from web.house import house_of

__all__ = ["Actor", "Asker", "Reader", "bearer", "require_actor", "require_reader", "sign_in", "sign_out"]

_REFUSED: Final = {"WWW-Authenticate": 'Bearer realm="Jalon"'}


async def require_actor(request: Request) -> Actor:
    """Who holds the Bearer token of the request. Raises `Problem` 401 when there is none, or none that is known."""
    secret = bearer(request)
    if secret is None:
        raise Problem(401, "Donnez votre jeton dans l'en-tête « Authorization: Bearer … ».", headers=_REFUSED)
    actor = await house_of(request).tokens.check(secret)
    if actor is None:
        raise Problem(401, "Ce jeton est inconnu ou révoqué ; demandez-en un autre.", headers=_REFUSED)
    return actor


async def require_reader(request: Request) -> Actor:
    """Who is signed in on the pages, or holds the Bearer token of the request. Raises `Problem` 401, which the app
    turns into the page where one signs in."""
    if bearer(request) is not None:
        return await require_actor(request)
    cookie = request.cookies.get(_cookie_name(request))
    actor = await house_of(request).tokens.find_session(cookie) if cookie else None
    if actor is None:
        raise Problem(401, "Connectez-vous pour voir cette page.")
    return actor


#: Dependencies: the API wants a token, the pages want somebody.
Asker = Annotated[Actor, Depends(require_actor)]
Reader = Annotated[Actor, Depends(require_reader)]


def bearer(request: Request) -> str | None:
    """The token that the `Authorization` header holds, `None` when it holds none."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() or None if scheme.lower() == "bearer" else None


async def sign_in(request: Request, response: Response, secret: str) -> bool:
    """Opens a session for who holds the token and puts its cookie in `response`. Gives whether the token is known."""
    cookie = await house_of(request).tokens.open_session(secret.strip())
    if cookie is None:
        return False
    response.set_cookie(
        _cookie_name(request),
        cookie,
        max_age=int(SESSION.total_seconds()),
        path="/",
        secure=_is_https(request),
        httponly=True,
        samesite="lax",
    )
    return True


async def sign_out(request: Request, response: Response) -> None:
    """Ends the session of the request and takes its cookie away."""
    name = _cookie_name(request)
    if cookie := request.cookies.get(name):
        await house_of(request).tokens.close_session(cookie)
    response.delete_cookie(name, path="/", secure=_is_https(request), httponly=True, samesite="lax")


def _is_https(request: Request) -> bool:
    return request.url.scheme == "https"


def _cookie_name(request: Request) -> str:
    """With the prefix, no other host can set it; browsers want https for that."""
    return "__Host-jalon" if _is_https(request) else "jalon"
