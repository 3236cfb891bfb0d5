"""What is answered when something goes wrong: a problem to who asked the API, a French page to who reads."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from domain.errors import DomainError
from infra.away import AWAY
from infra.french_errors import in_french
from infra.inbox import CommandConflict, CommandUnstorable, StreamBusy
from web.auth import note_refusal
from web.pages.errors import error_page
from web.problems import Fault, Problem, problem_json

_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")

_LATER: Final = {"Retry-After": "1"}

TOO_LARGE: Final = "La demande est trop grande : un mégaoctet au plus."

_SAID: Final = {
    400: "La demande est illisible.",
    404: "Il n'y a rien à cette adresse.",
    413: TOO_LARGE,
}

_log = structlog.get_logger()


def install(app: FastAPI) -> None:
    """Gives `app` an answer to everything that its routes raise."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _crash)
    for known in (Problem, DomainError, StreamBusy, CommandConflict, CommandUnstorable, ClientDisconnect, *AWAY):
        app.add_exception_handler(known, _known)


def answer(request: Request, problem: Problem) -> Response:
    """The answer to the request: JSON under `/api/`, else a page, or the one where one signs in."""
    if request.url.path.startswith("/api/"):
        return problem_json(problem)
    if problem.status == 401:
        return RedirectResponse(f"/connexion?suite={quote(_where(request))}", 303)
    page = error_page(request, problem.status, problem.detail)
    page.headers.update(problem.headers)
    return page


async def _known(request: Request, error: Exception) -> Response:
    problem = _problem(error)
    if problem.status == 403:
        with suppress(*AWAY):
            await note_refusal(request)
    return answer(request, problem)


def _problem(error: Exception) -> Problem:
    match error:
        case Problem():
            return error
        case StreamBusy():
            return Problem(503, str(error), headers=_LATER)
        case CommandConflict():
            return Problem(409, str(error))
        case CommandUnstorable() | DomainError():
            return Problem(422, str(error))
        case ClientDisconnect():
            return Problem(400, "La demande s'est interrompue avant sa fin.")
        case _:
            _log.warning("database_away", error=str(error).partition("\n")[0])
            return Problem(503, "La base de données ne répond pas ; réessayez dans un instant.", headers=_LATER)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        allowed = ", ".join(sorted(_methods(request)))
        headers["Allow"] = allowed
        return answer(request, Problem(405, f"Cette adresse n'accepte que {allowed}.", headers=headers))
    said = _SAID.get(error.status_code, "La demande n'a pas pu être traitée.")
    return answer(request, Problem(error.status_code, said, headers=headers))


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    # The first name says where it stood: path, query, header.
    found = [Fault(path=".".join(map(str, each["loc"][1:])), message=in_french(each)) for each in error.errors()]
    said = " ; ".join(f"{fault.path} : {fault.message}" for fault in found)
    return answer(request, Problem(422, f"{said}.", members={"errors": [fault.model_dump() for fault in found]}))


def _crash(request: Request, error: Exception) -> Response:
    # Starlette raises it again once this is sent: the server logs it, once.
    return answer(request, Problem(500, "Une erreur est survenue ; elle a été consignée."))


def _methods(request: Request) -> Iterator[str]:
    """What the address accepts, by all its routes: Starlette names the methods of one of them only."""
    for method in _METHODS:
        if any(_accepts(route, {**request.scope, "method": method}) for route in request.app.routes):
            yield method
            yield from ("HEAD",) if method == "GET" else ()


def _accepts(route: BaseRoute, scope: Scope) -> bool:
    return route.matches(scope)[0] is Match.FULL


def _where(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.url.path}{query}" if request.method in ("GET", "HEAD") else "/"
