"""The neighbours that activities are given."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.carrying import Channel
from domain.registry import decider_of
from infra.clock import Clock, DatabaseClock
from infra.database import ADVANCER, POSTER, engine, pool
from infra.inbox import Inbox
from infra.letters import Letters
from infra.returns import Returns
from infra.snapshots import Snapshots
from infra.store import Store


@dataclass(frozen=True)
class Mail:
    """How letters are written and carried, and `returns`, where those that come back are read.

    `domain` ends their Message-IDs; `public_url`: where people find the pages; `at_once`: letters under way. What
    somebody waits for leaves by `express`, another channel, when there is one.
    """

    letters: Letters
    channel: Channel
    domain: str
    express: Channel | None = None
    public_url: str = "https://jalon.invalid"
    at_once: int = 4
    returns: Returns | None = None


@dataclass(frozen=True)
class House:
    """The neighbours that activities are given."""

    engine: AsyncEngine
    store: Store
    inbox: Inbox
    snapshots: Snapshots
    clock: Clock
    mail: Mail


@asynccontextmanager
async def open_house(database_url: str, mail: Mail, clock: Clock | None = None) -> AsyncIterator[House]:
    """A house on the database, with its own clock (the database's) or the one given; closed at the end."""
    door = engine(database_url)
    try:
        async with pool(database_url, ADVANCER) as advancers, pool(database_url, POSTER) as posters:
            yield House(
                engine=door,
                store=Store(advancers, decider_of),
                inbox=Inbox(posters),
                snapshots=Snapshots(door, decider_of),
                clock=clock or DatabaseClock(door),
                mail=mail,
            )
    finally:
        await door.dispose()
