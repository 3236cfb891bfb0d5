"""How often one may try to come in: attempts are counted in the database, by the address that is typed and by the host.

An attempt is written as refused before it is judged, so that many at once count as many; who comes in writes it anew.
"""

from datetime import timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.base import Value
from infra.identity.accesses import AccessKind
from infra.identity.account_tables import accesses

#: Failures that are borne within `WINDOW`: for an address, until its holder comes in, and for a host.
WINDOW: Final = timedelta(minutes=15)
PER_ADDRESS: Final = 5
PER_HOST: Final = 50

#: What is one machine, or one house, among IPv6 addresses, in bits.
_IPV6: Final = 64

#: For how long a host from which somebody came in is one of theirs.
USUAL: Final = timedelta(days=30)


class Attempt(Value):
    """Somebody who tries to come in. `id` is its row of the audit; `wait_s`: for how long it is held, in seconds, 0
    when it may be judged."""

    id: int
    wait_s: int = 0

    @property
    def minutes(self) -> int:
        """The same in minutes, at least one."""
        return max(1, ceil(self.wait_s / 60))


class Throttle:
    """Counts attempts."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def begin(self, host: str, whence: bytes | None = None) -> Attempt:
        """An attempt from the host, for the address that hashes to `whence` if one was typed; whether it may be judged
        is said in what is given."""
        row = {"kind": AccessKind.SIGN_IN_REFUSED, "actor": None, "whence": whence, "host": _digest(host)}
        async with self._engine.begin() as connection:
            # Those of one address are counted one after the other.
            lock = func.hashtextextended(f"sign_in/{(whence or _digest(host)).hex()}", 0)
            await connection.execute(select(func.pg_advisory_xact_lock(lock)))
            id = (await connection.execute(insert(accesses).values(row).returning(accesses.c.id))).scalar_one()
            waits = [await _wait_s(connection, accesses.c.host == _digest(host), PER_HOST, id)]
            if whence is not None:
                waits.append(await _wait_s(connection, await _same(connection, whence, _digest(host)), PER_ADDRESS, id))
            if wait_s := max(waits):
                held = update(accesses).where(accesses.c.id == id)
                await connection.execute(held.values(kind=AccessKind.SIGN_IN_HELD))
            return Attempt(id=id, wait_s=wait_s)

    async def succeed(self, attempt: Attempt, actor: str | None, kind: AccessKind = AccessKind.SIGNED_IN) -> None:
        """The attempt was no failure: `actor` came in, or did what `kind` says."""
        async with self._engine.begin() as connection:
            this = update(accesses).where(accesses.c.id == attempt.id)
            await connection.execute(this.values(kind=kind, actor=actor))

    async def fail(self, attempt: Attempt, about: str = "") -> None:
        """The attempt stays a failure; `about`: the account whose address it was, if there is one."""
        async with self._engine.begin() as connection:
            await connection.execute(update(accesses).where(accesses.c.id == attempt.id).values(about=about))


async def _same(connection: AsyncConnection, whence: bytes, host: bytes) -> ColumnElement[bool]:
    """The attempts that count for an address: all of them; from a host where its holder came in lately, those of that
    host alone, so that nobody keeps somebody out from elsewhere."""
    anywhere, here = accesses.c.whence == whence, accesses.c.host == host
    lately = accesses.c.at > func.clock_timestamp() - USUAL
    usual = select(exists().where(anywhere, here, accesses.c.kind == _IN, lately))
    return and_(anywhere, here) if await connection.scalar(usual) else anywhere


async def _wait_s(connection: AsyncConnection, same: ColumnElement[bool], most: int, id: int) -> int:
    """How long until fewer than `most` failures remain in the window, in seconds; 0 when they are fewer already. Those
    before the last success of the same address count no more."""
    now = func.clock_timestamp()
    success = (
        select(func.max(accesses.c.id)).where(same, accesses.c.whence.is_not(None), accesses.c.kind == _IN)
    ).scalar_subquery()
    failures = (
        select(accesses.c.at)
        .where(same, accesses.c.kind.in_(_COUNTED), accesses.c.id < id, accesses.c.at > now - WINDOW)
        .where(accesses.c.id > func.coalesce(success, 0) if most == PER_ADDRESS else literal(True))
        .order_by(accesses.c.id.desc())
        .limit(most)
        .subquery()
    )
    left = func.extract("epoch", func.min(failures.c.at) + literal(WINDOW) - now)
    count, wait_s = (await connection.execute(select(func.count(), left).select_from(failures))).one()
    return max(1, ceil(wait_s)) if count >= most else 0


_IN: Final = AccessKind.SIGNED_IN

#: A link is asked for by anybody, of any address.
_COUNTED: Final = (AccessKind.SIGN_IN_REFUSED, AccessKind.PASSWORD_ASKED)


def _digest(host: str) -> bytes:
    """What a host hashes to: of IPv6 its network, since one machine has addresses without number there."""
    try:
        address = ip_address(host)
    except ValueError:
        return sha256(host.encode()).digest()
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or ip_network((address, _IPV6), strict=False).network_address
    return sha256(str(address).encode()).digest()
