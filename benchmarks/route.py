"""The bare route of `route_app`, measured: what an ordinary web application does, without any engine."""

import json
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

from benchmarks.processes import listens, running, until
from benchmarks.sender import Job, Times, apart, request
from benchmarks.servers import Servers
from benchmarks.workload import Answer, body
from infra.embedded.ports import free_port


@dataclass(frozen=True)
class Route:
    """The route, serving. It decides nothing: a row that is committed is all there is."""

    port: int
    voted_on: date
    pids: Mapping[str, int | None]
    name: str = "route"

    async def send(self, answers: Sequence[Answer], senders: int) -> Times:
        given = [{"consultation": it.consultation, **body(it, self.voted_on)} for it in answers]
        texts = [request("/answers", json.dumps(each).encode(), {}) for each in given]
        return await apart(Job(self.port, senders, tuple(texts)))

    async def decided(self, consultations: Sequence[str]) -> None:
        return

    async def settled(self) -> None:
        return

    async def events(self, consultations: Sequence[str]) -> int:
        return 0


@asynccontextmanager
async def route(servers: Servers) -> AsyncIterator[Route]:
    """The route on a database of its own."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.route_app", servers.database("route"), str(port)]
    async with running(command, {}, servers.directory / "route.log") as pid:
        await until(lambda: listens(port), "the route")
        yield Route(port, servers.voted_on, {"web": pid, "postgresql": servers.postgres.pid})
