"""The second yardstick: a Temporal workflow written by hand, which keeps its state and takes an Update per answer.

It is given every advantage: answers are stored in batches and not one by one, no rule of law, no journal, no reminder.
`python -m benchmarks.update_workflow ADDRESS URL` runs its worker.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import uvloop
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.service import GrpcCompression
from temporalio.worker import Worker

with workflow.unsafe.imports_passed_through():
    from infra.database import Pool, pool

QUEUE = "updates"
POOL = 8
CACHED = 2000

SCHEMA = """
CREATE TABLE answers (consultation text, commune text, sens text, answer jsonb, PRIMARY KEY (consultation, commune));
CREATE TABLE decisions (consultation text PRIMARY KEY, result text NOT NULL);
"""
_ANSWER = "INSERT INTO answers VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
_DECISION = "INSERT INTO decisions VALUES (%s, %s) ON CONFLICT DO NOTHING"


@dataclass(frozen=True)
class Given:
    """The answer of one commune; `answer` is the JSON text of the whole."""

    commune: str
    sens: str
    answer: str


@dataclass(frozen=True)
class Batch:
    """Answers to store, and the result, once it is reached."""

    consultation: str
    answers: list[Given]
    result: str | None


class Storing:
    """The activity: one transaction for all that waits."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @activity.defn
    async def store(self, batch: Batch) -> None:
        rows = [(batch.consultation, it.commune, it.sens, it.answer) for it in batch.answers]
        async with self._pool.connection() as connection, connection.transaction(), connection.cursor() as cursor:
            await cursor.executemany(_ANSWER, rows)
            if batch.result:
                await cursor.execute(_DECISION, [batch.consultation, batch.result])


@workflow.defn
class Approval:
    """Waits for the agreement of every commune."""

    @workflow.init
    def __init__(self, communes: Sequence[str]) -> None:
        self._missing = set(communes)
        self._waiting: list[Given] = []

    @workflow.run
    async def run(self, communes: Sequence[str]) -> str:
        result = None
        while result is None:
            await workflow.wait_condition(lambda: bool(self._waiting))
            batch, self._waiting = self._waiting, []
            result = None if self._missing or self._waiting else "accords_reunis"
            await workflow.execute_activity_method(
                Storing.store,
                Batch(workflow.info().workflow_id, batch, result),
                start_to_close_timeout=timedelta(seconds=15),
            )
        await workflow.wait_condition(workflow.all_handlers_finished)
        return result

    @workflow.update
    async def answer(self, given: Given) -> int:
        """How many communes are still awaited."""
        self._missing.discard(given.commune)
        self._waiting.append(given)
        return len(self._missing)


async def client_of(address: str) -> Client:
    """A client as ours is: payloads this small are not worth compressing."""
    return await Client.connect(address, grpc_compression=GrpcCompression.NONE)


async def work(address: str, url: str) -> None:
    """Works until it is cancelled."""
    async with pool(url, {}, POOL) as connections:
        await Worker(
            await client_of(address),
            task_queue=QUEUE,
            workflows=[Approval],
            activities=[Storing(connections).store],
            max_cached_workflows=CACHED,
            max_concurrent_activities=16,
        ).run()


async def _until_told() -> None:
    task = asyncio.current_task()
    assert task
    for ending in (2, 15):
        asyncio.get_running_loop().add_signal_handler(ending, task.cancel)
    try:
        await work(*sys.argv[1:])
    except asyncio.CancelledError:
        return


if __name__ == "__main__":
    # Not as `__main__`: the sandbox imports a workflow's module by its name.
    from benchmarks import update_workflow

    uvloop.run(update_workflow._until_told())
