"""How often somebody is written to, the address of their calendar, and another link when one is over."""

from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from domain.rhythms import USUAL_RHYTHM, Rhythm
from infra.links import NewLink, Purpose
from infra.territories import epci_of
from web.forms import Form, typed_in
from web.house import house_of
from web.visitors import communes, pilotes
from web.visitors.visit import Visit, Visiting, gone, known_link, visit_of

router = APIRouter()

#: What mail software posts to unsubscribe (RFC 8058).
_ONE_CLICK: Final = ("List-Unsubscribe", "One-Click")

RHYTHMS: Final = {
    Rhythm.DAILY: "dès qu'il y en a, un courriel par jour au plus",
    Rhythm.WEEKLY: "une fois par semaine, le mardi",
    Rhythm.NONE: "jamais",
}


@router.get("/r/{secret}")
async def front(visit: Visiting) -> Response:
    """Where a letter leads: what is owed there."""
    match visit.link.purpose:
        case Purpose.COMMUNE:
            return await communes.front(visit)
        case Purpose.PILOTE:
            return await pilotes.front(visit)
        case _:
            return RedirectResponse(visit.path("preferences"), 303)


@router.get("/r/{secret}/preferences")
async def preferences(visit: Visiting) -> Response:
    """How often to be written to, and what always comes."""
    return await _page(visit)


@router.post("/r/{secret}/preferences")
async def choose(request: Request, secret: str) -> Response:
    """Keeps the rhythm chosen. Mail software unsubscribes here too, with neither a page nor a cookie, however old the
    letter is."""
    data = await request.form()
    if data.get(_ONE_CLICK[0]) == _ONE_CLICK[1]:
        return await _unsubscribe(request, secret)
    visit = await visit_of(request, secret)
    form = Form(typed_in(data, ("rythme",)))
    chosen = form.choice("rythme", RHYTHMS, "Choisissez un rythme.")
    if chosen is None:
        return await _page(visit, form)
    await visit.desk.contacts.set_rhythm(visit.link.contact_id, chosen)
    return RedirectResponse(f"{visit.path('preferences')}?fait=1", 303)


@router.get("/r/{secret}/calendrier")
async def back_to_preferences(visit: Visiting) -> Response:
    """Where the address of a calendar was given: who comes back there may ask for another."""
    return RedirectResponse(visit.path("preferences"), 303)


@router.get("/r/{secret}/nouveau-lien")
async def back_to_the_page(secret: str) -> Response:
    """Where another link was asked for."""
    return RedirectResponse(f"/r/{quote(secret, safe='')}", 303)


@router.post("/r/{secret}/calendrier")
async def calendar(request: Request, visit: Visiting) -> Response:
    """Gives the address of a calendar, once, in the place of the one before; or ends it. Nothing without a choice."""
    form = Form(typed_in(await request.form(), ("agenda",)))
    chosen = form.choice("agenda", ("creer", "revoquer"), "Choisissez ce que vous voulez faire.")
    if chosen is None:
        return await _page(visit, form)
    contact = await visit.desk.contacts.one(visit.link.contact_id)
    ended = await visit.desk.links.revoke(visit.link.contact_id, Purpose.CALENDAR)
    if chosen == "revoquer" or contact is None or not contact.address:
        return await _page(visit, ended=ended)
    wanted = NewLink(
        siren=visit.siren,
        purpose=Purpose.CALENDAR,
        about=visit.link.about,
        to=visit.link.to,
        contact_id=contact.id,
        address=contact.address,
    )
    (secret,) = await visit.desk.links.issue([wanted])
    return await _page(visit, feed=f"{visit.house.public_url or _origin(request)}/calendrier/{secret}.ics")


@router.post("/r/{secret}/nouveau-lien")
async def new_link(request: Request, secret: str) -> Response:
    """Sends another link to whom this one was sent, if anybody; the answer is the same for all."""
    house = house_of(request)
    link = await known_link(house, secret)
    if link is not None and link.purpose is not Purpose.CALENDAR:
        contact = await house.desk.contacts.one(link.contact_id)
        if contact is not None and contact.reachable:
            await house.desk.express.ask_link(link, await house.clock.read())
    return gone(request, secret, sent=True)


async def _unsubscribe(request: Request, secret: str) -> Response:
    """The same answer for all, whoever had the link."""
    house = house_of(request)
    link = await known_link(house, secret)
    # The address of a calendar is given to agendas, which show it: it decides nothing.
    if link is not None and link.current and link.purpose is not Purpose.CALENDAR:
        await house.desk.contacts.set_rhythm(link.contact_id, Rhythm.NONE)
    return Response("Désinscription enregistrée.", media_type="text/plain")


async def _page(visit: Visit, form: Form | None = None, feed: str = "", ended: int | None = None) -> Response:
    contact = await visit.desk.contacts.one(visit.link.contact_id)
    form = form or Form()
    chosen = contact.rhythm if contact is not None else None
    rhythm = chosen or USUAL_RHYTHM.get(visit.link.to.role, Rhythm.DAILY)
    shown = Rhythm.DAILY if rhythm is Rhythm.IMMEDIATE else rhythm
    form.typed.setdefault("rythme", shown.value)
    facts: dict[str, Any] = {
        "epci": epci_of(visit.siren).name,
        "form": form,
        "wrong": form.wrong,
        "informed": visit.link.to.commune is None,
        "feed": feed,
        "webcal": feed.replace("https://", "webcal://").replace("http://", "webcal://"),
        "ended": ended,
        "done": visit.request.query_params.get("fait") == "1",
        "coordinator": await visit.coordinator(),
        "RHYTHMS": RHYTHMS,
    }
    return visit.page("visit_preferences.html", facts, 422 if form.wrong else 200)


def _origin(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"
