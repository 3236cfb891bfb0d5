"""Who is on the roster: the first administrator, invitations, roles given and taken, accounts disabled and erased.

Nothing of it leaves an installation that had an administrator without one, nor an EPCI, unless who administers the
installation does it. The tokens that somebody made stop once they administer no more what those open.
"""

from collections.abc import AsyncIterator, Set
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.access import Access, Grant
from infra.identity.account_tables import accesses, account_roles, accounts, password_links
from infra.identity.accounts import Account, AccountRefused, Accounts, Role, lock_account
from infra.identity.actors import Actor
from infra.identity.addresses import folded
from infra.identity.makers import ADMINISTERING, CHANGING, stop_orphans
from infra.identity.marks import marks
from infra.identity.sessions import close_sessions
from infra.territories import epci_of

#: Who administers the machine itself.
OPERATOR: Final = Actor(id="cli:account", label="", grants=(Grant(),))


class Roster:
    """Changes who has an account, and their roles. `by`: who asks; the audit names them for the tokens that stop."""

    def __init__(self, engine: AsyncEngine, known: Accounts) -> None:
        self._engine = engine
        self._accounts = known

    async def found(self, address: str, name: str, password: str) -> Account:
        """The first account, administrator of the whole installation. Raises `AccountRefused` when there is one."""
        kept = await self._accounts.keep(password)
        async with self._engine.begin() as connection:
            await connection.execute(CHANGING)
            if await connection.scalar(select(exists(select(accounts.c.id)))):
                raise AccountRefused("Un compte existe déjà ici : connectez-vous, ou demandez une invitation.")
            row = {"address": address.strip(), "folded": folded(address), "name": name, "password": kept}
            id = (await connection.execute(insert(accounts).values(row).returning(accounts.c.id))).scalar_one()
            await connection.execute(insert(account_roles).values(account=id, access=Access.ADMINISTRATEUR))
        return await self._accounts.known(id)

    async def invite(self, address: str, name: str, role: Role, by: Actor = OPERATOR) -> tuple[Account, bool]:
        """The account that has the address, made when there is none, with the role; and whether it was made. The name
        of an account that exists does not change. Raises `AccountRefused` as `give`."""
        async with self._changing(by) as connection:
            adding = insert(accounts).values(address=address.strip(), folded=folded(address), name=name)
            fresh = adding.on_conflict_do_nothing(index_elements=["folded"]).returning(accounts.c.id)
            made: UUID | None = await connection.scalar(fresh)
            id = made or await connection.scalar(select(accounts.c.id).where(accounts.c.folded == folded(address)))
            assert id is not None
            await _give(connection, id, role)
        return await self._accounts.known(id), made is not None

    async def give(self, id: UUID, role: Role, by: Actor = OPERATOR) -> None:
        """Gives the role, in the place of the one it had there. Raises `AccountRefused` when nobody would administer
        the installation or the EPCI any more, or when there is no such account."""
        await self._accounts.known(id)
        async with self._changing(by) as connection:
            await _give(connection, id, role)

    async def take(self, id: UUID, siren: str | None, by: Actor = OPERATOR) -> bool:
        """Takes its role in the EPCI away, that of the whole installation when it is `None`. Gives whether it had one.
        Raises `AccountRefused` when nobody would administer the installation or the EPCI any more."""
        role = account_roles.c.account == id, account_roles.c.siren.is_not_distinct_from(siren)
        async with self._changing(by) as connection:
            return (await connection.execute(delete(account_roles).where(*role))).rowcount > 0

    async def disable(self, id: UUID, by: Actor = OPERATOR) -> bool:
        """Lets it in no more, and ends its sessions and links. Gives whether it was open. Raises as `take`."""
        open_one = update(accounts).where(accounts.c.id == id, accounts.c.disabled_at.is_(None))
        links = update(password_links).where(password_links.c.account == id, password_links.c.used_at.is_(None))
        async with self._changing(by) as connection:
            await lock_account(connection, id)
            await close_sessions(connection, id)
            await connection.execute(links.values(used_at=func.clock_timestamp()))
            return (await connection.execute(open_one.values(disabled_at=func.clock_timestamp()))).rowcount > 0

    async def enable(self, id: UUID) -> bool:
        """Lets it in again. Gives whether it was disabled; one that was erased is not there any more."""
        closed = update(accounts).where(
            accounts.c.id == id, accounts.c.disabled_at.is_not(None), accounts.c.address.is_not(None)
        )
        async with self._engine.begin() as connection:
            return (await connection.execute(closed.values(disabled_at=None))).rowcount > 0

    async def erase(self, id: UUID, by: Actor = OPERATOR) -> bool:
        """Removes the name, the address, the password, the roles and the links for good, and ends its sessions; the id
        stays, and the audit forgets what was typed. Gives whether there was somebody. Raises as `take`."""
        nothing = {"address": None, "folded": None, "name": None, "password": None}
        there = update(accounts).where(accounts.c.id == id, accounts.c.address.is_not(None))
        async with self._changing(by) as connection:
            await lock_account(connection, id)
            await close_sessions(connection, id)
            for table in (account_roles, password_links):
                await connection.execute(delete(table).where(table.c.account == id))
            address = await connection.scalar(select(accounts.c.address).where(accounts.c.id == id))
            if address is not None:
                typed = update(accesses).where(accesses.c.whence == (await marks(connection)).address(address))
                await connection.execute(typed.values(whence=None))
            disabled_at = func.coalesce(accounts.c.disabled_at, func.clock_timestamp())
            return (await connection.execute(there.values(**nothing, disabled_at=disabled_at))).rowcount > 0

    @asynccontextmanager
    async def _changing(self, by: Actor) -> AsyncIterator[AsyncConnection]:
        """A transaction that is undone when it leaves a place without an administrator, and that stops the tokens that
        nobody answers for any more. One at a time: two that each leave the other one would leave none."""
        async with self._engine.begin() as connection:
            await connection.execute(CHANGING)
            before = await _administered(connection)
            yield connection
            _refuse_to_abandon(before - await _administered(connection), by)
            await stop_orphans(connection, by.id)


def _refuse_to_abandon(places: Set[str | None], by: Actor) -> None:
    """Raises `AccountRefused` when nobody would administer one of `places` any more, EPCI or the whole installation
    (`None`): the latter whoever asks, an EPCI unless it is somebody of the whole installation."""
    if None in places:
        raise AccountRefused(
            "Ce compte est le dernier à administrer toute l'installation : donnez d'abord ce rôle à quelqu'un "
            "d'autre, qui ait choisi son mot de passe."
        )
    if places and not by.may_administer_all():
        names = " et ".join(sorted(epci_of(siren).name for siren in places if siren is not None))
        raise AccountRefused(
            f"Ce compte est le dernier à administrer {names} : donnez d'abord ce rôle à quelqu'un d'autre, qui ait "
            "choisi son mot de passe, ou demandez-le à qui administre toute l'installation."
        )


async def _administered(connection: AsyncConnection) -> set[str | None]:
    """The places that somebody administers who can sign in: EPCI, and `None` for the whole installation."""
    return set(await connection.scalars(_ADMINISTERED))


async def _give(connection: AsyncConnection, id: UUID, role: Role) -> None:
    there = insert(account_roles).values(account=id, **role.model_dump())
    place = {"access": role.access, "function": role.function, "given_at": func.clock_timestamp()}
    await connection.execute(there.on_conflict_do_update(index_elements=["account", "siren"], set_=place))


_ADMINISTERED: Final = (
    select(account_roles.c.siren)
    .distinct()
    .join(accounts, accounts.c.id == account_roles.c.account)
    .where(account_roles.c.access.in_(ADMINISTERING))
    .where(accounts.c.disabled_at.is_(None), accounts.c.password.is_not(None))
)
