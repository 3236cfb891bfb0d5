"""What answers somebody who waits at a page."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from domain.people import mairie
from infra.codes import A_DAY
from infra.contacts import Contacts, Person
from infra.express import LINKS_A_DAY, PAUSE, Express
from infra.ledger import Ledger
from infra.links import Link, Links, NewLink, Purpose
from infra.reading.reads import to_nudge
from tests.domain.consultation.stories import instant
from tests.infra.ballot import SIREN
from tests.infra.conftest import Spine

CONDOM = mairie("32107")
ABOUT = f"consultation/{SIREN}/eau#32107"
NOW = instant("2027-02-10")


@pytest.fixture
async def link(spine: Spine) -> Link:
    """That of a letter to the mairie of Condom."""
    contacts, links = Contacts(spine.engine), Links(spine.engine)
    await contacts.upsert(SIREN, [Person(to=CONDOM, address="mairie@condom.invalid")])
    ((contact,),) = (await contacts.of(SIREN, [CONDOM])).values()
    wanted = NewLink(
        siren=SIREN,
        purpose=Purpose.COMMUNE,
        about=ABOUT,
        to=CONDOM,
        contact_id=contact.id,
        address="mairie@condom.invalid",
    )
    (secret,) = await links.issue([wanted])
    found = await links.find(secret)
    assert found
    return found


async def test_a_code_asked_for_on_10_february_2027_is_a_row_for_this_person_alone(spine: Spine, link: Link) -> None:
    draft = uuid4()
    code = await Express(spine.engine).ask_code(link, ABOUT, draft, NOW)
    (due,) = await Ledger(spine.engine).express(SIREN)
    assert (due.notice.kind, due.notice.key, due.notice.about) == ("code", f"code/{code}", ABOUT)
    assert (due.notice.to, due.contact_id, due.stream) == (CONDOM, link.contact_id, ABOUT.partition("#")[0])
    assert (due.notice.express, due.notice.urgent, due.notice.send_at) == (True, True, NOW)
    assert await Ledger(spine.engine).due(SIREN, NOW.date()) == (), "le courrier du jour ne le prend pas"


async def test_too_many_codes_in_a_day_are_refused_and_nothing_leaves(spine: Spine, link: Link) -> None:
    express = Express(spine.engine)
    given: list[UUID | None] = [await express.ask_code(link, ABOUT, uuid4(), NOW) for _ in range(A_DAY + 1)]
    assert given[-1] is None
    assert len(await Ledger(spine.engine).express(SIREN)) == A_DAY


async def test_a_link_is_sent_again_at_most_once_in_ten_minutes(spine: Spine, link: Link) -> None:
    express = Express(spine.engine)
    asked = await asyncio.gather(*(express.ask_link(link, NOW) for _ in range(5)))
    assert sorted(asked) == [False] * 4 + [True]
    assert not await express.ask_link(link, NOW + PAUSE - timedelta(seconds=1))
    assert await express.ask_link(link, NOW + PAUSE)
    assert [due.notice.kind for due in await Ledger(spine.engine).express(SIREN)] == ["new_link"] * 2


async def test_a_link_that_leaked_on_10_february_2027_sends_three_mails_in_a_day(spine: Spine, link: Link) -> None:
    express = Express(spine.engine)
    hours = [NOW + timedelta(hours=hour) for hour in range(24)]
    assert sum([await express.ask_link(link, at) for at in hours]) == LINKS_A_DAY
    assert await express.ask_link(link, NOW + timedelta(days=1, seconds=1))


async def test_the_relay_wakes_the_express_lane_at_its_next_tick(spine: Spine, link: Link) -> None:
    now = await spine.value("SELECT clock_timestamp()")
    await Express(spine.engine).ask_link(link, now)
    async with spine.engine.connect() as connection:
        assert [it.id for it in await to_nudge(connection, limit=10)] == [f"express/{SIREN}/courriels"]
