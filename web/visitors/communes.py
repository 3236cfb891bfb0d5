"""The page of a commune: what is asked of it now, by whom, until when, and everything that it owes in the EPCI."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.calendar import METROPOLE
from domain.consultation import DECIDER as CONSULTATION
from domain.consultation.labels import SENS
from domain.consultation.state import Consultation, Status
from domain.french import local_time
from domain.mandate import DECIDER as MANDATE
from domain.mandate.state import Mandate
from infra.deposits import Deposits
from infra.documents import Sheet
from infra.letters.terms import meeting_of
from infra.reading.sentences import sentence
from infra.reading.views import under_way
from infra.territories import epci_of
from web.forms import Form
from web.pages.scope import KEY
from web.problems import Problem
from web.visitors.answer import ANSWER_FIELDS, FUNCTIONS, typed_of
from web.visitors.matter import Matter
from web.visitors.visit import OfCommune, Visit

_LIVE: Final = (Status.SENT, Status.ENDED, Status.CLOSED)

#: What the commune may read of its own history.
_TOLD: Final = frozenset(
    {
        *("ReceiptRecorded", "AvisRecorded", "LateAvisRecorded", "AvisQualified", "AvisAnnulled"),
        *("SilenceRecorded", "SilenceConfirmed", "CommuneDeparted"),
    }
)


@dataclass(frozen=True)
class Joined:
    """A document of the request: its title, and the file when it is kept here."""

    title: str
    sheet: Sheet | None


async def _matter(visit: OfCommune, key: str) -> Matter:
    """The consultation of that key. Raises `Problem` 404 when the commune has no part in one."""
    found = await matter_of(visit, f"{CONSULTATION.kind}/{visit.siren}/{key}") if KEY.fullmatch(key) else None
    if found is None:
        raise Problem(404, "Votre commune n'a pas de demande de ce nom.")
    return found


#: What the pages of one request depend on.
OneMatter = Annotated[Matter, Depends(_matter)]


async def matter_of(visit: Visit, stream: str) -> Matter | None:
    """The consultation `stream` as the commune sees it, `None` when it has no part in it."""
    state = await visit.house.snapshots.one(CONSULTATION, stream)
    seat = state.seat(visit.commune)
    return Matter(state, seat, visit.today(state.home)) if seat is not None else None


async def matters(visit: Visit) -> list[Matter]:
    """All that was asked of the commune in the EPCI: what it still owes first, then the latest."""
    states = await visit.house.snapshots.every(CONSULTATION, visit.siren)
    found = [
        Matter(state, seat, visit.today(state.home))
        for state in states
        if state.status in _LIVE and (seat := state.seat(visit.commune)) is not None
    ]
    return sorted(found, key=lambda it: (not it.owes, _since(it.state)))


async def mandate_of(visit: Visit) -> Mandate | None:
    """The mandate under way, which knows the councils."""
    return under_way(await visit.house.snapshots.every(MANDATE, visit.siren))


async def front(visit: Visit) -> Response:
    """The page of the request for which the link was sent, or of the first one there is."""
    known = await matters(visit)
    here = next((one for one in known if one.state.stream == visit.link.stream), None) or next(iter(known), None)
    if here is None:
        here = await matter_of(visit, visit.link.stream) if visit.link.stream.startswith("consultation/") else None
    if here is None:
        return await visit.nothing()
    return await shown(visit, here, known=known)


router = APIRouter()


@router.get("/r/{secret}/demande/{key}")
async def request_page(visit: OfCommune, matter: OneMatter) -> Response:
    """One request, with the forms that answer it."""
    return await shown(visit, matter)


async def shown(
    visit: Visit,
    matter: Matter,
    answer: Form | None = None,
    receipt: Form | None = None,
    councils: Form | None = None,
    known: list[Matter] | None = None,
) -> Response:
    """The page of a request; 422 when one of its forms has something wrong, which it then says."""
    forms = {
        "answer": answer or await _prepared(visit, matter),
        "receipt": receipt or Form({"recue_le": matter.today.isoformat()}),
        "councils": councils or Form(),
    }
    wrong = next((form.wrong for form in forms.values() if form.wrong), {})
    others = [one for one in known or await matters(visit) if one.state.stream != matter.state.stream]
    facts = await _facts(visit, matter) | {"forms": forms, "wrong": wrong, "others": others}
    return visit.page("visit_commune.html", facts, 422 if wrong else 200)


async def _prepared(visit: Visit, matter: Matter) -> Form:
    """The answer as it was last typed and not confirmed, else as it is recorded, else nothing."""
    draft = await visit.desk.drafts.last(matter.about, visit.link.contact_id)
    typed = typed_of(matter.seat) if draft is None else draft.body
    return Form({name: str(typed[name]) for name in ANSWER_FIELDS if name in typed})


async def _facts(visit: Visit, matter: Matter) -> dict[str, Any]:
    sheets = await visit.desk.documents.of(matter.state.stream, matter.about)
    draft = await visit.desk.drafts.last(matter.about, visit.link.contact_id)
    mandate = await mandate_of(visit)
    joined = draft.document if draft is not None else None
    avis = matter.seat.avis
    return {
        "epci": matter.state.epci_name,
        "matter": matter,
        "state": matter.state,
        "seat": matter.seat,
        "synthetic": matter.state.synthetic,
        "coordinator": await visit.coordinator(),
        "documents": _documents(matter.state, sheets),
        "meeting": meeting_of(matter.state, matter.seat, matter.today) if matter.owes else None,
        "sittings": sittings(mandate, visit.commune, matter.today),
        "has_mandate": mandate is not None,
        "request_id": visit.now.isoformat(),
        "noted": visit.request.query_params.get("dates") == "1",
        "history": await _history(visit.desk.deposits, visit, matter),
        "joined": next((one for one in sheets if one.id == joined or (avis and one.sha256 == avis.document)), None),
        "prepared": draft is not None,
        "has_model": matter.may_answer,
        "FUNCTIONS": FUNCTIONS,
        "SENS": SENS,
    }


def sittings(mandate: Mandate | None, commune: str, today: date) -> list[date]:
    """The councils of the commune that are known and still to come."""
    return [day for day in mandate.councils_of(commune) if day >= today] if mandate is not None else []


def _documents(state: Consultation, sheets: tuple[Sheet, ...]) -> list[Joined]:
    """What was joined to the request, with the files that are kept; then the files that nothing titles."""
    ours = [sheet for sheet in sheets if sheet.about == state.stream]
    kept = {sheet.sha256: sheet for sheet in ours}
    titled = [Joined(one.title, kept.get(one.sha256)) for one in state.documents]
    named = {one.sha256 for one in state.documents}
    return [*titled, *(Joined(sheet.filename, sheet) for sheet in ours if sheet.sha256 not in named)]


async def _history(deposits: Deposits, visit: Visit, matter: Matter) -> list[tuple[str, str]]:
    """What was recorded of the commune in this request, with its hour, in French, the last first."""
    epci, tz = epci_of(visit.siren), (matter.state.place or METROPOLE).tz
    rows = await deposits.events(matter.state.stream, visit.commune)
    told = [row for row in rows if row.kind in _TOLD]
    # Its name as it was asked, whatever became of the commune since.
    named = {"commune": matter.seat.name}
    return [(local_time(row.recorded_at, tz), sentence(row.event | named, epci)) for row in reversed(told)]


def _since(state: Consultation) -> int:
    return -(state.sent_on or date.min).toordinal()
