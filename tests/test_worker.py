"""The worker as an operator runs it: a process that works, waits and stops when it is told."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from domain.ids import derived_id
from infra.database import POSTER, pool
from infra.embedded.ports import free_port
from infra.embedded.postgres import EmbeddedPostgres
from infra.inbox import Inbox, Post, Status
from infra.temporal import connect
from tests.domain.objective.objectives import plan

WORKER = Path(__file__).resolve().parents[1] / "worker.py"
OBJECTIVE = "objective/200000002/F1"
PATIENCE_S = 30.0


@asynccontextmanager
async def worker(directory: Path, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python worker.py` with these settings and no other, ended at the end."""
    environment = {"JALON_ENVIRONMENT": "test", "JALON_DATA": str(directory)}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        WORKER,
        cwd=directory,
        env=environment | {f"JALON_{name.upper()}": value for name, value in settings.items()},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def says(process: asyncio.subprocess.Process, event: str) -> dict[str, str]:
    """The first line of its logs that is about `event`."""
    assert process.stderr is not None
    async for line in process.stderr:
        said: dict[str, str] = json.loads(line)
        if said["event"] == event:
            return said
    raise AssertionError(f"{event} was never said")


async def test_it_works_until_it_is_told_to_stop(tmp_path: Path, dev_server: str, database_url: str) -> None:
    async with (
        worker(tmp_path, database_url=database_url, temporal_address=dev_server) as process,
        pool(database_url, POSTER) as posters,
    ):
        await says(process, "worker_ready")
        command_id = derived_id(OBJECTIVE)
        await Inbox(posters).post(Post(stream=OBJECTIVE, command_id=command_id, command=plan(), by="test"))
        outcome = await Inbox(posters).wait(command_id, PATIENCE_S)
        assert outcome is not None
        assert outcome.status is Status.APPLIED
        process.terminate()
        assert await process.wait() == 0
    await (await connect(dev_server)).get_workflow_handle(OBJECTIVE).terminate()


async def test_it_waits_for_temporal_and_stops_all_the_same(tmp_path: Path, database_url: str) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    async with worker(tmp_path, database_url=database_url, temporal_address=nobody) as process:
        assert (await says(process, "worker_waits"))["for_what"] == "temporal"
        process.terminate()
        assert await process.wait() == 0


async def test_it_waits_for_the_database_and_never_says_its_password(tmp_path: Path) -> None:
    nobody = f"postgresql://jalon:chut@127.0.0.1:{free_port()}/jalon"
    async with worker(tmp_path, database_url=nobody) as process:
        waits = await says(process, "worker_waits")
        assert waits["for_what"] == "database"
        assert "chut" not in str(waits)
        process.terminate()
        assert await process.wait() == 0


async def test_it_waits_for_a_database_that_nobody_migrated(tmp_path: Path, postgres: EmbeddedPostgres) -> None:
    async with worker(tmp_path, database_url=postgres.url_of("postgres")) as process:
        assert (await says(process, "worker_waits"))["error"] == "la base n'est pas à jour ; lancez « jalon migrate »"
        process.terminate()
        assert await process.wait() == 0


async def test_settings_that_cannot_be_are_said_in_french(tmp_path: Path) -> None:
    async with worker(tmp_path) as process:
        assert await process.wait() == 2
        assert process.stderr is not None
        assert "JALON_DATABASE_URL manque" in (await process.stderr.read()).decode()
