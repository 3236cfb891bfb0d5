"""What is kept running: the two embedded servers, and programs of Jalon's own."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from infra.embedded.postgres import EmbeddedPostgres
from infra.embedded.priority import step_back
from infra.embedded.process import Program, ServerProcess
from infra.embedded.temporal import DevServer

T = TypeVar("T")


class Part(Protocol):
    """Something to keep running. `log` is where it writes."""

    name: str
    log: Path

    async def start(self) -> None:
        """Starts it; once it has been started, at the same address. Raises `ServerUnavailable`, nothing left behind."""

    async def stop(self) -> None:
        """Ends it cleanly; does nothing when it has ended."""

    def ended(self) -> bool:
        """Whether it is not there."""


class Postgres:
    """The embedded PostgreSQL on `directory`."""

    name = "PostgreSQL"

    def __init__(self, directory: Path) -> None:
        self.log = directory / "log"
        self._directory = directory
        self._server = EmbeddedPostgres(directory)

    @property
    def url(self) -> str:
        """Its database, once started; the same after every start."""
        return self._server.url

    async def start(self) -> None:
        if self._server.port:
            await self.stop()
            self._server = EmbeddedPostgres(self._directory, port=self._server.port)
        await _whole(self._server.start)

    async def stop(self) -> None:
        await _whole(self._server.stop)

    def ended(self) -> bool:
        return self._server.ended()


class Temporal:
    """The embedded Temporal server on `directory`, with its pages on `ui_port` of the loopback."""

    name = "Temporal"

    def __init__(self, directory: Path, ui_port: int) -> None:
        self.log = directory / "log"
        self.ui_port = ui_port
        self._directory = directory
        self._server = DevServer(directory, ui_port=ui_port)

    @property
    def address(self) -> str:
        """`127.0.0.1:port`, once started; the same after every start."""
        return self._server.address

    async def start(self) -> None:
        if self._server.port:
            await self.stop()
            self._server = DevServer(self._directory, port=self._server.port, ui_port=self.ui_port)
        await self._server.start()
        step_back(self._server.pid)

    async def stop(self) -> None:
        await self._server.stop()

    def ended(self) -> bool:
        return self._server.ended()


class Child:
    """A program of ours. It inherits the file descriptor `lock`: its directory is in use as long as it lives.

    `behind`: it leaves the processor to the others first.
    """

    def __init__(self, name: str, program: Program, log: Path, lock: int, *, behind: bool = False) -> None:
        self.name = name
        self.log = log
        self._program, self._lock, self._behind = program, lock, behind
        self._process: ServerProcess | None = None

    async def start(self) -> None:
        self._process = await _whole(lambda: ServerProcess(self.name, self._program, self.log, self._lock))
        if self._behind:
            step_back(self._process.pid)

    async def stop(self) -> None:
        if self._process:
            await _whole(self._process.stop)

    def ended(self) -> bool:
        return self._process is None or self._process.ended()

    @property
    def pid(self) -> int | None:
        """Its process id, `None` before it was ever started."""
        return self._process.pid if self._process else None


async def _whole(work: Callable[[], T]) -> T:
    """What `work` gives, in a thread. Who is cancelled meanwhile waits for it all the same: a start that nobody sees
    the end of leaves a server behind."""
    working = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        await asyncio.wait([working])
        raise
