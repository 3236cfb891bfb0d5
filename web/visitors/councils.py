"""« Quand siège votre conseil ? »: the days that a commune gives, beside those that are known."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from domain.errors import Refused
from domain.mandate import DECIDER as MANDATE
from domain.mandate.commands import RecordCouncils
from domain.mandate.state import Mandate
from web.forms import Form, typed_in
from web.visitors.communes import OneMatter, mandate_of, shown, sittings
from web.visitors.recording import tell
from web.visitors.visit import OfCommune, Visit

router = APIRouter()

#: How many days may be added at once.
ADDED: Final = ("conseil_1", "conseil_2", "conseil_3")

_PAST: Final = "Donnez une date à venir."
_NONE: Final = "Donnez au moins une date, ou cochez celle qui n'aura pas lieu."


@router.post("/r/{secret}/demande/{key}/conseils")
async def record_councils(request: Request, visit: OfCommune, matter: OneMatter) -> Response:
    """Adds councils to those that are known, and takes away those that will not be held. A form sent as it was given
    changes nothing."""
    mandate = await mandate_of(visit)
    data = await request.form()
    form = Form(typed_in(data, ("demande", *ADDED)))
    added = [day for name in ADDED if (day := form.day(name)) is not None]
    cancelled = {str(value) for value in data.getlist("annule")}
    for name in ADDED:
        day = form.day(name)
        if day is not None and day < matter.today:
            form.refuse(name, _PAST)
    if not added and not cancelled and not form.wrong:
        form.refuse(ADDED[0], _NONE)
    if mandate is None or form.wrong:
        return await shown(visit, matter, councils=form)
    known = [day for day in sittings(mandate, visit.commune, matter.today) if day.isoformat() not in cancelled]
    command = RecordCouncils(commune=visit.commune, days=tuple(sorted({*known, *added})))
    if refused := _refusal(mandate, command, visit):
        form.refuse(ADDED[0], refused)
        return await shown(visit, matter, councils=form)
    await tell(visit, mandate.stream, [command], f"conseils/{form.text('demande', 40)}")
    return RedirectResponse(f"{visit.path('demande', matter.key)}?dates=1#conseils", 303)


def _refusal(mandate: Mandate, command: RecordCouncils, visit: Visit) -> str:
    """Why the days would not be taken, empty when they would."""
    try:
        MANDATE.decide(mandate, command, visit.now)
    except Refused as refused:
        return str(refused)
    return ""
