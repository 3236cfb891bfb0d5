"""Mails given to a relay, over a connection that is kept from one letter to the next."""

import asyncio
import re
import ssl
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from typing import Final

from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from infra.channels.errors import ChannelError, ChannelUnavailable, Deferred, Undeliverable
from infra.channels.message import Sender, address_of, compose
from infra.contacts import Contact
from infra.letters.letter import Letter
from infra.transports import Encryption, Smtp

_TIMEOUT_S: Final = 30.0

#: After so long without a letter, one asks whether the relay is still there; then one takes leave.
_QUIET_S, _IDLE_S = 2.0, 20.0

#: Codes by which a relay refuses the installation, not the letter: authentication, encryption, closing down.
_OUR_FAULT: Final = frozenset({421, 454, 530, 534, 535, 538})


class SmtpChannel:
    """Sends letters by one relay, one after the other. `tls`: for a certificate that no public authority signed."""

    def __init__(
        self, relay: Smtp, sender: Sender, password: str | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self._sender = sender
        self._client = SMTP(
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
        self._alone = asyncio.Lock()
        self._leaving: asyncio.Task[None] | None = None
        self._used_s = 0.0

    async def send(self, to: Contact, letter: Letter, message_id: str, at: datetime) -> None:
        """Returns once the relay has accepted the mail, dated `at`. Raises a `ChannelError`."""
        if f".{address_of(to).domain.casefold()}".endswith(".invalid"):
            raise Undeliverable("adresse en .invalid : elle ne mène nulle part")
        message = compose(letter, self._sender, to, message_id, at)
        async with self._alone:
            if self._leaving:
                self._leaving.cancel()
            try:
                await self._give(message)
            finally:
                self._used_s = asyncio.get_running_loop().time()
                self._leaving = asyncio.create_task(self._leave_when_idle())

    async def close(self) -> None:
        """Takes leave of the relay; the next letter connects again."""
        async with self._alone:
            if self._client.is_connected:
                with suppress(SMTPException):
                    await self._client.quit()
            self._client.close()

    async def _leave_when_idle(self) -> None:
        await asyncio.sleep(_IDLE_S)
        await self.close()

    async def _give(self, message: EmailMessage) -> None:
        try:
            if not await self._still_there():
                self._client.close()
                await self._client.connect()
            await self._client.send_message(message)
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

    async def _still_there(self) -> bool:
        if not self._client.is_connected:
            return False
        if asyncio.get_running_loop().time() - self._used_s < _QUIET_S:
            return True
        with suppress(SMTPException):
            await self._client.noop()
            return True
        return False


def _about_the_letter(refused: SMTPRecipientsRefused | SMTPDataError) -> ChannelError:
    """What the relay's answer means, without its text, in which it may repeat the address."""
    answer = refused.recipients[0] if isinstance(refused, SMTPRecipientsRefused) else refused
    precise = re.match(r"[245]\.\d{1,3}\.\d{1,3}\b", answer.message)
    code = f"{answer.code} {precise[0]}" if precise else str(answer.code)
    if answer.code in _OUR_FAULT:
        return ChannelUnavailable(f"le relais de messagerie refuse cette installation ({code})")
    if answer.code < 500:
        return Deferred(f"le relais remet ce courriel à plus tard ({code})")
    return Undeliverable(f"le relais refuse ce courriel ({code})")
