"""Who is signed in on the pages: by an account, or by a token. A cookie is 256 bits of chance; only its sha256 is kept.

A session opens what its account or its token opens at each look: who loses a role loses it at once.
"""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.access import Access, Grant, Right, granted
from infra.identity.account_tables import sessions
from infra.identity.actors import Actor

#: How long one stays signed in.
SESSION: Final = timedelta(hours=12)


class Sessions:
    """Opens, finds and ends them."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def open(self, *, account: UUID | None = None, token: UUID | None = None) -> str:
        """A session of the account or of the token: what its cookie holds, which nothing will give again."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(sessions).where(sessions.c.digest.in_(_OVER)))
            return await open_session(connection, account=account, token=token)

    async def find(self, cookie: str) -> Actor | None:
        """Who is signed in with the cookie, `None` when the session is over, or its token or account is."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(_FIND, {"digest": _digest(cookie)})).one_or_none()
        return None if row is None else _actor(row)

    async def close(self, cookie: str) -> None:
        """Ends the session, if there is one."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(sessions).where(sessions.c.digest == _digest(cookie)))

    async def close_all(self, account: UUID) -> int:
        """Ends all the sessions of the account. Gives how many there were."""
        async with self._engine.begin() as connection:
            return await close_sessions(connection, account)

    async def count(self, account: UUID) -> int:
        """How many sessions of the account are open."""
        mine = sessions.c.account == account, sessions.c.expires_at > func.clock_timestamp()
        async with self._engine.connect() as connection:
            return await connection.scalar(select(func.count()).select_from(sessions).where(*mine)) or 0


async def open_session(connection: AsyncConnection, *, account: UUID | None = None, token: UUID | None = None) -> str:
    """The same within a transaction of the caller's."""
    cookie = secrets.token_urlsafe(32)
    row = {"digest": _digest(cookie), "account": account, "token": token}
    await connection.execute(insert(sessions).values(**row, expires_at=func.clock_timestamp() + SESSION))
    return cookie


async def close_sessions(connection: AsyncConnection, account: UUID) -> int:
    """The same within a transaction of the caller's."""
    return (await connection.execute(delete(sessions).where(sessions.c.account == account))).rowcount


# Those that somebody else is ending are left to them: two that took them in two orders would wait for ever.
_OVER = (
    select(sessions.c.digest).where(sessions.c.expires_at < func.clock_timestamp()).with_for_update(skip_locked=True)
)

# One statement for what every page begins with.
_FIND = text("""
SELECT tokens.id AS token, tokens.label, tokens.siren, tokens.scopes, accounts.id AS account, accounts.name,
  (SELECT jsonb_agg(jsonb_build_object('siren', roles.siren, 'access', roles.access, 'function', roles.function))
   FROM account_roles AS roles WHERE roles.account = accounts.id) AS roles
FROM sessions
LEFT JOIN api_tokens AS tokens ON tokens.id = sessions.token AND tokens.revoked_at IS NULL
  AND (tokens.expires_at IS NULL OR tokens.expires_at > clock_timestamp())
LEFT JOIN accounts ON accounts.id = sessions.account AND accounts.disabled_at IS NULL
WHERE sessions.digest = :digest AND sessions.expires_at > clock_timestamp()
  AND (tokens.id IS NOT NULL OR accounts.id IS NOT NULL)
""")


def _actor(row: Row[Any]) -> Actor:
    if row.token is not None:
        grant = Grant(siren=row.siren, rights=frozenset(map(Right, row.scopes)))
        return Actor(id=f"jeton:{row.token}", label=row.label, grants=(grant,))
    grants = tuple(granted(Access(each["access"]), each["siren"], each["function"]) for each in row.roles or ())
    return Actor(id=f"compte:{row.account}", label=row.name or "", grants=grants)


def _digest(cookie: str) -> bytes:
    return sha256(cookie.encode()).digest()
