"""Tokens and sessions: who comes in, who no longer does, and what is never kept."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import text

from domain.access import Grant, Right
from infra.identity.actors import Actor
from infra.identity.sessions import Sessions
from infra.identity.tokens import CACHE_S, NewToken, Tokens
from tests.infra.conftest import Spine

SIREN = "243200417"


async def test_a_token_opens_for_who_holds_it_and_nobody_else(spine: Spine) -> None:
    them = Tokens(spine.engine)
    secret = await them.create("logiciel de la communauté", SIREN)
    actor = await them.check(secret)
    ((id,),) = await spine.rows("SELECT id FROM api_tokens")
    assert actor == Actor(id=f"jeton:{id}", label="logiciel de la communauté", grants=(Grant(siren=SIREN),))
    for wrong in ("", "jalon_", secret[:-1], secret + "A", secret.lower()):
        assert await them.check(wrong) is None
    assert actor.may_see(SIREN)
    assert not actor.may_see("200067841")
    everything = await them.check(await them.create("tout"))
    assert everything is not None
    assert everything.may_see("200067841")
    assert everything.may_administer_all()


async def test_two_secrets_are_never_the_same_and_hold_256_bits(spine: Spine) -> None:
    them = Tokens(spine.engine)
    secrets = {await them.create("essai") for _ in range(3)}
    assert len(secrets) == 3
    assert {len(secret.removeprefix("jalon_")) for secret in secrets} == {43}


async def test_the_database_holds_neither_a_secret_nor_a_cookie(spine: Spine) -> None:
    them = Tokens(spine.engine)
    secret = await them.create("essai")
    cookie = await opened(spine, secret)
    ((kept,),) = await spine.rows("SELECT string_agg(t::text, '') FROM (SELECT * FROM api_tokens) t")
    assert secret not in kept
    assert sha256(secret.encode()).hexdigest() in kept
    ((kept,),) = await spine.rows("SELECT string_agg(t::text, '') FROM (SELECT * FROM sessions) t")
    assert cookie not in kept
    assert sha256(cookie.encode()).hexdigest() in kept


async def test_a_revoked_token_and_its_sessions_open_nothing_from_then_on(spine: Spine) -> None:
    them = Tokens(spine.engine)
    secret, other = await them.create("essai"), await them.create("un autre")
    cookie, spared = await opened(spine, secret), await opened(spine, other)
    row, _ = await them.every()
    assert await them.revoke(row.id)
    assert await them.check(secret) is None
    assert await Sessions(spine.engine).find(cookie) is None
    assert await them.open_id(secret) is None
    assert await them.check(other) is not None
    assert await Sessions(spine.engine).find(spared) is not None
    assert not await them.revoke(row.id)
    row, kept = await them.every()
    assert row.revoked_at is not None
    assert kept.revoked_at is None


async def test_another_process_believes_a_revoked_token_for_five_seconds_at_most(spine: Spine) -> None:
    elapsed_s = 1000.0
    here, elsewhere = Tokens(spine.engine), Tokens(spine.engine, lambda: elapsed_s)
    secret = await here.create("essai")
    assert await elsewhere.check(secret) is not None
    (row,) = await here.every()
    await here.revoke(row.id)
    elapsed_s += CACHE_S - 0.1
    assert await elsewhere.check(secret) is not None
    elapsed_s += 0.2
    assert await elsewhere.check(secret) is None
    assert await elsewhere.check(secret) is None


async def test_a_token_that_was_just_seen_is_not_looked_up_again(spine: Spine) -> None:
    them = Tokens(spine.engine)
    secret = await them.create("essai")
    actor = await them.check(secret)
    assert actor is not None
    async with spine.engine.begin() as connection:
        await connection.execute(text("DELETE FROM api_tokens"))
    assert await them.check(secret) == actor
    assert await Tokens(spine.engine).check(secret) is None


async def test_a_session_opens_what_its_token_opens(spine: Spine) -> None:
    them, sessions = Tokens(spine.engine), Sessions(spine.engine)
    secret = await them.create("coordination", SIREN, (Right.READ, Right.PROGRESS))
    cookie = await opened(spine, secret)
    actor = await sessions.find(cookie)
    assert actor == await them.check(secret)
    assert actor is not None
    assert [right for right in Right if actor.may(right, SIREN)] == [Right.READ, Right.PROGRESS]
    assert await sessions.find(secret) is None
    assert await them.check(cookie) is None


async def test_a_session_that_is_closed_opens_nothing(spine: Spine) -> None:
    sessions = Sessions(spine.engine)
    cookie = await opened(spine, await Tokens(spine.engine).create("coordination"))
    await sessions.close(cookie)
    assert await sessions.find(cookie) is None
    await sessions.close(cookie)


async def test_a_token_opens_nothing_after_its_last_day(spine: Spine) -> None:
    them, now = Tokens(spine.engine), datetime.now(UTC)
    secret = await them.create("logiciel", SIREN, expires_at=now + timedelta(days=1))
    over = await them.create("un autre", SIREN, expires_at=now - timedelta(seconds=1))
    assert await them.check(secret) is not None
    assert await them.check(over) is None
    assert await them.open_id(over) is None
    cookie = await opened(spine, secret)
    async with spine.engine.begin() as connection:
        await connection.execute(text("UPDATE api_tokens SET expires_at = clock_timestamp()"))
    assert await Sessions(spine.engine).find(cookie) is None


async def test_an_epci_lists_and_revokes_its_own_tokens_alone(spine: Spine) -> None:
    them = Tokens(spine.engine)
    id, secret = await them.make(NewToken(label="logiciel", siren=SIREN, created_by="cli:essai"))
    await them.create("installation")
    (row,) = await them.every(SIREN)
    assert (row.id, row.created_by, row.scopes) == (id, "cli:essai", tuple(sorted(Right)))
    assert not await them.revoke(id, "200034726")
    assert await them.check(secret) is not None
    assert await them.revoke(id, SIREN)
    assert await them.check(secret) is None


async def opened(spine: Spine, secret: str) -> str:
    """The cookie of a session that the token opens."""
    id = await Tokens(spine.engine).open_id(secret)
    assert id is not None
    return await Sessions(spine.engine).open(token=id)
