"""The letters of a machine without a relay, read where they were kept: who tries Jalon reads what nobody received."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Final

_ID: Final = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True)
class Kept:
    """A letter in the list: its `id`, when it was to leave, for whom (name or address) and about what."""

    id: str
    at: datetime
    to: str
    subject: str


@dataclass(frozen=True)
class KeptLetter(Kept):
    """A letter that is read: its plain text, and the names of what is attached."""

    text: str
    attached: tuple[str, ...]


class Mailbox:
    """Reads the Maildir `directory`, which may not be there yet."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def latest(self, most: int) -> list[Kept]:
        """The last `most` letters, the last one first."""
        return await asyncio.to_thread(self._latest, most)

    async def letter(self, id: str) -> KeptLetter | None:
        """The letter with this id, `None` when there is none."""
        return await asyncio.to_thread(self._letter, id) if _ID.fullmatch(id) else None

    def _latest(self, most: int) -> list[Kept]:
        dated = sorted(((file.stat().st_mtime, file.name, file) for file in self._files()), reverse=True)
        return [_kept(file, _read(file)) for _, _, file in dated[:most]]

    def _letter(self, id: str) -> KeptLetter | None:
        file = next((file for file in self._files() if file.name.startswith(id)), None)
        if file is None:
            return None
        message = _read(file)
        body = message.get_body(("plain",))
        names = tuple(part.get_filename() or part.get_content_type() for part in message.iter_attachments())
        text = body.get_content() if body else ""
        return KeptLetter(**vars(_kept(file, message)), text=text, attached=names)

    def _files(self) -> Iterator[Path]:
        for part in ("new", "cur"):
            yield from (self._directory / part).glob("*.eml*")


def _read(file: Path) -> EmailMessage:
    return message_from_bytes(file.read_bytes(), policy=default)


def _kept(file: Path, message: EmailMessage) -> Kept:
    at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return Kept(id=file.name[:40], at=at, to=str(message["To"]), subject=str(message["Subject"]))
