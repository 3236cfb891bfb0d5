"""`jalon web` as an operator runs it: a process that serves, and stops when it is told."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from domain.registry import decider_of
from infra.database import engine, pool
from infra.identity.tokens import Tokens
from infra.inbox import Inbox, Post
from infra.store import Store
from tests.domain.objective.objectives import plan

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0


@asynccontextmanager
async def jalon_web(database_url: str, *options: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`jalon web` with these options, ended at the end."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(ROOT / "cli.py"), "web", *options),
        env={
            "JALON_DATABASE_URL": database_url,
            "JALON_PUBLIC_URL": "https://jalon.exemple.fr",
            "PATH": os.environ["PATH"],
        },
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def address(process: asyncio.subprocess.Process) -> str:
    """Where it serves, as it says it."""
    assert process.stderr is not None
    async for line in process.stderr:
        said = json.loads(line)
        if said["event"] == "web_ready":
            return str(said["url"])
    raise AssertionError("it never said where it serves")


async def test_it_serves_then_stops_when_it_is_told(database_url: str) -> None:
    door = engine(database_url)
    secret = await Tokens(door).create("essai")
    await door.dispose()
    for ending in (signal.SIGTERM, signal.SIGINT):
        async with jalon_web(database_url, "--port", "0") as process, httpx2.AsyncClient() as client:
            url = await address(process)
            assert (await client.get(f"{url}sante")).status_code == 200
            asked = {"stream": "objective/200000001/F1", "command": plan().model_dump(mode="json")}
            headers = {"Authorization": f"Bearer {secret}"}
            answer = await client.post(f"{url}api/v1/commands", json=asked, headers=headers)
            assert answer.status_code == 202
            assert "server" not in answer.headers
            process.send_signal(ending)
            assert await process.wait() == 0
            assert process.stderr is not None
            said = (await process.stderr.read()).decode()
            assert "web_stopped" in said
            assert secret not in said
            assert "/api/v1" not in said, "no access is logged"


async def test_a_line_that_is_open_does_not_keep_it_from_stopping(database_url: str) -> None:
    secret = await _token(database_url)
    stream = "objective/200000001/F1"
    async with pool(database_url, {}) as connections:
        await Inbox(connections).post(Post(stream=stream, command_id=uuid4(), command=plan(), by="cli:essai"))
        await Store(connections, decider_of).advance(stream)
    async with jalon_web(database_url, "--port", "0") as process, httpx2.AsyncClient(timeout=None) as client:
        address_of_it = f"{await address(process)}api/v1/events"
        async with client.stream("GET", address_of_it, headers={"Authorization": f"Bearer {secret}"}) as line:
            told = line.aiter_bytes()
            assert b"event: ouvert" in await anext(told)
            process.send_signal(signal.SIGTERM)
            assert [part async for part in told] == []
        assert await process.wait() == 0
        assert process.stderr is not None
        assert [json.loads(said)["event"] for said in (await process.stderr.read()).splitlines()] == ["web_stopped"]


async def _token(database_url: str) -> str:
    door = engine(database_url)
    secret = await Tokens(door).create("essai", siren="200000001")
    await door.dispose()
    return secret


async def test_a_port_that_is_taken_is_said_in_french(database_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with jalon_web(database_url, "--port", str(port)) as process:
            _, said = await process.communicate()
    assert process.returncode == 4
    assert said.decode().replace("\u00a0", " ").replace("\u202f", " ") == (
        f"Impossible de servir à 127.0.0.1:{port} : ce port est déjà pris.\n"
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid"])
async def test_an_address_of_another_machine_is_said_in_french(database_url: str, host: str) -> None:
    async with jalon_web(database_url, "--host", host) as process:
        _, said = await process.communicate()
    assert process.returncode == 4
    assert b"cette machine n'a pas cette adresse" in said
