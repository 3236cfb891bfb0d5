"""The example, played up to an hour of 2028 on a database of its own, with the web open on it at that hour."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import FastAPI
from pydantic import BaseModel

from domain.ids import derived_id
from domain.mandate.commands import OpenMandate, mandate_id
from domain.planned import parse_planned
from infra.embedded.postgres import EmbeddedPostgres
from infra.inbox import Post, Status
from infra.territories import load_epci
from scripts.played import NOON, TROUBLES, Player, player
from terminal.demo.scenario import Line
from tests.databases import copied, new_copy
from tests.web.working import working
from web.app import create_app
from web.house import WebHouse, open_web_house

#: CC des Bastides de Lomagne, in the same département.
OTHER = "200034726"

#: Before anything of the example has happened, and just after its roadmap was imported.
BEFORE = datetime.fromisoformat("2026-04-19T12:00")
IMPORTED = datetime.fromisoformat("2026-04-20T12:00")

#: Commands that one turn decides: a machine under load has two seconds for it.
_TURN = 40

_databases: dict[tuple[str, datetime], str] = {}


@dataclass(frozen=True)
class Example:
    """The web on the example. `secret` is a token for every EPCI; the clock of `player` is the web's."""

    app: FastAPI
    house: WebHouse
    player: Player
    secret: str

    async def tell(self, stream: str, *commands: BaseModel) -> None:
        """Lets the holder of the token say something, at the hour of the web; it must be accepted."""
        actor = await self.house.tokens.check(self.secret)
        assert actor is not None
        at = self.player.clock.at
        posts = [
            Post(stream=stream, command_id=derived_id(stream, it.model_dump_json()), command=it, by=actor.id, at=at)
            for it in commands
        ]
        for start in range(0, len(posts), _TURN):
            turn = posts[start : start + _TURN]
            await self.house.inbox.post_all(turn)
            await self.player.store.advance(stream, at)
            outcome = await self.house.inbox.outcome(turn[-1].command_id)
            assert outcome is not None
            assert outcome.status is Status.APPLIED, outcome.reason


@asynccontextmanager
async def somebody_works_there(it: Example) -> AsyncIterator[None]:
    """The worker's part, for as long as the block lasts: every stream that has a command is advanced, at the hour of
    the web."""
    async with working(it.house.engine, lambda stream: it.player.store.advance(stream, it.player.clock.at)):
        yield


async def second_epci(it: Example) -> None:
    """Opens another EPCI beside that of the example."""
    epci = load_epci(OTHER)
    opening = OpenMandate(
        siren=OTHER,
        epci_name=epci.name,
        nature=epci.nature,
        place=epci.place,
        year=2026,
        renewal=date(2026, 3, 22),
        second_round=True,
        end=parse_planned("2032-03"),
    )
    await it.tell(mandate_id(OTHER, 2026), opening)


def broken(app: FastAPI) -> FastAPI:
    """The same application, with a page that fails."""

    @app.get("/panne")
    async def fail() -> None:
        raise RuntimeError("this page fails, and that is its purpose")

    return app


@asynccontextmanager
async def example(postgres: EmbeddedPostgres, template: str, hour: datetime = NOON) -> AsyncIterator[Example]:
    """The example at that local hour, on a database of its own; `template` is one that nothing has happened in."""
    with copied(postgres, await _played(postgres, template, hour)) as url:
        async with player(url) as playing, open_web_house(url, playing.clock) as house:
            playing.clock.at = playing.script.hour(Line(le=hour))
            yield Example(create_app(house), house, playing, await house.tokens.create("coordination"))


async def _played(postgres: EmbeddedPostgres, template: str, hour: datetime) -> str:
    """The name of a database in which the example was played up to the hour, once for all tests."""
    known = _databases.get((postgres.url, hour))
    if known is None:
        name = new_copy(postgres, template)
        async with player(postgres.url_of(name)) as playing:
            await playing.play(hour, TROUBLES)
        known = _databases[postgres.url, hour] = name
    return known
