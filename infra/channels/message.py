"""A letter as a mail: headers, plain text first, the same in HTML, its dates as an attached calendar.

Written line by line: what the standard library builds of a mail costs more than all the rest of its delivery.
"""

from base64 import b64encode, encodebytes
from binascii import b2a_qp
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import format_datetime, formataddr, parseaddr
from functools import cached_property, lru_cache
from hashlib import sha256
from secrets import token_hex
from typing import Final
from urllib.parse import quote

from infra.channels.errors import AddressRefused
from infra.contacts import Contact
from infra.letters.letter import Attachment, Letter

#: The end of a line on the wire.
_END: Final = b"\r\n"

#: Octets in an encoded word, whose line is then 75 at most; and a subject that needs no line of its own.
_WORD_OCTETS: Final = 45
_LONGEST: Final = 60

_TEXT: Final = b'Content-Type: text/%b; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'


@dataclass(frozen=True)
class Sender:
    """Who signs: `mailbox` as « Name <address> », and where the answers go when that is elsewhere."""

    mailbox: str
    reply_to: str | None = None

    @cached_property
    def address(self) -> str:
        """The address alone."""
        return parseaddr(self.mailbox)[1]


def new_message_id(domain: str) -> str:
    """The Message-ID of a new letter: by chance, so that who knows what it is about cannot say that it came back."""
    return f"<{token_hex(16)}@{domain}>"


def compose(letter: Letter, sender: Sender, to: Contact, message_id: str, at: datetime) -> bytes:
    """The mail of `letter` to one person, dated `at`, as it is on the wire: ASCII, short lines, CRLF.

    Raises `AddressRefused` when the address cannot be one, `ValueError` when the subject has more than one line.
    """
    mark = f"=_{sha256(message_id.encode()).hexdigest()[:24]}"
    headers = [
        _mailbox("From", sender.mailbox),
        _mailbox("Reply-To", sender.reply_to or sender.mailbox),
        _person(address_of(to)),
        _subject(letter.subject),
        f"Date: {format_datetime(at)}",
        f"Message-ID: {message_id}",
        "Auto-Submitted: auto-generated",
        "Content-Language: fr",
        *_unsubscribe(letter.unsubscribe),
        "MIME-Version: 1.0",
    ]
    return "\r\n".join(headers).encode("ascii") + _END + _body(letter, mark)


def address_of(to: Contact) -> Address:
    """Where to write to somebody, the domain in ASCII. Raises `AddressRefused`."""
    return _address(to.address or "", to.name or "")


@lru_cache(maxsize=1024)
def _address(address: str, name: str) -> Address:
    local, at, domain = address.strip().rpartition("@")
    try:
        spec = f"{local}{at}{domain.encode('idna').decode()}"
        # Few relays carry the letters of an address that is not ASCII; none of ours has to.
        spec.encode("ascii")
        return Address(_one_line(name), addr_spec=spec)
    except (ValueError, IndexError, MessageError):
        raise AddressRefused("adresse illisible ; corrigez-la dans les contacts") from None


def _one_line(name: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in name).split())


@lru_cache(maxsize=16)
def _mailbox(header: str, written: str) -> str:
    """The same for all letters."""
    name, address = parseaddr(written)
    return f"{header}: {_named(name, address)}"


def _person(to: Address) -> str:
    return f"To: {_named(to.display_name, to.addr_spec)}"


def _named(name: str, address: str) -> str:
    if not name or name.isascii():
        return formataddr((name, address))
    return f"{_encoded(name)}\r\n <{address}>"


def _subject(subject: str) -> str:
    if not subject.isprintable() and any(ord(each) < 32 for each in subject):
        raise ValueError("a subject holds no linefeed, nor any other control character")
    return f"Subject: {_encoded(subject)}"


def _encoded(text: str) -> str:
    """The text as words of RFC 2047, one on each line."""
    if text.isascii() and len(text) < _LONGEST:
        return text
    words, word, octets = [], "", 0
    for character in text:
        size = len(character.encode())
        if octets + size > _WORD_OCTETS:
            words.append(word)
            word, octets = "", 0
        word, octets = word + character, octets + size
    return "\r\n ".join(f"=?utf-8?b?{b64encode(each.encode()).decode()}?=" for each in (*words, word))


def _unsubscribe(page: str) -> list[str]:
    return [f"List-Unsubscribe: <{page}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"] if page else []


def _body(letter: Letter, mark: str) -> bytes:
    alternative = _multipart("alternative", f"{mark}a", [_text(b"plain", letter.text), _text(b"html", letter.html)])
    attached = list(_attached(letter))
    return _multipart("mixed", f"{mark}m", [alternative, *attached]) if attached else alternative


def _attached(letter: Letter) -> Iterator[bytes]:
    if letter.ics is not None:
        # As text with its charset, or it is read as ASCII; in base64, or its CRLF are lost on the way.
        yield _file('text/calendar; charset="utf-8"', "echeance.ics", letter.ics.encode())
    for each in letter.attachments:
        yield _of(each)


@lru_cache(maxsize=64)
def _of(attachment: Attachment) -> bytes:
    """The same file goes to many."""
    return _file(attachment.media_type, attachment.filename, attachment.content)


def _file(media_type: str, filename: str, content: bytes) -> bytes:
    name = f'filename="{filename}"' if _is_plain(filename) else f"filename*=utf-8''{quote(filename, safe='')}"
    headers = (
        f"Content-Type: {media_type}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment; {name}\r\n\r\n"
    )
    return headers.encode("ascii") + encodebytes(content).replace(b"\n", _END)


def _is_plain(filename: str) -> bool:
    return filename.isascii() and filename.replace(".", "").replace("-", "").replace("_", "").isalnum()


def _text(kind: bytes, text: str) -> bytes:
    encoded = b2a_qp(text.replace("\r\n", "\n").encode(), istext=True)
    return _TEXT % kind + encoded.replace(b"\n", _END)


def _multipart(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    """Parts between boundaries that nothing encoded can hold: « =_ » is no quoted-printable, nor base64."""
    line = f"--{boundary}".encode()
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    return head + b"".join(line + _END + part + _END for part in parts) + line + b"--" + _END
