"""What the address of an act names: the act, and what it takes hold of, for somebody who may do it."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Query

from domain.access import Right
from domain.errors import DomainError
from domain.mandate.state import Mandate
from domain.objective.state import Objective
from domain.registry import DECIDERS
from infra.contacts import Contacts
from infra.documents import Documents
from infra.reading.roadmap_lines import read_roadmap
from web.acts.act import Act, Held
from web.acts.every import ACTS
from web.house import house_of
from web.pages.scope import NOT_YOURS, Scope, Scoped
from web.problems import Problem

_NOTHING: Final = "Cet acte n'existe pas ; revenez au tableau de bord."


@dataclass(frozen=True)
class Holding:
    """An act, and what it takes hold of."""

    act: Act
    held: Held

    def address(self, *more: str) -> str:
        """Where the act is, or what comes under it."""
        held = self.held
        named = {"flux": held.stream, "commune": held.commune, "repere": held.mark}
        path = "/".join(["/actes", self.act.name, *more])
        return held.scope.link(path, **{name: value for name, value in named.items() if value})


async def _holding(
    scope: Scoped,
    name: str,
    flux: Annotated[str, Query(max_length=120)] = "",
    commune: Annotated[str, Query(max_length=5)] = "",
    repere: Annotated[str, Query(max_length=300)] = "",
) -> Holding:
    """Raises `Problem` 404 when there is no such act, or nothing to take hold of there, 403 for who may not."""
    act = ACTS.get(name)
    if act is None:
        raise Problem(404, _NOTHING)
    if not scope.may(act.right):
        raise Problem(403, NOT_YOURS)
    state = await _state(scope, act, flux)
    check_own(scope, act, state)
    if commune or act.of_a_commune:
        _check_commune(scope, state, commune)
    mandate = state if isinstance(state, Mandate) else (await scope.views.around(flux)).mandate
    engine = house_of(scope.request).engine
    files = await Documents(engine).of(flux, f"{flux}#{commune}")
    contacts = await Contacts(engine).every(scope.epci.siren) if act.writes_to else ()
    lines = (await read_roadmap(engine, scope.epci.siren)).lines if act.reads_roadmap else ()
    return Holding(act, Held(scope, flux, state, commune, repere, mandate, files, contacts, lines))


#: What every act depends on.
Acting = Annotated[Holding, Depends(_holding)]


async def _state(scope: Scope, act: Act, stream: str) -> Any:
    kind, siren, key = (*stream.split("/", 2), "", "")[:3]
    known = kind in act.kinds and kind in DECIDERS and siren == scope.epci.siren
    state = await scope.state(kind, key) if known else None
    if state is None:
        raise Problem(404, "Le dossier que cet acte concerne n'existe pas ; revenez au tableau de bord.")
    return state


def check_own(scope: Scope, act: Act, state: Any) -> None:
    """Raises `Problem` 403 when a pilote takes hold of an objective that is another's."""
    if act.right is not Right.PROGRESS or not isinstance(state, Objective):
        return
    if not scope.actor.may_move(scope.epci.siren, state.pilote, state.suppleant):
        raise Problem(
            403, f"Cet objectif est piloté par « {state.pilote or 'personne'} » : ce n'est pas votre fonction."
        )


def _check_commune(scope: Scope, state: Any, insee: str) -> None:
    seat = getattr(state, "seat", None)
    if seat is not None and seat(insee) is not None:
        return
    try:
        scope.epci.commune(insee)
    except DomainError as unknown:
        raise Problem(404, "Cette commune n'est pas de cet EPCI ; revenez au tableau de bord.") from unknown
