"""The actors: each commune with how it is reached and what it owes, the EPCI's own functions, what nobody holds.

Names, addresses and numbers are for who coordinates; each time that they are shown is noted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from domain.access import Right
from infra.contacts import Contact, Contacts
from infra.identity.accesses import AccessKind
from infra.reading.actor_reads import ActorReads
from infra.reading.actor_view import CommuneLine, Directory, Reach, commune_lines, house_lines
from infra.reading.glances import read_glance
from infra.reading.morning import Glance
from web.house import house_of
from web.pages.scope import Scope, Scoped
from web.problems import Problem

router = APIRouter()

#: Communes of a page of the list: what a slow line loads at once.
_PAGE: Final = 40

#: What the list may be narrowed to: the word of its address, what it is called, which communes it keeps.
_FILTERS: Final[tuple[tuple[str, str, Callable[[CommuneLine], bool]], ...]] = (
    ("", "toutes", lambda line: True),
    ("injoignables", "sans personne à qui écrire", lambda line: line.reach is not Reach.MAIL),
    ("refusees", "avec une adresse refusée", lambda line: line.refused),
    ("sans-conseil", "sans conseil connu à venir", lambda line: not line.councils),
    ("attendues", "qui doivent une réponse", lambda line: bool(line.owed)),
)


@dataclass(frozen=True)
class Seen:
    """Who there is: what stands in the EPCI, its contacts."""

    glance: Glance
    known: Sequence[Contact]
    directory: Directory


@router.get("/acteurs")
async def everyone(
    scope: Scoped, filtre: Annotated[str, Query(max_length=20)] = "", page: Annotated[str, Query(max_length=3)] = "1"
) -> Response:
    """The communes, or those of one filter, a page of them, and the EPCI's functions. No name, no address, no number is
    shown. Raises `Problem` 404 when there is no such filter, or no such page."""
    keeps = {name: keep for name, _, keep in _FILTERS}
    if filtre not in keeps:
        raise Problem(404, "Cette liste n'existe pas ; revenez aux acteurs.")
    seen = await seen_in(scope)
    communes = commune_lines(scope.epci, seen.glance, seen.directory, scope.today)
    kept = [line for line in communes if keeps[filtre](line)]
    pages = [kept[start : start + _PAGE] for start in range(0, len(kept), _PAGE)] or [[]]
    if page not in {str(number) for number in range(1, len(pages) + 1)}:
        raise Problem(404, "Cette page n'existe pas ; revenez aux acteurs.")
    house = list(house_lines(seen.glance.objectives, seen.directory))
    within = {"filtre": filtre} if filtre else {}
    facts = {
        "house": house,
        "missing": [line for line in house if line.missing],
        "lines": pages[int(page) - 1],
        "kept": len(kept),
        "page": int(page),
        "pages": [
            (number, _span(lines), scope.link("/acteurs", **within, page=str(number)))
            for number, lines in enumerate(pages, 1)
        ],
        "engaged": await ActorReads(house_of(scope.request).engine).counts(scope.epci.siren),
        "chosen": filtre,
        "filters": [
            (name, label, sum(map(keep, communes)), scope.link("/acteurs", **({"filtre": name} if name else {})))
            for name, label, keep in _FILTERS
        ],
        "vintage": communes[0].commune.population.municipale_vintage if communes else "",
    }
    return scope.page("actors.html", facts)


@router.get("/acteurs/epci")
async def house(scope: Scoped, fait: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Who answers for the EPCI: the coordination, the president, each pilote with its objectives."""
    seen = await seen_in(scope)
    shown = await shown_to(scope, [one for one in seen.known if one.to.commune is None], "epci")
    lines = list(house_lines(seen.glance.objectives, seen.directory))
    return scope.page("actors_house.html", {"lines": lines, "contacts": shown, "done": fait})


async def seen_in(scope: Scope) -> Seen:
    """What stands in the EPCI, and its contacts."""
    engine = house_of(scope.request).engine
    known = await Contacts(engine).every(scope.epci.siren)
    return Seen(await read_glance(engine, scope.epci.siren), known, Directory(known, scope.epci.place))


async def shown_to(scope: Scope, known: list[Contact], about: str) -> list[Contact]:
    """The contacts, when the reader may see who they are: it is then noted that they were read. Else none."""
    if not scope.may(Right.COORDINATE):
        return []
    if known:
        noting = house_of(scope.request).accesses.note
        await noting(AccessKind.CONTACTS_READ, scope.actor.id, scope.epci.siren, about)
    return known


def _span(lines: Sequence[CommuneLine]) -> str:
    """« Ahetze – Bidart »."""
    return f"{lines[0].commune.name} – {lines[-1].commune.name}" if lines else ""
