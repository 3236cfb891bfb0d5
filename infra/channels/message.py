"""A letter as a mail: headers, plain text first, the same in HTML, its dates as an attached calendar."""

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from infra.channels.errors import Undeliverable
from infra.contacts import Contact
from infra.letters.letter import Letter


@dataclass(frozen=True)
class Sender:
    """Who signs: `mailbox` as « Name <address> », and where the answers go when that is elsewhere."""

    mailbox: str
    reply_to: str | None = None


def compose(letter: Letter, sender: Sender, to: Contact, message_id: str, at: datetime) -> EmailMessage:
    """The mail of `letter` to one person, dated `at`. Raises `Undeliverable` when the address cannot be one."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender.mailbox
    message["Reply-To"] = sender.reply_to or sender.mailbox
    message["To"] = address_of(to)
    message["Subject"] = letter.subject
    message["Date"] = at
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "fr"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    if letter.ics is not None:
        # As text with its charset, or it is read as ASCII; in base64, or its CRLF are lost on the way.
        message.add_attachment(letter.ics, subtype="calendar", charset="utf-8", cte="base64", filename="echeance.ics")
    return message


def address_of(to: Contact) -> Address:
    """Where to write to somebody, the domain in ASCII. Raises `Undeliverable`."""
    local, at, domain = (to.address or "").strip().rpartition("@")
    try:
        return Address(_one_line(to.name or ""), addr_spec=f"{local}{at}{domain.encode('idna').decode()}")
    except (ValueError, IndexError, MessageError):
        raise Undeliverable("adresse illisible ; corrigez-la dans les contacts") from None


def _one_line(name: str) -> str:
    return " ".join(name.split())
