"""The journal: who did what, when it happened, when it was recorded, and the hash that chains it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from domain.base import Value
from domain.consultation.labels import ROLES
from domain.french import local_time
from domain.people import Recipient
from domain.registry import DECIDERS
from infra.reads import JournalRow
from infra.sentences import commune_name, sentence
from infra.turn import TIME_BY
from infra.views import Edge
from web.api.problems import Problem
from web.house import house_of
from web.pages.scope import KEY, Scope, Scoped, has_page

router = APIRouter()

_PAGE: Final = 50

#: Hexadecimal figures of a hash that are shown: enough to compare two prints.
_HASH: Final = 10

#: A revision is kept in four bytes.
_REVISIONS: Final = 2**31

_KINDS: Final = {
    "objective": "objectif",
    "consultation": "consultation",
    "mandate": "mandat",
    "evaluation": "évaluation",
}

_TIME: Final = "le temps (Jalon)"

#: How the record names who came by a link.
_LINK: Final = "lien:"

#: What comes between the parts of an edge in an address: no id of a stream holds it.
_BETWEEN: Final = " "


class Line(Value):
    """One event as it is shown. `at`: when it happened; `recorded_at`: when it was written, the hour alone
    if it was the same day, empty if it was at once."""

    stream: str
    where: str
    revision: int
    what: str
    who: str
    at: str
    recorded_at: str
    hash: str


@router.get("/journal")
async def journal(
    scope: Scoped,
    flux: Annotated[str | None, Query()] = None,
    avant: Annotated[str | None, Query()] = None,
    apres: Annotated[str | None, Query()] = None,
) -> Response:
    """The last events recorded, of the EPCI or of the stream `flux`; those before the edge `avant`, or after `apres`.

    Raises `Problem` 404 when no such stream may be, 400 when an edge cannot be read.
    """
    if flux is not None:
        _check(scope, flux)
    edge = _edge(apres or avant)
    seen = await scope.views.journal(scope.epci.siren, flux, edge, newer=bool(apres), limit=_PAGE)
    labels = await _labels(scope, [row.by for row in seen.rows])
    within = {"flux": flux} if flux else {}
    facts = {
        "flux": flux,
        "about": _called(flux) if flux else "",
        "page_of_it": scope.link_to(flux) if flux and has_page(flux) else "",
        "lines": [_line(row, scope, labels) for row in seen.rows],
        "older": scope.link("/journal", **within, avant=_written(seen.older)) if seen.older else "",
        "newer": scope.link("/journal", **within, apres=_written(seen.newer)) if seen.newer else "",
        "whole": scope.link("/journal"),
        "first": edge is None,
    }
    return scope.page("journal.html", facts)


def _line(row: JournalRow, scope: Scope, labels: Mapping[str, str]) -> Line:
    tz = scope.epci.place.tz
    at, recorded_at = local_time(row.occurred_at, tz), local_time(row.recorded_at, tz)
    day = f"{at.partition(' à ')[0]} "
    return Line(
        stream=row.stream,
        where=_called(row.stream),
        revision=row.revision,
        what=sentence(row.event, scope.epci),
        who=labels.get(row.by, row.by),
        at=at,
        recorded_at=recorded_at.removeprefix(day) if recorded_at != at else "",
        hash=row.hash.hex()[:_HASH],
    )


async def _labels(scope: Scope, acting: Sequence[str]) -> dict[str, str]:
    """What those who act are called. The label of a token, and who came by a link, are functions, never names."""
    house = house_of(scope.request)
    tokens = await house.tokens.every()
    links = await house.desk.links.known([UUID(by.removeprefix(_LINK)) for by in acting if by.startswith(_LINK)])
    by_link = {f"{_LINK}{id}": _by_link(to, scope) for id, to in links.items()}
    return {TIME_BY: _TIME} | {f"jeton:{token.id}": token.label for token in tokens} | by_link


def _by_link(to: Recipient, scope: Scope) -> str:
    """« mairie (Condom), par son lien »."""
    of = commune_name(to.commune, scope.epci) if to.commune else to.function
    return f"{ROLES[to.role]}{f' ({of})' if of else ''}, par son lien"


def _called(stream: str) -> str:
    """« objectif F1.1 »."""
    kind, _, key = stream.split("/", 2)
    return f"{_KINDS[kind]} {key}"


def _check(scope: Scope, stream: str) -> None:
    kind, siren, key = (*stream.split("/", 2), "", "")[:3]
    if kind not in DECIDERS or siren != scope.epci.siren or not KEY.fullmatch(key):
        raise Problem(404, f"« {stream} » n'est pas un flux de {scope.epci.name}.")


def _written(edge: Edge) -> str:
    return _BETWEEN.join([edge.recorded_at.isoformat(), edge.stream, str(edge.revision)])


def _edge(written: str | None) -> Edge | None:
    if not written:
        return None
    try:
        at, stream, revision = written.split(_BETWEEN)
        edge = Edge(datetime.fromisoformat(at), stream, int(revision))
    except ValueError as unreadable:
        raise _no_such_page() from unreadable
    if edge.recorded_at.tzinfo is None or not 0 <= edge.revision < _REVISIONS or not written.isprintable():
        raise _no_such_page()
    return edge


def _no_such_page() -> Problem:
    return Problem(400, "Cette page du journal n'existe pas ; revenez au début du journal.")
