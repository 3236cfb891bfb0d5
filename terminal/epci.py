"""Which EPCI and which mandate a command speaks of."""

import re

from domain.french import join
from domain.mandate.state import Mandate
from domain.territory import Epci
from infra.reading.views import Views
from infra.roadmaps.standing import mandate_of
from infra.snapshots import Snapshots
from infra.territories import load_epci
from terminal.exits import Misused
from terminal.session import Session

_KEY = re.compile(r"[^/\s]{1,80}")


async def epci_of(session: Session, siren: str | None) -> Epci:
    """The EPCI asked for, or the only one there is. Raises `Misused` when there is none, or several to choose from."""
    known = [one.siren for one in await Views(session.engine).known()]
    if siren is not None and siren not in known:
        raise Misused(
            f"{load_epci(siren).name} : cet EPCI n'est pas encore ouvert ici ; lancez « jalon init --siren {siren} »."
        )
    if siren is not None:
        return load_epci(siren)
    if not known:
        raise Misused("Aucun EPCI n'est encore ouvert ici : lancez « jalon init --siren SIREN ».")
    if len(known) > 1:
        names = join([f"{one} ({load_epci(one).name})" for one in known])
        raise Misused(f"Plusieurs EPCI sont ouverts ici : indiquez --siren, parmi {names}.")
    return load_epci(known[0])


async def needed_mandate(snapshots: Snapshots, epci: Epci) -> Mandate:
    """The mandate under way, or the last one when none is. Raises `Misused` when the EPCI has none."""
    mandate = await mandate_of(snapshots, epci.siren)
    if mandate is None:
        raise Misused(f"{epci.name} n'a pas de mandat ouvert : lancez « jalon init --siren {epci.siren} ».")
    return mandate


def stream_of(kind: str, siren: str, key: str) -> str:
    """The id of a stream of the EPCI. Raises `Misused` when the key cannot be one."""
    if not _KEY.fullmatch(key):
        raise Misused(f"« {key} » n'est pas une clé : 80 caractères au plus, sans espace ni barre oblique.")
    return f"{kind}/{siren}/{key}"
