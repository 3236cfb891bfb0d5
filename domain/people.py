"""Who Jalon speaks to. Functions, not persons: names and addresses live in an erasable table and never in events."""

from enum import StrEnum

from domain.base import Value


class Role(StrEnum):
    """The function in which somebody is written to."""

    MAIRIE = "mairie"  #: the commune's own mailbox, read by its secrétaire
    MAIRE = "maire"
    SECRETAIRE = "secretaire"
    REFERENT = "referent"  #: the commune's contact for the schéma
    COORDINATEUR = "coordinateur"
    PILOTE = "pilote"
    PRESIDENT = "president"


class Recipient(Value):
    """To whom a notice goes: a role, in a commune (INSEE code) or, for a pilote, the function the roadmap names."""

    role: Role
    commune: str | None = None
    function: str | None = None


COORDINATEUR = Recipient(role=Role.COORDINATEUR)


def mairie(commune: str) -> Recipient:
    """The mailbox of the commune whose INSEE code is given."""
    return Recipient(role=Role.MAIRIE, commune=commune)


def pilote(function: str) -> Recipient:
    """The pilote known by its function, as the roadmap writes it (« DRH mutualisée »)."""
    return Recipient(role=Role.PILOTE, function=function)


_OF_A_COMMUNE = (Role.MAIRIE, Role.SECRETAIRE, Role.MAIRE, Role.REFERENT)

#: Who stands for whom when nobody is known in a function, or their address was refused; the first that can be reached.
_NEXT = {
    Role.MAIRIE: (Role.SECRETAIRE, Role.REFERENT, Role.MAIRE),
    Role.SECRETAIRE: (Role.MAIRIE, Role.REFERENT, Role.MAIRE),
    Role.MAIRE: (Role.MAIRIE, Role.SECRETAIRE, Role.REFERENT),
    Role.REFERENT: (Role.MAIRIE, Role.SECRETAIRE, Role.MAIRE),
}


def stand_ins(to: Recipient) -> tuple[Recipient, ...]:
    """Who is written to when nobody can be reached as `to`, in order: the others of the commune, the coordinator for a
    pilote or a president; nobody stands for the coordinator."""
    if to.commune is not None:
        return tuple(Recipient(role=role, commune=to.commune) for role in _NEXT.get(to.role, _OF_A_COMMUNE))
    return () if to.role is Role.COORDINATEUR else (COORDINATEUR,)
