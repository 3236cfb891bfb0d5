"""Mails kept in a folder of this machine, in the Maildir format that mail readers open."""

import asyncio
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from infra.channels.message import Sender, compose
from infra.contacts import Contact
from infra.letters.letter import Letter


@dataclass(frozen=True)
class MaildirChannel:
    """Keeps letters in `directory`, which it makes when it is not there. They go nowhere."""

    directory: Path
    sender: Sender

    async def send(self, to: Contact, letter: Letter, message_id: str, at: datetime) -> None:
        """Returns once the mail is on disk, whole. The same `message_id` again changes nothing. Raises `OSError`, and
        `Undeliverable` when the address cannot be one."""
        mail = compose(letter, self.sender, to, message_id, at)
        await asyncio.to_thread(self._keep, mail, f"{sha256(message_id.encode()).hexdigest()[:40]}.eml", at)

    def _keep(self, mail: bytes, name: str, at: datetime) -> None:
        tmp, new, cur = (self.directory / part for part in ("tmp", "new", "cur"))
        for folder in (tmp, new, cur):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(cur.glob(f"{name}*")):
            return
        with NamedTemporaryFile(dir=tmp) as draft:
            draft.write(mail.replace(b"\r\n", b"\n"))
            draft.flush()
            os.fsync(draft.fileno())
            os.utime(draft.name, (at.timestamp(), at.timestamp()))
            # Unlike a renaming, a link never takes the place of what is there.
            with suppress(FileExistsError):
                os.link(draft.name, new / name)
