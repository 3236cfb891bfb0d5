"""The table of routes: every address that the application answers, and what it wants of who asks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from domain.access import Right
from web.acts.every import ACTS
from web.api.scope import Asks
from web.auth import require_actor, require_reader
from web.pages.account_change import held_by_all
from web.pages.opening import installing
from web.pages.scope import Needs
from web.visitors.visit import visit_of

#: For anybody: what shows that the house stands, how one comes in, links that bear their own secret.
PUBLIC = {
    "/sante",
    "/pret",
    "/static/{name}",
    "/api/v1/openapi.json",
    "/connexion",
    "/deconnexion",
    "/premiers-pas",
    "/mot-de-passe-oublie",
    "/mot-de-passe/{secret}",
    "/mot-de-passe/{secret}/renvoi",
    "/r/{secret}/nouveau-lien",
    "/r/{secret}/preferences",
    "/calendrier/{secret}.ics",
}

#: Routes that read who asks by themselves, before what is asked: that is where the right stands.
READ_BY_ITSELF = {"/api/v1/commands": Right.PROGRESS}

#: What asks for who administers the whole installation.
_OF_THE_INSTALLATION = (held_by_all, installing)


@dataclass(frozen=True)
class Route:
    """An address and a method. `wants`: a cookie of the pages (`page`), a token (`api`), a link (`link`) or nothing;
    `right`: in the EPCI that is named, `None` where none is; `installation`: it wants who administers all of them."""

    path: str
    method: str
    wants: str
    right: Right | None
    installation: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def routes_of(app: FastAPI) -> list[Route]:
    """Every route, an act at a time."""
    found = [each for path, route in _walk(app.routes, "") for each in _read(path, route)]
    return sorted(found, key=lambda it: (it.path, it.method))


def _walk(routes: Any, prefix: str) -> Iterator[tuple[str, APIRoute]]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield prefix + route.path, route
        elif (inner := getattr(route, "original_router", None)) is not None:
            yield from _walk(inner.routes, prefix + route.include_context.prefix)


def _read(path: str, route: APIRoute) -> Iterator[Route]:
    calls = list(_calls(route.dependant))
    rights = [each.right for each in calls if isinstance(each, Needs | Asks)]
    right = max(rights, key=list(Right).index) if rights else None
    if any(isinstance(each, Asks) or each is require_actor for each in calls):
        wants = "api"
    elif any(isinstance(each, Needs) or each is require_reader for each in calls):
        wants = "page"
    else:
        wants = "link" if visit_of in calls else ""
    if path in READ_BY_ITSELF:
        wants, right = "api", READ_BY_ITSELF[path]
    installation = any(each in _OF_THE_INSTALLATION for each in calls)
    for method in route.methods or ():
        if path.startswith("/actes/{name}"):
            yield from (Route(path.replace("{name}", act.name), method, wants, act.right) for act in ACTS.values())
        else:
            yield Route(path, method, wants, right, installation)


def _calls(dependant: Dependant) -> Iterator[Any]:
    for each in dependant.dependencies:
        yield each.call
        yield from _calls(each)


def parameters(path: str) -> list[str]:
    """The names that stand between braces."""
    return re.findall(r"{(\w+)(?::\w+)?}", path)
