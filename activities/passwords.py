"""The mail of accounts: the links by which somebody chooses a password, drawn as late as can be."""

from dataclasses import dataclass
from typing import Final

import structlog
from temporalio.exceptions import ApplicationError

from activities.carrying import Channel
from activities.house import House
from domain.people import Recipient, Role
from infra.channels.errors import ChannelError, ChannelUnavailable, Undeliverable
from infra.channels.message import new_message_id
from infra.clock import Clock
from infra.contacts import Contact
from infra.identity.password_links import PasswordLinks, Purpose, Waiting
from infra.letters.passwords import PasswordLetters
from infra.territories import epci_of

_FAILED: Final = "Des courriels de mot de passe n'ont pas pu partir ; nouvel essai automatique."

_log = structlog.get_logger()


@dataclass(frozen=True)
class PasswordMail:
    """Carries them. `mail_domain` ends the Message-IDs; `public_url`: where people find the pages."""

    links: PasswordLinks
    letters: PasswordLetters
    channel: Channel
    clock: Clock
    mail_domain: str
    public_url: str

    async def deliver(self) -> bool:
        """Sends what waits. Gives whether some of it was put off. Raises `ApplicationError`, to be tried again, when
        the channel is away."""
        put_off = False
        for one in await self.links.waiting():
            put_off = not await self._send(one) or put_off
        return put_off

    async def _send(self, one: Waiting) -> bool:
        """Gives whether it is done with: sent, refused for good, or not wanted any more."""
        secret = await self.links.draw(one.id)
        if secret is None:
            return True
        letter = self.letters.write(
            f"{self.public_url}/mot-de-passe/{secret}",
            epci_of(one.sirens[0]).name if len(one.sirens) == 1 else "",
            invitation=one.purpose is Purpose.INVITATION,
        )
        to = Contact(to=Recipient(role=Role.COORDINATEUR), id=one.account, name=one.name, address=one.address)
        try:
            await self.channel.send(to, letter, new_message_id(self.mail_domain), await self.clock.read())
        except ChannelUnavailable as away:
            _log.warning("channel_away", reason=str(away))
            raise ApplicationError(_FAILED) from None
        except Undeliverable as refused:
            _log.warning("letter_refused", account=str(one.account), reason=str(refused))
            await self.links.refuse(one.id, refused.code or "adresse illisible")
        except (ChannelError, OSError) as failed:
            _log.warning("letter_not_sent", account=str(one.account), reason=type(failed).__name__)
            return False
        else:
            await self.links.sent(one.id)
        return True


def password_mail(house: House) -> PasswordMail:
    """What carries it, among the neighbours of a worker."""
    return PasswordMail(
        links=PasswordLinks(house.engine),
        letters=PasswordLetters(house.mail.letters.reply_to),
        channel=house.mail.express or house.mail.channel,
        clock=house.clock,
        mail_domain=house.mail.domain,
        public_url=house.mail.public_url,
    )
