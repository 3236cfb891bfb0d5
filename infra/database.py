"""PostgreSQL: connections with their guards, and migrations.

Every URL is `postgresql://…`; SQLAlchemy's `postgresql+psycopg://…` is read too.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import NullPool, create_engine
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

Pool = AsyncConnectionPool[AsyncConnection[TupleRow]]

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
        kwargs={"autocommit": True, "options": _options(guards)},
        min_size=1,
        max_size=size,
        open=False,
    )


def engine(url: str, size: int = 5) -> AsyncEngine:
    """SQLAlchemy's engine, for the reads, the ledger and the contacts."""
    guards = {"statement_timeout": "30s"}
    return create_async_engine(_sqlalchemy(url), pool_size=size, connect_args={"options": _options(guards)})


def migrate(url: str) -> None:
    """Brings the database to the newest revision; does nothing when it is there. Safe to run from several processes."""
    command.upgrade(alembic_config(url), "head")


def is_current(url: str) -> bool:
    """Whether the database stands at the newest revision that this version of Jalon knows."""
    known = set(ScriptDirectory.from_config(alembic_config(url)).get_heads())
    door = create_engine(_sqlalchemy(url), poolclass=NullPool)
    with door.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == known


def alembic_config(url: str) -> Config:
    """Alembic's configuration for a database, as its `command` module wants it: `command.check`, `command.revision`."""
    config = Config(attributes={"url": _sqlalchemy(url)})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _options(guards: dict[str, str]) -> str:
    return " ".join(f"-c {name}={value}" for name, value in (_EVERYONE | guards).items())


def _libpq(url: str) -> str:
    return url.replace("postgresql+psycopg:", "postgresql:", 1)


def _sqlalchemy(url: str) -> str:
    return _libpq(url).replace("postgresql:", "postgresql+psycopg:", 1)
