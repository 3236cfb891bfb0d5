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
