"""The first yardstick: a bare FastAPI route that inserts one row with SQLAlchemy, and commits. Nothing wakes after it.

`python -m benchmarks.route_app URL PORT` serves it.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import BigInteger, Column, DateTime, Identity, MetaData, Table, Text, func, insert
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import create_async_engine

#: As many connections as the web of Jalon has to post with.
POOL = 8

answers = Table(
    "answers",
    MetaData(),
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    Column("consultation", Text, nullable=False),
    Column("commune", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    Column("answer", JSONB, nullable=False),
)


class Given(BaseModel):
    """What is received: the answer of one commune."""

    consultation: str
    commune: str
    sens: str
    voted_on: date
    number: str
    votes_for: int
    votes_against: int
    abstentions: int


def bare(url: str) -> FastAPI:
    """The app on a database."""
    engine = create_async_engine(url.replace("postgresql:", "postgresql+psycopg:", 1), pool_size=POOL, max_overflow=0)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with engine.begin() as connection:
            await connection.run_sync(answers.metadata.create_all)
        yield
        await engine.dispose()

    app = FastAPI(lifespan=lifespan)

    @app.post("/answers", status_code=202)
    async def record(given: Given) -> dict[str, Any]:
        row = {"consultation": given.consultation, "commune": given.commune, "answer": given.model_dump(mode="json")}
        async with engine.begin() as connection:
            inserting = insert(answers).values(row).returning(answers.c.number, answers.c.at)
            number, at = (await connection.execute(inserting)).one()
        return {"number": number, "at": at}

    return app


if __name__ == "__main__":
    uvicorn.run(bare(sys.argv[1]), port=int(sys.argv[2]), loop="uvloop", access_log=False, log_level="warning")
