"""What the web is given to work with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.registry import decider_of
from infra.clock import Clock, DatabaseClock
from infra.database import POSTER, engine, pool
from infra.identity.accesses import Accesses
from infra.identity.accounts import Accounts
from infra.identity.password_links import PasswordLinks
from infra.identity.roster import Roster
from infra.identity.sessions import Sessions
from infra.identity.throttle import Throttle
from infra.identity.tokens import Tokens
from infra.inbox import Inbox
from infra.mailbox import Mailbox
from infra.reading.reads import Reads
from infra.snapshots import Snapshots
from web.live import Live
from web.visitors.desk import Desk
from web.watch import Watch, watching

#: Who asks while the database is away is told so after this long, in seconds.
PATIENCE_S = 5.0


@dataclass(frozen=True)
class WebHouse:
    """The neighbours of the web, all on one database. `watch` tells when commands are done, `live` what is
    recorded; `public_url`: where people
    find the pages; `mailbox`: the letters kept here, `None` where mail really leaves; `desk`: what the pages of links
    work with."""

    engine: AsyncEngine
    inbox: Inbox
    reads: Reads
    snapshots: Snapshots
    tokens: Tokens
    sessions: Sessions
    accounts: Accounts
    roster: Roster
    password_links: PasswordLinks
    throttle: Throttle
    accesses: Accesses
    clock: Clock
    watch: Watch
    live: Live
    desk: Desk
    public_url: str = ""
    mailbox: Mailbox | None = None


@asynccontextmanager
async def open_web_house(
    database_url: str, clock: Clock | None = None, patience_s: float = PATIENCE_S
) -> AsyncIterator[WebHouse]:
    """A house on the database, with its own clock (the database's) or the one given; closed at the end.

    It opens while the database is away; what needs the database then fails with an error of `psycopg` or SQLAlchemy.
    """
    door = engine(database_url)
    accounts = Accounts(door)
    try:
        async with pool(database_url, POSTER) as posters:
            posters.timeout = patience_s
            inbox = Inbox(posters)
            async with watching(database_url, inbox) as watch:
                yield WebHouse(
                    engine=door,
                    inbox=inbox,
                    reads=Reads(door),
                    snapshots=Snapshots(door, decider_of),
                    tokens=Tokens(door),
                    sessions=Sessions(door),
                    accounts=accounts,
                    roster=Roster(door, accounts),
                    password_links=PasswordLinks(door),
                    throttle=Throttle(door),
                    accesses=Accesses(door),
                    clock=clock or DatabaseClock(door),
                    watch=watch,
                    live=Live(door, watch),
                    desk=Desk(door),
                )
    finally:
        await door.dispose()


def house_of(request: Request) -> WebHouse:
    """The house of the app that answers the request."""
    house: WebHouse = request.app.state.house
    return house
