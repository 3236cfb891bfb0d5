"""A real SMTP relay for the tests, with the moods of relays: refusals, authentication, encryption, hanging up."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PEM = Path(__file__).with_name("relay.pem")
PASSWORD = "mot de passe"


@dataclass
class Relay:
    """What came in, and what is answered: one answer for each recipient or each mail, then acceptance."""

    port: int = 0
    recipient_answers: list[str] = field(default_factory=list)
    data_answers: list[str] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    sessions: list[SMTP] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def mails(self) -> list[EmailMessage]:
        parsed = [message_from_bytes(envelope.content, policy=default) for envelope in self.envelopes]  # type: ignore[arg-type]
        assert all(isinstance(mail, EmailMessage) for mail in parsed)
        return parsed

    async def hang_up(self) -> None:
        """Closes every connection, and lets the other side know it."""
        for session in self.sessions:
            if session.transport:
                session.transport.close()
        for _ in range(10):
            await asyncio.sleep(0)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient_answers:
            return self.recipient_answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.data_answers:
            return self.data_answers.pop(0)
        self.envelopes.append(envelope)
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.left.set()
        return "221 Bye"


def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    known = isinstance(data, LoginPassword) and data.password.decode() == PASSWORD
    return AuthResult(success=known, handled=False)


def certificate() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(PEM)
    return context


def trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(PEM))


@asynccontextmanager
async def relay(*, tls: ssl.SSLContext | None = None, port: int = 0, **options: Any) -> AsyncIterator[Relay]:
    """A relay on a port of its own; `tls`: encrypted from the first byte; `options` are those of aiosmtpd's SMTP."""
    running = Relay()
    loop = asyncio.get_running_loop()

    def session() -> SMTP:
        running.sessions.append(SMTP(running, loop=loop, hostname="relais.test", **options))
        return running.sessions[-1]

    server = await loop.create_server(session, "127.0.0.1", port, ssl=tls)
    running.port = server.sockets[0].getsockname()[1]
    try:
        yield running
    finally:
        server.close()
        await running.hang_up()
