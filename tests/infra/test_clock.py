"""The clocks of production and of a scenario."""

from datetime import UTC, datetime, timedelta

from temporalio.testing import WorkflowEnvironment

from infra.clock import Clock, DatabaseClock, ScenarioClock
from infra.database import engine

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
