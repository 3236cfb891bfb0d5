"""Who may do what: the roles that an account has in an EPCI, and the rights that they give.

A role is given in one EPCI, or in all of those of the installation. A pilote moves forward the objectives of its
function, and reads the rest.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from domain.base import Value
from domain.objective.amend_commands import RecordMeans
from domain.objective.commands import (
    BlockObjective,
    CompleteMilestone,
    ReachObjective,
    RecordProgress,
    StartObjective,
    UnblockObjective,
)


class Right(StrEnum):
    """What one may do in an EPCI. Those of a token are its scopes."""

    READ = "lecture"
    PROGRESS = "avancement"  #: say where an objective stands
    COORDINATE = "coordination"  #: everything else that is asked of a stream, imports, contacts
    ADMINISTER = "administration"  #: accounts, tokens, accesses, settings


class Access(StrEnum):
    """The role of an account in an EPCI."""

    ADMINISTRATEUR = "administrateur"
    COORDINATEUR = "coordinateur"
    PILOTE = "pilote"
    LECTEUR = "lecteur"


RIGHTS: Final[Mapping[Access, frozenset[Right]]] = {
    Access.ADMINISTRATEUR: frozenset(Right),
    Access.COORDINATEUR: frozenset({Right.READ, Right.PROGRESS, Right.COORDINATE}),
    Access.PILOTE: frozenset({Right.READ, Right.PROGRESS}),
    Access.LECTEUR: frozenset({Right.READ}),
}

#: What each role is called on pages, and what it allows.
ACCESS_LABELS: Final = {
    Access.ADMINISTRATEUR: "administrateur : tout, et les comptes, les jetons, les réglages",
    Access.COORDINATEUR: "coordinateur : conduire la feuille de route et les consultations",
    Access.PILOTE: "pilote : noter l'avancement de ses objectifs et leurs moyens réels, lire le reste",
    Access.LECTEUR: "lecteur : tout lire, ne rien changer",
}

#: What a pilote may ask of an objective.
_OF_A_PILOTE: Final = (
    BlockObjective,
    CompleteMilestone,
    ReachObjective,
    RecordMeans,
    RecordProgress,
    StartObjective,
    UnblockObjective,
)


class Grant(Value):
    """Rights in the EPCI `siren`, in all of them when it is `None`. `function`: the only pilote for whom progress may
    be said, as the roadmap writes it; empty: any."""

    siren: str | None = None
    rights: frozenset[Right] = frozenset(Right)
    function: str = ""

    def covers(self, siren: str) -> bool:
        """Whether it is about the EPCI `siren`."""
        return self.siren is None or self.siren == siren


def granted(access: Access, siren: str | None, function: str = "") -> Grant:
    """What the role gives there; `function` is that of a pilote, who without one only reads."""
    if access is not Access.PILOTE:
        return Grant(siren=siren, rights=RIGHTS[access])
    return Grant(siren=siren, rights=RIGHTS[access if function else Access.LECTEUR], function=function)


def right_for(command: Any) -> Right:
    """The right that a public command wants."""
    return Right.PROGRESS if isinstance(command, _OF_A_PILOTE) else Right.COORDINATE
