"""What is measured of every engine, in the same order and by the same means."""

import os
import time
from collections.abc import Mapping, Sequence
from typing import Protocol

from benchmarks.processes import cpu_s, spent_ms
from benchmarks.rows import Row, percentile
from benchmarks.sender import Times
from benchmarks.workload import Answer, Case, Round


class Engine(Protocol):
    """An engine that runs, with the consultations of its round open."""

    @property
    def name(self) -> str: ...

    @property
    def pids(self) -> Mapping[str, int | None]:
        """The processes whose work is counted, by name."""
        ...

    async def send(self, answers: Sequence[Answer], senders: int) -> Times:
        """Sends the answers, so many at once; gives when they were acknowledged."""
        ...

    async def decided(self, consultations: Sequence[str]) -> None:
        """Returns once the decision of each of the consultations is stored."""
        ...

    async def settled(self) -> None:
        """Returns once everything that was sent is taken in and stored."""
        ...

    async def events(self, consultations: Sequence[str]) -> int:
        """How many events Temporal keeps of these consultations."""
        ...


async def measure(engine: Engine, case: Case, work: Round, number: int) -> Row:
    """Round `number` of an engine: the burst, then the lone answers, then the isolated ones."""
    load = os.getloadavg()[0]
    kept, spent = await engine.events(work.decided), cpu_s(engine.pids)
    times = await engine.send(work.burst, case.senders)
    await engine.decided(work.decided)
    decided_s = time.monotonic() - times.began_s
    await engine.settled()
    cpu_ms = spent_ms(spent, cpu_s(engine.pids), len(work.burst))
    events = (await engine.events(work.decided) - kept) / len(work.burst)

    spent = cpu_s(engine.pids)
    lone = await engine.send(work.lone, 1)
    await engine.settled()
    lone_cpu_ms = spent_ms(spent, cpu_s(engine.pids), len(work.lone))

    alone = [answer.consultation for answer in work.isolated]
    kept, spent = await engine.events(alone), cpu_s(engine.pids)
    await engine.send(work.isolated, 1)
    await engine.settled()
    isolated_cpu_ms = spent_ms(spent, cpu_s(engine.pids), len(alone))
    isolated_events = (await engine.events(alone) - kept) / len(alone)
    return Row(
        engine=engine.name,
        round=number,
        load=load,
        acks_per_s=len(work.burst) / (times.ended_s - times.began_s),
        p50_ms=percentile(times.latencies_ms, 50),
        p99_ms=percentile(times.latencies_ms, 99),
        lone_p50_ms=percentile(lone.latencies_ms, 50),
        lone_p99_ms=percentile(lone.latencies_ms, 99),
        cpu_ms=cpu_ms,
        lone_cpu_ms=lone_cpu_ms,
        sender_cpu_ms=times.cpu_s / len(work.burst) * 1000,
        busy=times.busy,
        decided_s=decided_s,
        events=events,
        isolated_cpu_ms=isolated_cpu_ms,
        isolated_events=isolated_events,
    )
