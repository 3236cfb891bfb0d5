"""Who comes by a link: what it opens, and the one page that is shown when it opens nothing any more."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import Depends, Request
from starlette.responses import Response

from domain.calendar import METROPOLE, Place, civil_day, start_of_day
from domain.consultation import DECIDER as CONSULTATION
from domain.consultation.depositing import acts_until
from domain.people import COORDINATEUR
from infra.contacts import Contact
from infra.links import Link, Purpose
from infra.territories import epci_of
from web.guard import BODILESS
from web.house import WebHouse, house_of
from web.pages.rendering import page
from web.pages.scope import ShownInstead
from web.visitors.desk import Desk

#: How long a link opens from its sending, whatever it was sent for.
OPENS: Final = timedelta(days=90)

_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{20,100}")
_GONE: Final = 410
_ROBOTS: Final = {"X-Robots-Tag": "noindex, nofollow"}


@dataclass(frozen=True)
class Visit:
    """Somebody who came by a link that opens. `now` is aware."""

    request: Request
    house: WebHouse
    secret: str
    link: Link
    now: datetime

    @property
    def desk(self) -> Desk:
        return self.house.desk

    @property
    def siren(self) -> str:
        return self.link.siren

    @property
    def by(self) -> str:
        """Who acts by it, as the record says it."""
        return f"lien:{self.link.id}"

    @property
    def commune(self) -> str:
        """The INSEE code of the commune, empty for who is written to in no commune."""
        return self.link.to.commune or ""

    @property
    def function(self) -> str:
        """The function of the pilote, as the roadmap writes it; empty for others."""
        return self.link.to.function or ""

    def today(self, place: Place) -> date:
        return civil_day(self.now, place)

    def path(self, *parts: str) -> str:
        """The address of a page of the same link."""
        return "/".join(["/r", self.secret, *(quote(part, safe="") for part in parts)])

    async def coordinator(self) -> Contact | None:
        """Whom to write to or call, `None` when nobody is known."""
        return (await self.desk.contacts.behind(self.siren, [COORDINATEUR]))[COORDINATEUR]

    async def nothing(self) -> Response:
        """The page of who has nothing to do."""
        return self.page(
            "visit_nothing.html", {"epci": epci_of(self.siren).name, "coordinator": await self.coordinator()}
        )

    def page(self, template: str, facts: dict[str, Any], status: int = 200) -> Response:
        """The page that a template makes of `facts` and of the visit."""
        return _marked(page(self.request, template, {"visit": self, **facts}, status))


async def visit_of(request: Request, secret: str) -> Visit:
    """Who comes by that link, and a trace of the visit. Raises `ShownInstead` when it opens nothing: unknown, revoked,
    over, or sent to an address that is no longer the person's."""
    house = house_of(request)
    link = await known_link(house, secret)
    if link is None or link.purpose is Purpose.CALENDAR or not link.current:
        raise ShownInstead(gone(request, secret))
    now = await house.clock.read()
    if now >= await _opens_until(house, link):
        raise ShownInstead(gone(request, secret))
    if request.method == "GET" and not request.scope.get(BODILESS):
        await house.desk.links.visited(link.id)
    return Visit(request=request, house=house, secret=secret, link=link, now=now)


async def _commune(visit: Annotated[Visit, Depends(visit_of)]) -> Visit:
    """The same, for who comes in the name of a commune. Raises `ShownInstead` for others."""
    if visit.link.purpose is not Purpose.COMMUNE:
        raise ShownInstead(gone(visit.request, visit.secret))
    return visit


async def _pilote(visit: Annotated[Visit, Depends(visit_of)]) -> Visit:
    """The same, for a pilote. Raises `ShownInstead` for others."""
    if visit.link.purpose is not Purpose.PILOTE:
        raise ShownInstead(gone(visit.request, visit.secret))
    return visit


#: What the pages of a link depend on.
Visiting = Annotated[Visit, Depends(visit_of)]
OfCommune = Annotated[Visit, Depends(_commune)]
OfPilote = Annotated[Visit, Depends(_pilote)]


async def known_link(house: WebHouse, secret: str) -> Link | None:
    """The link with that secret, one that is over too; `None` when none was ever made."""
    return await house.desk.links.find(secret) if _SECRET.fullmatch(secret) else None


def gone(request: Request, secret: str, sent: bool = False) -> Response:
    """The one page of links that open nothing; it never says whether there was ever anything. `sent`: another link was
    just asked for."""
    known = secret if _SECRET.fullmatch(secret) else "0" * 43
    return _marked(page(request, "visit_gone.html", {"again": f"/r/{known}/nouveau-lien", "sent": sent}, _GONE))


async def _opens_until(house: WebHouse, link: Link) -> datetime:
    """Until when the link opens: ninety days, and for a commune as long as something may be deposited in what it was
    sent for."""
    until = link.issued_at + OPENS
    if link.purpose is not Purpose.COMMUNE or not link.stream.startswith(f"{CONSULTATION.kind}/"):
        return until
    state = await house.snapshots.one(CONSULTATION, link.stream)
    seat = state.seat(link.to.commune or "")
    last = acts_until(state, seat) if seat is not None else None
    return max(until, start_of_day(last + timedelta(days=1), state.place or METROPOLE)) if last else until


def _marked(response: Response) -> Response:
    response.headers.update(_ROBOTS)
    return response
