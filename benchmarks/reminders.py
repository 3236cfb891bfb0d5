"""The reminders case: two thousand notices delivered by Jalon beside the same mails given by raw aiosmtplib.

    python -m benchmarks.reminders --json

Jalon reads its ledger, judges what is still owed, writes each letter with a link of its own, seals, sends over its
connections and marks. Its peers have the finished mails in memory, and as many connections: « raw » gives them to
`send_message`, « wire » gives their bytes. Each gives them to a relay in a process of its own, in turn. Prints one JSON
object: `ratio`, the median over rounds of Jalon's rate to the raw one of the same round (goal: at least 0.6),
`ratio_to_wire`, then the rows they come from.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import SMTP as WIRE
from pathlib import Path
from statistics import median
from typing import Protocol

from aiosmtplib import SMTP

from benchmarks.command import Benchmark, main
from benchmarks.mailroom import Mailroom, deliver, prepare
from benchmarks.processes import listens, running, until
from benchmarks.servers import servers
from benchmarks.sink import taken
from infra.embedded.ports import free_port


@dataclass(frozen=True)
class Case:
    """How much: the EPCIs, the communes of each, the functions written to in each commune, and the connections."""

    epcis: int = 10
    communes: int = 50
    functions: int = 4
    connections: int = 4

    @property
    def letters(self) -> int:
        return self.epcis * self.communes * self.functions


@dataclass(frozen=True)
class Row:
    """One side, one round. `bytes`: of all its mails; `load`: of the machine, before; `cpu_s`: of this process."""

    side: str
    round: int
    load: float
    letters: int
    bytes: int
    seconds: float
    cpu_s: float

    @property
    def rate(self) -> float:
        """Letters a second."""
        return self.letters / self.seconds


async def run(case: Case, rounds: int) -> list[Row]:
    """The rows of every side, round by round; each round begins with another one."""
    rows: list[Row] = []
    async with servers() as shared:
        room = await prepare(shared, case.epcis, case.communes, case.functions)
        sides: dict[str, Side] = {"jalon": Jalon(room, case.connections)}
        for number in range(rounds + 1):
            names = list(sides)
            for name in names[number % len(names) :] + names[: number % len(names)]:
                directory = shared.directory / f"{name}_{number}"
                directory.mkdir()
                row = await _measured(sides[name], name, number, case, directory)
                if number == 0:
                    # Nobody is counted cold; and the peers are given the mails that they are to send.
                    mails = taken(directory)
                    sides |= {"raw": Raw(mails, case.connections), "wire": Wire(mails, case.connections)}
                else:
                    rows.append(row)
    return rows


async def _measured(side: "Side", name: str, number: int, case: Case, directory: Path) -> Row:
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.sink", str(port), str(directory)]
    async with running(command, {}, directory / "log"):
        await until(lambda: listens(port), "the relay")
        async with side.ready(port) as send:
            load, cpu_s, began_s = os.getloadavg()[0], time.process_time(), time.monotonic()
            await send()
            seconds, spent_s = time.monotonic() - began_s, time.process_time() - cpu_s
    sent = taken(directory)
    if len(sent) != case.letters:
        raise RuntimeError(f"{name} sent {len(sent)} letters, not {case.letters}")
    return Row(name, number, load, len(sent), sum(map(len, sent)), seconds, spent_s)


class Side(Protocol):
    """Who sends. `ready` prepares all that is not measured, and gives what is."""

    def ready(self, port: int) -> AbstractAsyncContextManager[Callable[[], Awaitable[None]]]: ...


@dataclass(frozen=True)
class Jalon:
    """Its ledger, its letters, its links, its channel."""

    room: Mailroom
    connections: int

    @asynccontextmanager
    async def ready(self, port: int) -> AsyncIterator[Callable[[], Awaitable[None]]]:
        delivery = await self.room.ready(port, self.connections)
        try:
            yield lambda: deliver(delivery)
        finally:
            await delivery.close()


@dataclass(frozen=True)
class Raw:
    """aiosmtplib as its manual has it: finished messages in memory, given to `send_message`."""

    mails: Sequence[bytes]
    connections: int

    @asynccontextmanager
    async def ready(self, port: int) -> AsyncIterator[Callable[[], Awaitable[None]]]:
        waiting = iter([message_from_bytes(mail, policy=WIRE) for mail in self.mails])

        async def line() -> None:
            async with SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
                for message in waiting:
                    await client.send_message(message)

        yield lambda: _side_by_side(line, self.connections)


@dataclass(frozen=True)
class Wire:
    """aiosmtplib at its barest: the bytes of each mail in memory, sender and recipient known."""

    mails: Sequence[bytes]
    connections: int

    @asynccontextmanager
    async def ready(self, port: int) -> AsyncIterator[Callable[[], Awaitable[None]]]:
        parsed = [message_from_bytes(mail, policy=WIRE) for mail in self.mails]
        addresses = [tuple(str(it[name].addresses[0].addr_spec) for name in ("From", "To")) for it in parsed]
        waiting = iter(zip(addresses, self.mails, strict=True))

        async def line() -> None:
            async with SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
                for (sender, to), mail in waiting:
                    await client.sendmail(sender, [to], mail)

        yield lambda: _side_by_side(line, self.connections)


async def _side_by_side(line: Callable[[], Coroutine[None, None, None]], count: int) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(line())


def figures(rows: Sequence[Row]) -> dict[str, float]:
    """Medians over rounds; ratios are taken inside each round."""
    sides = {name: {row.round: row for row in rows if row.side == name} for name in ("jalon", "raw", "wire")}

    def ratio(peer: str) -> float:
        return median(row.rate / sides[peer][number].rate for number, row in sides["jalon"].items())

    return {
        "ratio": ratio("raw"),
        "ratio_to_wire": ratio("wire"),
        **{f"{name}_per_s": median(row.rate for row in side.values()) for name, side in sides.items()},
        **{
            f"{name}_cpu_ms": median(row.cpu_s / row.letters * 1000 for row in side.values())
            for name, side in sides.items()
        },
        "bytes_per_letter": median(row.bytes / row.letters for row in sides["jalon"].values()),
    }


def told(case: Case, rows: Sequence[Row]) -> str:
    """The figures as lines for a person."""
    lines = [f"{case.letters} lettres, {case.connections} connexions"]
    lines += [f"{name:<20} {value:10.2f}" for name, value in figures(rows).items()]
    lines += [
        f"{row.side:<6} tour {row.round} : {row.rate:6.0f} lettres/s, {row.seconds:.2f} s, charge {row.load:.1f}"
        for row in rows
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main(Benchmark(__doc__, Case, run, figures, told))
