"""Mails that come back: the ledger knows it, the address is not used again, and somebody is told."""

from pathlib import Path

import pytest
from sqlalchemy import select

from activities.bounces import Bounces
from activities.recording import Recorder
from domain.people import mairie
from infra.contacts import Contacts
from infra.ledger import Ledger
from infra.returns import Returns
from infra.tables import notices
from tests.activities.office import Office, sent
from tests.domain.consultation.stories import instant
from tests.infra.test_returns import ABSENT, DELAYED, GAVE_UP, ID, POSTFIX
from tests.workflows.plays import WATER
from tests.workflows.stage import SIREN


@pytest.fixture
def bounces(office: Office, tmp_path: Path) -> Bounces:
    """Reads the Maildir of the test."""
    (tmp_path / "new").mkdir()
    house = office.house
    recorder = Recorder(house.inbox, office.clock)
    return Bounces(Returns(tmp_path), Ledger(house.engine), Contacts(house.engine), recorder, office.clock)


async def written(office: Office) -> str:
    """The Message-ID of the request that left to the first commune on 1 December 2026."""
    await sent(office)
    await office.run(office.reminders.deliver, f"dispatch/{SIREN}/2026-12-01")
    return next(it.message_id for it in office.postbox.accepted if it.to == "mairie-01001@example.invalid")


def comes_back(bounces: Bounces, mail: str, message_id: str, name: str = "1") -> None:
    assert bounces.returns
    (bounces.returns.directory / "new" / name).write_text(mail.replace(ID, message_id))


async def test_an_address_that_leads_nowhere_is_refused_and_the_consultation_told(
    office: Office, bounces: Bounces
) -> None:
    comes_back(bounces, POSTFIX, await written(office))
    office.clock.at = instant("2026-12-02")
    delivered = await office.run(bounces.read_bounces, "jalon")
    assert delivered.wait_s == 300
    async with office.house.engine.connect() as connection:
        wanted = select(notices.c.state, notices.c.bounce, notices.c.bounced_at).where(notices.c.commune == "01001")
        rows = set((await connection.execute(wanted.where(notices.c.kind == "transmission"))).all())
    assert rows == {("bounced", "5.1.1", instant("2026-12-02"))}
    behind = await Contacts(office.house.engine).behind(SIREN, [mairie("01001")])
    assert behind == {mairie("01001"): None}
    told = await office.posted(WATER, "NoteBounce")
    assert {(it["commune"], it["notice"], it["code"]) for it in told} == {("01001", "transmission", "5.1.1")}


async def test_a_mail_read_again_after_a_crash_tells_nothing_twice(office: Office, bounces: Bounces) -> None:
    message_id = await written(office)
    comes_back(bounces, POSTFIX, message_id)
    await office.run(bounces.read_bounces, "jalon")
    told = len(await office.posted(WATER, "NoteBounce"))
    comes_back(bounces, POSTFIX, message_id, name="2")
    await office.run(bounces.read_bounces, "jalon")
    assert len(await office.posted(WATER, "NoteBounce")) == told > 0


async def test_a_letter_that_is_only_late_is_noted_and_nobody_is_told(office: Office, bounces: Bounces) -> None:
    comes_back(bounces, DELAYED, await written(office))
    await office.run(bounces.read_bounces, "jalon")
    assert (await office.states())["transmission", "bounced"] == 0
    assert await office.posted(WATER, "NoteBounce") == []


async def test_a_letter_given_up_is_told_and_its_address_serves_again(office: Office, bounces: Bounces) -> None:
    comes_back(bounces, GAVE_UP, await written(office))
    await office.run(bounces.read_bounces, "jalon")
    assert (await office.states())["transmission", "bounced"] > 0
    assert (await Contacts(office.house.engine).behind(SIREN, [mairie("01001")]))[mairie("01001")] is not None
    assert await office.posted(WATER, "NoteBounce") != []


@pytest.mark.parametrize("mail", [ABSENT, POSTFIX, "n'importe quoi"])
async def test_what_is_no_bounce_of_ours_is_put_away_and_changes_nothing(
    office: Office, bounces: Bounces, mail: str
) -> None:
    await written(office)
    comes_back(bounces, mail, "<autre@ailleurs.test>")
    await office.run(bounces.read_bounces, "jalon")
    assert bounces.returns
    assert await bounces.returns.waiting() == []
    assert await office.posted(WATER, "NoteBounce") == []


async def test_nobody_reads_when_nothing_says_where(office: Office, bounces: Bounces) -> None:
    nowhere = Bounces(None, bounces.ledger, bounces.contacts, bounces.recorder, bounces.clock)
    assert (await office.run(nowhere.read_bounces, "jalon")).wait_s is None
