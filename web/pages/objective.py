"""One objective: what was promised, what has become of it, who is in it, what is measured."""

from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from fastapi import APIRouter
from starlette.responses import Response

from domain.access import Right
from domain.calendar import civil_day
from domain.consultation.state import Consultation
from domain.errors import DomainError
from domain.objective import DECIDER
from domain.objective.events import Measure
from domain.objective.state import Objective, Revision, lateness
from domain.objective.timetable import STALE_DAYS
from domain.objective.transitions import TRANSITIONS, UNDER_WAY, Move
from domain.objective.values import Engagement, Indicator, Milestone
from domain.procedures import procedure_on
from domain.procedures.model import Procedure
from domain.why import why_objective
from infra.reading.reads import JournalRow
from infra.reading.sentences import commune_name, sentence
from web.pages.curve import HEIGHT, WIDTH, Curve, curve, expected
from web.pages.means import of_objective
from web.pages.scope import Scope, Scoped
from web.problems import Problem

router = APIRouter()


class Reading(NamedTuple):
    """A measure, and what a straight way from the start to the target wanted on that day, where it is known."""

    measure: Measure
    wanted: Decimal | None


class Measured(NamedTuple):
    """An indicator with its measures, the oldest first, their curve where there is something to draw, and what the way
    to the target wants today, where it is known."""

    indicator: Indicator
    readings: tuple[Reading, ...]
    curve: Curve | None
    wanted: Decimal | None


class Step(NamedTuple):
    """A milestone and, when it is late or was done late, by how many days. `first`: its first promise, empty when it is
    still the same one."""

    milestone: Milestone
    days_late: int
    first: str


class Moved(NamedTuple):
    """A revision of the deadline and the civil day on which it was recorded."""

    on: date
    revision: Revision


class Engaged(NamedTuple):
    """A commune by its name, and how far it is in the objective."""

    name: str
    engagement: Engagement


class Deed(NamedTuple):
    """An act that the objective waits for where it stands: its name, its label, the right that it wants."""

    name: str
    label: str
    right: Right


class Fact(NamedTuple):
    """Something that happened to the objective, on a civil day, in a sentence."""

    on: date
    what: str


#: The acts that lead from one status to another, in the order in which they are offered.
_DEEDS: Final = {
    Move.RETAIN: Deed("retenir", "Retenir l'objectif", Right.COORDINATE),
    Move.START: Deed("commencer", "Commencer", Right.PROGRESS),
    Move.UNBLOCK: Deed("debloquer", "Lever le blocage", Right.PROGRESS),
    Move.RESUME: Deed("reprendre-objectif", "Reprendre", Right.COORDINATE),
    Move.REACH: Deed("realiser", "Déclarer réalisé", Right.PROGRESS),
    Move.BLOCK: Deed("bloquer", "Dire bloqué", Right.PROGRESS),
    Move.PAUSE: Deed("mettre-en-pause", "Mettre en pause", Right.COORDINATE),
    Move.ABANDON: Deed("abandonner", "Abandonner", Right.COORDINATE),
}

#: Events of the history that the page shows; the journal has them all.
_LAST: Final = 8


@router.get("/objectifs/{key}")
async def objective(scope: Scoped, key: str) -> Response:
    """The objective of that key. Raises `Problem` 404 when there is none."""
    state: Objective | None = await scope.state(DECIDER.kind, key)
    if state is None:
        raise Problem(404, f"{scope.epci.name} n'a pas d'objectif « {key} ».")
    around = await scope.views.around(state.stream)
    axes = around.mandate.axes if around.mandate else ()
    facts = _facts(state, scope)
    facts["axis"] = next((axis for axis in axes if axis.key == state.axis), None)
    facts["consultations"] = _by_day(list(around.consultations))
    journal = await scope.views.journal(scope.epci.siren, state.stream, limit=_LAST)
    facts["history"] = [_fact(row, scope) for row in journal.rows]
    facts["more"] = journal.older is not None
    return scope.page("objective.html", facts)


def _facts(state: Objective, scope: Scope) -> dict[str, Any]:
    until = state.deadline.last_day if state.deadline else None
    return {
        "state": state,
        "lateness": lateness(state, scope.today) or "",
        "reason": why_objective(state, scope.today),
        "procedure": _procedure(state, scope.today),
        "revisions": [Moved(civil_day(revision.at, state.home), revision) for revision in state.revisions],
        "steps": [_step(milestone, scope.today) for milestone in state.milestones],
        "measured": [_measured(one, state, scope.today) for one in state.indicators if one.dropped_on is None],
        "dropped": [_measured(one, state, scope.today) for one in state.indicators if one.dropped_on is not None],
        "means": of_objective(state),
        "notes": sorted(state.notes, key=lambda note: note.on, reverse=True),
        "engaged": [Engaged(commune_name(one.commune, scope.epci), one) for one in state.engagements],
        "mine": scope.actor.may_move(scope.epci.siren, state.pilote, state.suppleant),
        "deeds": [deed for move, deed in _DEEDS.items() if state.status in TRANSITIONS[move].origins],
        "silent": _silent(state, scope.today),
        "until": until,
        "WIDTH": WIDTH,
        "HEIGHT": HEIGHT,
    }


def _measured(indicator: Indicator, state: Objective, today: date) -> Measured:
    until, since = state.deadline.last_day if state.deadline else None, state.started_on
    own = sorted((one for one in state.measures if one.indicator == indicator.id), key=lambda measure: measure.on)
    return Measured(
        indicator=indicator,
        readings=tuple(Reading(one, expected(indicator, one.on, until, since)) for one in own),
        curve=curve(indicator, own, until, since),
        wanted=None if state.closed or indicator.dropped_on else expected(indicator, today, until, since),
    )


def _silent(state: Objective, today: date) -> date | None:
    """Since when nobody tells anything of an objective under way, `None` when somebody does."""
    known = state.news_on if state.status in UNDER_WAY else None
    return known if known is not None and (today - known).days > STALE_DAYS else None


def _fact(row: JournalRow, scope: Scope) -> Fact:
    return Fact(civil_day(row.occurred_at, scope.epci.place), sentence(row.event, scope.epci))


def _step(milestone: Milestone, today: date) -> Step:
    promised = milestone.promised_on(None)
    first = "" if promised == milestone.deadline else promised.label if promised is not None else "sans date"
    if milestone.deadline is None or milestone.given_up_on is not None:
        return Step(milestone, 0, first)
    return Step(milestone, max(0, ((milestone.done_on or today) - milestone.deadline.last_day).days), first)


def _procedure(state: Objective, day: date) -> Procedure | None:
    """The law that the objective calls for, as it stands on the day; `None` when it names none that is known then."""
    try:
        return procedure_on(state.procedure, day) if state.procedure else None
    except DomainError:
        return None


def _by_day(consultations: list[Consultation]) -> list[Consultation]:
    return sorted(consultations, key=lambda state: (state.sent_on or date.max, state.stream))
