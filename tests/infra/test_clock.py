"""The clocks of production and of a scenario."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from temporalio.testing import WorkflowEnvironment

from infra.clock import Clock, DatabaseClock, ScenarioClock
from infra.database import ADVANCER, POSTER, engine, pool, with_clock_offset
from infra.inbox import Inbox
from infra.reading.reads import to_nudge
from infra.store import Store
from tests.infra.ballot import Open, ballot_id, post, registry

MARCH_2026 = datetime(2026, 3, 22, 8, tzinfo=UTC)


async def test_production_lets_the_database_read_its_own_clock_under_the_lock(database_url: str) -> None:
    door = engine(database_url)
    clock: Clock = DatabaseClock(door)
    assert await clock.now() is None
    first, second = await clock.read(), await clock.read()
    assert first.utcoffset() == timedelta()
    assert first < second
    await door.dispose()


async def test_a_scenario_of_march_2026_goes_as_the_server_skips(time_skipping: WorkflowEnvironment) -> None:
    clock = await ScenarioClock.begin(time_skipping, MARCH_2026)
    assert timedelta() <= await clock.now() - MARCH_2026 < timedelta(minutes=1)
    await clock.sleep_until(MARCH_2026 + timedelta(days=2000))
    assert timedelta(days=2000) <= await clock.now() - MARCH_2026 < timedelta(days=2000, minutes=1)
    await clock.sleep_until(MARCH_2026)
    assert timedelta(days=2000) <= await clock.read() - MARCH_2026 < timedelta(days=2000, minutes=1)


async def test_a_day_ahead_what_is_recorded_read_and_woken_follows_the_same_clock(
    database_url: str,
) -> None:
    ahead = with_clock_offset(database_url, 24 * 3600)
    plum, door, ours = ballot_id("plum"), engine(ahead), engine(database_url)
    tomorrow = await DatabaseClock(ours).read() + timedelta(days=1)
    opening = Open(communes=("32013",), remind_at=tomorrow, deadline=tomorrow + timedelta(seconds=1))
    async with pool(ahead, POSTER) as posters, pool(ahead, ADVANCER) as advancers:
        receipt = await Inbox(posters).post(post(plum, opening))
        await Store(advancers, registry).advance(plum)
        outcome = await Inbox(posters).outcome(receipt.command_id)
    assert outcome is not None
    assert outcome.done_at is not None
    assert tomorrow <= receipt.at <= outcome.done_at <= await DatabaseClock(door).read() < tomorrow + timedelta(hours=1)
    async with ours.connect() as real, door.connect() as moved:
        for connection, waiting in ((real, ()), (moved, (plum,))):
            await connection.execute(
                text("UPDATE streams SET next_due = :due"), {"due": tomorrow - timedelta(minutes=2)}
            )
            assert tuple(it.id for it in await to_nudge(connection, 10)) == waiting
            await connection.rollback()
    await door.dispose()
    await ours.dispose()


async def test_what_a_url_asks_of_a_session_is_kept_beside_the_guards(database_url: str) -> None:
    async with (
        pool(f"{database_url}?options=-c%20work_mem%3D7MB%20-c%20lock_timeout%3D9s", POSTER) as posters,
        posters.connection() as connection,
    ):
        row = await (
            await connection.execute("SELECT current_setting('work_mem'), current_setting('lock_timeout')")
        ).fetchone()
    assert row == ("7MB", "1s")
