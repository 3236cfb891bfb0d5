"""One consultation: what is asked and by which law, each commune with its clock, the result and why."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Annotated, Any, Final, NamedTuple

from fastapi import APIRouter, Query
from starlette.responses import Response

from domain.base import Value
from domain.calendar import civil_day
from domain.consultation import DECIDER
from domain.consultation.events import Avis, LateAvisRecorded
from domain.consultation.judgement import explanation
from domain.consultation.next_act import next_act
from domain.consultation.owing import to_confirm
from domain.consultation.state import Consultation, Position, Seat, Status
from domain.deadline import END_OF_DELAY
from domain.french import long_day
from domain.procedures.model import Consulted
from domain.territory import Commune
from domain.why.clocks import why_deadline
from domain.why.consultations import why_result
from domain.why.value import Why
from domain.why.votes import why_council_vote
from infra.reading.consultation_program import PROGRESS_LABELS, missing, stages
from infra.reading.council_view import councils_of
from infra.reading.majority_view import majority_view
from infra.reading.notice_history import NoticeHistory
from infra.reading.sentences import commune_name
from web.house import house_of
from web.pages.consultation_doings import awaited_act, awaited_of, held_by, may_qualify, others_of
from web.pages.scope import Scope, Scoped
from web.problems import Problem

router = APIRouter()

_LIVE: Final = (Status.SENT, Status.ENDED, Status.CLOSED)

#: The rows that a filter keeps, and what its link says.
_FILTERS: Final = {
    "attendues": "attendues",
    "a-prouver": "réception à prouver",
    "a-qualifier": "à qualifier",
    "silencieuses": "silencieuses",
}

#: Rows that one page shows; beyond, they are read by pages, or all at once when that is asked for.
_MOST_ROWS: Final = 80
_PAGE: Final = 60
_WHOLE: Final = "toutes"

#: Days of receipt of which the page says why the delay ends when it ends; the page of each commune always does.
_MOST_CLOCKS: Final = 3

#: What the link to the act that a commune waits for says in its row.
_ROW_ACTS: Final = {
    "noter-reception": "Réception",
    "saisir-deliberation": "Délibération",
    "qualifier": "Qualifier",
    "confirmer-silence": "Confirmer",
}


class Late(Value):
    """A délibération that is kept and not counted, and why. `seat`: the name of its commune."""

    seat: str
    avis: Avis
    reason: str


class Clock(NamedTuple):
    """Why the delay of the communes that received the request on one day ends when it ends."""

    received_on: date
    why: Why


class Early(NamedTuple):
    """A délibération taken before the commune was asked; the name of the commune."""

    name: str
    avis: Avis


@router.get("/consultations/{key}")
async def consultation(
    scope: Scoped,
    key: str,
    communes: Annotated[str, Query(max_length=20)] = "",
    page: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """The consultation of that key, with the rows that the filter `communes` keeps, all for one that is not known, or
    those of one page of them. Raises `Problem` 404 when there is none."""
    state: Consultation | None = await scope.state(DECIDER.kind, key)
    if state is None:
        raise Problem(404, f"{scope.epci.name} n'a pas de consultation « {key} ».")
    late = await scope.views.events(state.stream, LateAvisRecorded.__name__)
    held = held_by(scope, state)
    facts = (
        _facts(state)
        | _rows(state, communes if communes in _FILTERS else "", page)
        | {
            "late": _late(state, late),
            "early": [Early(commune_name(one.commune, scope.epci), one.avis) for one in state.early],
            "askable": _askable(state, scope),
            "may_qualify": may_qualify(held),
            "main_act": awaited_of(state),
            "other_acts": others_of(held),
            "councils": councils_of(state, (await scope.views.around(state.stream)).mandate, scope.today),
            "mail": {
                insee: (_local(one.opened_at, scope), _local(one.bounced_at, scope))
                for insee, one in (
                    await NoticeHistory(house_of(scope.request).engine).of_consultation(state.stream)
                ).items()
            },
        }
    )
    return scope.page("consultation.html", facts)


def _askable(state: Consultation, scope: Scope) -> list[Commune]:
    """The communes that may already have voted, before any is asked."""
    if state.status is not Status.OPEN or state.law.consulted is Consulted.NOBODY:
        return []
    return [one for one in scope.epci.communes if not state.communes or one.insee in state.communes]


def _local(at: datetime | None, scope: Scope) -> date | None:
    return civil_day(at, scope.epci.place) if at is not None else None


def _facts(state: Consultation) -> dict[str, Any]:
    live = state.status in _LIVE
    return {
        "state": state,
        "key": state.stream.rpartition("/")[2],
        "live": live,
        "reason": explanation(state) if live else state.reason,
        "act": next_act(state),
        "answered": sum(not seat.silent for seat in state.seats),
        "unclear": [seat for seat in state.seats if seat.avis and seat.avis.unclear],
        "majority": majority_view(state) if live else None,
        "stages": stages(state),
        "missing": missing(state),
        "end_of_delay": END_OF_DELAY.citation,
        "clock_of": _clock,
        "why_result": why_result(state) if live else None,
        "why_council": why_council_vote(state),
        "clocks": list(islice(_clocks(state), _MOST_CLOCKS)),
        "PROGRESS_LABELS": PROGRESS_LABELS,
    }


def _rows(state: Consultation, kept: str, page: str) -> dict[str, Any]:
    """The rows that the filter keeps, how many each of them would, and what each commune waits for."""
    found = {name: [seat for seat in state.seats if _kept(seat, name)] for name in _FILTERS}
    rows = found[kept] if kept else list(state.seats)
    parts = [rows] if len(rows) <= _MOST_ROWS else [rows[n : n + _PAGE] for n in range(0, len(rows), _PAGE)]
    shown = int(page) if page.isascii() and page.isdecimal() and 0 < int(page) <= len(parts) else 1
    return {
        "rows": rows if page == _WHOLE else parts[shown - 1],
        "parts": [(n, part[0].name, part[-1].name) for n, part in enumerate(parts, start=1) if len(parts) > 1],
        "shown": 0 if page == _WHOLE else shown,
        "kept": kept,
        "filters": {name: (label, len(found[name])) for name, label in _FILTERS.items() if found[name] or kept == name},
        "row_act": lambda seat: awaited_act(state, seat),
        "ROW_ACTS": _ROW_ACTS,
    }


def _kept(seat: Seat, name: str) -> bool:
    if seat.left is not None:
        return False
    if name == "a-prouver":
        return seat.silent and seat.received_on is None
    if name == "silencieuses":
        return to_confirm(seat) or (seat.silent and seat.silence is not None)
    return seat.position is (Position.AWAITED if name == "attendues" else Position.TO_QUALIFY)


def _clock(seat: Seat, state: Consultation) -> str:
    """Where the clock of a commune stands: what the row is about before anything is read."""
    if seat.received_on is None:
        return "réception à prouver" if state.status is Status.SENT else "réception non prouvée"
    return "" if seat.deadline else "sans délai légal"


def _clocks(state: Consultation) -> Iterator[Clock]:
    """Each day of receipt once, in order, however many communes share it."""
    deadlines = {seat.received_on: seat.deadline for seat in state.seats if seat.received_on}
    for received_on, deadline in sorted(deadlines.items()):
        if deadline is not None:
            who = f"demande reçue le {long_day(received_on)}"
            yield Clock(received_on, why_deadline(who, deadline, state.home, state.law))


def _late(state: Consultation, events: Sequence[dict[str, Any]]) -> list[Late]:
    names = {seat.insee: seat.name for seat in state.seats}
    kept = [LateAvisRecorded.model_validate(event) for event in events]
    return [Late(seat=names[event.commune], avis=event.avis, reason=event.reason) for event in kept]
