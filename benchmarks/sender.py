"""Sends HTTP requests and times the answers: a process of its own, so that it slows nothing that is measured.

    python -m benchmarks.sender < job > times

A closed loop: each connection has one request in flight, and takes the next of the list once it is answered. HTTP/1.1
by hand: a real client would use more of the processor than what is measured.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import cast

import uvloop

#: « Try again »: the stream was busy for longer than a poster waits.
BUSY = 503
_ACCEPTED = range(200, 300)


@dataclass(frozen=True)
class Job:
    """What to send: whole requests, as text, over so many connections."""

    port: int
    connections: int
    requests: tuple[str, ...]


@dataclass(frozen=True)
class Times:
    """When it began and ended (the machine's monotonic clock, in seconds), and how long each answer took."""

    began_s: float
    ended_s: float
    cpu_s: float
    busy: int
    latencies_ms: list[float]


def request(path: str, body: bytes, headers: dict[str, str]) -> str:
    """The text of a POST of JSON."""
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines) + "\r\n\r\n" + body.decode()


@dataclass
class Tally:
    """What all the connections share."""

    waiting: Iterator[bytes]
    latencies_ms: list[float] = field(default_factory=list)
    busy: int = 0


class Connection(asyncio.Protocol):
    """One connection: sends, times the answer, sends the next. `done` holds what went wrong, if anything did."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._sent = b""
        self._sent_s = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are not asyncio's by inheritance.
        self._transport = cast(asyncio.Transport, transport)
        self._next()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, separator, body = self._received.partition(b"\r\n\r\n")
        if not separator or len(body) < _length(head):
            return
        self._received = b""
        self._answered(int(head[9:12]), body)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server closed the connection"))

    def _next(self) -> None:
        self._sent = next(self._tally.waiting, b"")
        if not self._sent:
            self.done.set_result(None)
            return
        self._sent_s = time.perf_counter()
        self._write()

    def _write(self) -> None:
        assert self._transport
        self._transport.write(self._sent)

    def _answered(self, status: int, body: bytes) -> None:
        if status == BUSY:
            self._tally.busy += 1
            self._write()
        elif status in _ACCEPTED:
            self._tally.latencies_ms.append((time.perf_counter() - self._sent_s) * 1000)
            self._next()
        else:
            self.done.set_exception(RuntimeError(f"{status}: {body.decode(errors='replace')}"))


def _length(head: bytes) -> int:
    """The `Content-Length` of an answer. Raises ValueError when it has none: nothing that is measured streams."""
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    raise ValueError(f"no length: {head!r}")


async def send(job: Job) -> Times:
    """Sends everything and waits for the last answer. Raises RuntimeError at the first one that refuses."""
    tally = Tally(iter([text.encode() for text in job.requests]))
    loop = asyncio.get_running_loop()
    began_s, cpu_s = time.monotonic(), time.process_time()
    opened = [
        await loop.create_connection(lambda: Connection(tally), "127.0.0.1", job.port) for _ in range(job.connections)
    ]
    await asyncio.gather(*(connection.done for _, connection in opened))
    ended_s = time.monotonic()
    for transport, _ in opened:
        transport.close()
    return Times(began_s, ended_s, time.process_time() - cpu_s, tally.busy, tally.latencies_ms)


async def apart(job: Job) -> Times:
    """The same, by another process. Raises RuntimeError with what it said when it failed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.sender"), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate(json.dumps(asdict(job)).encode())
    if process.returncode:
        raise RuntimeError("the sender failed")
    return Times(**json.loads(said))


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(send(Job(**json.load(sys.stdin)))))))
