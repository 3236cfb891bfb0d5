"""Mails that came back, read from the Maildir to which they are delivered: which letter, for good or not, and why."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.errors import MessageError
from email.message import Message
from pathlib import Path
from typing import Any, Final

from flufl.bounce import all_failures

from domain.base import Value

#: A mail that is longer, or of more parts, is no bounce of ours: nobody returns so much.
_MOST_BYTES: Final = 5_000_000
_MOST_PARTS: Final = 100

_ID: Final = re.compile(r"(?im)^message-id:\s*(<[^<>\s]{1,250}>)")
_STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")

#: Codes that speak of the address (RFC 3463), not of the letter.
_OF_THE_ADDRESS: Final = ("5.0.", "5.1.", "5.2.", "5.4.")

#: A mailbox that is full, or a letter too long for it: the address serves again later.
_OF_THE_MOMENT: Final = frozenset({"5.2.2", "5.2.3"})

#: What a mail that nobody could foresee does to those who read it.
_UNREADABLE: Final = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


class Returned(Value):
    """A letter that did not arrive. `code`: what the other server said (« 5.1.1 »), empty when it did not say it so;
    `lost`: nobody tries any more."""

    message_id: str
    code: str = ""
    lost: bool

    @property
    def leads_nowhere(self) -> bool:
        """Whether it is about the address, which is not to be used again, and not about this letter alone."""
        of_the_address = not self.code or self.code.startswith(_OF_THE_ADDRESS)
        return self.lost and of_the_address and self.code not in _OF_THE_MOMENT


@dataclass(frozen=True)
class Returns:
    """Reads the Maildir `directory`, which may not be there yet."""

    directory: Path

    async def waiting(self) -> list[str]:
        """The names of the mails that nobody read yet, the oldest first."""
        return await asyncio.to_thread(self._waiting)

    async def read(self, name: str) -> Returned | None:
        """What the mail says of a letter; `None` when it is no bounce, or cannot be read."""
        return await asyncio.to_thread(self._read, name)

    async def done(self, name: str) -> None:
        """Puts the mail away among those that were read. Raises `OSError`."""
        await asyncio.to_thread(self._done, name)

    def _waiting(self) -> list[str]:
        new = self.directory / "new"
        files = [(file.stat().st_mtime, file.name) for file in new.iterdir() if file.is_file()] if new.is_dir() else []
        return [name for _, name in sorted(files)]

    def _read(self, name: str) -> Returned | None:
        file = self.directory / "new" / name
        return None if file.stat().st_size > _MOST_BYTES else returned(file.read_bytes())

    def _done(self, name: str) -> None:
        cur = self.directory / "cur"
        cur.mkdir(mode=0o700, exist_ok=True)
        (self.directory / "new" / name).rename(cur / f"{name.partition(':')[0]}:2,S")


def returned(raw: bytes) -> Returned | None:
    """What a mail says of a letter that came back; `None` when it is no bounce, or cannot be read."""
    if raw.count(b"boundary") > _MOST_PARTS:
        return None
    try:
        message = message_from_bytes(raw)
        parts = list(message.walk())
        return _returned(message, parts) if len(parts) <= _MOST_PARTS else None
    except _UNREADABLE:
        return None


def _returned(message: Message, parts: list[Message]) -> Returned | None:
    id = _letter(parts)
    if id is None:
        return None
    reports = [report for part in parts if part.get_content_type() == "message/delivery-status" for report in _of(part)]
    if reports:
        return _reported(id, reports)
    temporary, permanent = all_failures(message)
    return Returned(message_id=id, lost=bool(permanent)) if temporary or permanent else None


def _reported(id: str, reports: list[Message]) -> Returned | None:
    """What the report says of the one recipient; nothing when it says that the letter arrived."""
    for report in reports:
        action = str(report.get("Action", "")).strip().lower()
        found = _STATUS.search(str(report.get("Status", "")))
        code = found[0] if found else ""
        if action == "failed":
            return Returned(message_id=id, code=code, lost=True)
        if action == "delayed":
            return Returned(message_id=id, code=code, lost=False)
    return None


def _of(part: Message) -> Iterator[Message]:
    """The blocks of a report: the one about the message, then one for each recipient."""
    payload: Any = part.get_payload()
    yield from (block for block in payload if isinstance(block, Message)) if isinstance(payload, list) else ()


def _letter(parts: list[Message]) -> str | None:
    """The Message-ID of the letter that is returned: the whole of it, its headers, or what is quoted of them."""
    whole, quoted = [], []
    for part in parts[1:]:
        kind = part.get_content_type()
        if kind == "message/rfc822":
            payload: Any = part.get_payload()
            whole += [str(inner.get("Message-ID", "")).strip() for inner in payload if isinstance(inner, Message)]
        elif kind == "text/rfc822-headers":
            whole.append(str(message_from_string(_text(part)).get("Message-ID", "")).strip())
    for part in parts:
        if part.get_content_maintype() == "text":
            quoted += _ID.findall(_text(part))
    return next((id for id in (*whole, *quoted) if id), None)


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
