"""Of which EPCI one asks, and whether one may."""

from typing import Annotated, Final

from fastapi import Depends, Path, Query

from infra.lists import Lists
from web.api.problems import Problem
from web.auth import Asker
from web.house import WebHouse

#: What an id may end with, whoever gave it.
KEY: Final = r"[^/\s\x00]{1,80}"

KeyPath = Annotated[str, Path(pattern=f"^{KEY}$", description="La clé, dernière partie de l'identifiant du dossier.")]
StreamQuery = Annotated[
    str | None, Query(pattern=f"^[a-z]+/[0-9]{{9}}/{KEY}$", description="Un seul dossier, par son identifiant.")
]


def siren_asked(
    actor: Asker,
    siren: Annotated[
        str | None,
        Query(pattern="^[0-9]{9}$", description="L'EPCI ; inutile avec un jeton qui n'en ouvre qu'un."),
    ] = None,
) -> str:
    """The EPCI that the request names, or the only one that its token opens. Raises `Problem` 403 when the token does
    not open it, 422 when nothing says which."""
    if siren is None and actor.siren is None:
        raise Problem(422, "Indiquez l'EPCI par son SIREN : « ?siren=… ».")
    asked = siren or actor.siren or ""
    if not actor.may_see(asked):
        raise Problem(403, "Ce jeton n'ouvre pas les dossiers de cet EPCI.")
    return asked


SirenAsked = Annotated[str, Depends(siren_asked)]


async def check_known(house: WebHouse, siren: str) -> None:
    """Raises `Problem` 404 when the EPCI has nothing here."""
    if not await Lists(house.engine).knows(siren):
        raise Problem(404, f"Aucun dossier n'est ouvert ici pour l'EPCI {siren}.")
