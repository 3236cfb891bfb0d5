"""The marks of the audit: the same for one host, and of no use to who tries every host."""

import asyncio
from hashlib import sha256
from ipaddress import ip_network

from sqlalchemy import text

from infra.identity.marks import Marks, marks
from infra.identity.throttle import Throttle
from tests.infra.conftest import Spine


async def drawn(spine: Spine) -> Marks:
    async with spine.engine.begin() as connection:
        return await marks(connection)


async def test_one_host_has_one_mark_in_an_installation_and_another_one_elsewhere(spine: Spine) -> None:
    here = await drawn(spine)
    assert (await drawn(spine)) == here
    assert len(here.key) == 32
    assert repr(here) == "Marks()"
    assert here.host("192.0.2.17") == (await drawn(spine)).host("::ffff:192.0.2.17")
    assert here.host("2001:db8:1:2::1") == here.host("2001:db8:1:2:3::9")
    assert here.host("192.0.2.17") != here.host("192.0.2.18")
    assert here.address(" Ana@EPCI.fr") == here.address("ana@epci.fr")
    assert here.address("192.0.2.17") != here.host("192.0.2.17")
    assert Marks(key=bytes(32)).host("192.0.2.17") != here.host("192.0.2.17")


async def test_processes_that_draw_the_key_at_once_have_the_same(spine: Spine) -> None:
    assert len({each.key for each in await asyncio.gather(*(drawn(spine) for _ in range(4)))}) == 1
    assert await spine.value("SELECT count(*) FROM audit_key") == 1


async def test_the_audit_is_of_no_use_to_who_tries_every_host(spine: Spine) -> None:
    await Throttle(spine.engine).begin("192.0.2.17", "ana@epci.fr")
    ((host, whence),) = await spine.rows("SELECT host, whence FROM accesses")
    for each in ip_network("192.0.2.0/24"):
        assert sha256(str(each).encode()).digest() != host
    assert sha256(b"ana@epci.fr").digest() != whence
    known = await drawn(spine)
    assert (host, whence) == (known.host("192.0.2.17"), known.address("ana@epci.fr"))


async def test_where_a_backup_left_the_key_out_another_is_drawn(spine: Spine) -> None:
    former = await drawn(spine)
    async with spine.engine.begin() as connection:
        await connection.execute(text("DELETE FROM audit_key"))
    assert (await drawn(spine)).key != former.key
