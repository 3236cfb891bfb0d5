"""What a consultation would be if it were sent on a day: read before it is sent, nothing is recorded."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from domain.consultation import DECIDER
from domain.consultation.state import Consultation, Status
from domain.deadline import END_OF_DELAY
from domain.errors import DomainError
from infra.contacts import Contacts
from infra.reading.consultation_program import missing
from infra.reading.consultation_simulation import Prepared, last_days, prepared
from web.forms import Form
from web.house import house_of
from web.pages.consultation_doings import awaited_of
from web.pages.scope import Scope, Scoped
from web.problems import Problem

router = APIRouter()


@router.get("/consultations/{key}/simulation")
async def simulation(scope: Scoped, key: str, envoi: Annotated[str, Query(max_length=40)] = "") -> Response:
    """The simulation for the day `envoi`, today when none is given. Raises `Problem` 404 when there is no such
    consultation."""
    state: Consultation | None = await scope.state(DECIDER.kind, key)
    if state is None:
        raise Problem(404, f"{scope.epci.name} n'a pas de consultation « {key} ».")
    form = Form({"envoi": envoi})
    chosen = form.day("envoi") or state.sent_on or scope.today
    found = None if form.wrong else await _prepared(scope, state, form, chosen)
    form.typed["envoi"] = envoi if form.wrong else chosen.isoformat()
    facts: dict[str, Any] = {
        "state": state,
        "key": key,
        "form": form,
        "found": found,
        "sent": chosen,
        "ends": last_days(found.simulation) if found is not None else None,
        "missing": missing(state) if state.status is Status.OPEN else (),
        "main_act": awaited_of(state) if state.status is Status.OPEN else None,
        "end_of_delay": END_OF_DELAY.citation,
    }
    shown = scope.page("simulation.html", facts)
    shown.status_code = 422 if form.wrong else 200
    return shown


async def _prepared(scope: Scope, state: Consultation, form: Form, sent: date) -> Prepared | None:
    """The simulation; `None`, and `form.wrong`, when the law has none for that day."""
    mandate = (await scope.views.around(state.stream)).mandate
    contacts = await Contacts(house_of(scope.request).engine).every(scope.epci.siren)
    try:
        return prepared(state, scope.epci, mandate, contacts, sent)
    except DomainError as impossible:
        form.refuse("envoi", str(impossible))
        return None
