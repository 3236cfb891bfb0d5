"""Who made a token, and whether it outlives them: it opens an EPCI as long as the account that made it, itself or by
another of its tokens, is open and administers that EPCI. Those of the command line are nobody's.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.access import RIGHTS, Access, Right
from infra.identity.accesses import AccessKind
from infra.identity.account_tables import accesses, account_roles, accounts, api_tokens, sessions

#: The roles of who may make tokens.
ADMINISTERING: Final = tuple(access for access in Access if Right.ADMINISTER in RIGHTS[access])

_DIRECT: Final = (
    select(api_tokens.c.id, api_tokens.c.siren, api_tokens.c.created_by.label("maker"))
    .where(api_tokens.c.created_by.startswith("compte:"))
    .cte("made", recursive=True)
)

#: Every token that comes from an account: its EPCI, and the account as the record names it.
_MADE: Final = _DIRECT.union(
    select(api_tokens.c.id, api_tokens.c.siren, _DIRECT.c.maker).where(
        api_tokens.c.created_by == func.concat("jeton:", _DIRECT.c.id)
    )
)

_ORPHAN: Final = ~exists(
    select(account_roles.c.id)
    .join(accounts, accounts.c.id == account_roles.c.account)
    .where(func.concat("compte:", accounts.c.id) == _MADE.c.maker, accounts.c.disabled_at.is_(None))
    .where(account_roles.c.access.in_(ADMINISTERING))
    .where(or_(account_roles.c.siren.is_(None), account_roles.c.siren == _MADE.c.siren))
)

#: A token that opens something now.
OPEN: Final[ColumnElement[bool]] = api_tokens.c.revoked_at.is_(None) & or_(
    api_tokens.c.expires_at.is_(None), api_tokens.c.expires_at > func.clock_timestamp()
)


async def made_by(connection: AsyncConnection, maker: str) -> Sequence[UUID]:
    """The open tokens that the account `compte:{uuid}` made, itself or by another of its tokens."""
    mine = select(api_tokens.c.id).join(_MADE, _MADE.c.id == api_tokens.c.id).where(_MADE.c.maker == maker, OPEN)
    return (await connection.scalars(mine)).all()


async def is_orphan(connection: AsyncConnection, id: UUID) -> bool:
    """Whether the token comes from an account that administers its EPCI no more."""
    return bool(await connection.scalar(select(exists(select(_MADE.c.id).where(_MADE.c.id == id, _ORPHAN)))))


async def stop_orphans(connection: AsyncConnection, by: str) -> None:
    """Revokes the open tokens that nobody answers for any more and ends their sessions, within a transaction of the
    caller's; the audit says of each that `by` stopped it."""
    orphans = select(_MADE.c.id).where(_ORPHAN)
    stopping = update(api_tokens).where(api_tokens.c.id.in_(orphans), OPEN).values(revoked_at=func.clock_timestamp())
    stopped = (await connection.execute(stopping.returning(api_tokens.c.id, api_tokens.c.siren))).all()
    if not stopped:
        return
    await connection.execute(delete(sessions).where(sessions.c.token.in_([row.id for row in stopped])))
    told = [
        {"kind": AccessKind.TOKEN_REVOKED, "actor": by, "siren": row.siren, "about": f"jeton:{row.id}"}
        for row in stopped
    ]
    await connection.execute(insert(accesses).values(told))


#: Held by who makes a token, together; alone by who changes accounts and roles: none is made that nobody answers for.
MAKING: Final = select(func.pg_advisory_xact_lock_shared(func.hashtextextended(literal("accounts"), 0)))
CHANGING: Final = select(func.pg_advisory_xact_lock(func.hashtextextended(literal("accounts"), 0)))
