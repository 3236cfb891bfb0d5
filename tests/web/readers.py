"""Readers of the example: what a page says, and what stands behind its forms."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

import httpx2

from domain.access import Right
from tests.web.conftest import HOST, visitor
from tests.web.examples import Example

FROM_HERE = {"Origin": HOST, "Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Reader:
    """Somebody signed in on the example."""

    it: Example
    client: httpx2.AsyncClient

    async def html(self, path: str, code: int = 200) -> str:
        answer = await self.client.get(path)
        assert answer.status_code == code, answer.text
        return answer.text

    async def text(self, path: str, code: int = 200) -> str:
        """What a page says, without its marks, with ordinary spaces."""
        return said(await self.html(path, code))

    async def post(self, path: str, code: int = 303, **fields: str) -> httpx2.Response:
        answer = await self.client.post(path, data=fields or {"rien": ""}, headers=FROM_HERE)
        assert answer.status_code == code, answer.text
        return answer

    async def audit(self) -> list[tuple[str, str]]:
        """What was noted of the accesses: kind, and what it is about."""
        return [(row.kind.value, row.about) for row in await self.it.house.accesses.every("243200417")]


async def reader(it: Example, rights: Sequence[Right] = tuple(Right)) -> Reader:
    """Somebody with these rights in the EPCI of the example."""
    secret = await it.house.tokens.create("essai", None if rights == tuple(Right) else "243200417", rights)
    client = visitor(it.app)
    client.headers["Authorization"] = f"Bearer {secret}"
    return Reader(it, client)


def said(html: str) -> str:
    parser = _Text()
    parser.feed(html)
    return " ".join("".join(parser.parts).replace("\u202f", " ").replace("\u00a0", " ").split())


def hrefs(html: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'href="([^"]+)"', html)]


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.parts.append("" if tag in ("a", "b", "strong", "code", "abbr") else " ")
