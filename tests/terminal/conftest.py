"""`jalon` on a database of its own, with or without somebody who does the worker's part."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner, Result

from cli import app
from domain.registry import decider_of
from infra.database import ADVANCER, engine, pool
from infra.store import Store
from infra.tables import inbox

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = str(ROOT / "example" / "roadmap.yaml")

_TICK_S = 0.005


@dataclass(frozen=True)
class Answer:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object of stdout."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Jalon:
    """The command line on one database."""

    url: str

    def __call__(self, *args: str) -> Answer:
        """Runs `jalon args…`."""
        return answer(CliRunner().invoke(app, args, env={"JALON_DATABASE_URL": self.url}, catch_exceptions=False))

    def done(self, *args: str) -> str:
        """The same, which must end well; gives what it said."""
        answer = self(*args)
        assert answer.code == 0, answer
        return answer.out


def answer(result: Result) -> Answer:
    """What a run said."""
    return Answer(result.exit_code, _plain(result.stdout), _plain(result.stderr))


def _plain(text: str) -> str:
    """With ordinary spaces: the typography has its own tests."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@contextmanager
def somebody_works(url: str) -> Iterator[None]:
    """Does the worker's part meanwhile: every stream that has a command is advanced."""
    stopping, ready = Event(), Event()
    thread = Thread(target=lambda: asyncio.run(_work(url, ready, stopping)))
    thread.start()
    assert ready.wait(20)
    try:
        yield
    finally:
        stopping.set()
        thread.join()


async def _work(url: str, ready: Event, stopping: Event) -> None:
    door = engine(url)
    async with pool(url, ADVANCER) as advancers, door.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        # What tells the command line that somebody works.
        await connection.execute(select(func.pg_advisory_lock(func.hashtextextended("relay", 0))))
        store = Store(advancers, decider_of)
        ready.set()
        while not await asyncio.to_thread(stopping.wait, _TICK_S):
            for stream in await connection.scalars(select(inbox.c.stream).where(inbox.c.done_at.is_(None)).distinct()):
                await store.advance(stream)
    await door.dispose()


@pytest.fixture(autouse=True)
def _nothing_runs_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A `jalon up` of this machine is nobody's database."""
    monkeypatch.setenv("JALON_DATA", str(tmp_path))


@pytest.fixture
def idle(database_url: str) -> Jalon:
    """`jalon` where no worker runs."""
    return Jalon(database_url)


@pytest.fixture
def jalon(database_url: str) -> Iterator[Jalon]:
    """`jalon` where somebody does the worker's part."""
    with somebody_works(database_url):
        yield Jalon(database_url)
