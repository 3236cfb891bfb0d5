"""The letters of an installation without a relay, read on the pages by who tries it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx2

from domain.people import mairie
from infra.channels.maildir import MaildirChannel
from infra.channels.message import Sender
from infra.contacts import Contact
from infra.letters import Letter
from infra.mailbox import Mailbox
from tests.web.conftest import Site, visitor
from web.app import create_app

CONDOM = Contact(id=uuid4(), to=mairie("32107"), name="Mairie de Condom", address="mairie@condom.invalid")
LINK = f"https://jalon.invalid/r/{'a' * 43}"
NOON = datetime(2027, 3, 8, 11, tzinfo=UTC)


async def kept(directory: Path, subject: str, hours: int = 0, text: str = "Bonjour.\n") -> None:
    letter = Letter(subject=subject, text=text, html="<p>Bonjour.</p>", ics="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    channel = MaildirChannel(directory, Sender("Jalon <jalon@example.invalid>"))
    await channel.send(CONDOM, letter, f"<{hours}@jalon.invalid>", NOON + timedelta(hours=hours))


def reader(site: Site, directory: Path | None) -> httpx2.AsyncClient:
    """Somebody who is signed in, where letters are kept in `directory`, or really leave."""
    mailbox = Mailbox(directory) if directory else None
    client = visitor(create_app(replace(site.house, mailbox=mailbox)))
    client.headers.update(site.bearer())
    return client


async def test_letters_are_listed_the_last_one_first_and_their_links_are_followed(site: Site, tmp_path: Path) -> None:
    await kept(tmp_path, "Avis demandé", text=f"Bonjour,\n\nRépondez ici :\n{LINK}.\n<script>\n")
    await kept(tmp_path, "Dernier rappel", hours=2)
    async with reader(site, tmp_path) as client:
        listed = await client.get("/courriels")
        assert listed.status_code == 200
        assert re.findall(r"/courriels/[0-9a-f]{40}\">([^<]+)<", listed.text) == ["Dernier rappel", "Avis demandé"]
        places = re.findall(r"/courriels/[0-9a-f]{40}", listed.text)
        letter = await client.get(places[1])
    assert f'<a href="{LINK}">{LINK}</a>.' in letter.text
    assert "&lt;script&gt;" in letter.text
    assert "echeance.ics" in letter.text
    assert "8 mars 2027 à 12" in letter.text.replace("\u00a0", " ").replace("\u202f", " ")


async def test_an_empty_box_says_what_will_come_there(site: Site, tmp_path: Path) -> None:
    async with reader(site, tmp_path / "nothing") as client:
        assert "Aucun courriel pour le moment" in (await client.get("/courriels")).text
        assert (await client.get(f"/courriels/{'0' * 40}")).status_code == 404
        assert (await client.get("/courriels/..%2F..%2Fjeton")).status_code == 404


async def test_where_mail_really_leaves_there_is_no_box(site: Site) -> None:
    async with reader(site, None) as client:
        answer = await client.get("/courriels")
    assert answer.status_code == 404
    assert "partent vraiment" in answer.text


async def test_who_may_see_one_epci_alone_does_not_read_the_letters_of_all(site: Site, tmp_path: Path) -> None:
    secret = await site.house.tokens.create("une commune", "200000001")
    async with reader(site, tmp_path) as client:
        assert (await client.get("/courriels", headers=site.bearer(secret))).status_code == 403
        client.headers.pop("Authorization")
        assert (await client.get("/courriels")).status_code == 303
