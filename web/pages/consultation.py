"""One consultation: what is asked and by which law, each commune with its clock, the result and why."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from fastapi import APIRouter
from starlette.responses import Response

from domain.base import Value
from domain.consultation import DECIDER
from domain.consultation.events import Avis, LateAvisRecorded
from domain.consultation.judgement import judge, verdict
from domain.consultation.state import Consultation, Seat, Status
from domain.deadline import END_OF_DELAY
from domain.majority import Base, Verdict
from domain.procedures.model import Rule
from domain.sources import Confidence
from domain.verdict import Outcome
from infra.dashboard import awaited_act
from web.api.problems import Problem
from web.pages.scope import Scoped

router = APIRouter()

_LIVE: Final = (Status.SENT, Status.ENDED, Status.CLOSED)

#: How a fact of law is known, after the version of the text.
_CONFIDENCES: Final = {
    Confidence.A: "texte lu",
    Confidence.B: "texte connu, sa rédaction en vigueur n'a pas été relue",
    Confidence.C: "à confirmer",
}
_OUTCOMES: Final = {
    Outcome.REACHED: "réunie",
    Outcome.IMPOSSIBLE: "ne peut plus être réunie",
    Outcome.OPEN: "pas encore réunie",
    Outcome.TO_CONFIRM: "à confirmer",
}
_BASES: Final = {Base.TOTALE: "population totale", Base.MUNICIPALE: "population municipale"}


class Late(Value):
    """A délibération that is kept and not counted, and why. `seat`: the name of its commune."""

    seat: str
    avis: Avis
    reason: str


class Counted(NamedTuple):
    """The qualified majority counted in one population, of the year `vintage`."""

    base: str
    vintage: str
    verdict: Verdict


@router.get("/consultations/{key}")
async def consultation(scope: Scoped, key: str) -> Response:
    """The consultation of that key. Raises `Problem` 404 when there is none."""
    state: Consultation | None = await scope.state(DECIDER.kind, key)
    if state is None:
        raise Problem(404, f"{scope.epci.name} n'a pas de consultation « {key} ».")
    late = await scope.views.events(state.stream, LateAvisRecorded.__name__)
    return scope.page("consultation.html", _facts(state, _late(state, late)))


def _facts(state: Consultation, late: Sequence[Late]) -> dict[str, Any]:
    live = state.status in _LIVE
    return {
        "state": state,
        "key": state.stream.rpartition("/")[2],
        "live": live,
        "reason": judge(state)[1] if live else state.reason,
        "act": awaited_act(state),
        "late": late,
        "answered": sum(not seat.silent for seat in state.seats),
        "unclear": [seat for seat in state.seats if seat.avis and seat.avis.unclear],
        "majorities": _majorities(state) if live else [],
        "confidence": _CONFIDENCES[state.law.source.confidence],
        "end_of_delay": END_OF_DELAY.citation,
        "clock_of": _clock,
        "OUTCOMES": _OUTCOMES,
    }


def _clock(seat: Seat, state: Consultation) -> str:
    """Where the clock of a commune stands: what the row is about before anything is read."""
    if seat.received_on is None:
        return "réception à prouver" if state.status is Status.SENT else "réception non prouvée"
    return "" if seat.deadline else "sans délai légal"


def _majorities(state: Consultation) -> list[Counted]:
    """In both populations, where the rule is a qualified majority."""
    if state.law.rule is not Rule.CREATION_EPCI or state.electorate is None:
        return []
    return [Counted(_BASES[base], state.electorate.vintage(base), verdict(state, base)) for base in Base]


def _late(state: Consultation, events: Sequence[dict[str, Any]]) -> list[Late]:
    names = {seat.insee: seat.name for seat in state.seats}
    kept = [LateAvisRecorded.model_validate(event) for event in events]
    return [Late(seat=names[event.commune], avis=event.avis, reason=event.reason) for event in kept]
