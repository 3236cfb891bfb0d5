"""A token and who made it: it stops once they administer no more what it opens."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text

from domain.access import Access, Right
from infra.identity.accounts import Account, Accounts, Role, set_password
from infra.identity.password_links import PasswordLinks, Purpose, Standing
from infra.identity.roster import OPERATOR, Roster
from infra.identity.sessions import Sessions
from infra.identity.tokens import NewToken, TokenRefused, Tokens
from tests.infra.conftest import Spine

SIREN, OTHER = "243200417", "200034726"


@pytest.fixture
def roster(spine: Spine) -> Roster:
    return Roster(spine.engine, Accounts(spine.engine))


async def administrator(roster: Roster, siren: str | None = SIREN) -> Account:
    luc, _ = await roster.invite("luc@epci.fr", "Luc Martin", Role(siren=siren, access=Access.ADMINISTRATEUR))
    return luc


async def token(spine: Spine, by: str, siren: str | None = SIREN) -> tuple[UUID, str]:
    return await Tokens(spine.engine).make(NewToken(label=f"de {by[:5]}", siren=siren, created_by=by))


async def is_open(spine: Spine, secret: str) -> bool:
    return await Tokens(spine.engine).check(secret) is not None


@pytest.mark.parametrize("ending", ["disable", "erase", "take", "give"])
async def test_a_token_stops_with_the_account_that_made_it_and_the_audit_says_so(
    spine: Spine, roster: Roster, ending: str
) -> None:
    luc = await administrator(roster)
    id, secret = await token(spine, luc.actor_id)
    cookie = await Sessions(spine.engine).open(token=id)
    _, spared = await token(spine, "cli:token")
    match ending:
        case "take":
            await roster.take(luc.id, SIREN)
        case "give":
            await roster.give(luc.id, Role(siren=SIREN, access=Access.COORDINATEUR))
        case "disable":
            await roster.disable(luc.id)
        case _:
            await roster.erase(luc.id)
    assert not await is_open(spine, secret)
    assert await Sessions(spine.engine).find(cookie) is None
    assert await is_open(spine, spared)
    told = await spine.rows("SELECT actor, siren, about FROM accesses WHERE kind = 'token_revoked'")
    assert told == [(OPERATOR.id, SIREN, f"jeton:{id}")]


async def test_a_token_that_another_one_made_stops_with_the_account_behind_both(spine: Spine, roster: Roster) -> None:
    luc = await administrator(roster)
    first, secret = await token(spine, luc.actor_id)
    second, hidden = await token(spine, f"jeton:{first}")
    assert [row.id for row in await Tokens(spine.engine).made_by(luc.actor_id)] == [first, second]
    # That of the command line is nobody's, and so is what it makes.
    own, _ = await token(spine, "cli:token")
    _, child = await token(spine, f"jeton:{own}")
    await roster.disable(luc.id)
    assert not await is_open(spine, secret)
    assert not await is_open(spine, hidden)
    assert await is_open(spine, child)
    assert await Tokens(spine.engine).made_by(luc.actor_id) == ()
    await roster.enable(luc.id)
    assert not await is_open(spine, secret), "it stays revoked"


async def test_a_token_stands_while_its_maker_administers_what_it_opens(spine: Spine, roster: Roster) -> None:
    luc = await administrator(roster)
    await roster.give(luc.id, Role(siren=OTHER, access=Access.ADMINISTRATEUR))
    _, here = await token(spine, luc.actor_id)
    _, there = await token(spine, luc.actor_id, OTHER)
    await roster.take(luc.id, OTHER)
    assert await is_open(spine, here)
    assert not await is_open(spine, there)
    await roster.give(luc.id, Role(access=Access.ADMINISTRATEUR))
    _, everywhere = await token(spine, luc.actor_id, None)
    await roster.take(luc.id, SIREN)
    assert await is_open(spine, here), "who administers everything administers it"
    await roster.give(luc.id, Role(access=Access.LECTEUR))
    assert not await is_open(spine, here)
    assert not await is_open(spine, everywhere)


async def test_a_change_of_somebody_else_stops_nothing(spine: Spine, roster: Roster) -> None:
    luc = await administrator(roster)
    _, secret = await token(spine, luc.actor_id)
    ana, _ = await roster.invite("ana@epci.fr", "Ana", Role(siren=SIREN, access=Access.LECTEUR))
    await roster.erase(ana.id)
    assert await is_open(spine, secret)
    assert await spine.value("SELECT count(*) FROM accesses") == 0


async def test_who_administers_no_more_makes_no_token(spine: Spine, roster: Roster) -> None:
    luc = await administrator(roster)
    id, _ = await token(spine, luc.actor_id)
    for siren in (OTHER, None):
        with pytest.raises(TokenRefused, match="n'administre plus"):
            await token(spine, luc.actor_id, siren)
    await roster.disable(luc.id)
    for by in (luc.actor_id, f"jeton:{id}"):
        with pytest.raises(TokenRefused):
            await token(spine, by)
    assert await spine.value("SELECT count(*) FROM api_tokens") == 1


async def test_no_token_is_made_while_the_account_that_makes_it_is_closed(spine: Spine, roster: Roster) -> None:
    luc = await administrator(roster)
    async with spine.engine.connect() as closing:
        await closing.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('accounts', 0))"))
        making = asyncio.create_task(token(spine, luc.actor_id))
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        await asyncio.wait_for(until(spine, waiting), 30)
        await closing.execute(text("UPDATE accounts SET disabled_at = clock_timestamp()"))
        await closing.commit()
    with pytest.raises(TokenRefused):
        await making


@pytest.mark.parametrize("ending", ["disable", "erase"])
async def test_an_account_is_closed_while_its_password_is_chosen_and_neither_fails(
    spine: Spine, roster: Roster, ending: str
) -> None:
    luc = await administrator(roster)
    secret = await PasswordLinks(spine.engine).issue(luc.id, Purpose.INVITATION)
    cookie = await Sessions(spine.engine).open(account=luc.id)
    async with spine.engine.connect() as choosing:
        await choosing.execute(text("UPDATE accounts SET name = name"))
        closing = asyncio.create_task(roster.disable(luc.id) if ending == "disable" else roster.erase(luc.id))
        await asyncio.wait_for(until(spine, "SELECT count(*) FROM pg_locks WHERE NOT granted"), 30)
        await set_password(choosing, luc.id, "kept")
        await choosing.commit()
    assert await closing
    assert await Sessions(spine.engine).find(cookie) is None
    used = await PasswordLinks(spine.engine).use(secret, "kept")
    assert used.standing is Standing.UNKNOWN


async def test_who_signs_in_waits_for_nobody_who_ends_old_sessions(spine: Spine, roster: Roster) -> None:
    luc, them = await administrator(roster), Sessions(spine.engine)
    old, other = await them.open(account=luc.id), await them.open(account=luc.id)
    async with spine.engine.connect() as ending:
        await ending.execute(text("UPDATE sessions SET expires_at = clock_timestamp() - interval '1 minute'"))
        await ending.commit()
        await ending.execute(text("SELECT FROM sessions LIMIT 1 FOR UPDATE"))
        fresh = await asyncio.wait_for(them.open(account=luc.id), 30)
    assert await spine.value("SELECT count(*) FROM sessions") == 2
    assert [await them.find(cookie) is not None for cookie in (old, other, fresh)] == [False, False, True]


async def until(spine: Spine, counting: str) -> None:
    """Asks until there is something."""
    while not await spine.value(counting):
        pass


async def test_the_rights_of_a_token_are_not_those_of_its_maker(spine: Spine, roster: Roster) -> None:
    luc = await administrator(roster)
    tokens = Tokens(spine.engine)
    wanted = NewToken(label="lecture", siren=SIREN, scopes=(Right.READ,), created_by=luc.actor_id)
    actor = await tokens.check((await tokens.make(wanted))[1])
    assert actor is not None
    assert [right for right in Right if actor.may(right, SIREN)] == [Right.READ]
