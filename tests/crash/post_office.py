"""A mail relay that keeps what it took, and that dies too: sometimes after it took a mail and before it says so."""

import asyncio
from collections import Counter
from email import message_from_bytes
from random import Random

from aiosmtpd.smtp import SMTP, Envelope, Session

#: How often the connection is cut once a mail is taken, before the answer.
_CUT = 0.1


class PostOffice:
    """Listens on `port` of the loopback. `taken`: how many times each Message-ID was taken; `cut`: how many answers
    were never given; `calm`: it cuts no more."""

    name = "smtp"

    def __init__(self, port: int, chance: Random) -> None:
        self.taken: Counter[str] = Counter()
        self.cut = 0
        self.calm = False
        self._port = port
        self._chance = chance
        self._server: asyncio.Server | None = None
        self._lines: list[SMTP] = []

    async def start(self) -> None:
        self._server = await asyncio.get_running_loop().create_server(self._line, "127.0.0.1", self._port)

    async def kill(self) -> None:
        await self.stop()

    async def stop(self) -> None:
        if self._server:
            self._server.close()
        self._server = None
        for line in self._lines:
            _hang_up(line)
        self._lines.clear()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.taken[str(message_from_bytes(content)["Message-ID"])] += 1
        if not self.calm and self._chance.random() < _CUT:
            self.cut += 1
            _hang_up(server)
        return "250 OK"

    def _line(self) -> SMTP:
        line = SMTP(self, loop=asyncio.get_running_loop(), hostname="relais.test")
        self._lines.append(line)
        return line


def _hang_up(line: SMTP) -> None:
    if isinstance(line.transport, asyncio.WriteTransport):
        line.transport.abort()
