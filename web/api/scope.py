"""Of which EPCI one asks, and whether one may."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Path, Query

from domain.access import Right
from infra.identity.actors import Actor
from infra.reading.lists import Lists
from web.auth import Asker
from web.house import WebHouse
from web.problems import Problem

#: What an id may end with, whoever gave it.
KEY: Final = r"[^/\s\x00]{1,80}"

KeyPath = Annotated[str, Path(pattern=f"^{KEY}$", description="La clé, dernière partie de l'identifiant du dossier.")]
StreamQuery = Annotated[
    str | None, Query(pattern=f"^[a-z]+/[0-9]{{9}}/{KEY}$", description="Un seul dossier, par son identifiant.")
]


@dataclass(frozen=True)
class Asks:
    """The dependency of an operation that wants the `right` in the EPCI that the request names, or in the only one that
    its token opens; gives the SIREN of that EPCI."""

    right: Right

    def __call__(
        self,
        actor: Asker,
        siren: Annotated[
            str | None,
            Query(pattern="^[0-9]{9}$", description="L'EPCI ; inutile avec un jeton qui n'en ouvre qu'un."),
        ] = None,
    ) -> str:
        """Raises `Problem` 403 when the token does not open it, or not so far, 422 when nothing says which."""
        if siren is None and actor.siren is None:
            raise Problem(422, "Indiquez l'EPCI par son SIREN : « ?siren=… ».")
        asked = siren or actor.siren or ""
        check_right(actor, self.right, asked)
        return asked


def check_right(actor: Actor, right: Right, siren: str) -> None:
    """Raises `Problem` 403 when the token does not open the EPCI, or not so far."""
    if not actor.may_see(siren) and not actor.may(right, siren):
        raise Problem(403, "Ce jeton n'ouvre pas les dossiers de cet EPCI.")
    if not actor.may(right, siren):
        raise Problem(403, f"Ce jeton n'a pas le droit « {right} » dans cet EPCI.")


#: What operations about an EPCI depend on: to read, to conduct, to administer.
SirenAsked = Annotated[str, Depends(Asks(Right.READ))]
SirenCoordinated = Annotated[str, Depends(Asks(Right.COORDINATE))]
SirenAdministered = Annotated[str, Depends(Asks(Right.ADMINISTER))]


async def check_known(house: WebHouse, siren: str) -> None:
    """Raises `Problem` 404 when the EPCI has nothing here."""
    if not await Lists(house.engine).knows(siren):
        raise Problem(404, f"Aucun dossier n'est ouvert ici pour l'EPCI {siren}.")
