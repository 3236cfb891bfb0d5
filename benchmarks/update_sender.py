"""Sends Updates and times them: a process of its own, like `benchmarks.sender`.

python -m benchmarks.update_sender < job > times
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import uvloop
from temporalio.client import Client

from benchmarks.sender import Times
from benchmarks.update_workflow import Approval, Given, client_of

#: Updates under way at once in one workflow: beyond ten, the server refuses.
IN_FLIGHT = 8


@dataclass(frozen=True)
class UpdateJob:
    """What to send, to which workflow: (its id, commune, sens, the whole as JSON text)."""

    address: str
    connections: int
    updates: tuple[tuple[str, str, str, str], ...]


async def send(client: Client, job: UpdateJob) -> Times:
    """Sends everything in a closed loop and waits for the last Update to be accepted and completed."""
    turns = {id: asyncio.Semaphore(IN_FLIGHT) for id, *_ in job.updates}
    latencies_ms: list[float] = []

    async def one(waiting: Iterator[tuple[str, str, str, str]]) -> None:
        for id, *given in waiting:
            async with turns[id]:
                sent_s = time.perf_counter()
                await client.get_workflow_handle(id).execute_update(Approval.answer, Given(*given))
                latencies_ms.append((time.perf_counter() - sent_s) * 1000)

    began_s, cpu_s = time.monotonic(), time.process_time()
    shared = iter(job.updates)
    await asyncio.gather(*(one(shared) for _ in range(job.connections)))
    return Times(began_s, time.monotonic(), time.process_time() - cpu_s, 0, latencies_ms)


async def apart(job: UpdateJob) -> Times:
    """The same, by another process. Raises RuntimeError when it failed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.update_sender"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate(json.dumps(asdict(job)).encode())
    if process.returncode:
        raise RuntimeError("the sender of Updates failed")
    return Times(**json.loads(said))


async def _main() -> Times:
    job = UpdateJob(**json.load(sys.stdin))
    return await send(await client_of(job.address), job)


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(_main()))))
