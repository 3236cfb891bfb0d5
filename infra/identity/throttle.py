"""How often one may try to come in: attempts are counted in the database, by the address that is typed and by the host.

An attempt is written as refused before it is judged, so that many at once count as many; who comes in writes it anew.

Who tries wrong passwords from elsewhere keeps nobody out: the few failures that hold are those of one host for one
address. The many that hold an address everywhere come from many hosts, and even then its holder passes: from a host
where they came in lately, or by the link of a mail, which also makes of where they are such a host.
"""

from datetime import timedelta
from math import ceil
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.base import Value
from infra.identity.accesses import AccessKind
from infra.identity.account_tables import accesses
from infra.identity.marks import Marks, marks

#: Failures that are borne within `WINDOW`: from one host for one address and from all hosts for it, until its holder
#: comes in; from one host, whatever it tries.
WINDOW: Final = timedelta(minutes=15)
PER_ADDRESS: Final = 5
PER_ADDRESS_ANYWHERE: Final = 50
PER_HOST: Final = 50

#: For how long a host from which somebody came in is one of theirs.
USUAL: Final = timedelta(days=30)


class Attempt(Value):
    """Somebody who tries to come in. `id` is its row of the audit; `wait_s`: for how long it is held, in seconds, 0
    when it may be judged; `by_host`: whether all that comes from its host is held, not the address alone."""

    id: int
    wait_s: int = 0
    by_host: bool = False

    @property
    def minutes(self) -> int:
        """The same in minutes, at least one."""
        return max(1, ceil(self.wait_s / 60))


class Throttle:
    """Counts attempts."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._marks: Marks | None = None

    async def begin(self, host: str, address: str | None = None) -> Attempt:
        """An attempt from the host, for the address if one was typed; whether it may be judged is said in what is
        given."""
        async with self._engine.begin() as connection:
            known = await self._known(connection)
            here, whence = known.host(host), known.address(address) if address is not None else None
            # Those of one address are counted one after the other.
            lock = func.hashtextextended(f"sign_in/{(whence or here).hex()}", 0)
            await connection.execute(select(func.pg_advisory_xact_lock(lock)))
            row = {"kind": AccessKind.SIGN_IN_REFUSED, "actor": None, "whence": whence, "host": here}
            id = (await connection.execute(insert(accesses).values(row).returning(accesses.c.id))).scalar_one()
            waits = [await _wait_s(connection, accesses.c.host == here, PER_HOST, id)]
            if whence is not None:
                waits += [await _wait_s(connection, *each, id, success=True) for each in _limits(whence, here)]
            if wait_s := max(waits):
                held = update(accesses).where(accesses.c.id == id)
                await connection.execute(held.values(kind=AccessKind.SIGN_IN_HELD))
            return Attempt(id=id, wait_s=wait_s, by_host=waits[0] > 0)

    async def admit(self, host: str, address: str, actor: str) -> None:
        """`actor` came in from the host otherwise than by a password, as by the link of a mail to the address."""
        async with self._engine.begin() as connection:
            known = await self._known(connection)
            there = {"whence": known.address(address), "host": known.host(host)}
            await connection.execute(insert(accesses).values(kind=AccessKind.SIGNED_IN, actor=actor, **there))

    async def succeed(self, attempt: Attempt, actor: str | None, kind: AccessKind = AccessKind.SIGNED_IN) -> None:
        """The attempt was no failure: `actor` came in, or did what `kind` says."""
        async with self._engine.begin() as connection:
            this = update(accesses).where(accesses.c.id == attempt.id)
            await connection.execute(this.values(kind=kind, actor=actor))

    async def fail(self, attempt: Attempt, about: str = "") -> None:
        """The attempt stays a failure; `about`: the account whose address it was, if there is one."""
        async with self._engine.begin() as connection:
            await connection.execute(update(accesses).where(accesses.c.id == attempt.id).values(about=about))

    async def _known(self, connection: AsyncConnection) -> Marks:
        if self._marks is None:
            self._marks = await marks(connection)
        return self._marks


def _limits(whence: bytes, host: bytes) -> tuple[tuple[ColumnElement[bool], int], ...]:
    """What counts for an address, and how much of it is borne: what comes from the same host; what comes from
    anywhere, unless its holder came in from this host lately."""
    anywhere, here, known = accesses.c.whence == whence, accesses.c.host == host, accesses.alias()
    came_in = select(known.c.id).where(known.c.whence == whence, known.c.host == host, known.c.kind == _IN)
    unusual = ~exists(came_in.where(known.c.at > func.clock_timestamp() - USUAL))
    return (and_(anywhere, here), PER_ADDRESS), (and_(anywhere, unusual), PER_ADDRESS_ANYWHERE)


async def _wait_s(
    connection: AsyncConnection, same: ColumnElement[bool], most: int, id: int, *, success: bool = False
) -> int:
    """How long until fewer than `most` failures remain in the window, in seconds; 0 when they are fewer already.
    `success`: those before the last time that somebody came in count no more."""
    now = func.clock_timestamp()
    since = select(func.max(accesses.c.id)).where(same, accesses.c.kind == _IN).scalar_subquery()
    failures = (
        select(accesses.c.at)
        .where(same, accesses.c.kind.in_(_COUNTED), accesses.c.id < id, accesses.c.at > now - WINDOW)
        .where(accesses.c.id > func.coalesce(since, 0) if success else literal(True))
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
