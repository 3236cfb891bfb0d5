"""Tokens and sessions: who comes in, who no longer does, and what is never kept."""

from datetime import timedelta
from hashlib import sha256

from sqlalchemy import text

from infra.tokens import CACHE_S, Actor, Tokens
from tests.infra.conftest import Spine

SIREN = "243200417"


async def test_a_token_opens_for_who_holds_it_and_nobody_else(spine: Spine) -> None:
    them = Tokens(spine.engine)
    secret = await them.create("logiciel de la communauté", SIREN)
    actor = await them.check(secret)
    ((id,),) = await spine.rows("SELECT id FROM api_tokens")
    assert actor == Actor(id=f"jeton:{id}", label="logiciel de la communauté", siren=SIREN)
    for wrong in ("", "jalon_", secret[:-1], secret + "A", secret.lower()):
        assert await them.check(wrong) is None
    assert actor.may_see(SIREN)
    assert not actor.may_see("200067841")
    assert Actor(id="jeton:x", label="tout").may_see("200067841")


async def test_two_secrets_are_never_the_same_and_hold_256_bits(spine: Spine) -> None:
    them = Tokens(spine.engine)
    secrets = {await them.create("essai") for _ in range(3)}
    assert len(secrets) == 3
    assert {len(secret.removeprefix("jalon_")) for secret in secrets} == {43}


async def test_the_database_holds_neither_a_secret_nor_a_cookie(spine: Spine) -> None:
    them = Tokens(spine.engine)
    secret = await them.create("essai")
    cookie = await them.open_session(secret)
    assert cookie is not None
    ((kept,),) = await spine.rows("SELECT string_agg(t::text, '') FROM (SELECT * FROM api_tokens) t")
    assert secret not in kept
    assert sha256(secret.encode()).hexdigest() in kept
    ((kept,),) = await spine.rows("SELECT string_agg(t::text, '') FROM (SELECT * FROM sessions) t")
    assert cookie not in kept
    assert sha256(cookie.encode()).hexdigest() in kept


async def test_a_revoked_token_and_its_sessions_open_nothing_from_then_on(spine: Spine) -> None:
    them = Tokens(spine.engine)
    secret, other = await them.create("essai"), await them.create("un autre")
    cookie, spared = await them.open_session(secret), await them.open_session(other)
    assert cookie is not None
    assert spared is not None
    row, _ = await them.every()
    assert await them.revoke(row.id)
    assert await them.check(secret) is None
    assert await them.find_session(cookie) is None
    assert await them.open_session(secret) is None
    assert await them.check(other) is not None
    assert await them.find_session(spared) is not None
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


async def test_a_session_opens_what_its_token_opens_for_twelve_hours(spine: Spine) -> None:
    them = Tokens(spine.engine)
    secret = await them.create("coordination", SIREN)
    cookie = await them.open_session(secret)
    assert cookie is not None
    assert await them.find_session(cookie) == await them.check(secret)
    assert await them.find_session(secret) is None
    assert await them.check(cookie) is None
    assert await spine.value("SELECT expires_at - created_at FROM sessions") >= timedelta(hours=12)
    async with spine.engine.begin() as connection:
        await connection.execute(text("UPDATE sessions SET expires_at = clock_timestamp()"))
    assert await them.find_session(cookie) is None
    await them.open_session(secret)
    assert await spine.value("SELECT count(*) FROM sessions") == 1, "those that are over are swept"


async def test_a_session_that_is_closed_opens_nothing(spine: Spine) -> None:
    them = Tokens(spine.engine)
    secret = await them.create("coordination")
    cookie = await them.open_session(secret)
    assert cookie is not None
    await them.close_session(cookie)
    assert await them.find_session(cookie) is None
    await them.close_session(cookie)
    assert await them.open_session("jalon_inconnu") is None
