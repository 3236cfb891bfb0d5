"""The express lane: codes, links and receipts leave at once, and their secrets stand in the mail alone."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from temporalio.exceptions import ApplicationError

from domain.consultation.commands import RecordAvis, Sens
from domain.ids import derived_id
from domain.people import Role
from infra.channels.errors import ChannelUnavailable, Deferred
from infra.codes import LIFE, Answer, Codes
from infra.contacts import Contacts
from infra.express import Express
from infra.link_tables import codes
from infra.links import Link, Links
from infra.tables import notices
from tests.activities.office import Office, sent
from tests.domain.consultation.stories import day, instant
from tests.workflows.plays import WATER
from tests.workflows.stage import SIREN

LANE = f"express/{SIREN}/courriels"
ABOUT = f"{WATER}#01001"
DRAFT = derived_id("draft")


async def link_of(office: Office) -> Link:
    """The link of the request that left to the first commune on 1 December 2026."""
    await sent(office)
    await office.run(office.reminders.deliver, f"dispatch/{SIREN}/2026-12-01")
    secret = re.search(r"/r/([\w-]{43})", office.postbox.accepted[0].letter.text)
    assert secret is not None
    link = await Links(office.house.engine).find(secret[1])
    assert link is not None
    office.postbox.accepted.clear()
    return link


async def ask(office: Office, link: Link) -> UUID:
    code = await Express(office.house.engine).ask_code(link, ABOUT, DRAFT, office.clock.at)
    assert code is not None
    return code


async def test_a_code_asked_for_on_1_december_2026_leaves_at_once_and_confirms_its_draft(office: Office) -> None:
    link = await link_of(office)
    await ask(office, link)
    delivered = await office.run(office.express.deliver_express, LANE)
    assert delivered.wait_s is None
    (letter,) = office.postbox.accepted
    digits = re.search(r"\b(\d{6})\b", letter.letter.text)
    assert digits is not None
    assert "/r/" not in letter.letter.text + letter.letter.html
    checked = await Codes(office.house.engine).check(link.contact_id, ABOUT, digits[1], office.clock.at)
    assert (checked.answer, checked.draft) == (Answer.RIGHT, DRAFT)
    assert (await office.states())["code", "sent"] == 1


async def test_a_mail_server_away_on_1_december_2026_draws_another_code_when_it_is_back(office: Office) -> None:
    link = await link_of(office)
    code = await ask(office, link)
    office.postbox.refuses = ChannelUnavailable("La messagerie ne répond pas.")
    with pytest.raises(ApplicationError, match="attendus"):
        await office.run(office.express.deliver_express, LANE)
    async with office.house.engine.connect() as connection:
        first = await connection.scalar(select(codes.c.digest).where(codes.c.id == code))
    office.postbox.refuses = None
    await office.run(office.express.deliver_express, LANE)
    async with office.house.engine.connect() as connection:
        assert await connection.scalar(select(codes.c.digest).where(codes.c.id == code)) != first
    assert len(office.postbox.accepted) == 1


async def test_a_code_that_nobody_waits_for_any_more_does_not_leave(office: Office) -> None:
    link = await link_of(office)
    await ask(office, link)
    office.clock.at += LIFE + timedelta(seconds=1)
    await office.run(office.express.deliver_express, LANE)
    assert office.postbox.accepted == []
    assert (await office.states())["code", "not_owed"] == 1


async def test_another_link_asked_for_on_1_december_2026_opens_the_same_matter(office: Office) -> None:
    link = await link_of(office)
    assert await Express(office.house.engine).ask_link(link, office.clock.at)
    assert not await Express(office.house.engine).ask_link(link, office.clock.at + timedelta(minutes=9))
    await office.run(office.express.deliver_express, LANE)
    (letter,) = office.postbox.accepted
    secret = re.search(r"/r/([\w-]{43})", letter.letter.text)
    assert secret is not None
    again = await Links(office.house.engine).find(secret[1])
    assert again is not None
    assert (again.about, again.to, again.contact_id) == (link.about, link.to, link.contact_id)
    assert again.id != link.id


async def test_who_was_erased_meanwhile_receives_nothing(office: Office) -> None:
    link = await link_of(office)
    await ask(office, link)
    await Contacts(office.house.engine).erase(link.contact_id)
    await office.run(office.express.deliver_express, LANE)
    assert office.postbox.accepted == []
    assert (await office.states())["code", "no_contact"] == 1


async def test_the_receipt_of_a_deposit_of_12_january_2027_leaves_with_its_paper(office: Office) -> None:
    await link_of(office)
    deposit = RecordAvis(
        commune="01001", sens=Sens.FAVORABLE, voted_on=day("2027-01-11"), number="7", deposited_as=Role.MAIRIE
    )
    await office.do(WATER, deposit, "2027-01-12")
    async with office.house.engine.connect() as connection:
        express = select(notices.c.express).where(notices.c.kind == "avis_receipt")
        assert await connection.scalar(express) is True
    office.clock.at = instant("2027-01-12")
    await office.run(office.express.deliver_express, LANE)
    (letter,) = office.postbox.accepted
    (paper,) = letter.letter.attachments
    assert (paper.media_type, paper.content[:5]) == ("application/pdf", b"%PDF-")


async def test_a_letter_that_is_put_off_keeps_none_of_those_that_come_after(office: Office) -> None:
    link = await link_of(office)
    office.postbox.refuses_to["mairie-01001@example.invalid"] = Deferred("Boîte pleine.")
    await ask(office, link)
    delivered = await office.run(office.express.deliver_express, LANE)
    assert delivered.wait_s == 10
    office.postbox.refuses_to.clear()
    await Express(office.house.engine).ask_link(link, office.clock.at)
    assert (await office.run(office.express.deliver_express, LANE)).wait_s is None
    assert await office.letters() == [["code"], ["new_link"]]
