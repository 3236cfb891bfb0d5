"""Accounts: who has one, which role it gives where, and who is never the last to leave."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from domain.access import Access, Right, granted
from infra.identity.accounts import Account, AccountRefused, Accounts, Role, account_of
from infra.identity.actors import Actor
from infra.identity.password_links import A_DAY, LIVES, LONG_PAUSE, PAUSE, PasswordLinks, Purpose, Standing
from infra.identity.roster import Roster
from infra.identity.sessions import Sessions
from infra.identity.throttle import Throttle
from infra.identity.tokens import Tokens
from tests.infra.conftest import Spine

SIREN, OTHER = "243200417", "200034726"
PASSWORD, ANOTHER = "trois chats gris et un fleuve", "deux ponts et sept moulins"
HERE = Role(siren=SIREN, access=Access.COORDINATEUR)


ADMINISTERS = Role(siren=SIREN, access=Access.ADMINISTRATEUR)

#: Who administers the EPCI alone, by a token, and who administers the whole installation.
LOCAL = Actor(id="jeton:x", label="", grants=(granted(Access.ADMINISTRATEUR, SIREN),))
INSTALLATION = Actor(id="compte:x", label="", grants=(granted(Access.ADMINISTRATEUR, None),))


@pytest.fixture
def them(spine: Spine) -> Accounts:
    return Accounts(spine.engine)


@pytest.fixture
def roster(spine: Spine, them: Accounts) -> Roster:
    return Roster(spine.engine, them)


async def invited(roster: Roster, address: str = "luc@epci.fr", role: Role = HERE) -> Account:
    account, _ = await roster.invite(address, "Luc Martin", role)
    return account


async def administrator(roster: Roster, them: Accounts, address: str) -> Account:
    """Somebody who administers the EPCI and has a password."""
    account = await invited(roster, address, ADMINISTERS)
    await them.change_password(account.id, PASSWORD)
    return account


async def test_the_first_account_administers_everything_and_there_is_one_first(them: Accounts, roster: Roster) -> None:
    assert not await them.any()
    ana = await roster.found("Ana@EPCI.fr ", "Ana Lopez", PASSWORD)
    assert (ana.address, ana.name, ana.chosen) == ("Ana@EPCI.fr", "Ana Lopez", True)
    assert ana.roles == (Role(access=Access.ADMINISTRATEUR),)
    assert ana.actor.may_administer_all()
    assert ana.actor.id == f"compte:{ana.id}"
    assert account_of(ana.actor) == ana.id
    assert await them.any()
    with pytest.raises(AccountRefused, match="existe déjà"):
        await roster.found("luc@epci.fr", "Luc Martin", PASSWORD)


async def test_of_two_first_accounts_asked_for_at_once_one_is_made(roster: Roster) -> None:
    made = await asyncio.gather(
        roster.found("ana@epci.fr", "Ana", PASSWORD),
        roster.found("luc@epci.fr", "Luc", PASSWORD),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in made) == ["Account", "AccountRefused"]


async def test_an_address_is_one_account_however_its_letters_are_written(them: Accounts, roster: Roster) -> None:
    first, made = await roster.invite("Luc@epci.fr", "Luc Martin", HERE)
    assert made
    again, made = await roster.invite("luc@EPCI.FR", "Un autre nom", Role(siren=OTHER, access=Access.LECTEUR))
    assert (again.id, made, again.name) == (first.id, False, "Luc Martin")
    assert {role.siren: role.access for role in again.roles} == {SIREN: "coordinateur", OTHER: "lecteur"}
    found = await them.with_address(" LUC@epci.fr")
    assert found is not None
    assert found.id == first.id


async def test_a_role_is_one_for_each_place_and_the_last_one_given_holds(roster: Roster, them: Accounts) -> None:
    luc = await invited(roster)
    await roster.give(luc.id, Role(siren=SIREN, access=Access.PILOTE, function="DRH mutualisée"))
    await roster.give(luc.id, Role(access=Access.LECTEUR))
    await roster.give(luc.id, Role(access=Access.LECTEUR))
    luc = await them.known(luc.id)
    assert len(luc.roles) == 2
    actor = luc.actor
    assert actor.may(Right.PROGRESS, SIREN)
    assert not actor.may(Right.COORDINATE, SIREN)
    assert actor.may_move(SIREN, "DRH mutualisée", None)
    assert not actor.may_move(SIREN, "DGS", None)
    assert actor.may_see(OTHER)
    assert not actor.may(Right.PROGRESS, OTHER)
    assert await roster.take(luc.id, None)
    assert not await roster.take(luc.id, None)
    assert not (await them.known(luc.id)).actor.may_see(OTHER)


async def test_an_epci_sees_its_own_accounts_with_their_role_there_alone(roster: Roster, them: Accounts) -> None:
    await roster.found("ana@epci.fr", "Ana", PASSWORD)
    luc = await invited(roster)
    await roster.give(luc.id, Role(siren=OTHER, access=Access.LECTEUR))
    await roster.invite("zoe@autre.fr", "Zoé", Role(siren=OTHER, access=Access.COORDINATEUR))
    (seen,) = await them.every(SIREN)
    assert (seen.id, seen.roles) == (luc.id, (HERE,))
    assert [each.name for each in await them.every()] == ["Ana", "Luc Martin", "Zoé"]


async def test_nobody_leaves_the_installation_without_an_administrator(roster: Roster, them: Accounts) -> None:
    ana = await roster.found("ana@epci.fr", "Ana", PASSWORD)
    # Somebody who has not chosen a password yet could not take over.
    luc = await invited(roster, role=Role(access=Access.ADMINISTRATEUR))
    for leaving in (
        roster.take(ana.id, None),
        roster.give(ana.id, Role(access=Access.LECTEUR)),
        roster.disable(ana.id),
        roster.erase(ana.id),
    ):
        with pytest.raises(AccountRefused, match="le dernier à administrer"):
            await leaving
    assert (await them.known(ana.id)).actor.may_administer_all()
    await them.change_password(luc.id, ANOTHER)
    assert await roster.disable(ana.id)
    with pytest.raises(AccountRefused):
        await roster.disable(luc.id)


async def test_of_two_administrators_who_leave_each_other_at_once_one_stays(roster: Roster, them: Accounts) -> None:
    ana = await roster.found("ana@epci.fr", "Ana", PASSWORD)
    luc = await invited(roster, role=Role(access=Access.ADMINISTRATEUR))
    await them.change_password(luc.id, ANOTHER)
    left = await asyncio.gather(roster.disable(ana.id), roster.disable(luc.id), return_exceptions=True)
    assert sorted(type(each).__name__ for each in left) == ["AccountRefused", "bool"]


async def test_an_epci_keeps_an_administrator_unless_one_of_the_installation_decides_otherwise(
    roster: Roster, them: Accounts
) -> None:
    ana = await administrator(roster, them, "ana@epci.fr")
    # Somebody who has not chosen a password yet could not take over, nor who administers another EPCI.
    await invited(roster, "zoe@epci.fr", ADMINISTERS)
    noe = await invited(roster, "noe@epci.fr", Role(siren=OTHER, access=Access.ADMINISTRATEUR))
    await them.change_password(noe.id, ANOTHER)
    lowered = Role(siren=SIREN, access=Access.LECTEUR)
    for leaving in (
        roster.take(ana.id, SIREN, LOCAL),
        roster.give(ana.id, lowered, LOCAL),
        roster.invite("ana@epci.fr", "Ana", lowered, LOCAL),
        roster.disable(ana.id, LOCAL),
        roster.erase(ana.id, LOCAL),
    ):
        with pytest.raises(AccountRefused, match="le dernier à administrer CC de la Tenarèze : donnez d'abord"):
            await leaving
    assert (await them.known(ana.id)).roles == (ADMINISTERS,)
    assert await roster.take(ana.id, SIREN, INSTALLATION)


async def test_of_two_administrators_of_an_epci_who_leave_each_other_at_once_one_stays(
    spine: Spine, roster: Roster, them: Accounts
) -> None:
    ana, luc = [await administrator(roster, them, address) for address in ("ana@epci.fr", "luc@epci.fr")]
    async with spine.engine.connect() as before:
        await before.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('accounts', 0))"))
        leaving = [
            asyncio.create_task(roster.take(ana.id, SIREN, luc.actor)),
            asyncio.create_task(roster.give(luc.id, Role(siren=SIREN, access=Access.LECTEUR), ana.actor)),
        ]
        # Both transactions have begun, and each has seen nothing of the other.
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        async with asyncio.timeout(30):
            while await spine.value(waiting) < 2:
                pass
        await before.commit()
    done = await asyncio.gather(*leaving, return_exceptions=True)
    assert [isinstance(each, AccountRefused) for each in done].count(True) == 1
    left = [each for each in await them.every(SIREN) if each.actor.may(Right.ADMINISTER, SIREN)]
    assert len(left) == 1


async def test_the_password_of_an_account_lets_it_in_and_no_other_does(them: Accounts, roster: Roster) -> None:
    ana = await roster.found("ana@epci.fr", "Ana", PASSWORD)
    luc = await invited(roster)
    known = await them.check("ANA@epci.fr", PASSWORD)
    assert known is not None
    assert known.id == ana.id
    for address, password in (
        ("ana@epci.fr", ANOTHER),
        ("ana@epci.fr", ""),
        ("luc@epci.fr", PASSWORD),
        ("personne@epci.fr", PASSWORD),
        ("", PASSWORD),
    ):
        assert await them.check(address, password) is None
    await them.change_password(luc.id, ANOTHER)
    assert await roster.disable(luc.id)
    assert await them.check("luc@epci.fr", ANOTHER) is None
    assert await roster.enable(luc.id)
    assert await them.check("luc@epci.fr", ANOTHER) is not None


async def test_the_database_holds_no_password(spine: Spine, roster: Roster) -> None:
    await roster.found("ana@epci.fr", "Ana", PASSWORD)
    ((kept,),) = await spine.rows("SELECT string_agg(t::text, '') FROM accounts t")
    assert PASSWORD not in kept
    assert "$argon2id$" in kept


async def test_an_erased_account_leaves_neither_name_nor_address_and_its_address_is_free(
    spine: Spine, roster: Roster, them: Accounts
) -> None:
    luc = await invited(roster)
    secret = await PasswordLinks(spine.engine).issue(luc.id, Purpose.INVITATION)
    cookie = await Sessions(spine.engine).open(account=luc.id)
    await Throttle(spine.engine).begin("10.0.0.1", "LUC@epci.fr")
    assert await them.names([luc.actor_id, "jeton:x", "cli:test"]) == {luc.actor_id: "Luc Martin"}
    assert await roster.erase(luc.id)
    assert not await roster.erase(luc.id)
    assert not await roster.enable(luc.id)
    ((kept,),) = await spine.rows("SELECT string_agg(t::text, '') FROM accounts t")
    assert "luc" not in kept.lower()
    assert await spine.value("SELECT count(*) FROM accesses WHERE whence IS NOT NULL") == 0
    assert await them.names([luc.actor_id]) == {}
    assert await Sessions(spine.engine).find(cookie) is None
    assert (await PasswordLinks(spine.engine).find(secret)).standing is Standing.UNKNOWN
    again, made = await roster.invite("luc@epci.fr", "Luc Martin", HERE)
    assert made
    assert again.id != luc.id
    with pytest.raises(AccountRefused, match="n'existe plus"):
        await roster.give(luc.id, HERE)


async def test_a_session_opens_what_its_account_may_at_each_look(spine: Spine, roster: Roster, them: Accounts) -> None:
    luc = await invited(roster)
    sessions = Sessions(spine.engine)
    cookie = await sessions.open(account=luc.id)
    assert await sessions.find(cookie) == luc.actor
    await roster.give(luc.id, Role(siren=SIREN, access=Access.LECTEUR))
    actor = await sessions.find(cookie)
    assert actor is not None
    assert not actor.may(Right.COORDINATE, SIREN)
    await roster.take(luc.id, SIREN)
    actor = await sessions.find(cookie)
    assert actor is not None
    assert not actor.may_see(SIREN)
    await roster.disable(luc.id)
    await roster.enable(luc.id)
    assert await sessions.find(cookie) is None, "who was disabled signs in again"


async def test_another_password_ends_the_sessions_and_the_links(spine: Spine, roster: Roster, them: Accounts) -> None:
    luc, sessions, links = await invited(roster), Sessions(spine.engine), PasswordLinks(spine.engine)
    cookies = [await sessions.open(account=luc.id) for _ in range(2)]
    secret = await links.issue(luc.id, Purpose.RESET)
    assert await sessions.count(luc.id) == 2
    await them.change_password(luc.id, ANOTHER)
    assert [await sessions.find(each) for each in cookies] == [None, None]
    assert (await links.use(secret, "rien")).standing is Standing.USED


async def test_a_session_lasts_twelve_hours_and_those_that_are_over_are_swept(spine: Spine, roster: Roster) -> None:
    luc, sessions = await invited(roster), Sessions(spine.engine)
    cookie = await sessions.open(account=luc.id)
    assert await spine.value("SELECT expires_at - created_at FROM sessions") >= timedelta(hours=12)
    await execute(spine, "UPDATE sessions SET expires_at = clock_timestamp()")
    assert await sessions.find(cookie) is None
    await sessions.open(account=luc.id)
    assert await spine.value("SELECT count(*) FROM sessions") == 1
    assert await sessions.close_all(luc.id) == 1


async def test_a_token_and_an_account_have_sessions_of_their_own(spine: Spine, roster: Roster) -> None:
    tokens, sessions, luc = Tokens(spine.engine), Sessions(spine.engine), await invited(roster)
    id = await tokens.open_id(await tokens.create("essai", SIREN))
    assert id is not None
    cookie, other = await sessions.open(token=id), await sessions.open(account=luc.id)
    await tokens.revoke(id)
    assert await sessions.find(cookie) is None
    assert await sessions.find(other) == luc.actor


async def test_a_link_chooses_a_password_once(spine: Spine, roster: Roster, them: Accounts) -> None:
    luc, links = await invited(roster), PasswordLinks(spine.engine)
    secret, other = await links.issue(luc.id, Purpose.INVITATION), await links.issue(luc.id, Purpose.INVITATION)
    found = await links.find(secret)
    assert (found.standing, found.account) == (Standing.OPEN, luc.id)
    kept = await them.keep(ANOTHER)
    uses = await asyncio.gather(*(links.use(secret, kept) for _ in range(3)))
    assert sorted(each.standing for each in uses) == ["open", "used", "used"]
    assert await them.check("luc@epci.fr", ANOTHER) is not None
    assert (await links.find(other)).standing is Standing.USED, "none of its account serves any more"
    assert (await links.find(secret[:-1])).standing is Standing.UNKNOWN
    ((rows,),) = await spine.rows("SELECT string_agg(t::text, '') FROM password_links t")
    assert secret not in rows


async def test_a_link_serves_for_its_time_and_one_that_is_over_chooses_nothing(
    spine: Spine, roster: Roster, them: Accounts
) -> None:
    luc, links = await invited(roster), PasswordLinks(spine.engine)
    secret = await links.issue(luc.id, Purpose.RESET)
    lasts = await spine.value("SELECT expires_at - asked_at FROM password_links")
    assert LIVES[Purpose.RESET] - timedelta(seconds=1) < lasts < LIVES[Purpose.RESET] + timedelta(seconds=1)
    await execute(spine, "UPDATE password_links SET expires_at = clock_timestamp()")
    used = await links.use(secret, await them.keep(ANOTHER))
    assert used.standing is Standing.EXPIRED
    assert await them.check("luc@epci.fr", ANOTHER) is None


async def test_links_asked_for_are_few_and_far_between(spine: Spine, roster: Roster) -> None:
    luc, links = await invited(roster), PasswordLinks(spine.engine)
    asked = await asyncio.gather(*(links.ask(luc.id, Purpose.RESET) for _ in range(4)))
    assert sorted(asked) == [False, False, False, True]
    for _ in range(A_DAY - 1):
        await execute(spine, "UPDATE password_links SET asked_at = asked_at - interval '6 minutes'")
        assert await links.ask(luc.id, Purpose.RESET)
    await execute(spine, "UPDATE password_links SET asked_at = asked_at - interval '6 minutes'")
    assert not await links.ask(luc.id, Purpose.RESET), "five in a day"
    assert len(await links.waiting()) == A_DAY
    await execute(spine, "UPDATE password_links SET asked_at = asked_at - interval '55 minutes'")
    assert await links.ask(luc.id, Purpose.RESET), "an hour later, not a day"


async def test_however_often_a_stranger_asks_there_is_always_a_link_that_serves(spine: Spine, roster: Roster) -> None:
    luc, links = await invited(roster), PasswordLinks(spine.engine)
    assert PAUSE < LONG_PAUSE < min(LIVES.values())
    # Every ten minutes, for a day and an hour.
    for _ in range(25 * 6):
        if await links.ask(luc.id, Purpose.RESET):
            (waiting,) = await links.waiting()
            await links.draw(waiting.id)
            await links.sent(waiting.id)
        serve = "SELECT count(*) FROM password_links WHERE expires_at > clock_timestamp() AND used_at IS NULL"
        assert await spine.value(serve) > 0
        back = "UPDATE password_links SET {0} = {0} - interval '10 minutes'"
        await execute(spine, back.format("asked_at"))
        await execute(spine, back.format("expires_at"))
    assert A_DAY + 20 <= await spine.value("SELECT count(*) FROM password_links") <= A_DAY + 25


async def test_a_link_that_served_keeps_nobody_waiting_for_another(
    spine: Spine, roster: Roster, them: Accounts
) -> None:
    luc, links = await invited(roster), PasswordLinks(spine.engine)
    for _ in range(A_DAY + 1):
        assert await links.ask(luc.id, Purpose.RESET)
        (waiting,) = await links.waiting()
        secret = await links.draw(waiting.id)
        assert secret is not None
        assert (await links.use(secret, "gardé")).standing is Standing.OPEN


async def test_the_mail_of_a_link_draws_its_secret_and_waits_no_more_once_sent(spine: Spine, roster: Roster) -> None:
    luc, links = await invited(roster), PasswordLinks(spine.engine)
    await links.ask(luc.id, Purpose.INVITATION)
    (one,) = await links.waiting()
    assert (one.account, one.address, one.name, one.sirens) == (luc.id, "luc@epci.fr", "Luc Martin", (SIREN,))
    first, second = await links.draw(one.id), await links.draw(one.id)
    assert first is not None
    assert second is not None
    assert (await links.find(first)).standing is Standing.UNKNOWN, "drawn anew"
    assert (await links.find(second)).standing is Standing.OPEN
    await links.sent(one.id)
    assert await links.waiting() == ()
    assert await links.draw(one.id) is None
    last = (await links.last([luc.id, uuid4()]))[luc.id]
    assert last.sent_at is not None
    assert abs(last.expires_at - last.sent_at - LIVES[Purpose.INVITATION]) < timedelta(seconds=1)


async def test_no_mail_leaves_for_an_account_that_is_disabled(spine: Spine, roster: Roster) -> None:
    luc, links = await invited(roster), PasswordLinks(spine.engine)
    await links.ask(luc.id, Purpose.RESET)
    await roster.disable(luc.id)
    assert await links.waiting() == ()
    assert (
        await spine.value(
            "SELECT count(*) FROM password_links WHERE sent_at IS NULL AND refused IS NULL AND used_at IS NULL"
        )
        == 0
    ), "nor is anybody woken for it"


async def execute(spine: Spine, statement: str) -> None:
    async with spine.engine.begin() as connection:
        await connection.execute(text(statement))


def test_the_id_of_an_account_is_read_from_its_actor() -> None:
    id = UUID(int=7)
    account = Account(
        id=id, address=None, name=None, chosen=False, created_at="2028-05-19T10:00:00Z", disabled_at=None, roles=()
    )
    assert account.actor.label == ""
    assert account_of(account.actor) == id
