"""The links by which somebody chooses a password: an invitation, or one that was forgotten.

Each is a row that waits for its mail. Its secret is drawn when the mail is written, so that it stands in the mail
alone: only its sha256 is kept. It serves once.
"""

import secrets
from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, insert, literal, select, text, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.base import Instant, Value
from infra.identity.account_tables import account_roles, accounts, password_links
from infra.identity.accounts import lock_account, set_password

#: Where the mail of accounts waits: that of no EPCI.
LANE: Final = "express/000000000/courriels"

#: How long one waits, while a link serves, before another is sent to the same account; and once `A_DAY` were sent in a
#: day. Anybody may ask for the link of an address: however often a stranger does, its holder has one that serves, since
#: the longest pause is shorter than the shortest life.
PAUSE: Final = timedelta(minutes=5)
LONG_PAUSE: Final = timedelta(hours=1)
A_DAY: Final = 5


class Purpose(StrEnum):
    """Why somebody is given a link."""

    INVITATION = "invitation"
    RESET = "reset"


#: How long a link serves.
LIVES: Final = {Purpose.INVITATION: timedelta(days=7), Purpose.RESET: timedelta(hours=2)}


class Standing(StrEnum):
    """What a link is worth."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class Found(Value):
    """A link that somebody follows: `account` is `None` when it is unknown."""

    standing: Standing
    account: UUID | None = None
    purpose: Purpose = Purpose.RESET


class Sent(Value):
    """The last link that was asked for an account. `sent_at`: `None` while its mail waits; `refused`: the code with
    which it was refused for good."""

    account: UUID
    purpose: Purpose
    asked_at: Instant
    expires_at: Instant
    sent_at: Instant | None
    refused: str | None


class Waiting(Value):
    """A link whose mail waits: `sirens`, where its account has a role, without the whole installation."""

    id: UUID
    account: UUID
    purpose: Purpose
    address: str
    name: str
    sirens: tuple[str, ...]


class PasswordLinks:
    """Asks for links, draws and uses them."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def ask(self, account: UUID, purpose: Purpose) -> bool:
        """A link for the account, whose mail then leaves. Gives whether one will: not while one that was asked for
        within `PAUSE` still serves, nor within `LONG_PAUSE` after `A_DAY` of them."""
        now = func.clock_timestamp()
        async with self._engine.begin() as connection:
            await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"links/{account}", 0))))
            mine = password_links.c.account == account, password_links.c.asked_at > now - timedelta(days=1)
            serves = password_links.c.used_at.is_(None)
            just_now, lately = (
                func.count().filter(serves, password_links.c.asked_at > now - each) for each in (PAUSE, LONG_PAUSE)
            )
            counts = select(func.count().label("today"), just_now.label("just_now"), lately.label("lately"))
            seen = (await connection.execute(counts.where(*mine))).one()
            if seen.just_now or (seen.today >= A_DAY and seen.lately):
                return False
            await connection.execute(insert(password_links).values(**_row(account, purpose)))
            return True

    async def issue(self, account: UUID, purpose: Purpose) -> str:
        """A link for the account, given by hand: its secret, which nothing will give again. No mail leaves."""
        secret = secrets.token_urlsafe(32)
        given = {"digest": _digest(secret), "sent_at": func.clock_timestamp()}
        async with self._engine.begin() as connection:
            await connection.execute(insert(password_links).values(**_row(account, purpose), **given))
        return secret

    async def waiting(self) -> tuple[Waiting, ...]:
        """The links whose mail waits, the oldest first; not those for which nobody waits any more."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(_WAITING)
            return tuple(Waiting.model_validate(row._mapping) for row in rows)

    async def draw(self, id: UUID) -> str | None:
        """The secret of a link that was asked for, drawn anew at each call; `None` when it serves no more."""
        secret = secrets.token_urlsafe(32)
        drawing = update(password_links).where(password_links.c.id == id, _WAITS)
        async with self._engine.begin() as connection:
            drawn = await connection.execute(drawing.values(digest=_digest(secret)))
        return secret if drawn.rowcount else None

    async def sent(self, id: UUID) -> None:
        """Its mail has left: it serves from now on, for as long as its purpose says."""
        now = func.clock_timestamp()
        until = case({purpose.value: now + literal(life) for purpose, life in LIVES.items()}, value=_PURPOSE)
        async with self._engine.begin() as connection:
            left = update(password_links).where(password_links.c.id == id)
            await connection.execute(left.values(sent_at=now, expires_at=until))

    async def refuse(self, id: UUID, code: str) -> None:
        """Its mail was refused for good, with the code that a server gave."""
        async with self._engine.begin() as connection:
            await connection.execute(update(password_links).where(password_links.c.id == id).values(refused=code))

    async def find(self, secret: str) -> Found:
        """What the link with this secret is worth."""
        async with self._engine.connect() as connection:
            return await _find(connection, secret)

    async def use(self, secret: str, kept: str) -> Found:
        """Chooses a password, of which `kept` is kept, by the link with this secret: it serves no more, nor do the
        others of its account, whose sessions end. Gives what it was worth: nothing happened unless it was open."""
        async with self._engine.begin() as connection:
            whose = await connection.scalar(select(password_links.c.account).where(_has(secret)))
            if whose is not None:
                await lock_account(connection, whose)
            found = await _find(connection, secret)
            if found.standing is Standing.OPEN and found.account is not None:
                await set_password(connection, found.account, kept)
            return found

    async def last(self, ids: Collection[UUID]) -> dict[UUID, Sent]:
        """The last link of each account that has one."""
        columns = [password_links.c[name] for name in Sent.model_fields]
        wanted = select(*columns).where(password_links.c.account.in_(ids)).ext(distinct_on(password_links.c.account))
        async with self._engine.connect() as connection:
            rows = await connection.execute(wanted.order_by(password_links.c.account, password_links.c.asked_at.desc()))
            return {row.account: Sent.model_validate(row._mapping) for row in rows}


async def _find(connection: AsyncConnection, secret: str) -> Found:
    now = func.clock_timestamp()
    facts = [password_links.c[name] for name in ("account", "purpose", "used_at")]
    over = (password_links.c.expires_at <= now).label("over")
    wanted = select(*facts, over).join(accounts, accounts.c.id == password_links.c.account)
    row = (await connection.execute(wanted.where(_has(secret), accounts.c.disabled_at.is_(None)))).one_or_none()
    if row is None:
        return Found(standing=Standing.UNKNOWN)
    standing = Standing.USED if row.used_at is not None else Standing.EXPIRED if row.over else Standing.OPEN
    return Found(standing=standing, account=row.account, purpose=row.purpose)


def _has(secret: str) -> ColumnElement[bool]:
    return password_links.c.digest == _digest(secret)


def _row(account: UUID, purpose: Purpose) -> dict[str, Any]:
    return {"account": account, "purpose": purpose, "expires_at": func.clock_timestamp() + literal(LIVES[purpose])}


_PURPOSE: Final = password_links.c.purpose

_WAITS: Final = and_(
    *(password_links.c[name].is_(None) for name in ("sent_at", "refused", "used_at")),
    password_links.c.expires_at > func.clock_timestamp(),
)

_SIRENS = (
    select(func.coalesce(func.array_agg(account_roles.c.siren), text("'{}'::text[]")))
    .where(account_roles.c.account == accounts.c.id, account_roles.c.siren.is_not(None))
    .scalar_subquery()
    .label("sirens")
)

_WAITING: Final = (
    select(*(password_links.c[name] for name in ("id", "account", "purpose")), accounts.c.address, accounts.c.name)
    .add_columns(_SIRENS)
    .join(accounts, accounts.c.id == password_links.c.account)
    .where(_WAITS, accounts.c.disabled_at.is_(None))
    .order_by(password_links.c.asked_at, password_links.c.id)
)


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
