"""The real servers that tests run on. Imports are lazy: a test of the domain needs none of this."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from temporalio.testing import WorkflowEnvironment

    from infra.embedded.postgres import EmbeddedPostgres

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
    from infra.embedded.postgres import EmbeddedPostgres
    from tests.databases import quick_directory

    with quick_directory() as directory, EmbeddedPostgres(directory / "postgres", durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def template_database(postgres: EmbeddedPostgres) -> str:
    """The name of a database at the head of the migrations, from which others are copied. Nobody writes in it."""
    import psycopg

    from infra.database import migrate

    with psycopg.connect(postgres.url_of("postgres"), autocommit=True) as administrator:
        administrator.execute("create database tpl")
    migrate(postgres.url_of("tpl"))
    return "tpl"


@pytest.fixture
def database_url(postgres: EmbeddedPostgres, template_database: str) -> Iterator[str]:
    """`postgresql://…` of a fresh, migrated database, for this test alone."""
    from tests.databases import copied

    with copied(postgres, template_database) as url:
        yield url


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
