"""One commune in one consultation: its clock, what it answered, what was written to it, and what may be done now."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from domain.access import Right
from domain.consultation import DECIDER
from domain.consultation.events import LateAvisRecorded
from domain.consultation.state import Consultation, Seat, Status
from domain.why.clocks import why_deadline
from domain.why.value import Why
from infra.contacts import Contacts, phones
from infra.documents import Documents
from infra.identity.accesses import AccessKind
from infra.reading.consultation_commune import CommuneRecords, Fact
from infra.reading.council_view import councils_of
from infra.reading.sentences import sentence
from web.house import house_of
from web.pages.consultation_doings import acts_of, following, held_by
from web.pages.scope import Scope, Scoped
from web.problems import Problem

router = APIRouter()


@router.get("/consultations/{key}/communes/{insee}")
async def commune(scope: Scoped, key: str, insee: str) -> Response:
    """The commune in the consultation of that key. Raises `Problem` 404 when it is none of those consulted."""
    state: Consultation | None = await scope.state(DECIDER.kind, key)
    seat = _seat(scope, state, insee) if state is not None else None
    if state is None or seat is None:
        raise Problem(404, "Cette commune n'est pas consultée ici ; revenez aux consultations.")
    engine = house_of(scope.request).engine
    records, mandate = CommuneRecords(engine), (await scope.views.around(state.stream)).mandate
    known = await records.facts(state.stream, seat.insee)
    facts: dict[str, Any] = {
        "state": state,
        "key": key,
        "seat": seat,
        "line": councils_of(state, mandate, scope.today).line(seat.insee),
        "days": mandate.councils_of(seat.insee) if mandate is not None else (),
        "mandate": mandate.stream if mandate is not None else "",
        "why_clock": _why(state, seat),
        "late_reason": _late(known),
        "history": [(one.recorded_at, sentence(one.event, scope.epci)) for one in known],
        "letters": await records.letters(state.stream, seat.insee),
        "files": [
            one for one in await Documents(engine).of(f"{state.stream}#{seat.insee}") if one.sha256 in _named(known)
        ],
        "phone": await _phone(scope, seat.insee),
        "doings": acts_of(held_by(scope, state), seat),
        "following": following(state, seat),
    }
    return scope.page("consultation_commune.html", facts)


async def _phone(scope: Scope, insee: str) -> str:
    """The number of the commune, for who may see it: it is then noted that it was; empty when there is none."""
    if not scope.may(Right.COORDINATE):
        return ""
    house, siren = house_of(scope.request), scope.epci.siren
    phone = phones(await Contacts(house.engine).every(siren)).get(insee, "")
    if phone:
        await house.accesses.note(AccessKind.CONTACTS_READ, scope.actor.id, siren, f"commune:{insee}")
    return phone


def _seat(scope: Scope, state: Consultation, insee: str) -> Seat | None:
    """Its seat; before the sending, one that is made of what it voted early."""
    if (seat := state.seat(insee)) is not None:
        return seat
    names = {one.insee: one.name for one in scope.epci.communes}
    consulted = set(state.communes or names) if state.status is Status.OPEN else set()
    if insee not in consulted or insee not in names:
        return None
    early = [one.avis for one in state.early if one.commune == insee]
    return Seat(insee=insee, name=names[insee], avis=early[-1] if early else None, versions=tuple(early[:-1]))


def _why(state: Consultation, seat: Seat) -> Why | None:
    return why_deadline(seat.name, seat.deadline, state.home, state.law) if seat.deadline is not None else None


def _late(known: Sequence[Fact]) -> dict[str, str]:
    """Why each délibération that came too late does not count, by the day of its vote."""
    events = [one.event for one in reversed(known) if one.event["kind"] == LateAvisRecorded.__name__]
    return {event["avis"]["voted_on"]: event["reason"] for event in events}


def _named(known: Sequence[Fact]) -> set[str]:
    """The SHA-256 of the files that the délibérations entered name: one that was chosen and not confirmed is none."""
    return {one.event.get("avis", {}).get("document", "") for one in known}
