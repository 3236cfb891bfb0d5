"""The card of a commune: who holds its functions, its councils, what it owes, what it answered, what it was told."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from domain.convocation import conseil_municipal
from domain.councils import sitting
from domain.errors import DomainError
from domain.territory import Commune
from infra.reading.actor_reads import ActorReads
from infra.reading.actor_view import commune_lines, functions_of
from infra.reading.council_view import councils_of
from infra.reading.morning import Glance
from infra.reading.notice_history import NoticeHistory
from infra.reading.notice_words import past
from web.house import house_of
from web.pages.actors import seen_in, shown_to
from web.pages.scope import Scope, Scoped
from web.problems import Problem

router = APIRouter()

#: Letters that are shown of a commune, the last first.
_LETTERS = 12


@router.get("/acteurs/communes/{insee}")
async def commune(scope: Scoped, insee: str, fait: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Everything of a commune. Raises `Problem` 404 when it is none of the EPCI's."""
    found = commune_of(scope, insee)
    seen = await seen_in(scope)
    alone = scope.epci.but(communes=(found,))
    (line,) = commune_lines(alone, seen.glance, seen.directory, scope.today)
    convocation = conseil_municipal(found.population.municipale)
    reads = ActorReads(house_of(scope.request).engine)
    facts: dict[str, Any] = {
        "commune": found,
        "line": line,
        "done": fait,
        "mandate": seen.glance.mandate,
        "functions": functions_of(insee, seen.directory),
        "contacts": await shown_to(scope, [one for one in seen.known if one.to.commune == insee], f"commune:{insee}"),
        "convocation": convocation,
        "sittings": [sitting(day, convocation) for day in line.councils],
        "counsel": _counsel(scope, seen.glance, insee),
        "engagements": await reads.engaged(scope.epci.siren, insee),
        "asked": await reads.asked(scope.epci.siren, insee),
        "letters": await _letters(scope, insee),
    }
    return scope.page("actor.html", facts)


def commune_of(scope: Scope, insee: str) -> Commune:
    """The member with this INSEE code. Raises `Problem` 404 when there is none."""
    try:
        return scope.epci.commune(insee)
    except DomainError as unknown:
        raise Problem(404, f"Aucune commune de {scope.epci.name} ne porte ce code ; revenez aux acteurs.") from unknown


def _counsel(scope: Scope, glance: Glance, insee: str) -> dict[str, str]:
    """What the councils known leave to the commune, by consultation that waits for its answer."""
    told = ((state, councils_of(state, glance.mandate, scope.today).line(insee)) for state in glance.consultations)
    return {state.stream: line.told for state, line in told if line is not None}


async def _letters(scope: Scope, insee: str) -> list[Any]:
    told = await NoticeHistory(house_of(scope.request).engine).told(scope.epci.siren, insee, limit=_LETTERS)
    return [past(one, scope.epci) for one in told]
