"""What reading a letter as its reader would needs."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from uuid import NAMESPACE_URL, uuid5

from domain.people import mairie
from infra.channels.message import Sender, compose
from infra.contacts import Contact
from infra.letters import Letter
from scripts.gallery import rendered
from scripts.gallery_tale import Case

__all__ = ["Words", "as_mail", "not_synthetic", "plain", "rendered"]

MAX_BYTES = 60_000


def plain(text: str) -> str:
    """The words without what only the eye sees: unbreakable spaces, ends of lines."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def not_synthetic(case: Case) -> Case:
    real = {stream: state.but(synthetic=False) for stream, state in case.states.items()}
    return Case(case.notices, real, case.digest)


def as_mail(letter: Letter) -> bytes:
    to = Contact(id=uuid5(NAMESPACE_URL, "x"), to=mairie("32044"), address="mairie@beraut.test")
    at = datetime(2027, 1, 29, 7, tzinfo=UTC)
    return compose(letter, Sender("Jalon <jalon@exemple.test>"), to, "<1@exemple.test>", at)


class Words(HTMLParser):
    """The words of a page, its tags and where it leads; its tags must be closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.hrefs: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.hrefs += [value or "" for name, value in attrs if name == "href"]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "head" not in self.open:
            self.words.append(data)
