"""A mail relay in a process of its own, to be killed with -9: `relay_process.py PORT FILE`.

FILE receives the Message-ID of each mail taken, on the disk before the answer is given: what the relay took is known
whatever kills it next.
"""

import asyncio
import os
import sys
from email import message_from_bytes
from typing import BinaryIO

from aiosmtpd.smtp import SMTP, Envelope, Session


class Taker:
    """Takes everything."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self._file.write(f"{message_from_bytes(content)['Message-ID']}\n".encode())
        self._file.flush()
        os.fsync(self._file.fileno())
        return "250 OK"


async def _serve(port: int, path: str) -> None:
    loop = asyncio.get_running_loop()
    with open(path, "ab") as file:
        taker = Taker(file)
        server = await loop.create_server(lambda: SMTP(taker, loop=loop, hostname="relais.test"), "127.0.0.1", port)
        sys.stdout.write("smtp_ready\n")
        sys.stdout.flush()
        async with server:
            await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), sys.argv[2]))
