"""The relay: whoever has work is nudged, at a rhythm, by one leader, whatever comes and goes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import psycopg
import pytest
from temporalio.service import RPCError, RPCStatusCode

from infra.database import engine, migrate
from infra.embedded.places import scratch_directory
from infra.embedded.ports import free_port
from infra.embedded.postgres import EmbeddedPostgres
from infra.reading.reads import Waiting
from infra.relay import AT_ONCE, Relay, Rhythm
from tests.infra.ballot import Note, ballot_id, post
from tests.infra.conftest import Spine

LEADERS = """
SELECT pid FROM pg_locks AS held JOIN pg_database AS d ON d.oid = held.database
WHERE locktype = 'advisory' AND datname = current_database()
"""
PLUM, PEAR = ballot_id("plum"), ballot_id("pear")


class Nudges:
    """Remembers who was nudged; while `away`, answers as Temporal does when it is down."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.away = False
        self.tried = 0

    async def __call__(self, ids: Sequence[str]) -> None:
        self.tried += 1
        if self.away:
            raise RPCError("away", RPCStatusCode.UNAVAILABLE, b"")
        self.ids += ids


@asynccontextmanager
async def relaying(url: str, nudges: Nudges) -> AsyncIterator[Relay]:
    door = engine(url)
    relay = Relay(door, nudges)
    running = asyncio.create_task(relay.run())
    yield relay
    relay.stop()
    await asyncio.wait_for(running, timeout=5)
    await door.dispose()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.01)


async def record(url: str, stream: str) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await connection.execute(
            "INSERT INTO inbox (stream, command_id, by, command, digest) "
            "VALUES (%s, gen_random_uuid(), 'coordinateur', '{}', '')",
            [stream],
        )


async def test_a_stream_with_a_command_is_nudged_until_it_is_done(spine: Spine) -> None:
    nudges = Nudges()
    async with relaying(spine.url, nudges):
        await spine.inbox.post(post(PLUM, Note(text="a")))
        await until(lambda: PLUM in nudges.ids)
        await spine.store.advance(PLUM)
        nudges.ids.clear()
        await spine.inbox.post(post(PEAR, Note(text="b")))
        await until(lambda: PEAR in nudges.ids)
        assert PLUM not in nudges.ids


async def test_two_relays_nudge_as_one_and_the_second_takes_over(spine: Spine) -> None:
    first, second = Nudges(), Nudges()
    async with relaying(spine.url, first) as leader:
        await spine.inbox.post(post(PLUM, Note(text="a")))
        await until(lambda: bool(first.ids))
        async with relaying(spine.url, second):
            await spine.store.advance(PLUM)
            await spine.inbox.post(post(PEAR, Note(text="b")))
            await until(lambda: PEAR in first.ids)
            assert second.tried == 0
            leader.stop()
            await until(lambda: PEAR in second.ids)


async def test_a_temporal_that_comes_back_finds_everything_again(spine: Spine) -> None:
    nudges = Nudges()
    nudges.away = True
    async with relaying(spine.url, nudges):
        await spine.inbox.post(post(PLUM, Note(text="a")))
        await until(lambda: nudges.tried >= 2)
        nudges.away = False
        await until(lambda: PLUM in nudges.ids)


async def test_a_session_that_is_lost_loses_the_lead_and_takes_it_again(spine: Spine) -> None:
    nudges = Nudges()
    async with relaying(spine.url, nudges):
        await spine.inbox.post(post(PLUM, Note(text="a")))
        await until(lambda: PLUM in nudges.ids)
        assert await spine.rows(f"SELECT pg_terminate_backend(pid) FROM ({LEADERS}) AS leaders") == [(True,)]
        await spine.store.advance(PLUM)
        await spine.inbox.post(post(PEAR, Note(text="b")))
        await until(lambda: PEAR in nudges.ids)


async def test_a_database_that_restarts_finds_its_relay_again() -> None:
    nudges = Nudges()
    with scratch_directory() as directory, EmbeddedPostgres(directory, port=free_port(), durable=False) as server:
        migrate(server.url)
        async with relaying(server.url, nudges):
            await record(server.url, PLUM)
            await until(lambda: PLUM in nudges.ids)
            server.stop()
            with pytest.raises(psycopg.OperationalError):
                await record(server.url, PEAR)
            server.start()
            await record(server.url, PEAR)
            await until(lambda: PEAR in nudges.ids)


async def test_a_relay_that_is_cancelled_gives_the_lead_back(spine: Spine) -> None:
    nudges, door = Nudges(), engine(spine.url)
    await spine.inbox.post(post(PLUM, Note(text="a")))
    running = asyncio.create_task(Relay(door, nudges).run())
    await until(lambda: PLUM in nudges.ids)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    async with asyncio.timeout(20):
        while await spine.rows(LEADERS):
            await asyncio.sleep(0.01)
    await door.dispose()


def waiting(*ids: str, head: str = "1") -> list[Waiting]:
    return [Waiting(id=id, head=head) for id in ids]


def tick(rhythm: Rhythm, who: list[Waiting], now_s: float) -> list[str]:
    chosen = rhythm.choose(who, now_s)
    rhythm.note(chosen, now_s)
    return [it.id for it in chosen]


def test_sixteen_are_nudged_at_once_the_oldest_first_and_others_as_these_are_seen_at_work() -> None:
    rhythm, everybody = Rhythm(), waiting(*(f"s{n}" for n in range(40)))
    assert tick(rhythm, everybody, 0.0) == [f"s{n}" for n in range(AT_ONCE)]
    assert rhythm.under_way(everybody, 0.05) == AT_ONCE
    assert tick(rhythm, everybody, 0.05) == []
    three_done_one_with_more_to_do = [*everybody[3:], *waiting("s0", head="2")]
    assert tick(rhythm, three_done_one_with_more_to_do, 0.1) == ["s16", "s17", "s18"]
    assert tick(rhythm, everybody[AT_ONCE:], 0.15) == [f"s{n}" for n in range(19, 32)]
    assert tick(rhythm, everybody[32:], 0.2) == [f"s{n}" for n in range(32, 40)]
    assert tick(rhythm, [], 0.25) == []
    assert rhythm.under_way([], 0.25) == 0


def test_what_is_not_seen_at_work_within_a_second_leaves_its_place_to_others() -> None:
    rhythm, everybody = Rhythm(), waiting(*(f"s{n}" for n in range(20)))
    assert tick(rhythm, everybody, 0.0) == [f"s{n}" for n in range(AT_ONCE)]
    assert tick(rhythm, everybody, 0.99) == []
    assert tick(rhythm, everybody, 1.0)[:4] == ["s16", "s17", "s18", "s19"]


def test_a_stream_is_nudged_at_most_four_times_a_second_even_if_it_works() -> None:
    rhythm = Rhythm()
    assert tick(rhythm, waiting("s"), 0.0) == ["s"]
    assert tick(rhythm, waiting("s", head="2"), 0.2) == []
    assert tick(rhythm, [], 0.21) == []
    assert tick(rhythm, waiting("s", head="3"), 0.24) == []
    assert tick(rhythm, waiting("s", head="3"), 0.25) == ["s"]
    assert tick(rhythm, waiting("s", head="4"), 0.5) == ["s"]


def test_a_stream_that_stays_on_the_same_work_is_left_in_peace_twice_as_long_each_time_up_to_a_minute() -> None:
    rhythm = Rhythm()
    nudged = [second for second in range(400) if tick(rhythm, waiting("stuck"), float(second))]
    assert nudged == [0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303, 363]
    assert tick(rhythm, waiting("stuck", head="2"), 400.0) == ["stuck"]
    assert tick(rhythm, waiting("stuck", head="2"), 401.0) == ["stuck"]


def test_streams_that_are_stuck_hold_nobody_up() -> None:
    rhythm, stuck = Rhythm(), waiting(*(f"stuck{n}" for n in range(100)))
    for quarter in range(400):
        tick(rhythm, stuck, quarter / 4)
    assert "new" in tick(rhythm, [*stuck, *waiting("new")], 1000.0)
