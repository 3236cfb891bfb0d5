"""A mairie at the link of its mail: what it finds in its mailbox, and the steps of its visit."""

import re
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Final

from tests.browser.person import Person
from tests.terminal.launched import Launched, soon

NUMBER: Final = "2026-61"

#: Codes typed: each mail that is sent again bears another one, and the last one counts.
_CODES: Final = 3


def mails(up: Launched) -> list[EmailMessage]:
    """Every mail that left, in order."""
    files = sorted(Path(up.told("courriels")).glob("new/*.eml"), key=lambda file: file.stat().st_mtime)
    return [message_from_bytes(file.read_bytes(), policy=default) for file in files]


def mail_of(up: Launched, *words: str) -> EmailMessage | None:
    """The last mail whose subject has all these words."""
    found = [message for message in mails(up) if all(word in str(message["Subject"]) for word in words)]
    return found[-1] if found else None


def link_in(message: EmailMessage) -> str:
    """The link of a mail."""
    found = re.search(r"http://\S+/r/[\w-]{43}", _text_of(message))
    assert found is not None
    return found[0]


def code_in(up: Launched, before: int) -> str | None:
    """The digits of the last code, if one came after the `before` first ones."""
    codes = _codes(up)
    found = re.search(r"\b\d{6}\b", _text_of(codes[-1])) if len(codes) > before else None
    return found[0] if found else None


def codes_so_far(up: Launched) -> int:
    """How many mails bore a code."""
    return len(_codes(up))


async def acknowledged(person: Person, up: Launched, on: date) -> None:
    """On the page of the request, says that it was received on that day, and confirms it."""
    before, form = codes_so_far(up), person.within("Accuser réception")
    await form.tick("Secrétaire de mairie")
    await form.day("Demande reçue le", on)
    await form.button("Accuser réception")
    await _confirmed(person, up, before)


async def answered(person: Person, up: Launched, on: date) -> None:
    """On the page of the request, deposits the délibération voted that day, and confirms it."""
    before, form = codes_so_far(up), person.within("Déposer la délibération")
    await form.tick("Favorable", exact=True)
    await form.day("Votée le", on)
    await form.type("Numéro de la délibération", NUMBER)
    await form.type("Votre nom", "Camille Exemple")
    await form.tick("Secrétaire de mairie")
    await form.button("Vérifier avant de confirmer")
    await _confirmed(person, up, before)


async def _confirmed(person: Person, up: Launched, before: int) -> None:
    """Types the code that comes by mail, and waits for what is recorded."""
    assert "/confirmation/" in person.page.url
    for _ in range(_CODES):
        digits = soon(lambda: code_in(up, before))
        await person.type("Code à six chiffres", digits)
        await person.button("Confirmer")
        if "/confirmation/" not in person.page.url:
            break
        assert code_in(up, before) != digits, "the code of the last mail was refused"
    assert "/recu/" in person.page.url
    await person.wait_out("Enregistré, en cours de traitement", "Actualiser cette page")


def _codes(up: Launched) -> list[EmailMessage]:
    return [message for message in mails(up) if "code de confirmation" in str(message["Subject"])]


def _text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
