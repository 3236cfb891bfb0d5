"""Coming in with a token, and going out."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from web.auth import sign_in, sign_out
from web.pages.rendering import page

router = APIRouter()

#: A token is 49 characters; what is longer was pasted by mistake.
_LONGEST: Final = 500

_UNKNOWN: Final = "Ce jeton est inconnu ou révoqué : vérifiez que vous l'avez copié en entier."
_MISSING: Final = "Collez votre jeton dans le champ."


@router.get("/connexion")
async def ask_token(
    request: Request, suite: Annotated[str, Query()] = "/", sortie: Annotated[str, Query()] = ""
) -> Response:
    """The form. `suite`: where one was going."""
    return _form(request, suite, said="Vous êtes déconnecté." if sortie else "")


@router.post("/connexion")
async def check_token(
    request: Request, jeton: Annotated[str, Form()] = "", suite: Annotated[str, Form()] = "/"
) -> Response:
    """Signs in and goes on, or says why not."""
    if not jeton.strip():
        return _form(request, suite, error=_MISSING)
    going_on = RedirectResponse(_local(suite), 303)
    if len(jeton) <= _LONGEST and await sign_in(request, going_on, jeton):
        return going_on
    return _form(request, suite, error=_UNKNOWN)


@router.post("/deconnexion")
async def leave(request: Request) -> Response:
    """Signs out."""
    left = RedirectResponse("/connexion?sortie=1", 303)
    await sign_out(request, left)
    return left


def _form(request: Request, suite: str, said: str = "", error: str = "") -> Response:
    facts = {"suite": _local(suite), "said": said, "error": error}
    return page(request, "signin.html", facts, 422 if error else 200)


def _local(suite: str) -> str:
    """The address, if it is one of ours: one that browsers cannot take for another site's."""
    ours = suite.startswith("/") and not suite.startswith(("//", "/\\")) and suite.isprintable()
    return suite if ours else "/"
