"""The relay of the reminders case, in a process of its own: it takes every mail, and keeps those of the round.

    python -m benchmarks.sink PORT DIRECTORY

`DIRECTORY/taken` receives each mail after its length in eight bytes, without waiting for the disk: the same for both
sides, and what the other side is given to send.
"""

import asyncio
import struct
import sys
from pathlib import Path
from typing import BinaryIO, Final

import uvloop
from aiosmtpd.smtp import SMTP, Envelope, Session

LENGTH: Final = struct.Struct("!Q")


class Sink:
    """Takes everything."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self._file.write(LENGTH.pack(len(content)) + content)
        self._file.flush()
        return "250 OK"


def taken(directory: Path) -> list[bytes]:
    """The mails taken so far, in order, whole."""
    data, mails = (directory / "taken").read_bytes(), []
    start = 0
    while start < len(data):
        (size,) = LENGTH.unpack_from(data, start)
        start += LENGTH.size
        mails.append(data[start : start + size])
        start += size
    return mails


async def _serve(port: int, directory: Path) -> None:
    loop = asyncio.get_running_loop()
    with (directory / "taken").open("ab") as file:
        sink = Sink(file)
        server = await loop.create_server(lambda: SMTP(sink, loop=loop, hostname="relais.test"), "127.0.0.1", port)
        async with server:
            await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1]), Path(sys.argv[2])))
