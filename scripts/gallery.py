"""Writes the gallery of mails, one text file for each kind of notice, to be read as its reader would.

Run as `python -m scripts.gallery`; with `--pictures`, their HTML is pictured too, which needs Chromium.
"""

import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID

from domain.french import plural
from domain.notices import NoticeKind
from domain.people import COORDINATEUR
from infra.channels.message import Sender, compose
from infra.contacts import Contact
from infra.letters import NOWHERE, Beside, Letter, Letters, Urls
from scripts.gallery_list import CASES
from scripts.gallery_tale import COMMUNES, Case

__all__ = ["CASES", "FOLDER", "LETTERS", "case", "letter", "page", "rendered", "unlinked", "weight"]

FOLDER: Final = Path(__file__).resolve().parents[1] / "docs/gallery/mails"
LETTERS: Final = Letters("mutualisation@cc-tenareze.invalid")
DIGITS: Final = "402718"

_SITE: Final = "https://jalon.cc-tenareze.invalid"
_PAGE: Final = f"{_SITE}/r/exemple-de-lien-secret-qui-n-ouvre-rien-0000"
#: Those of a page reached by a link, and those of the coordination. Numbers kept for fiction.
BY_LINK: Final = Urls(answer=_PAGE, preferences=f"{_PAGE}/preferences")
OF_THE_COORDINATION: Final = Urls(console=f"{_SITE}/", preferences=f"{_PAGE}/preferences")
PHONES: Final = {COMMUNES[name]: f"05 36 49 10 {10 + n}" for n, name in enumerate(COMMUNES) if name != "Roquepine"}


@cache
def case(name: str) -> Case:
    """The example of that name."""
    return CASES[name]()


@cache
def letter(name: str) -> Letter:
    """The letter of that name."""
    return rendered(case(name))


def rendered(told: Case, urls: Urls | None = None) -> Letter:
    """The letter of a case, which leads where its reader would be led, or to `urls`."""
    led = urls if urls is not None else OF_THE_COORDINATION if told.to_coordinator else BY_LINK
    first = told.notices[0]
    if first.notice.kind is NoticeKind.CODE:
        return LETTERS.code(first, told.states[first.stream], DIGITS)
    return LETTERS.render(told.notices, told.states, led, Beside(phones=PHONES, digest=told.digest))


def unlinked(told: Case) -> Letter:
    """The letter of a case to somebody for whom no link could be made."""
    return rendered(told, NOWHERE)


def weight(one: Letter) -> int:
    """What the letter weighs as a mail, in bytes, without its PDF."""
    light = one.but(attachments=tuple(file for file in one.attachments if not file.filename.endswith(".pdf")))
    to = Contact(id=UUID(int=0), to=COORDINATEUR, address="destinataire@exemple.invalid")
    at = datetime(2027, 1, 29, 7, tzinfo=UTC)
    return len(compose(light, Sender("Jalon <jalon@exemple.invalid>"), to, "<1@exemple.invalid>", at))


def page(name: str) -> str:
    """The letter of that name as a text file: its subject, its weight, what is attached, its text."""
    one = letter(name)
    number = one.ics.count("BEGIN:VEVENT") if one.ics else 0
    attached = [f"echeance.ics ({number} {plural(number, 'date', 'dates')})"] if one.ics else []
    attached += [f"{file.filename} ({_kb(len(file.content))})" for file in one.attachments]
    lines = "".join(f"Pièce jointe : {what}\n" for what in attached)
    return f"Objet : {one.subject}\nPoids : {_kb(weight(one))}\n{lines}\n{one.text}"


def _kb(size: int) -> str:
    return f"{round(size / 1000)} ko"


def main(folder: Path, *, pictures: bool = False) -> int:
    """Writes every letter in `folder`, and takes away those of kinds that are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.stem not in CASES:
            old.unlink()
    for name in CASES:
        (folder / f"{name}.txt").write_text(page(name), encoding="utf-8")
    print(f"{len(CASES)} courriels dans {folder}")
    if pictures:
        from scripts.gallery_pictures import take

        take({name: letter(name).html for name in CASES}, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(FOLDER, pictures="--pictures" in sys.argv[1:]))
