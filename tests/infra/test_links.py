"""The links of letters: whose they are, and until when they are theirs."""

from uuid import UUID, uuid4

import pytest

from domain.people import Recipient, Role, mairie
from infra.contacts import Contact, Contacts, Person
from infra.links import Links, NewLink, Purpose
from tests.infra.ballot import SIREN
from tests.infra.conftest import Spine

CONDOM = mairie("32107")
SECRETAIRE = Recipient(role=Role.SECRETAIRE, commune="32107")
WATER = f"consultation/{SIREN}/eau"
ABOUT = f"{WATER}#32107"


@pytest.fixture
async def contact(spine: Spine) -> Contact:
    """The mairie of Condom."""
    contacts = Contacts(spine.engine)
    await contacts.upsert(SIREN, [Person(to=CONDOM, name="Mairie de Condom", address="mairie@condom.invalid")])
    ((found,),) = (await contacts.of(SIREN, [CONDOM])).values()
    return found


def to(contact: Contact, purpose: Purpose = Purpose.COMMUNE) -> NewLink:
    return NewLink(
        siren=SIREN, purpose=purpose, about=ABOUT, to=contact.to, contact_id=contact.id, address=contact.address or ""
    )


async def test_a_link_says_for_whom_and_about_what_it_was_sent(spine: Spine, contact: Contact) -> None:
    links = Links(spine.engine)
    (secret,) = await links.issue([to(contact)])
    link = await links.find(secret)
    assert link
    assert (link.siren, link.purpose, link.about, link.to, link.contact_id) == (
        SIREN,
        Purpose.COMMUNE,
        ABOUT,
        CONDOM,
        contact.id,
    )
    assert (link.stream, link.current) == (WATER, True)


async def test_nobody_comes_in_who_reads_the_database(spine: Spine, contact: Contact) -> None:
    (secret,) = await Links(spine.engine).issue([to(contact)])
    assert len(secret) == 43, "256 bits"
    everything = await spine.value("SELECT jsonb_agg(links)::text FROM links")
    assert secret not in everything
    assert "mairie@condom.invalid" not in everything


async def test_links_made_together_are_each_their_own_and_in_order(spine: Spine, contact: Contact) -> None:
    links = Links(spine.engine)
    secrets = await links.issue([to(contact), to(contact, Purpose.CALENDAR)])
    found = [await links.find(secret) for secret in secrets]
    assert [link and link.purpose for link in found] == [Purpose.COMMUNE, Purpose.CALENDAR]
    assert await links.issue([]) == []


@pytest.mark.parametrize("secret", ["", "x", "A" * 43, "é\x00"])
async def test_a_link_that_was_never_made_opens_nothing(spine: Spine, secret: str) -> None:
    assert await Links(spine.engine).find(secret) is None


async def test_a_link_that_was_revoked_is_found_and_no_longer_current(spine: Spine, contact: Contact) -> None:
    links = Links(spine.engine)
    letter, calendar = await links.issue([to(contact), to(contact, Purpose.CALENDAR)])
    assert await links.revoke(contact.id, Purpose.CALENDAR) == 1
    found = [await links.find(letter), await links.find(calendar)]
    assert [link and link.current for link in found] == [True, False]
    assert (await links.revoke(contact.id), await links.revoke(contact.id)) == (1, 0)
    assert await links.revoke(uuid4()) == 0


async def test_a_link_is_bound_to_the_address_that_it_was_sent_to(spine: Spine, contact: Contact) -> None:
    links = Links(spine.engine)
    (secret,) = await links.issue([to(contact)])
    async with spine.posters.connection() as connection:
        await connection.execute("UPDATE contacts SET address = 'MAIRIE@Condom.invalid' WHERE id = %s", [contact.id])
        same = await links.find(secret)
        await connection.execute("UPDATE contacts SET address = 'autre@condom.invalid' WHERE id = %s", [contact.id])
    other = await links.find(secret)
    assert same
    assert other
    assert (same.current, other.current) == (True, False)


async def test_the_links_of_somebody_who_was_erased_or_replaced_end_with_them(spine: Spine, contact: Contact) -> None:
    links, contacts = Links(spine.engine), Contacts(spine.engine)
    (first,) = await links.issue([to(contact)])
    await contacts.replace(SIREN, Person(to=CONDOM, name="La mairie", address="mairie@condom.invalid"))
    kept = await links.find(first)
    assert kept
    assert kept.current, "la même adresse garde ses liens"
    await contacts.replace(SIREN, Person(to=CONDOM, name="La mairie", address="accueil@condom.invalid"))
    over = await links.find(first)
    assert over
    assert not over.current


async def test_a_page_that_was_opened_is_noted_with_its_instant(spine: Spine, contact: Contact) -> None:
    links = Links(spine.engine)
    (secret,) = await links.issue([to(contact)])
    link = await links.find(secret)
    assert link
    await links.visited(link.id)
    await links.visited(link.id)
    rows: list[tuple[UUID, bool]] = await spine.rows("SELECT link, at <= clock_timestamp() FROM visits")
    assert rows == [(link.id, True)] * 2
