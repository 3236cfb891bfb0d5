"""The calendar that follows the dates of one person: each open legal date, and what is gone told as cancelled."""

from collections.abc import Iterator
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from domain.base import Value
from domain.calendar import METROPOLE, civil_day
from domain.consultation import DECIDER as CONSULTATION
from domain.consultation.state import Status
from domain.ids import derived_id
from domain.mandate import DECIDER as MANDATE
from domain.mandate.state import Mandate
from domain.objective import DECIDER as OBJECTIVE
from domain.objective.state import Objective
from domain.people import Role
from domain.planned import PlannedDay
from infra.letters.ics import Entry, calendar
from infra.letters.terms import term_of
from infra.links import Link, Purpose
from infra.territories import epci_of
from web.house import WebHouse, house_of
from web.visitors.matter import Matter
from web.visitors.visit import known_link

router = APIRouter()

_LIVE: Final = (Status.SENT, Status.ENDED, Status.CLOSED, Status.CANCELLED)
_GONE: Final = "Ce calendrier n'est plus ouvert. Demandez-en un autre depuis le lien d'un courriel récent.\n"


class Dated(Value):
    """One date of a stream. `matter`: what its identity is made of."""

    matter: str
    stream: str
    day: date
    summary: str
    description: str
    cancelled: bool


@router.get("/calendrier/{secret}.ics")
async def feed(request: Request, secret: str) -> Response:
    """The calendar, or 304 when the reader already has it; 410 once it is ended."""
    house = house_of(request)
    link = await known_link(house, secret)
    robots = {"X-Robots-Tag": "noindex, nofollow"}
    if link is None or link.purpose is not Purpose.CALENDAR or not link.current:
        return Response(_GONE, 410, media_type="text/plain", headers=robots)
    dated = await _dates(house, link, await house.clock.read())
    streams = sorted({one.stream for one in dated})
    revisions = await house.snapshots.revisions(streams)
    changed = await house.desk.deposits.last_change(streams)
    entries = [_entry(one, revisions[one.stream], changed.get(one.stream, link.issued_at)) for one in dated]
    content = calendar(entries, name=f"Échéances, {epci_of(link.siren).name}", feed=True)
    tag = f'"{sha256(content.encode()).hexdigest()[:32]}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag, **robots})
    named = {"ETag": tag, "Content-Disposition": 'inline; filename="jalon.ics"', **robots}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=named)


async def _dates(house: WebHouse, link: Link, now: datetime) -> list[Dated]:
    """The dates of who has the link, in the order of their streams."""
    if link.to.commune is not None:
        states = await house.snapshots.every(CONSULTATION, link.siren)
        matters = [
            Matter(state, seat, civil_day(now, state.home))
            for state in states
            if state.status in _LIVE and (seat := state.seat(link.to.commune)) is not None
        ]
        return [dated for matter in matters for dated in _of_request(matter)]
    if link.to.role is Role.PILOTE:
        objectives = await house.snapshots.every(OBJECTIVE, link.siren)
        theirs = [one for one in objectives if link.to.function in (one.pilote, one.suppleant)]
        return [dated for one in theirs for dated in _of_objective(one)]
    return [dated for one in await house.snapshots.every(MANDATE, link.siren) for dated in _of_mandate(one, now)]


def _of_request(matter: Matter) -> Iterator[Dated]:
    """The last day on which the council may sit, as letters say it: the event is the same as theirs."""
    state, seat = matter.state, matter.seat
    term = term_of(state, seat)
    if term.council_by is None:
        return
    last = "dernier jour pour délibérer" if term.deadline else "réponse souhaitée"
    received = "Date valable si la demande est reçue le jour de son envoi. " if term.provisional else ""
    yield Dated(
        matter=matter.about,
        stream=state.stream,
        day=term.council_by,
        summary=f"{seat.name} : {last}, {state.law.word} sur « {state.title} »",
        description=f"{received}{state.law.silence_effect}",
        cancelled=not matter.owes,
    )


def _of_objective(state: Objective) -> Iterator[Dated]:
    yield from _planned(state, state.stream, state.deadline, "Échéance de l'objectif", state.closed)
    for step in state.milestones:
        over = state.closed or not step.awaited
        what = f"Étape « {step.name} » de l'objectif"
        yield from _planned(state, f"{state.stream}#{step.name}", step.deadline, what, over)


def _planned(state: Objective, matter: str, deadline: PlannedDay | None, what: str, over: bool) -> Iterator[Dated]:
    if deadline is not None:
        yield Dated(
            matter=matter,
            stream=state.stream,
            day=deadline.last_day,
            summary=f"{what} « {state.title} »",
            description=f"Feuille de route, {state.epci_name}. Échéance : {deadline.label}.",
            cancelled=over,
        )


def _of_mandate(state: Mandate, now: datetime) -> Iterator[Dated]:
    today = civil_day(now, state.place or METROPOLE)
    for duty in state.duties:
        yield Dated(
            matter=f"{state.stream}#{duty.key}",
            stream=state.stream,
            day=duty.due,
            summary=duty.title,
            description=f"Obligation du mandat, {state.epci_name}.",
            cancelled=duty.done_on is not None and duty.due >= today,
        )


def _entry(one: Dated, revision: int, stamp: datetime) -> Entry:
    return Entry(
        uid=derived_id("deadline", one.matter),
        stamp=stamp,
        day=one.day,
        summary=one.summary,
        description=one.description,
        sequence=revision,
        cancelled=one.cancelled,
    )
