"""Who may come in with a token: programs, and people before they have an account.

A token is 256 bits of chance. Only its sha256 is kept: who reads the database cannot come in.
"""

import secrets
import time
from collections.abc import Callable, Collection
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.access import Grant, Right
from domain.base import Instant, Value
from domain.errors import DomainError
from infra.identity.account_tables import api_tokens, sessions
from infra.identity.actors import Actor
from infra.identity.makers import MAKING, OPEN, is_orphan, made_by

#: How long a revoked token may still be believed by a process that has just seen it.
CACHE_S = 5.0

_PREFIX = "jalon_"


class TokenRefused(DomainError):
    """A token that nobody would answer for."""


class TokenRow(Value):
    """A token as it is listed, without its secret. `scopes`: its rights; it opens nothing any more after
    `expires_at`, if it has one."""

    id: UUID
    label: str
    siren: str | None
    scopes: tuple[Right, ...]
    created_at: Instant
    created_by: str | None
    expires_at: Instant | None
    revoked_at: Instant | None


class NewToken(Value):
    """A token to make: `label` says what it is for, a function or a software and never a name; `siren`: the only EPCI
    that it opens, `None` for all; `scopes`: its rights; `created_by`: as the record names actors."""

    label: str
    siren: str | None = None
    scopes: tuple[Right, ...] = tuple(Right)
    expires_at: Instant | None = None
    created_by: str | None = None


class Tokens:
    """Creates, checks and revokes. What was checked is believed for `CACHE_S`: the hot path makes no query."""

    def __init__(self, engine: AsyncEngine, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._elapsed = elapsed
        self._known: dict[bytes, tuple[Actor, float]] = {}

    async def create(
        self,
        label: str,
        siren: str | None = None,
        scopes: Collection[Right] = tuple(Right),
        expires_at: datetime | None = None,
    ) -> str:
        """A new token for all EPCI, or for `siren` alone, with the rights of `scopes`. Gives its secret, which nothing
        will give again."""
        wanted = NewToken(label=label, siren=siren, scopes=tuple(scopes), expires_at=expires_at)
        return (await self.make(wanted))[1]

    async def make(self, wanted: NewToken) -> tuple[UUID, str]:
        """A new token. Gives its id and its secret, which nothing will give again. Raises `TokenRefused` when the
        account that it comes from does not administer its EPCI, any more."""
        secret = f"{_PREFIX}{secrets.token_urlsafe(32)}"
        row = wanted.model_dump(exclude={"scopes"}) | {"digest": _digest(secret), "scopes": sorted(wanted.scopes)}
        async with self._engine.begin() as connection:
            await connection.execute(MAKING)
            made = await connection.execute(insert(api_tokens).values(row).returning(api_tokens.c.id))
            id: UUID = made.scalar_one()
            if await is_orphan(connection, id):
                raise TokenRefused("Le compte d'où vient ce jeton n'administre plus cet EPCI : rien n'est créé.")
        return id, secret

    async def every(self, siren: str | None = None) -> tuple[TokenRow, ...]:
        """All the tokens ever created, the oldest first; those of the EPCI `siren` alone when it is given."""
        wanted = select(*(api_tokens.c[name] for name in TokenRow.model_fields))
        if siren is not None:
            wanted = wanted.where(api_tokens.c.siren == siren)
        async with self._engine.connect() as connection:
            rows = await connection.execute(wanted.order_by(api_tokens.c.created_at, api_tokens.c.id))
            return tuple(TokenRow.model_validate(row._mapping) for row in rows)

    async def made_by(self, maker: str) -> tuple[TokenRow, ...]:
        """The open tokens that the account `compte:{uuid}` made, itself or by another of its tokens, the oldest
        first."""
        async with self._engine.connect() as connection:
            mine = await made_by(connection, maker)
        return tuple(row for row in await self.every() if row.id in mine) if mine else ()

    def forget(self) -> None:
        """Believes no more what was checked: tokens were revoked by a change of accounts."""
        self._known.clear()

    async def revoke(self, id: UUID, siren: str | None = None) -> bool:
        """Closes the token, if it is one of the EPCI `siren` when that is given, and its sessions. Gives whether it was
        open. Other processes follow within `CACHE_S`."""
        closing = update(api_tokens).where(api_tokens.c.id == id, api_tokens.c.revoked_at.is_(None))
        if siren is not None:
            closing = closing.where(api_tokens.c.siren == siren)
        async with self._engine.begin() as connection:
            closed = await connection.execute(closing.values(revoked_at=func.clock_timestamp()))
            if closed.rowcount:
                await connection.execute(delete(sessions).where(sessions.c.token == id))
        self.forget()
        return closed.rowcount > 0

    async def check(self, secret: str) -> Actor | None:
        """Who holds the token, `None` when it is unknown or revoked."""
        digest, now = _digest(secret), self._elapsed()
        known = self._known.get(digest)
        if known is not None and now < known[1]:
            return known[0]
        if known is not None:
            # One looks again; the others go on meanwhile with what was known.
            self._known[digest] = known[0], now + CACHE_S
        found = await self._actor(select(*_ACTOR).where(api_tokens.c.digest == digest, OPEN))
        if found is None:
            self._known.pop(digest, None)
        else:
            self._known[digest] = found, now + CACHE_S
        return found

    async def open_id(self, secret: str) -> UUID | None:
        """The id of the token, looked up whatever was believed; `None` when it is unknown, over or revoked."""
        async with self._engine.connect() as connection:
            return await connection.scalar(select(api_tokens.c.id).where(api_tokens.c.digest == _digest(secret), OPEN))

    async def _actor(self, wanted: Select[Any]) -> Actor | None:
        async with self._engine.connect() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        if row is None:
            return None
        grant = Grant(siren=row.siren, rights=frozenset(map(Right, row.scopes)))
        return Actor(id=f"jeton:{row.id}", label=row.label, grants=(grant,))


_ACTOR = (api_tokens.c.id, api_tokens.c.label, api_tokens.c.siren, api_tokens.c.scopes)


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
