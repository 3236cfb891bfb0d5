"""The workflow of `update_workflow`, measured. Called without HTTP: who sends an answer speaks to Temporal itself."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

import psycopg
from temporalio.client import Client

from benchmarks import histories
from benchmarks.processes import running, until
from benchmarks.sender import Times
from benchmarks.servers import Servers
from benchmarks.update_sender import UpdateJob, apart
from benchmarks.update_workflow import QUEUE, SCHEMA, Approval, client_of
from benchmarks.workload import Answer, Round, body

#: Starts under way at once.
_AT_ONCE = 16


@dataclass
class Updates:
    """The workflows, waiting for Updates."""

    client: Client
    database: psycopg.AsyncConnection[tuple[int]]
    address: str
    voted_on: date
    pids: Mapping[str, int | None]
    name: str = "updates"
    sent: int = 0

    async def send(self, answers: Sequence[Answer], senders: int) -> Times:
        self.sent += len(answers)
        given = [(it.consultation, body(it, self.voted_on)) for it in answers]
        updates = [(id, str(each["commune"]), str(each["sens"]), json.dumps(each)) for id, each in given]
        return await apart(UpdateJob(self.address, senders, tuple(updates)))

    async def decided(self, consultations: Sequence[str]) -> None:
        await until(lambda: self._count(b"SELECT count(*) FROM decisions", len(consultations)), "the last decision")

    async def settled(self) -> None:
        await until(lambda: self._count(b"SELECT count(*) FROM answers", self.sent), "the last answer")

    async def events(self, consultations: Sequence[str]) -> int:
        return await histories.events(self.client, consultations)

    async def _count(self, query: bytes, wanted: int) -> bool:
        return await (await self.database.execute(query)).fetchone() == (wanted,)


@asynccontextmanager
async def updates(servers: Servers, work: Round, communes: tuple[str, ...]) -> AsyncIterator[Updates]:
    """A worker with a database of its own, and a workflow for each consultation of the round."""
    url = servers.database("updates")
    async with servers.temporal() as temporal, await psycopg.AsyncConnection.connect(url, autocommit=True) as database:
        await database.execute(SCHEMA.encode())
        command = [sys.executable, "-m", "benchmarks.update_workflow", temporal.address, url]
        async with running(command, {}, servers.directory / "updates.log") as pid:
            client = await client_of(temporal.address)
            pids = {"worker": pid, "temporal": temporal.pid, "postgresql": servers.postgres.pid}
            await _start(client, work.consultations, communes)
            yield Updates(client, database, temporal.address, servers.voted_on, pids)


async def _start(client: Client, ids: Sequence[str], communes: tuple[str, ...]) -> None:
    """Starts the workflows, and waits until each has taken its first task: none is met while it starts."""
    turn = asyncio.Semaphore(_AT_ONCE)

    async def one(id: str) -> None:
        async with turn:
            handle = await client.start_workflow(Approval.run, list(communes), id=id, task_queue=QUEUE)
            await until(lambda: _started(client, handle.id), f"the start of {id}")

    await asyncio.gather(*(one(id) for id in ids))


async def _started(client: Client, id: str) -> bool:
    return (await client.get_workflow_handle(id).describe()).history_length > 3
