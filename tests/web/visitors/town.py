"""A small EPCI put to the test by link: its clock, its letters, and who comes by them."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from html.parser import HTMLParser
from uuid import UUID

import httpx2
from pydantic import BaseModel
from sqlalchemy import select, text

from domain.consultation import DECIDER as CONSULTATION
from domain.consultation.commands import OpenConsultation, RecordCouncilVote, SendConsultation
from domain.consultation.events import Avis
from domain.consultation.state import Consultation, Seat
from domain.people import COORDINATEUR, Recipient, mairie, pilote
from domain.registry import decider_of
from infra.codes import Codes
from infra.contacts import Person
from infra.database import ADVANCER, pool
from infra.links import Link, NewLink, Purpose
from infra.store import Store
from infra.tables import inbox
from tests.domain.consultation.stories import day, electorate
from tests.domain.mandate import mandates
from tests.domain.objective import objectives
from tests.web.conftest import Site, ten_o_clock, visitor
from web.app import create_app
from web.house import open_web_house

_TICK_S = 0.005

SIREN = "200000001"
WATER = f"consultation/{SIREN}/eau"
ROADS = f"consultation/{SIREN}/voirie"
MANDATE = mandates.STREAM
OBJECTIVE = objectives.STREAM
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
PDF = b"%PDF-1.7\n% a d\xc3\xa9lib\xc3\xa9ration\n"

ANSWER = {
    "sens": "favorable",
    "votee_le": "2027-04-06",
    "numero": "2027-08",
    "pour": "11",
    "contre": "2",
    "nom": "Camille Essai",
    "fonction": "secretaire",
}


class StillClock:
    """A clock that stands where it is put."""

    def __init__(self, on: str) -> None:
        self.at = ten_o_clock(on)

    async def now(self) -> datetime:
        return self.at

    async def read(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Town:
    """The web as a commune sees it, at the hour of `clock`."""

    site: Site
    clock: StillClock

    async def tell(self, stream: str, on: str, *commands: BaseModel) -> None:
        self.clock.at = ten_o_clock(on)
        await self.site.tell(stream, on, *commands)

    async def state(self, stream: str = WATER) -> Consultation:
        return await self.site.house.snapshots.one(CONSULTATION, stream)

    async def seat(self, commune: str = "01002") -> Seat:
        seat = (await self.state()).seat(commune)
        assert seat is not None
        return seat

    async def avis(self, commune: str = "01002") -> Avis:
        """The délibération that counts."""
        avis = (await self.seat(commune)).avis
        assert avis is not None
        return avis

    async def person(self, to: Recipient, address: str) -> UUID:
        """Somebody to write to; gives their id."""
        contacts = self.site.house.desk.contacts
        await contacts.upsert(SIREN, [Person(to=to, name="Camille Essai", address=address)])
        known = await contacts.of(SIREN, [to])
        return next(one.id for one in known[to] if one.address == address)

    async def link(self, to: Recipient, purpose: Purpose, about: str, address: str = "contact@commune.test") -> str:
        """The secret of a link sent to that person, now."""
        id = await self.person(to, address)
        wanted = NewLink(siren=SIREN, purpose=purpose, about=about, to=to, contact_id=id, address=address)
        (secret,) = await self.site.house.desk.links.issue([wanted])
        # The database has its own hour: a link is as old as the letter that bears it.
        async with self.site.house.engine.begin() as connection:
            found = await self.known(secret)
            moved = text("UPDATE links SET issued_at = :at WHERE id = :id")
            await connection.execute(moved, {"at": self.clock.at, "id": found.id})
        return secret

    async def mairie(self, commune: str = "01002", stream: str = WATER) -> str:
        return await self.link(
            mairie(commune), Purpose.COMMUNE, f"{stream}#{commune}", f"mairie-{commune}@commune.test"
        )

    async def pilote(self, function: str = "DSI") -> str:
        return await self.link(pilote(function), Purpose.PILOTE, OBJECTIVE, "dsi@epci.test")

    async def known(self, secret: str) -> Link:
        link = await self.site.house.desk.links.find(secret)
        assert link is not None
        return link

    async def code(self, secret: str) -> str:
        """The six digits of the mail that was last asked for by the link."""
        link = await self.known(secret)
        query = "SELECT id FROM codes WHERE contact_id = :whose ORDER BY asked_at DESC, ctid DESC LIMIT 1"
        async with self.site.house.engine.connect() as connection:
            id = await connection.scalar(text(query), {"whose": link.contact_id})
        digits = await Codes(self.site.house.engine).draw(id, self.clock.at)
        assert digits is not None
        return digits

    async def get(self, path: str) -> httpx2.Response:
        return await self.site.client.get(path)

    async def post(
        self, path: str, data: dict[str, str] | None = None, **files: tuple[str, bytes, str]
    ) -> httpx2.Response:
        return await self.site.client.post(path, data=data or {}, files=files or None, headers=FROM_HERE)

    async def prepare(self, secret: str, key: str = "eau", **changes: str) -> str:
        """Types an answer and sends it; gives where it is confirmed."""
        answer = await self.post(f"/r/{secret}/demande/{key}/reponse", ANSWER | changes)
        assert answer.status_code == 303, said(answer.text)
        self.clock.at += timedelta(seconds=1)
        return answer.headers["location"]

    async def deposit(self, secret: str, key: str = "eau", **changes: str) -> httpx2.Response:
        """Answers and confirms; gives the page of the receipt."""
        there = await self.prepare(secret, key, **changes)
        confirmed = await self.post(there, {"code": await self.code(secret)})
        assert confirmed.status_code == 303, said(confirmed.text)
        return await self.get(confirmed.headers["location"])

    async def advance(self) -> bool:
        """Advances every stream that has a command; gives whether there was one."""
        undone = select(inbox.c.stream).where(inbox.c.done_at.is_(None)).distinct()
        async with self.site.house.engine.connect() as connection:
            streams = list(await connection.scalars(undone))
        for stream in streams:
            await self.site.store.advance(stream, self.clock.at)
        return bool(streams)

    async def counts(self) -> dict[str, int]:
        """How many rows each table has, once nothing waits."""
        while await self.advance():
            pass
        tables = ["streams", "journal", "inbox", "notices", "contacts", "links", "visits", "drafts", "codes"]
        tables += ["deposits", "documents"]
        return {table: (await self.site.rows(f"SELECT count(*) FROM {table}"))[0][0] for table in tables}


@asynccontextmanager
async def town_on(database_url: str) -> AsyncIterator[Town]:
    """The town on a database, on 2 March 2027; no worker runs."""
    clock = StillClock("2027-03-02")
    async with open_web_house(database_url, clock) as house, pool(database_url, ADVANCER) as advancers:
        app = create_app(house)
        async with visitor(app) as client:
            yield Town(Site(app, house, Store(advancers, decider_of), client, ""), clock)


@asynccontextmanager
async def at_work(town: Town) -> AsyncIterator[None]:
    """Somebody advances every stream that has a command, at the hour of the clock."""
    working = asyncio.create_task(_work(town))
    try:
        yield
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


async def _work(town: Town) -> None:
    while True:
        await town.advance()
        await asyncio.sleep(_TICK_S)


async def consulted(town: Town) -> None:
    """A transfert sent to three communes on 1 March 2027; the mandate is open and the coordination known."""
    await town.tell(MANDATE, "2026-04-20", mandates.opening())
    await opened(town, WATER, "Eau potable")
    await town.person(COORDINATEUR, "coordination@epci.test")


async def opened(town: Town, stream: str, title: str) -> None:
    """A transfert sent to three communes on 1 March 2027."""
    opening = OpenConsultation(
        siren=SIREN,
        epci_name="CC d'Exemple",
        nature="CC",
        place=mandates.opening().place,
        procedure="transfert_competence",
        title=title,
        question="Transférer la compétence ?",
        mandate=MANDATE,
    )
    await town.tell(stream, "2027-02-15", opening)
    sent = SendConsultation(sent_on=day("2027-03-01"), electorate=electorate(110, 100, 90))
    await town.tell(stream, "2027-03-01", RecordCouncilVote(voted_on=day("2027-02-25"), number="2027-12"), sent)


def said(html: str) -> str:
    """What a page says, with ordinary spaces."""
    plain = re.sub(r"<(style|head).*?</\1>", "", html, flags=re.S)
    return " ".join(
        re.sub(r"<[^>]+>", " ", plain).replace("\u202f", " ").replace("\u00a0", " ").replace("&#39;", "'").split()
    )


class Forms(HTMLParser):
    """The links and forms of a page, as a filter of mail would press them: `links`, and (method, action, fields)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[str, str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "a" and known.get("href", "").startswith("/"):
            self.links.append(known["href"].partition("#")[0])
        elif tag == "form":
            self.forms.append((known.get("method", "get"), known["action"].partition("#")[0], {}))
        elif tag == "input" and self.forms:
            ticked = known.get("type") not in ("radio", "checkbox") or "checked" in dict(attrs)
            if known.get("name") and ticked and known.get("type") != "file":
                self.forms[-1][2][known["name"]] = known.get("value", "")
