"""What a page is about: one EPCI, seen by somebody who may see it, on a day."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final
from urllib.parse import quote, urlencode

from fastapi import Depends, Query, Request
from starlette.responses import Response

from domain.access import Right
from domain.calendar import civil_day
from domain.territory import Epci
from infra.identity.actors import Actor
from infra.reading.views import Known, Views
from infra.territories import epci_of
from web.auth import Reader
from web.house import house_of
from web.pages.rendering import page
from web.problems import Problem

#: The kinds of stream that have a page, and where it is.
_PLACES = {"objective": "/objectifs/", "consultation": "/consultations/", "evaluation": "/evaluations/"}

#: A mandate is what its roadmap is.
_ROADMAP = "/feuille-de-route"


#: What the id of a stream may end with.
KEY = re.compile(r"[^/\s\x00-\x1f\x7f]{1,80}")


def has_page(stream: str) -> bool:
    """Whether the stream has a page of its own."""
    return stream.partition("/")[0] in (*_PLACES, "mandate")


class ShownInstead(Exception):
    """The page asked for cannot be made; this one is shown in its place."""

    def __init__(self, shown: Response) -> None:
        super().__init__()
        self.shown = shown


async def shown_instead(request: Request, error: Exception) -> Response:
    """The handler of `ShownInstead`."""
    assert isinstance(error, ShownInstead)
    return error.shown


@dataclass(frozen=True)
class Scope:
    """The EPCI of a page; `several`: its reader may choose another, so that addresses name it. `now` is aware,
    `today` the civil day there. `synthetic`: something of it is invented."""

    request: Request
    actor: Actor
    views: Views
    epci: Epci
    several: bool
    synthetic: bool
    now: datetime

    @property
    def today(self) -> date:
        return civil_day(self.now, self.epci.place)

    def may(self, right: str) -> bool:
        """Whether its reader has the right here."""
        return self.actor.may(Right(right), self.epci.siren)

    def link(self, path: str, **query: str) -> str:
        """The address of a page about the same EPCI."""
        named = {"siren": self.epci.siren, **query} if self.several else query
        return f"{path}?{urlencode(named)}" if named else path

    def link_to(self, stream: str) -> str:
        """The address of the page of a stream; that of its journal when it has no page of its own."""
        kind, _, key = stream.split("/", 2)
        if kind == "mandate":
            return self.link(_ROADMAP)
        return self.link(_PLACES[kind] + quote(key, safe="")) if kind in _PLACES else self.link("/journal", flux=stream)

    def act(self, name: str, stream: str, commune: str = "", mark: str = "") -> str:
        """The address of an act on a stream, of one of its communes (INSEE code) or marks where it wants one."""
        named = {"flux": stream, "commune": commune, "repere": mark}
        return self.link(f"/actes/{name}", **{each: value for each, value in named.items() if value})

    async def state(self, kind: str, key: str) -> Any:
        """The state of the stream of the EPCI with that key, `None` when there is none."""
        return await self.views.state(f"{kind}/{self.epci.siren}/{key}") if KEY.fullmatch(key) else None

    def page(self, template: str, facts: dict[str, Any]) -> Response:
        """The page that a template makes of `facts` and of the scope."""
        return page(self.request, template, {"scope": self, "synthetic": self.synthetic, **facts})


@dataclass(frozen=True)
class Needs:
    """The dependency of a page that is for who has `right` in the EPCI that the address names, or in the only one that
    there is to see."""

    right: Right

    async def __call__(self, request: Request, actor: Reader, siren: Annotated[str | None, Query()] = None) -> Scope:
        """Raises `Problem` 403 when its reader may not, 404 when nobody opened the EPCI, and `ShownInstead` when there
        is none, or several to choose from."""
        house = house_of(request)
        views = Views(house.engine)
        known = [one for one in await views.known() if actor.may_see(one.siren)]
        chosen = _chosen(request, actor, known, siren)
        if not actor.may(self.right, chosen.siren):
            raise Problem(403, NOT_YOURS)
        return Scope(
            request=request,
            actor=actor,
            views=views,
            epci=epci_of(chosen.siren),
            several=len(known) > 1,
            synthetic=chosen.synthetic,
            now=await house.clock.read(),
        )


#: Said to who reads, and may do no more.
NOT_YOURS: Final = "Votre rôle ne le permet pas ici ; demandez-le à qui administre Jalon dans votre EPCI."

#: What every page about an EPCI depends on: to read, to say where an objective stands, to conduct, to administer.
Scoped = Annotated[Scope, Depends(Needs(Right.READ))]
Progressing = Annotated[Scope, Depends(Needs(Right.PROGRESS))]
Coordinating = Annotated[Scope, Depends(Needs(Right.COORDINATE))]
Administering = Annotated[Scope, Depends(Needs(Right.ADMINISTER))]


def _chosen(request: Request, actor: Actor, known: Sequence[Known], siren: str | None) -> Known:
    if siren is not None and not actor.may_see(siren):
        raise Problem(403, "Vous n'avez pas accès à cet EPCI ; demandez-le à qui administre Jalon.")
    if siren is not None:
        for one in known:
            if one.siren == siren:
                return one
        raise Problem(404, "Cet EPCI n'est pas ouvert dans Jalon ; vérifiez son SIREN.")
    if not known:
        raise ShownInstead(page(request, "empty.html", {"actor": actor}))
    if len(known) > 1:
        choices = [(epci_of(one.siren), urlencode({**request.query_params, "siren": one.siren})) for one in known]
        raise ShownInstead(page(request, "chooser.html", {"actor": actor, "choices": choices}))
    return known[0]
