"""The actors: each commune with how it is reached and what it owes, the EPCI's own functions, what nobody holds.

Names, addresses and numbers are for who coordinates; each time that they are shown is noted.
"""

from collections.abc import Callable
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from domain.access import Right
from infra.accesses import AccessKind
from infra.actor_reads import ActorReads
from infra.actor_view import Actors, CommuneLine, Reach, actors
from infra.contacts import Contact, Contacts
from web.api.problems import Problem
from web.house import house_of
from web.pages.scope import Scope, Scoped

router = APIRouter()

#: What the list may be narrowed to: the word of its address, what it is called, which communes it keeps.
_FILTERS: Final[tuple[tuple[str, str, Callable[[CommuneLine], bool]], ...]] = (
    ("", "toutes", lambda line: True),
    ("injoignables", "sans personne à qui écrire", lambda line: line.reach is not Reach.MAIL),
    ("refusees", "avec une adresse refusée", lambda line: line.refused),
    ("sans-conseil", "sans conseil connu à venir", lambda line: not line.councils),
    ("attendues", "qui doivent une réponse", lambda line: bool(line.owed)),
)


@router.get("/acteurs")
async def everyone(scope: Scoped, filtre: Annotated[str, Query(max_length=20)] = "") -> Response:
    """The communes, or those of one filter, and the EPCI's functions. No name, no address, no number is shown. Raises
    `Problem` 404 when there is no such filter."""
    keeps = {name: keep for name, _, keep in _FILTERS}
    if filtre not in keeps:
        raise Problem(404, "Cette liste n'existe pas ; revenez aux acteurs.")
    seen, _ = await seen_in(scope)
    facts = {
        "seen": seen,
        "lines": [line for line in seen.communes if keeps[filtre](line)],
        "chosen": filtre,
        "filters": [
            (name, label, sum(map(keep, seen.communes)), scope.link("/acteurs", **({"filtre": name} if name else {})))
            for name, label, keep in _FILTERS
        ],
        "missing": [line for line in seen.house if line.missing],
        "vintage": seen.communes[0].vintage if seen.communes else "",
    }
    return scope.page("actors.html", facts)


@router.get("/acteurs/epci")
async def house(scope: Scoped, fait: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Who answers for the EPCI: the coordination, the president, each pilote with its objectives."""
    seen, known = await seen_in(scope)
    shown = await shown_to(scope, [one for one in known if one.to.commune is None], "epci")
    return scope.page("actors_house.html", {"lines": seen.house, "contacts": shown, "done": fait})


async def seen_in(scope: Scope) -> tuple[Actors, tuple[Contact, ...]]:
    """The actors of the EPCI, and its contacts."""
    engine = house_of(scope.request).engine
    known = await Contacts(engine).every(scope.epci.siren)
    return actors(scope.epci, await ActorReads(engine).scene(scope.epci.siren), known, scope.today), known


async def shown_to(scope: Scope, known: list[Contact], about: str) -> list[Contact]:
    """The contacts, when the reader may see who they are: it is then noted that they were read. Else none."""
    if not scope.may(Right.COORDINATE):
        return []
    if known:
        noting = house_of(scope.request).accesses.note
        await noting(AccessKind.CONTACTS_READ, scope.actor.id, scope.epci.siren, about)
    return known
