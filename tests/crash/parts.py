"""The parts of an installation, each a process of its own that can be killed, and found dead."""

import asyncio
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from random import SystemRandom
from typing import Protocol

from infra.embedded.accounts import own_account
from infra.embedded.claims import Claim
from infra.embedded.errors import ServerUnavailable
from infra.embedded.ports import require_free
from infra.embedded.postgres import EmbeddedPostgres
from infra.embedded.process import Program, ServerProcess
from infra.embedded.temporal import DevServer

ROOT = Path(__file__).resolve().parents[2]


#: A program of Jalon that something else keeps from being ready is not waited for longer.
_READY_S = 8.0
_POLL_S = 0.05


class Part(Protocol):
    """Something that runs. `start` and `kill` may be repeated in turn; `stop` ends it for good, whatever its state."""

    name: str

    async def start(self) -> None: ...

    async def kill(self) -> None: ...

    async def stop(self) -> None: ...


class Database:
    """PostgreSQL, with fsync."""

    name = "postgres"

    def __init__(self, directory: Path, port: int) -> None:
        self.server = EmbeddedPostgres(directory, port=port)

    async def start(self) -> None:
        await asyncio.to_thread(self.server.start)

    async def kill(self) -> None:
        _kill(self.server.pid)
        await self.stop()

    async def stop(self) -> None:
        await asyncio.to_thread(self.server.stop)


class Temporal:
    """The Temporal dev server, with its file."""

    name = "temporal"

    def __init__(self, directory: Path, port: int) -> None:
        self.server = DevServer(directory, port=port)

    async def start(self) -> None:
        await self.server.start()

    async def kill(self) -> None:
        _kill(self.server.pid)
        await self.stop()

    async def stop(self) -> None:
        await self.server.stop()


class Service:
    """A process of Jalon itself: the script of the checkout, its arguments, and the settings it is given.

    It is started once its log says `{name}_ready`.
    """

    def __init__(self, name: str, words: list[str], settings: dict[str, str], directory: Path) -> None:
        self.name = name
        ours = own_account()
        account = replace(ours, environment=dict(ours.environment) | settings)
        self._program = Program([sys.executable, str(ROOT / words[0]), *words[1:]], account)
        self._directory = directory
        self._process: ServerProcess | None = None
        self._claim: Claim | None = None
        directory.mkdir(exist_ok=True)

    @property
    def log(self) -> Path:
        return self._directory / "log"

    async def start(self) -> None:
        self._claim = claim = await asyncio.to_thread(Claim, self._directory)
        self._process = process = ServerProcess(self.name, self._program, self.log, claim.server_lock)
        clock = asyncio.get_running_loop()
        until_s = clock.time() + _READY_S
        while f"{self.name}_ready" not in process.said() and clock.time() < until_s:
            await asyncio.sleep(_POLL_S)

    async def kill(self) -> None:
        _kill(self._process.pid if self._process else None)
        await self.stop()

    async def stop(self) -> None:
        process, self._process = self._process, None
        claim, self._claim = self._claim, None
        try:
            if process:
                await asyncio.to_thread(process.stop)
        finally:
            if claim:
                claim.release()


def fixed_ports(count: int) -> list[int]:
    """`count` free ports that no outgoing connection is given while their server is down."""
    chance, found = SystemRandom(), list[int]()
    while len(found) < count:
        port = chance.randrange(20_000, 32_000)
        try:
            require_free(port)
        except ServerUnavailable:
            continue
        if port not in found:
            found.append(port)
    return found


def _kill(pid: int | None) -> None:
    if pid is not None:
        os.kill(pid, signal.SIGKILL)
