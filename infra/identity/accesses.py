"""The audit of accesses: who came in, who was refused, and what of the personal or secret was looked at or taken away.

It holds ids, never a name nor an address, and keeps them for a year.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, literal, or_, select, union
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.base import Instant, Value
from infra.identity.account_tables import accesses, account_roles, api_tokens

#: How long an access is kept.
KEPT: Final = timedelta(days=365)


class AccessKind(StrEnum):
    """What happened."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGN_IN_HELD = "sign_in_held"  #: too many refusals just before: not even looked at
    SIGNED_OUT = "signed_out"
    REFUSED = "refused"  #: somebody who is known asked for what is not theirs
    PASSWORD_ASKED = "password_asked"  #: a link to choose one was asked for
    PASSWORD_CHANGED = "password_changed"
    ACCOUNT_CREATED = "account_created"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_ENABLED = "account_enabled"
    ACCOUNT_ERASED = "account_erased"
    ROLE_GIVEN = "role_given"
    ROLE_TAKEN = "role_taken"
    TOKEN_CREATED = "token_created"
    TOKEN_REVOKED = "token_revoked"
    EXPORTED = "exported"
    FILE_READ = "file_read"
    CONTACTS_READ = "contacts_read"
    CONTACTS_CHANGED = "contacts_changed"


#: What pages call each.
ACCESS_KIND_LABELS: Final = {
    AccessKind.SIGNED_IN: "connexion",
    AccessKind.SIGN_IN_REFUSED: "connexion refusée",
    AccessKind.SIGN_IN_HELD: "connexion suspendue, après trop d'essais",
    AccessKind.SIGNED_OUT: "déconnexion",
    AccessKind.REFUSED: "demande refusée, faute de droit",
    AccessKind.PASSWORD_ASKED: "lien de mot de passe demandé",
    AccessKind.PASSWORD_CHANGED: "mot de passe choisi ou changé",
    AccessKind.ACCOUNT_CREATED: "compte créé",
    AccessKind.ACCOUNT_DISABLED: "compte désactivé",
    AccessKind.ACCOUNT_ENABLED: "compte réactivé",
    AccessKind.ACCOUNT_ERASED: "compte effacé",
    AccessKind.ROLE_GIVEN: "rôle donné",
    AccessKind.ROLE_TAKEN: "rôle retiré",
    AccessKind.TOKEN_CREATED: "jeton créé",
    AccessKind.TOKEN_REVOKED: "jeton retiré",
    AccessKind.EXPORTED: "export téléchargé",
    AccessKind.FILE_READ: "fichier téléchargé",
    AccessKind.CONTACTS_READ: "contacts consultés",
    AccessKind.CONTACTS_CHANGED: "contacts modifiés",
}


#: What somebody is called who has no name, or none that is to be said.
_UNNAMED: Final = {
    "compte": "un compte effacé, ou d'un autre EPCI",
    "jeton": "un jeton d'un autre EPCI, ou de tous",
    "cli": "la ligne de commande",
}


def called(id: str, known: Mapping[str, str]) -> str:
    """The name of an actor among those `known` by their ids, or what it is when it has none."""
    return known.get(id) or _UNNAMED.get(id.partition(":")[0], id)


class AccessRow(Value):
    """An access. `actor`: as the record names actors, `None` for a stranger; `siren`: `None` when it was not in one
    EPCI; `about`: an id, of an account (`compte:{uuid}`), a token (`jeton:{uuid}`), a
    stream, a file, or the address that was refused."""

    id: int
    at: Instant
    kind: AccessKind
    actor: str | None
    siren: str | None
    about: str


class Accesses:
    """Notes and lists them."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def note(
        self,
        kind: AccessKind,
        actor: str | None,
        siren: str | None = None,
        about: str = "",
    ) -> None:
        """Notes an access, in a transaction of its own."""
        row = {"kind": kind, "actor": actor, "siren": siren, "about": about}
        async with self._engine.begin() as connection:
            await connection.execute(insert(accesses).values(row))

    async def every(
        self,
        siren: str,
        kind: AccessKind | None = None,
        before: int | None = None,
        limit: int = 50,
        *,
        whole: bool = False,
    ) -> tuple[AccessRow, ...]:
        """At most `limit` accesses, the latest first, those before the one of id `before` when it is given: in the EPCI
        `siren`, and of the accounts and tokens that open it; all those that were in no EPCI too when `whole`."""
        wanted = select(*(accesses.c[name] for name in AccessRow.model_fields)).where(_concerns(siren, whole))
        if kind is not None:
            wanted = wanted.where(accesses.c.kind == kind)
        if before is not None:
            wanted = wanted.where(accesses.c.id < before)
        async with self._engine.connect() as connection:
            rows = await connection.execute(wanted.order_by(accesses.c.id.desc()).limit(limit))
            return tuple(AccessRow.model_validate(row._mapping) for row in rows)

    async def sweep(self) -> int:
        """Forgets those that are older than `KEPT`. Gives how many they were."""
        async with self._engine.begin() as connection:
            old = delete(accesses).where(accesses.c.at < func.clock_timestamp() - KEPT)
            return (await connection.execute(old)).rowcount


def _concerns(siren: str, whole: bool) -> ColumnElement[bool]:
    """Whether an access is of the EPCI: it happened there, or somebody who has a role or a token there came in."""
    people = _those_of(siren)
    nowhere = accesses.c.siren.is_(None)
    if whole:
        return or_(accesses.c.siren == siren, nowhere)
    theirs = or_(accesses.c.actor.in_(people), accesses.c.about.in_(people))
    return or_(accesses.c.siren == siren, and_(nowhere, theirs))


def _those_of(siren: str) -> Select[Any]:
    """The ids, as the record writes them, of the accounts and tokens of the EPCI."""
    of_accounts = select(func.concat("compte:", account_roles.c.account).label("id")).where(
        account_roles.c.siren == siren
    )
    of_tokens = select(func.concat(literal("jeton:"), api_tokens.c.id).label("id")).where(api_tokens.c.siren == siren)
    return select(union(of_accounts, of_tokens).subquery().c.id)
