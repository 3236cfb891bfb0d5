"""The servers of a run, on free ports: one PostgreSQL for all the engines, a Temporal for each that wants one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import psycopg

from domain.calendar import METROPOLE, civil_day
from infra.embedded.places import scratch_directory
from infra.embedded.postgres import EmbeddedPostgres
from infra.embedded.temporal import DevServer


@dataclass(frozen=True)
class Servers:
    """Everything durable. `directory`: for logs and data. `voted_on`: yesterday, by PostgreSQL's clock."""

    directory: Path
    postgres: EmbeddedPostgres
    voted_on: date
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def database(self, name: str) -> str:
        """The URL of a new, empty database."""
        unique = f"{name}_{next(self._numbers)}"
        with psycopg.connect(self.postgres.url, autocommit=True) as administrator:
            administrator.execute(f'CREATE DATABASE "{unique}"'.encode())
        return self.postgres.url_of(unique)

    def temporal(self) -> DevServer:
        """A new, empty Temporal, to be started; SQLite in WAL, synchronous=FULL."""
        return DevServer(self.directory / f"temporal_{next(self._numbers)}")


@asynccontextmanager
async def servers() -> AsyncIterator[Servers]:
    """Started for this run, and gone with it. fsync and synchronous_commit are on."""
    with scratch_directory("jalon-bench-") as directory, EmbeddedPostgres(directory / "postgres") as postgres:
        with psycopg.connect(postgres.url) as connection:
            settings = connection.execute(
                "SELECT current_setting('fsync'), current_setting('synchronous_commit'), clock_timestamp()"
            ).fetchone()
        assert settings
        fsync, commits, now = settings
        assert (fsync, commits) == ("on", "on")
        yield Servers(directory, postgres, civil_day(now, METROPOLE) - timedelta(days=1))
