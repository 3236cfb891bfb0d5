"""The roadmap: where it stands, its acts, and every objective on the timeline of the mandate and in a table."""

from dataclasses import dataclass
from typing import Annotated, Any, Final, NamedTuple

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from domain.base import FIRST_DAY, LAST_DAY
from domain.mandate.state import Mandate, Roadmap
from domain.objective.transitions import Status
from infra.reading.roadmap_lines import read_roadmap
from infra.reading.roadmap_view import NO_AXIS, AxisView, RoadmapView, Wanted, plain, roadmap_view
from web.acts.mandate_objective import why_none_is_added
from web.house import house_of
from web.pages.means import of_roadmap
from web.pages.scope import Scope, Scoped
from web.pages.timeline import LANE, LEFT, TOP, WIDTH, Era, Timeline, era, timeline

router = APIRouter()

_PATH: Final = "/feuille-de-route"

#: What objectives may be chosen by.
_STATUSES: Final = tuple(status for status in Status if status is not Status.ABSENT)


@dataclass(frozen=True)
class Asked:
    """What the address asks for. What it says of something that is not there shows nothing, and says so."""

    axe: Annotated[str, Query(max_length=40)] = ""
    pilote: Annotated[str, Query(max_length=300)] = ""
    commune: Annotated[str, Query(max_length=5)] = ""
    statut: Annotated[str, Query(max_length=20)] = ""
    retard: Annotated[str, Query(max_length=3)] = ""
    annee: Annotated[str, Query(max_length=4)] = ""
    page: Annotated[str, Query(max_length=4)] = ""

    @property
    def wanted(self) -> Wanted:
        """The same, read; a year or a page that cannot be read is none."""
        return Wanted(
            axis=plain(self.axe),
            pilote=plain(self.pilote),
            # No text of the database holds it: it would be no commune, but a crash.
            commune=self.commune.replace("\x00", "?"),
            status=self.statut,
            late=bool(self.retard),
            year=_between(self.annee, FIRST_DAY.year, LAST_DAY.year),
            page=_between(self.page, 1, 9999) or 1,
        )

    @property
    def kept(self) -> dict[str, str]:
        """What it asks for, page apart, as an address says it."""
        asked = {name: getattr(self, name) for name in ("axe", "pilote", "commune", "statut", "retard", "annee")}
        return {name: value for name, value in asked.items() if value}


class Drawn(NamedTuple):
    """An axis and its drawing, `None` when nothing of it is shown."""

    axis: AxisView
    drawing: Timeline | None


@router.get(_PATH)
async def roadmap(scope: Scoped, asked: Annotated[Asked, Depends()]) -> Response:
    """The roadmap of the EPCI as it stands today, or what the reader keeps of it."""
    wanted = asked.wanted
    read = await read_roadmap(house_of(scope.request).engine, scope.epci.siren, wanted.commune)
    view = roadmap_view(read, wanted, scope.today)
    of = _era(view, read.mandate, scope, wanted.year)
    facts = {
        "mandate": read.mandate,
        "status": read.mandate.roadmap if read.mandate else Roadmap.ABSENT,
        "view": view,
        "axes": [_drawn(axis, of, scope) for axis in view.axes],
        "of": of,
        "asked": asked,
        "wanted": wanted,
        "known_axes": read.mandate.axes if read.mandate else (),
        "may_add": read.mandate is not None and not why_none_is_added(read.mandate),
        "means": of_roadmap(read.mandate, read.lines),
        "STATUSES": _STATUSES,
        "at": {"LEFT": LEFT, "TOP": TOP, "LANE": LANE, "WIDTH": WIDTH},
    }
    return scope.page("roadmap.html", facts | _links(scope, asked, view, wanted))


def _drawn(axis: AxisView, of: Era, scope: Scope) -> Drawn:
    return Drawn(axis, timeline(axis.lines, of, scope.today) if axis.lines else None)


def _era(view: RoadmapView, mandate: Mandate | None, scope: Scope, year: int | None) -> Era:
    """The years of the mandate, and those that what is shown goes through."""
    years = [year for line in view.lines for year in line.years]
    if mandate is not None and mandate.end is not None:
        years += [mandate.year, mandate.end.last_day.year]
    return era(years, scope.today, year)


def _links(scope: Scope, asked: Asked, view: RoadmapView, wanted: Wanted) -> dict[str, Any]:
    """Where one goes from here: an axis opened, the next page, everything again."""
    kept, function = asked.kept, _function(scope)
    turned = {"before": wanted.page - 1, "after": wanted.page + 1}
    pages = {way: page for way, page in turned.items() if 1 <= page <= view.pages}
    return {
        "opened": {axis.key: scope.link(_PATH, **kept | {"axe": axis.key or NO_AXIS}) for axis in view.axes},
        "turned": {way: scope.link(_PATH, **kept, page=str(page)) for way, page in pages.items()},
        "whole": scope.link(_PATH) if kept else "",
        "own": scope.link(_PATH, pilote=function) if function and wanted.pilote != plain(function) else "",
        "path_of_it": _PATH,
    }


def _function(scope: Scope) -> str:
    """The function whose objectives the reader moves forward, empty when it may any."""
    grants = (grant for grant in scope.actor.grants if grant.covers(scope.epci.siren))
    return next((grant.function for grant in grants if grant.function), "")


def _between(text: str, least: int, most: int) -> int | None:
    number = int(text) if text.isascii() and text.isdecimal() else 0
    return number if least <= number <= most else None
