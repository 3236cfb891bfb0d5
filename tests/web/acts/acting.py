"""Somebody who does acts: what the form says, what will happen, what came of it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from html.parser import HTMLParser
from typing import Any

import httpx2

from infra.embedded.postgres import EmbeddedPostgres
from infra.reading.views import Views
from scripts.played import NOON, SIREN
from tests.web.conftest import visitor
from tests.web.examples import Example, example, somebody_works_there

MANDATE = f"mandate/{SIREN}/2026"


def said(html: str) -> str:
    """What a page says, with ordinary spaces."""
    plain = unescape(re.sub(r"<[^>]+>", " ", html))
    return " ".join(plain.replace("\u202f", " ").replace("\u00a0", " ").split())


class _Held(HTMLParser):
    """The hidden fields of a page, as a browser sends them back."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "input" and known.get("type") == "hidden" and known.get("name"):
            self.fields[str(known["name"])] = (known.get("value") or "").replace("\n", "\r\n")


@dataclass(frozen=True)
class Doer:
    """A client of the example, whose commands somebody decides."""

    it: Example
    client: httpx2.AsyncClient

    async def form(self, name: str, stream: str, **named: str) -> str:
        """What the form of the act says."""
        return said((await self.client.get(_address(name), params={"flux": stream, **named})).text)

    async def opens(self, name: str, stream: str, **named: str) -> dict[str, str]:
        """The hidden fields of the form, as it is given now."""
        form = await self.client.get(_address(name), params={"flux": stream, **named})
        held = _Held(form.text).fields
        assert "cle" in held, said(form.text)
        return held

    async def sends(
        self, name: str, stream: str, typed: dict[str, Any], held: dict[str, str], step: str = "verifier"
    ) -> tuple[str, dict[str, str]]:
        """Sends a form that was opened before, with its hidden fields: what the page says, and its own ones."""
        answer = await self.client.post(_address(name), params={"flux": stream}, data=typed | held | {"etape": step})
        return said(answer.text), _Held(answer.text).fields

    async def preview(self, name: str, stream: str, typed: dict[str, Any], **named: str) -> str:
        """What the page says once the form was sent, whatever it answers."""
        return said((await self._post(name, stream, typed, "verifier", named)).text)

    async def refused(self, name: str, stream: str, typed: dict[str, Any], **named: str) -> str:
        """What the form says of its mistakes, or why it would be refused."""
        answer = await self._post(name, stream, typed, "verifier", named)
        assert answer.status_code == 422, said(answer.text)
        return said(answer.text)

    async def does(self, name: str, stream: str, typed: dict[str, Any], **named: str) -> str:
        """Reads what will happen and confirms it, with what that page holds, as a browser would. Gives what the page
        that follows says."""
        preview = await self._post(name, stream, typed, "verifier", named)
        held = _Held(preview.text).fields | {"etape": "confirmer"}
        address = {"flux": stream, **named}
        answer = await self.client.post(_address(name), params=address, data=held)
        assert answer.status_code == 303, said(answer.text)
        return said((await self.client.get(answer.headers["location"])).text)

    async def state(self, stream: str) -> Any:
        """The stream as it now stands."""
        return await Views(self.it.house.engine).state(stream)

    async def _post(
        self, name: str, stream: str, typed: dict[str, Any], step: str, named: dict[str, str]
    ) -> httpx2.Response:
        held = await self.opens(name, stream, **named)
        address = {"flux": stream, **named}
        return await self.client.post(_address(name), params=address, data=typed | held | {"etape": step})


def _address(name: str) -> str:
    return f"/actes/{name}"


@asynccontextmanager
async def doing(postgres: EmbeddedPostgres, template: str, hour: datetime = NOON) -> AsyncIterator[Doer]:
    """A coordinator on the example at that local hour."""
    async with example(postgres, template, hour) as it, visitor(it.app) as client, somebody_works_there(it):
        client.headers.update({"Authorization": f"Bearer {it.secret}"})
        yield Doer(it, client)
