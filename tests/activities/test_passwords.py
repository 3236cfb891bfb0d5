"""The mail of accounts: an invitation or a link leaves at once, its secret stands in it alone, and an outage draws
another."""

import re

import pytest
from sqlalchemy import text
from temporalio.exceptions import ApplicationError

from domain.access import Access
from infra.channels.errors import AddressRefused, ChannelUnavailable, Deferred
from infra.identity.accounts import Account, Accounts, Role
from infra.identity.password_links import LANE, PasswordLinks, Purpose, Standing
from infra.identity.roster import Roster
from infra.reading.reads import to_nudge
from tests.activities.office import PUBLIC_URL, Office

SIREN = "243200417"
CONDOM = "CC de la Tenarèze"


async def invited(office: Office, siren: str | None = SIREN) -> Account:
    engine = office.house.engine
    role = Role(siren=siren, access=Access.LECTEUR)
    account, _ = await Roster(engine, Accounts(engine)).invite("luc@epci.fr", "Luc Martin", role)
    assert await PasswordLinks(engine).ask(account.id, Purpose.INVITATION)
    return account


async def nudged(office: Office) -> list[str]:
    async with office.house.engine.connect() as connection:
        return [waiting.id for waiting in await to_nudge(connection, 10)]


async def test_an_invitation_leaves_at_once_with_a_link_that_chooses_a_password(office: Office) -> None:
    account = await invited(office)
    assert await nudged(office) == [LANE]
    assert (await office.run(office.express.deliver_express, LANE)).wait_s is None
    (accepted,) = office.postbox.accepted
    letter = accepted.letter
    assert accepted.to == "luc@epci.fr"
    assert letter.subject == f"{CONDOM} – votre compte Jalon vous attend"
    secret = re.search(rf"{PUBLIC_URL}/mot-de-passe/([\w-]{{43}})\n", letter.text)
    assert secret is not None
    assert secret[0].strip() in letter.html
    assert "sept jours" in letter.text
    assert "notre contact" not in letter.text
    found = await PasswordLinks(office.house.engine).find(secret[1])
    assert (found.standing, found.account) == (Standing.OPEN, account.id)
    assert await nudged(office) == []
    await office.run(office.express.deliver_express, LANE)
    assert len(office.postbox.accepted) == 1


async def test_a_forgotten_password_says_that_nothing_changes_by_itself(office: Office) -> None:
    account = await invited(office, None)
    await office.run(office.express.deliver_express, LANE)
    engine = office.house.engine
    await Accounts(engine).change_password(account.id, "trois chats gris et un fleuve")
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE password_links SET asked_at = asked_at - interval '1 hour'"))
    assert await PasswordLinks(engine).ask(account.id, Purpose.RESET)
    await office.run(office.express.deliver_express, LANE)
    letter = office.postbox.accepted[-1].letter
    assert letter.subject == "Jalon – choisir un autre mot de passe"
    assert "deux heures" in letter.text
    assert "votre mot de passe reste le même" in " ".join(letter.text.split())


async def test_a_mail_server_away_draws_another_secret_when_it_is_back(office: Office) -> None:
    await invited(office)
    office.postbox.refuses = ChannelUnavailable("La messagerie ne répond pas.")
    with pytest.raises(ApplicationError, match="mot de passe"):
        await office.run(office.express.deliver_express, LANE)
    assert await nudged(office) == [LANE]
    office.postbox.refuses = None
    await office.run(office.express.deliver_express, LANE)
    assert len(office.postbox.accepted) == 1


async def test_a_letter_that_is_put_off_is_tried_again_in_ten_seconds(office: Office) -> None:
    await invited(office)
    office.postbox.refuses_to["luc@epci.fr"] = Deferred("Boîte pleine.")
    assert (await office.run(office.express.deliver_express, LANE)).wait_s == 10
    office.postbox.refuses_to.clear()
    assert (await office.run(office.express.deliver_express, LANE)).wait_s is None
    assert len(office.postbox.accepted) == 1


async def test_an_address_that_leads_nowhere_is_told_to_who_invites_and_tried_no_more(office: Office) -> None:
    account = await invited(office)
    office.postbox.refuses_to["luc@epci.fr"] = AddressRefused("Adresse inconnue.", "5.1.1")
    assert (await office.run(office.express.deliver_express, LANE)).wait_s is None
    last = (await PasswordLinks(office.house.engine).last([account.id]))[account.id]
    assert (last.refused, last.sent_at) == ("5.1.1", None)
    assert await nudged(office) == []
