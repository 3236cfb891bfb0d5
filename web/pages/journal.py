"""The journal: who did what, when it happened, when it was recorded, and the hash that chains it; what is looked for
in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from domain.registry import DECIDERS
from infra.identity.accesses import AccessKind
from infra.reading.event_labels import EVENT_LABELS, STREAM_LABELS
from infra.reading.journal_titles import Titled, titled
from infra.reading.views import Edge, JournalPage
from web.downloads import attachment
from web.house import house_of
from web.pages.journal_ask import FIELDS, Asked, asked_in, who_may_act
from web.pages.journal_lines import as_csv, called, known_in, labels_of, line_of
from web.pages.scope import KEY, Scope, Scoped, has_page
from web.problems import Problem

router = APIRouter()

_PAGE: Final = 50

#: A revision is kept in four bytes.
_REVISIONS: Final = 2**31

#: What comes between the parts of an edge in an address: no id of a stream holds it.
_BETWEEN: Final = " "


@dataclass(frozen=True)
class Seen:
    """A page of the journal: of which stream, what was looked for, from which edge, and what it holds."""

    scope: Scope
    flux: str | None
    asked: Asked
    edge: Edge | None
    newer: bool

    @property
    def within(self) -> dict[str, str]:
        """What addresses of the same search hold."""
        return ({"flux": self.flux} if self.flux else {}) | self.asked.within

    async def read(self) -> JournalPage:
        """Nothing when what is looked for cannot be read."""
        if self.asked.form.wrong:
            return JournalPage((), None, None)
        views, siren = self.scope.views, self.scope.epci.siren
        return await views.journal(siren, self.flux, self.edge, self.newer, _PAGE, self.asked.search)


async def _seen(
    scope: Scoped,
    flux: Annotated[str | None, Query()] = None,
    avant: Annotated[str | None, Query()] = None,
    apres: Annotated[str | None, Query()] = None,
) -> Seen:
    """The last events recorded, of the EPCI or of the stream `flux`; those before the edge `avant`, or after `apres`.

    Raises `Problem` 404 when no such stream may be, 400 when an edge cannot be read.
    """
    if flux is not None:
        _check(scope, flux)
    return Seen(scope, flux, asked_in(scope, scope.request.query_params), _edge(apres or avant), bool(apres))


APage = Annotated[Seen, Depends(_seen)]


@router.get("/journal")
async def journal(seen: APage) -> Response:
    """A page of the journal, and the form that looks for something in it."""
    scope, flux = seen.scope, seen.flux
    page = await seen.read()
    known = await known_in(scope)
    labels = await labels_of(scope, [row.by for row in page.rows], known)
    facts: dict[str, Any] = {
        "flux": flux,
        "about": called(flux) if flux else "",
        "page_of_it": scope.link_to(flux) if flux and has_page(flux) else "",
        "lines": [line_of(row, scope, labels) for row in page.rows],
        "older": _link(seen, avant=page.older),
        "newer": _link(seen, apres=page.newer),
        "extract": _link(seen, "/journal/extrait", **{"apres" if seen.newer else "avant": seen.edge}, always=True),
        "whole": scope.link("/journal"),
        "all_of_it": scope.link("/journal", **({"flux": flux} if flux else {})),
        "first": seen.edge is None,
        "form": seen.asked.form,
        "narrowed": seen.asked.narrowed,
        "refined": any(name in seen.asked.within for name in FIELDS if name != "q"),
        "titled": await _titled(seen),
        "called": called,
        "who": who_may_act(scope, known),
        "EVENT_LABELS": EVENT_LABELS,
        "STREAM_LABELS": STREAM_LABELS,
    }
    shown = scope.page("journal.html", facts)
    shown.status_code = 422 if seen.asked.form.wrong else 200
    return shown


@router.get("/journal/extrait")
async def extract(seen: APage) -> Response:
    """The same page for a spreadsheet; it is noted that it was taken away. Raises `Problem` 400 when what is looked for
    cannot be read."""
    if seen.asked.form.wrong:
        raise Problem(400, "Cette recherche n'est pas lisible ; revenez au journal.")
    scope, page = seen.scope, await seen.read()
    labels = await labels_of(scope, [row.by for row in page.rows], await known_in(scope))
    noting = house_of(scope.request).accesses.note
    await noting(AccessKind.EXPORTED, scope.actor.id, scope.epci.siren, seen.flux or "journal")
    named = f"journal-{scope.epci.siren}-{scope.today.isoformat()}.csv"
    content = as_csv(page.rows, scope, labels)
    return attachment(content, "text/csv; charset=utf-8", named)


async def _titled(seen: Seen) -> list[Titled]:
    """What bears the name that is looked for: its journal is offered whole."""
    text = seen.asked.form.typed.get("q", "")
    wanted = text and seen.flux is None and seen.edge is None and not seen.asked.form.wrong
    return await titled(house_of(seen.scope.request).engine, seen.scope.epci.siren, text) if wanted else []


def _link(seen: Seen, path: str = "/journal", always: bool = False, **edges: Edge | None) -> str:
    """The address of the page at an edge, within the same search; empty when there is no edge, unless `always`."""
    at = {name: _written(edge) for name, edge in edges.items() if edge is not None}
    return seen.scope.link(path, **seen.within, **at) if at or always else ""


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
