"""Mails given to a relay, over connections that are kept from one letter to the next."""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Final

from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from infra.channels.errors import AddressRefused, ChannelError, ChannelUnavailable, Deferred, Undeliverable
from infra.channels.message import Sender, address_of, compose
from infra.contacts import Contact
from infra.letters.letter import Letter
from infra.transports import Encryption, Smtp

_TIMEOUT_S: Final = 30.0

#: After so long without a letter, one asks whether the relay is still there; then one takes leave.
_QUIET_S, _IDLE_S = 2.0, 20.0

#: Codes by which a relay refuses the installation, not the letter: authentication, encryption, closing down.
_OUR_FAULT: Final = frozenset({421, 454, 530, 534, 535, 538})

#: What a relay says of the address itself, not of the letter: unknown, moved, closed (RFC 3463).
_OF_THE_ADDRESS: Final = re.compile(r"5\.1\.(?!7\b|8\b)|5\.2\.1\b")


class Line:
    """One connection to the relay, opened by the first letter, and again when the relay has hung up."""

    def __init__(self, client: SMTP) -> None:
        self._client = client
        self._used_s = 0.0

    async def give(self, sender: str, to: str, mail: bytes) -> None:
        """Returns once the relay has accepted the mail. Raises a `ChannelError`."""
        try:
            if not await self._still_there():
                self._client.close()
                await self._client.connect()
            await self._client.sendmail(sender, [to], mail)
        except (SMTPRecipientsRefused, SMTPDataError) as refused:
            raise _about_the_letter(refused) from None
        except (SMTPException, OSError) as trouble:
            self._client.close()
            code = f" {trouble.code}" if isinstance(trouble, SMTPResponseException) else ""
            raise ChannelUnavailable(
                f"le relais de messagerie ne prend rien ({type(trouble).__name__}{code})"
            ) from trouble
        except BaseException:
            # Interrupted between two lines: what this connection would say next is no longer known.
            self._client.close()
            raise
        finally:
            self._used_s = asyncio.get_running_loop().time()

    async def leave(self) -> None:
        """Takes leave of the relay; the next letter connects again."""
        try:
            if self._client.is_connected:
                with suppress(SMTPException):
                    await self._client.quit()
        finally:
            self._client.close()

    async def _still_there(self) -> bool:
        if not self._client.is_connected:
            return False
        if asyncio.get_running_loop().time() - self._used_s < _QUIET_S:
            return True
        with suppress(SMTPException):
            await self._client.noop()
            return True
        return False


class Pool:
    """At most `size` lines. The last one used is the first one used again: those too many fall silent, and leave."""

    def __init__(self, connect: Callable[[], SMTP], size: int) -> None:
        self._free = [Line(connect()) for _ in range(size)]
        self._room = asyncio.Semaphore(size)
        self._leaving: dict[Line, asyncio.Task[None]] = {}

    @asynccontextmanager
    async def line(self) -> AsyncIterator[Line]:
        """A line for one letter, once there is one that nobody uses."""
        async with self._room:
            line = self._free.pop()
            if leaving := self._leaving.pop(line, None):
                leaving.cancel()
            try:
                yield line
            finally:
                self._free.append(line)
                self._leaving[line] = asyncio.create_task(self._leave_when_idle(line))

    async def close(self) -> None:
        """Takes leave on all lines that nobody uses."""
        for leaving in self._leaving.values():
            leaving.cancel()
        self._leaving.clear()
        for line in self._free:
            await line.leave()

    async def _leave_when_idle(self, line: Line) -> None:
        await asyncio.sleep(_IDLE_S)
        # Nobody may take the line meanwhile, who would find it hanging up.
        async with self._room:
            if line in self._free and self._leaving.get(line) is asyncio.current_task():
                self._free.remove(line)
                del self._leaving[line]
                try:
                    await line.leave()
                finally:
                    self._free.insert(0, line)


class Pace:
    """At most so many letters a minute, evenly; 0: as fast as they come."""

    def __init__(self, per_minute: int) -> None:
        self._each_s = 60 / per_minute if per_minute else 0.0
        self._next_s = 0.0

    async def wait(self) -> None:
        """Returns when the next letter may leave. Those who wait leave in the order in which they came."""
        now_s = asyncio.get_running_loop().time()
        mine_s = max(now_s, self._next_s)
        self._next_s = mine_s + self._each_s
        if mine_s > now_s:
            await asyncio.sleep(mine_s - now_s)


class SmtpChannel:
    """Sends letters by one relay, several at once. `tls`: for a certificate that no public authority signed."""

    def __init__(
        self, relay: Smtp, sender: Sender, password: str | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self._sender = sender
        self._pace = Pace(relay.per_minute)

        def connect() -> SMTP:
            return SMTP(
                hostname=relay.host,
                port=relay.port,
                username=relay.user,
                password=password if relay.user else None,
                timeout=_TIMEOUT_S,
                use_tls=relay.encryption is Encryption.TLS,
                # Wanted, or not even tried: never « if the relay happens to offer it ».
                start_tls=relay.encryption is Encryption.STARTTLS,
                tls_context=tls,
            )

        self._pool = Pool(connect, relay.connections)

    async def send(self, to: Contact, letter: Letter, message_id: str, at: datetime) -> None:
        """Returns once the relay has accepted the mail, dated `at`. Raises a `ChannelError`."""
        address = address_of(to)
        if f".{address.domain.casefold()}".endswith(".invalid"):
            raise AddressRefused("adresse en .invalid : elle ne mène nulle part")
        mail = compose(letter, self._sender, to, message_id, at)
        async with self._pool.line() as line:
            await self._pace.wait()
            await line.give(self._sender.address, address.addr_spec, mail)

    async def close(self) -> None:
        """Takes leave of the relay; the next letter connects again."""
        await self._pool.close()


def _about_the_letter(refused: SMTPRecipientsRefused | SMTPDataError) -> ChannelError:
    """What the relay's answer means, without its text, in which it may repeat the address."""
    at_the_address = isinstance(refused, SMTPRecipientsRefused)
    answer = refused.recipients[0] if isinstance(refused, SMTPRecipientsRefused) else refused
    precise = re.match(r"[245]\.\d{1,3}\.\d{1,3}\b", answer.message)
    code = f"{answer.code} {precise[0]}" if precise else str(answer.code)
    if answer.code in _OUR_FAULT:
        return ChannelUnavailable(f"le relais de messagerie refuse cette installation ({code})")
    if answer.code < 500:
        return Deferred(f"le relais remet ce courriel à plus tard ({code})")
    said = f"le relais refuse ce courriel ({code})"
    if precise and _OF_THE_ADDRESS.match(precise[0]):
        return AddressRefused(said, precise[0])
    if at_the_address and not precise:
        return AddressRefused(said, str(answer.code))
    return Undeliverable(said, precise[0] if precise else str(answer.code))
