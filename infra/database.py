"""PostgreSQL: connections with their guards, its clock, and migrations.

Every URL is `postgresql://…`; SQLAlchemy's `postgresql+psycopg://…` is read too. The session options that a URL asks
for are kept, except where a guard says otherwise.
"""

from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import AsyncConnection
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import DateTime, NullPool, create_engine, literal_column, select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

Pool = AsyncConnectionPool[AsyncConnection[TupleRow]]


class DatabaseNewer(Exception):
    """The database was migrated by a later version of Jalon than this one. The message is in French."""


#: The session setting by which crash tests move the clock, in seconds; production does not set it.
CLOCK_OFFSET = "jalon.clock_offset"

#: The one clock, as SQL: the database's. When it is moved it is still read by the same statement, under the lock.
CLOCK = f"(clock_timestamp() + coalesce(current_setting('{CLOCK_OFFSET}', true), '0')::interval)"

_READ_CLOCK = select(literal_column(CLOCK, DateTime(timezone=True)))

_MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"

# The rule of time reads after it has locked: with any stricter isolation it would read what stood before the lock.
_EVERYONE = {
    "TimeZone": "UTC",
    "default_transaction_isolation": r"read\ committed",
    "idle_in_transaction_session_timeout": "5s",
}

#: For who posts: a stream that is busy for a second is an answer (« réessayez »), not a hanging page.
POSTER = {"lock_timeout": "1s"}

#: For who advances: a turn of a stream never holds its lock longer. Needs PostgreSQL 17 or later.
ADVANCER = {"transaction_timeout": "2s"}


def pool(url: str, guards: dict[str, str], size: int = 8) -> Pool:
    """At most `size` connections of psycopg in autocommit, for the write path; `async with` opens and closes it."""
    return AsyncConnectionPool(
        conninfo=_libpq(url),
        kwargs={"autocommit": True, "options": _options(url, guards)},
        min_size=1,
        max_size=size,
        open=False,
    )


def engine(url: str, size: int = 5) -> AsyncEngine:
    """SQLAlchemy's engine, for the reads, the ledger and the contacts."""
    guards = {"statement_timeout": "30s"}
    # What a statement was given may be names and addresses: an error, and the log of it, tells the statement alone.
    args = {"options": _options(url, guards)}
    return create_async_engine(_sqlalchemy(url), pool_size=size, connect_args=args, hide_parameters=True)


async def read_clock(door: AsyncEngine) -> datetime:
    """The instant by `CLOCK`, for who only looks: what is recorded is stamped by its own statement, under the lock."""
    async with door.connect() as connection:
        return (await connection.execute(_READ_CLOCK)).scalar_one()


def with_clock_offset(url: str, seconds: int) -> str:
    """The same database, where `CLOCK` reads `seconds` later. For crash tests, never in production."""
    option = quote(f"-c {CLOCK_OFFSET}={seconds}")
    return f"{url}{'&' if urlsplit(url).query else '?'}options={option}"


def migrate(url: str) -> tuple[str, ...]:
    """Brings the database to the newest revision; does nothing when it is there. Safe to run from several processes.
    Gives what whoever runs it must know of what was done, in French.

    Raises `DatabaseNewer` when a later version of Jalon has been there.
    """
    config = alembic_config(url)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if not _stands_at(url) <= known:
        raise DatabaseNewer("La base de données vient d'une version plus récente de Jalon : mettez Jalon à jour.")
    command.upgrade(config, "head")
    return tuple(config.attributes.get("said", ()))


def is_current(url: str) -> bool:
    """Whether the database stands at the newest revision that this version of Jalon knows."""
    return _stands_at(url) == set(ScriptDirectory.from_config(alembic_config(url)).get_heads())


def _stands_at(url: str) -> set[str]:
    """The revisions at which the database stands; none: it is empty."""
    door = create_engine(_sqlalchemy(url), poolclass=NullPool)
    with door.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads())


def alembic_config(url: str) -> Config:
    """Alembic's configuration for a database, as its `command` module wants it: `command.check`, `command.revision`."""
    config = Config(attributes={"url": _sqlalchemy(url)})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _options(url: str, guards: dict[str, str]) -> str:
    asked = conninfo_to_dict(_libpq(url)).get("options")
    settings = [f"-c {name}={value}" for name, value in (_EVERYONE | guards).items()]
    return " ".join([*([str(asked)] if asked else []), *settings])


def _libpq(url: str) -> str:
    return url.replace("postgresql+psycopg:", "postgresql:", 1)


def _sqlalchemy(url: str) -> str:
    return _libpq(url).replace("postgresql:", "postgresql+psycopg:", 1)
