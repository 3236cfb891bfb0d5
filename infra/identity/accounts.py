"""The people of the EPCI who sign in: who they are, and their role in each EPCI.

Names and addresses are here alone, and can be erased; the record names an account by its id.
"""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, exists, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.access import Access, granted
from domain.base import Instant, Value
from domain.errors import DomainError
from infra.identity.account_tables import account_roles, accounts, password_links
from infra.identity.actors import Actor
from infra.identity.addresses import folded
from infra.identity.passwords import Passwords
from infra.identity.sessions import close_sessions

_PREFIX: Final = "compte:"


class AccountRefused(DomainError):
    """What is asked of accounts that would leave nobody at the helm, or that there is nothing to ask of."""


class Role(Value):
    """What somebody may do in the EPCI `siren`, in all of them when it is `None`. `function`: that of a pilote."""

    siren: str | None = None
    access: Access
    function: str = ""


class Account(Value):
    """Somebody who may sign in, once they have `chosen` a password. `address` and `name` are `None` once erased."""

    id: UUID
    address: str | None
    name: str | None
    chosen: bool
    created_at: Instant
    disabled_at: Instant | None
    roles: tuple[Role, ...]

    @property
    def actor_id(self) -> str:
        """How the record names it."""
        return f"{_PREFIX}{self.id}"

    @property
    def actor(self) -> Actor:
        """Who they are when they ask."""
        grants = tuple(granted(role.access, role.siren, role.function) for role in self.roles)
        return Actor(id=self.actor_id, label=self.name or "", grants=grants)

    def role_in(self, siren: str | None) -> Role | None:
        """Their role in that very place."""
        return next((role for role in self.roles if role.siren == siren), None)


def account_of(actor: Actor) -> UUID | None:
    """The account of who asks, `None` when they came with a token."""
    return UUID(actor.id.removeprefix(_PREFIX)) if actor.id.startswith(_PREFIX) else None


class Accounts:
    """The accounts of the installation."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._passwords = Passwords()
        self._any = False

    async def any(self) -> bool:
        """Whether there is one: accounts are erased, never removed."""
        if not self._any:
            async with self._engine.connect() as connection:
                self._any = bool(await connection.scalar(select(exists(select(accounts.c.id)))))
        return self._any

    async def one(self, id: UUID) -> Account | None:
        """The account, a disabled or erased one too."""
        return await self._find(_EVERY.where(accounts.c.id == id))

    async def with_address(self, address: str) -> Account | None:
        """The account that has the address, however its letters are written."""
        return await self._find(_EVERY.where(accounts.c.folded == folded(address)))

    async def every(self, siren: str | None = None) -> tuple[Account, ...]:
        """All of them by name, the erased last; those that have a role in the EPCI `siren` when it is given, with that
        role alone."""
        wanted = _EVERY
        if siren is not None:
            there = select(account_roles.c.account).where(account_roles.c.siren == siren)
            wanted = wanted.where(accounts.c.id.in_(there))
        async with self._engine.connect() as connection:
            rows = await connection.execute(wanted.order_by(accounts.c.name.nulls_last(), accounts.c.created_at))
            found = tuple(_account(row) for row in rows)
        if siren is None:
            return found
        return tuple(it.but(roles=tuple(role for role in it.roles if role.siren == siren)) for it in found)

    async def names(self, ids: Collection[str]) -> dict[str, str]:
        """The names of accounts, by their ids as the record writes them (`compte:{uuid}`); the others, and those that
        were erased, are left out."""
        known = [UUID(id.removeprefix(_PREFIX)) for id in ids if id.startswith(_PREFIX)]
        if not known:
            return {}
        named = select(accounts.c.id, accounts.c.name).where(accounts.c.id.in_(known), accounts.c.name.is_not(None))
        async with self._engine.connect() as connection:
            return {f"{_PREFIX}{row.id}": row.name for row in await connection.execute(named)}

    async def functions(self, siren: str) -> list[str]:
        """The functions of the pilotes and suppléants of the EPCI's objectives, in order: those of its accounts."""
        async with self._engine.connect() as connection:
            return sorted(await connection.scalars(_FUNCTIONS, {"siren": siren}), key=str.casefold)

    async def rename(self, id: UUID, name: str) -> None:
        """Changes the name that pages show."""
        async with self._engine.begin() as connection:
            await connection.execute(update(accounts).where(accounts.c.id == id).values(name=name))

    async def check(self, address: str, password: str) -> Account | None:
        """The account that has the address and the password, `None` when there is none, which takes as long."""
        wanted = select(accounts.c.id, accounts.c.password)
        async with self._engine.connect() as connection:
            mine = wanted.where(accounts.c.folded == folded(address), accounts.c.disabled_at.is_(None))
            row = (await connection.execute(mine)).one_or_none()
        checked = await self._passwords.check(row.password if row else None, password)
        if row is None or not checked.right:
            return None
        if checked.kept_anew is not None:
            async with self._engine.begin() as connection:
                await connection.execute(
                    update(accounts)
                    .where(accounts.c.id == row.id, accounts.c.password == row.password)
                    .values(password=checked.kept_anew)
                )
        return await self.known(row.id)

    async def change_password(self, id: UUID, password: str) -> None:
        """Keeps another password. All the sessions of the account end, and its links."""
        kept = await self._passwords.keep(password)
        async with self._engine.begin() as connection:
            await set_password(connection, id, kept)

    async def keep(self, password: str) -> str:
        """What is kept of a password, for who sets it in a transaction of theirs."""
        return await self._passwords.keep(password)

    async def known(self, id: UUID) -> Account:
        """The account. Raises `AccountRefused` when there is none, or when it was erased."""
        known = await self.one(id)
        if known is None or known.address is None:
            raise AccountRefused("Ce compte n'existe plus.")
        return known

    async def _find(self, wanted: Select[Any]) -> Account | None:
        async with self._engine.connect() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        return None if row is None else _account(row)


async def lock_account(connection: AsyncConnection, id: UUID) -> None:
    """Within a transaction of the caller's, waits for who changes the account. Its links and its sessions are changed
    after that alone: whoever took them the other way round would wait for ever."""
    await connection.execute(select(accounts.c.id).where(accounts.c.id == id).with_for_update(key_share=True))


async def set_password(connection: AsyncConnection, id: UUID, kept: str) -> None:
    """Within a transaction of the caller's: `kept` is what is kept of the new password. What was opened with the former
    one closes, and no link chooses another."""
    await connection.execute(update(accounts).where(accounts.c.id == id).values(password=kept))
    unused = update(password_links).where(password_links.c.account == id, password_links.c.used_at.is_(None))
    await connection.execute(unused.values(used_at=func.clock_timestamp()))
    await close_sessions(connection, id)


_ROLES = (
    select(func.jsonb_agg(func.jsonb_build_object(
        "siren", account_roles.c.siren, "access", account_roles.c.access, "function", account_roles.c.function
    )))
    .where(account_roles.c.account == accounts.c.id)
    .scalar_subquery()
)  # fmt: skip

_EVERY: Final[Select[Any]] = select(
    *(accounts.c[name] for name in ("id", "address", "name", "created_at", "disabled_at")),
    accounts.c.password.is_not(None).label("chosen"),
    func.coalesce(_ROLES, text("'[]'::jsonb")).label("roles"),
)


_FUNCTIONS: Final = text("""
SELECT DISTINCT function FROM streams,
  LATERAL (VALUES (snapshot ->> 'pilote'), (snapshot ->> 'suppleant')) AS named (function)
WHERE streams.siren = :siren AND kind = 'objective' AND function <> ''
""")


def _account(row: Row[Any]) -> Account:
    facts = {name: getattr(row, name) for name in Account.model_fields if name != "roles"}
    return Account(**facts, roles=tuple(sorted(map(Role.model_validate, row.roles), key=lambda it: it.siren or "")))
