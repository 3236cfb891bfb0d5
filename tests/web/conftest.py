"""The web on a database of its own: the real application, asked as a browser or a program would, without a socket."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from domain.calendar import METROPOLE, at_time
from domain.ids import derived_id
from domain.registry import decider_of
from infra.database import ADVANCER, pool
from infra.inbox import Post, Status
from infra.store import Store
from tests.web.working import working
from web.app import create_app
from web.house import WebHouse, open_web_house

HOST = "http://jalon.test"


@dataclass(frozen=True)
class Site:
    """The application. `client` is a stranger; `secret` is a token for every EPCI."""

    app: FastAPI
    house: WebHouse
    store: Store
    client: httpx2.AsyncClient
    secret: str

    def bearer(self, secret: str | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {secret or self.secret}"}

    async def get(self, path: str, secret: str | None = None, /, **query: Any) -> httpx2.Response:
        """Reads `/api/v1{path}` with a token."""
        return await self.client.get(f"/api/v1{path}", params=query, headers=self.bearer(secret))

    async def ask(
        self, stream: str, command: BaseModel | dict[str, Any], secret: str | None = None, **headers: str
    ) -> httpx2.Response:
        """Posts a command with a token; `idempotency_key="k"` and `prefer="wait=2"` are headers."""
        written = command.model_dump(mode="json") if isinstance(command, BaseModel) else command
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        body = {"stream": stream, "command": written}
        return await self.client.post("/api/v1/commands", json=body, headers=self.bearer(secret) | given)

    async def tell(self, stream: str, day: str, *commands: BaseModel) -> None:
        """Lets `commands` happen on `day` at ten in the morning; they must be accepted."""
        at = ten_o_clock(day)
        for command in commands:
            id = derived_id(stream, day, command.model_dump_json())
            await self.house.inbox.post(Post(stream=stream, command_id=id, command=command, by="cli:test", at=at))
            await self.store.advance(stream, at)
            outcome = await self.house.inbox.outcome(id)
            assert outcome is not None
            assert outcome.status is Status.APPLIED, outcome.reason

    async def pass_time(self, stream: str, day: str) -> None:
        """Lets what is due by ten in the morning of `day` happen."""
        await self.store.advance(stream, ten_o_clock(day))

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with self.house.engine.connect() as connection:
            return [tuple(row) for row in await connection.exec_driver_sql(query)]

    async def token_id(self, secret: str) -> UUID:
        actor = await self.house.tokens.check(secret)
        assert actor is not None
        return UUID(actor.id.removeprefix("jeton:"))


def ten_o_clock(day: str) -> datetime:
    return at_time(date.fromisoformat(day), time(10), METROPOLE)


def visitor(
    app: FastAPI, host: str = HOST, *, sees_crashes: bool = True, whence: str = "127.0.0.1"
) -> httpx2.AsyncClient:
    """A client of the application, with a jar of cookies of its own, that asks from the address `whence`; without
    `sees_crashes`, a crash is an answer."""
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=sees_crashes, client=(whence, 123))
    return httpx2.AsyncClient(transport=transport, base_url=host)


@pytest.fixture
async def site(database_url: str) -> AsyncIterator[Site]:
    """The web where no worker runs."""
    async with open_web_house(database_url) as house, pool(database_url, ADVANCER) as advancers:
        app = create_app(house)
        async with visitor(app) as client:
            secret = await house.tokens.create("essais")
            yield Site(app, house, Store(advancers, decider_of), client, secret)


@pytest.fixture
async def lively(site: Site) -> AsyncIterator[Site]:
    """The web where somebody does the worker's part: every stream that has a command is advanced."""
    async with somebody_works(site):
        yield site


@asynccontextmanager
async def somebody_works(site: Site) -> AsyncIterator[None]:
    async with working(site.house.engine, site.store.advance):
        yield
