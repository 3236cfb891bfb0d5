"""What a command works with: the database, opened for as long as it runs, and its troubles said in French."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import psycopg
from sqlalchemy import func, select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.calendar import Place, civil_day
from domain.errors import DomainError
from domain.registry import decider_of
from infra.contacts import Contacts
from infra.database import POSTER, DatabaseNewer, Pool, engine, pool, read_clock
from infra.inbox import Inbox, InboxError, StreamBusy
from infra.reading.reads import Reads
from infra.settings import Environment, Settings, SettingsUnusable, is_set, load_settings
from infra.snapshots import Snapshots
from infra.tables import streams
from infra.transports import Maildir
from terminal.exits import Ended, Misused, Unavailable

T = TypeVar("T")

#: What stands for the settings of a worker in a process that sends nothing.
_NO_MAIL: Final = {"mail_transport": Maildir(directory=Path()), "mail_sender": "jalon@example.invalid"}
_NOWHERE: Final = "https://jalon.example.invalid"

#: A server that does not even refuse is not waited for longer.
_REACH_S = 10.0


@dataclass(frozen=True)
class Session:
    """An open database."""

    engine: AsyncEngine
    pool: Pool

    @property
    def inbox(self) -> Inbox:
        return Inbox(self.pool)

    @property
    def reads(self) -> Reads:
        return Reads(self.engine)

    @property
    def snapshots(self) -> Snapshots:
        return Snapshots(self.engine, decider_of)

    @property
    def contacts(self) -> Contacts:
        return Contacts(self.engine)

    async def now(self) -> datetime:
        """The instant by the database's clock, the one that stamps what is recorded."""
        return await read_clock(self.engine)

    async def today(self, place: Place) -> date:
        """The civil day of the place by the same clock."""
        return civil_day(await self.now(), place)


def run(work: Callable[[Session], Awaitable[T]]) -> T:
    """Opens the database of the settings, does `work` and closes it.

    Raises an `Ended` with its exit code when there is no database, or when the work meets a busy stream, a refused
    key, or something that the domain cannot make sense of.
    """
    url = database_settings().database_url

    async def within() -> T:
        async with opened(url) as session:
            return await work(session)

    return asyncio.run(within())


def database_settings() -> Settings:
    """The settings, those of mail apart: the command line sends none. Raises `Unavailable`."""
    return _loaded(**_NO_MAIL) if is_set("public_url") else _loaded(**_NO_MAIL, public_url=_NOWHERE)


def web_settings() -> Settings:
    """The settings that pages need. In production the worker alone has those of mail. Raises `Unavailable`."""
    known = _loaded(**_NO_MAIL)
    return known if known.environment is Environment.PRODUCTION else _loaded()


def _loaded(**given: Any) -> Settings:
    try:
        return load_settings(**given)
    except SettingsUnusable as unusable:
        raise Unavailable(str(unusable)) from None


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Session]:
    """A session on the database at `url`. Raises as `run`."""
    door = engine(url, size=2)
    try:
        with explained(url):
            await _check(door)
            async with pool(url, POSTER, size=2) as posters:
                yield Session(door, posters)
    finally:
        await door.dispose()


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Says in French what the database at `url`, the inbox and the domain complain of."""
    try:
        yield
    except (psycopg.OperationalError, OperationalError, InterfaceError, TimeoutError) as away:
        raise Unavailable(
            f"La base de données ne répond pas à l'adresse {_where(url)} : vérifiez JALON_DATABASE_URL, et que le "
            "serveur tourne."
        ) from away
    except DatabaseNewer as newer:
        raise Unavailable(str(newer)) from newer
    except StreamBusy as busy:
        raise Ended(str(busy)) from busy
    except (InboxError, DomainError) as wrong:
        raise Misused(str(wrong)) from wrong


async def _check(door: AsyncEngine) -> None:
    async with asyncio.timeout(_REACH_S), door.connect() as connection:
        if await connection.scalar(select(func.to_regclass(streams.name))) is None:
            raise Unavailable("La base de données n'est pas prête : lancez « jalon migrate ».")


def _where(url: str) -> str:
    """Server, port and database, without the password."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or 5432}{parts.path}"
