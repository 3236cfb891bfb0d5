"""How often one may try to come in, and the audit in which each attempt stands."""

import asyncio
from uuid import uuid4

from sqlalchemy import text

from domain.access import Access
from infra.identity.accesses import KEPT, Accesses, AccessKind
from infra.identity.accounts import Accounts, Role
from infra.identity.roster import Roster
from infra.identity.throttle import PER_ADDRESS, PER_ADDRESS_ANYWHERE, PER_HOST, Throttle
from infra.identity.tokens import NewToken, Tokens
from tests.infra.conftest import Spine

SIREN, OTHER = "243200417", "200034726"
ANA, LUC = "ana@epci.fr", "luc@epci.fr"


async def test_after_five_failures_an_address_is_held_where_they_came_from_and_another_is_not(spine: Spine) -> None:
    them = Throttle(spine.engine)
    for _ in range(PER_ADDRESS):
        assert (await them.begin("10.0.0.1", ANA)).wait_s == 0
    held = await them.begin("10.0.0.1", " ANA@EPCI.fr")
    assert 880 < held.wait_s <= 900
    assert held.minutes == 15
    assert (await them.begin("10.0.0.1", LUC)).wait_s == 0
    await execute(spine, "UPDATE accesses SET at = at - interval '15 minutes'")
    assert (await them.begin("10.0.0.1", ANA)).wait_s == 0


async def test_a_stranger_keeps_nobody_out_of_another_host_even_one_never_seen(spine: Spine) -> None:
    them = Throttle(spine.engine)
    for _ in range(PER_ADDRESS + 30):
        await them.begin("192.0.2.9", ANA)
    assert (await them.begin("192.0.2.9", ANA)).wait_s > 0
    assert (await them.begin("10.0.0.1", ANA)).wait_s == 0


async def test_an_address_tried_from_many_hosts_is_held_but_where_its_holder_comes_in_from(spine: Spine) -> None:
    them = Throttle(spine.engine)
    await them.succeed(await them.begin("10.0.0.1", ANA), "compte:x")
    for number in range(PER_ADDRESS_ANYWHERE):
        assert (await them.begin(f"192.0.2.{number}", ANA)).wait_s == 0
    assert (await them.begin("198.51.100.1", ANA)).wait_s > 0
    for _ in range(PER_ADDRESS):
        assert (await them.begin("10.0.0.1", ANA)).wait_s == 0
    assert (await them.begin("10.0.0.1", ANA)).wait_s > 0


async def test_who_comes_in_by_a_link_is_let_in_from_there_from_then_on(spine: Spine) -> None:
    them = Throttle(spine.engine)
    for number in range(PER_ADDRESS_ANYWHERE):
        await them.begin(f"192.0.2.{number}", ANA)
    assert (await them.begin("10.0.0.1", ANA)).wait_s > 0
    await them.admit("10.0.0.1", "Ana@EPCI.fr", "compte:x")
    for number in range(PER_ADDRESS_ANYWHERE):
        await them.begin(f"192.0.2.{number}", ANA)
    assert (await them.begin("198.51.100.1", ANA)).wait_s > 0
    assert (await them.begin("10.0.0.1", ANA)).wait_s == 0


async def test_to_be_held_holds_no_longer(spine: Spine) -> None:
    them = Throttle(spine.engine)
    for _ in range(PER_ADDRESS + 30):
        await them.begin("10.0.0.1", ANA)
    await execute(spine, "UPDATE accesses SET at = at - interval '15 minutes' WHERE kind = 'sign_in_refused'")
    assert (await them.begin("10.0.0.1", ANA)).wait_s == 0


async def test_twenty_attempts_at_once_are_five_that_are_judged(spine: Spine) -> None:
    them = Throttle(spine.engine)
    attempts = await asyncio.gather(*(them.begin("10.0.0.1", ANA) for _ in range(20)))
    assert sum(each.wait_s == 0 for each in attempts) == PER_ADDRESS


async def test_who_comes_in_is_owed_five_attempts_again(spine: Spine) -> None:
    them = Throttle(spine.engine)
    for _ in range(PER_ADDRESS - 1):
        await them.fail(await them.begin("10.0.0.1", ANA))
    await them.succeed(await them.begin("10.0.0.1", ANA), "compte:x")
    for _ in range(PER_ADDRESS):
        assert (await them.begin("10.0.0.1", ANA)).wait_s == 0
    assert (await them.begin("10.0.0.1", ANA)).wait_s > 0


async def test_a_host_that_tries_fifty_addresses_is_held_whatever_it_succeeds_at(spine: Spine) -> None:
    them = Throttle(spine.engine)
    for number in range(PER_HOST):
        assert (await them.begin("10.0.0.1", f"{number}@epci.fr")).wait_s == 0
    own = await them.begin("10.0.0.1", LUC)
    assert own.wait_s > 0
    assert (await them.begin("10.0.0.1")).wait_s > 0
    assert (await them.begin("10.0.0.2", LUC)).wait_s == 0


async def test_a_machine_that_changes_its_address_of_ipv6_is_one_host(spine: Spine) -> None:
    them = Throttle(spine.engine)
    for number in range(PER_HOST):
        await them.begin(f"2001:db8:1:2::{number:x}", f"{number}@epci.fr")
    assert (await them.begin("2001:db8:1:2:3:4:5:6", LUC)).wait_s > 0
    assert (await them.begin("2001:db8:1:3::1", LUC)).wait_s == 0
    for number in range(PER_HOST):
        await them.begin("::ffff:192.0.2.17" if number % 2 else "192.0.2.17", f"{number}@mairie.fr")
    assert (await them.begin("192.0.2.17", ANA)).wait_s > 0


async def test_the_audit_holds_neither_an_address_nor_a_host(spine: Spine) -> None:
    await Throttle(spine.engine).begin("192.0.2.17", ANA)
    ((kept,),) = await spine.rows("SELECT string_agg(t::text, '') FROM accesses t")
    assert "192.0.2.17" not in kept
    assert "ana" not in kept


async def test_an_epci_sees_what_happened_there_and_its_own_people_come_in(spine: Spine) -> None:
    audit, throttle = Accesses(spine.engine), Throttle(spine.engine)
    roster = Roster(spine.engine, Accounts(spine.engine))
    luc, _ = await roster.invite("luc@epci.fr", "Luc", Role(siren=SIREN, access=Access.LECTEUR))
    zoe, _ = await roster.invite("zoe@autre.fr", "Zoé", Role(siren=OTHER, access=Access.LECTEUR))
    token, _ = await Tokens(spine.engine).make(NewToken(label="logiciel", siren=SIREN))
    await throttle.succeed(await throttle.begin("10.0.0.1", LUC), luc.actor_id)
    await throttle.succeed(await throttle.begin("10.0.0.1", "zoe@autre.fr"), zoe.actor_id)
    await throttle.fail(await throttle.begin("10.0.0.1", LUC), luc.actor_id)
    await throttle.fail(await throttle.begin("10.0.0.1", ANA))
    await throttle.succeed(await throttle.begin("10.0.0.1"), f"jeton:{token}")
    await audit.note(AccessKind.EXPORTED, zoe.actor_id, OTHER)
    await audit.note(AccessKind.EXPORTED, f"compte:{uuid4()}", SIREN, "feuille de route")
    seen = [(row.kind, row.actor, row.about) for row in await audit.every(SIREN)]
    assert [kind for kind, _, _ in seen] == ["exported", "signed_in", "sign_in_refused", "signed_in"]
    assert seen[1:] == [
        (AccessKind.SIGNED_IN, f"jeton:{token}", ""),
        (AccessKind.SIGN_IN_REFUSED, None, luc.actor_id),
        (AccessKind.SIGNED_IN, luc.actor_id, ""),
    ]
    assert len(await audit.every(SIREN, whole=True)) == 6, "but what happened in the other"
    (only,) = await audit.every(SIREN, AccessKind.EXPORTED)
    assert only.about == "feuille de route"


async def test_the_audit_is_read_page_by_page_the_latest_first(spine: Spine) -> None:
    audit = Accesses(spine.engine)
    for number in range(5):
        await audit.note(AccessKind.FILE_READ, "cli:test", SIREN, str(number))
    first = await audit.every(SIREN, limit=2)
    second = await audit.every(SIREN, before=first[-1].id, limit=2)
    assert [row.about for row in (*first, *second)] == ["4", "3", "2", "1"]


async def test_the_audit_is_kept_for_a_year(spine: Spine) -> None:
    audit = Accesses(spine.engine)
    await audit.note(AccessKind.SIGNED_IN, "compte:x")
    await execute(spine, f"UPDATE accesses SET at = at - interval '{KEPT.days} days'")
    await audit.note(AccessKind.SIGNED_IN, "compte:y")
    assert await audit.sweep() == 1
    assert [row.actor for row in await audit.every(SIREN, whole=True)] == ["compte:y"]


async def execute(spine: Spine, statement: str) -> None:
    async with spine.engine.begin() as connection:
        await connection.execute(text(statement))
