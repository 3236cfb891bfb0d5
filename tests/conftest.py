"""The real servers that tests run on. Imports are lazy: a test of the domain needs none of this."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Iterator
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    import psycopg
    from temporalio.testing import WorkflowEnvironment

    from infra.embedded.postgres import EmbeddedPostgres

_numbers = count(1)

# A test says what is true, not how fast: a loaded machine would otherwise fail it.
settings.register_profile("jalon", deadline=None)
settings.load_profile("jalon")


def pytest_collection_finish() -> None:
    """What is imported by then lives as long as the run: the collector, which would look at all of it again and again,
    looks at it no more."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """One embedded PostgreSQL per test process."""
    from infra.embedded.places import scratch_directory
    from infra.embedded.postgres import EmbeddedPostgres

    with scratch_directory() as directory, EmbeddedPostgres(directory / "postgres", durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def _administrator(postgres: EmbeddedPostgres) -> Iterator[psycopg.Connection]:
    import psycopg

    with psycopg.connect(postgres.url_of("postgres"), autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def template_database(postgres: EmbeddedPostgres, _administrator: psycopg.Connection) -> str:
    """The name of a database at the head of the migrations, from which others are copied. Nobody writes in it."""
    from infra.database import migrate

    _administrator.execute("create database tpl")
    migrate(postgres.url_of("tpl"))
    return "tpl"


@pytest.fixture
def database_url(
    postgres: EmbeddedPostgres, _administrator: psycopg.Connection, template_database: str
) -> Iterator[str]:
    """`postgresql://…` of a fresh, migrated database, for this test alone."""
    name = f"test_{next(_numbers)}"
    _administrator.execute(f"create database {name} template {template_database} strategy wal_log")
    yield postgres.url_of(name)
    _administrator.execute(f"drop database {name} with (force)")


@pytest.fixture
async def time_skipping() -> AsyncIterator[WorkflowEnvironment]:
    """A time-skipping environment for this test alone: its clock is shared by all that runs on it."""
    from infra.embedded.temporal import time_skipping_environment

    async with time_skipping_environment() as environment:
        yield environment


@pytest.fixture(scope="session")
async def dev_server() -> AsyncIterator[str]:
    """The address (`127.0.0.1:port`) of one Temporal dev server per test process. Use a task queue of your own."""
    from infra.embedded.temporal import DevServer

    async with DevServer() as server:
        yield server.address
