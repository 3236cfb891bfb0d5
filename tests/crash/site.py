"""One installation under test: its parts on fixed ports, its clock, and what it knows before anybody kills anything."""

import asyncio
from datetime import datetime
from pathlib import Path
from random import Random

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ids import derived_id
from domain.people import COORDINATEUR, mairie
from domain.territory import Epci
from infra.contacts import Contacts, Person
from infra.database import POSTER, engine, migrate, pool, read_clock, with_clock_offset
from infra.embedded.claims import Claim
from infra.embedded.errors import ServerUnavailable
from infra.identity.tokens import Tokens
from infra.inbox import Inbox, Post
from tests.crash.parts import Database, Part, Service, Temporal, fixed_ports
from tests.crash.post_office import PostOffice
from tests.crash.story import Story

_POLL_S = 0.1
_BY = "essai:coordination"


class Site:
    """The five parts. `database` and `temporal` start first; `settle_in` says what time it is and makes the others."""

    def __init__(self, directory: Path, chance: Random) -> None:
        self._directory = directory
        database, temporal, self._web_port, smtp = fixed_ports(4)
        self.database = Database(directory / "postgres", database)
        self.temporal = Temporal(directory / "temporal", temporal)
        self.post_office = PostOffice(smtp, chance)
        self._smtp_port = smtp
        self._services: list[Service] = []
        self._offset_s = 0

    @property
    def parts(self) -> list[Part]:
        """Everything that can be killed, what others stand on first."""
        return [self.database, self.temporal, self.post_office, *self._services]

    @property
    def url(self) -> str:
        """The web."""
        return f"http://127.0.0.1:{self._web_port}"

    def engine(self) -> AsyncEngine:
        """A door to the database, with the clock of the installation."""
        return engine(with_clock_offset(self.database.server.url, self._offset_s))

    async def settle_in(self, story: Story, offset_s: int) -> str:
        """Moves the clock, records what stands before the run, and makes worker and web. Gives the token of senders."""
        self._offset_s = offset_s
        await asyncio.to_thread(migrate, self.database.server.url)
        door = self.engine()
        try:
            await Contacts(door).upsert(story.epci.siren, _people(story.epci))
            token = await Tokens(door).create("essai de pannes", story.epci.siren)
        finally:
            await door.dispose()
        async with pool(with_clock_offset(self.database.server.url, offset_s), POSTER) as posters:
            await Inbox(posters).post_all(
                [
                    Post(stream=stream, command_id=derived_id(str(n)), command=command, by=_BY)
                    for n, (stream, command) in enumerate(story.standing())
                ]
            )
        settings = self._settings()
        self._services = [
            Service("worker", ["worker.py"], settings, self._directory / "worker"),
            Service("web", ["cli.py", "web", "--port", str(self._web_port)], settings, self._directory / "web"),
        ]
        return token

    async def ready(self, within_s: float) -> None:
        """Until the web says that everything behind it is there. Raises `TimeoutError`."""
        async with asyncio.timeout(within_s), httpx2.AsyncClient(base_url=self.url, trust_env=False) as client:
            while True:
                try:
                    if (await client.get("/pret")).status_code == 200:
                        return
                except httpx2.TransportError:
                    pass
                await asyncio.sleep(_POLL_S)

    async def now(self) -> datetime:
        """The instant by the clock of the installation."""
        door = self.engine()
        try:
            return await read_clock(door)
        finally:
            await door.dispose()

    async def stop(self) -> None:
        """Stops every part, the last started first."""
        for part in reversed(self.parts):
            await part.stop()

    def left_running(self) -> int:
        """How many parts have left a process behind: each holds the lock of its directory as long as it lives."""
        directories = [
            self.database.server.directory,
            *(self._directory / part for part in ("temporal", "worker", "web")),
        ]
        return sum(not _is_free(directory) for directory in directories if directory.is_dir())

    def _settings(self) -> dict[str, str]:
        return {
            "JALON_ENVIRONMENT": "test",
            "JALON_CLOCK_OFFSET": str(self._offset_s),
            "JALON_DATABASE_URL": self.database.server.url,
            "JALON_TEMPORAL_ADDRESS": self.temporal.server.address,
            "JALON_DATA": str(self._directory / "donnees"),
            "JALON_MAIL_TRANSPORT": f"smtp://127.0.0.1:{self._smtp_port}?tls=none",
        }


def _people(epci: Epci) -> list[Person]:
    """A mailbox for each mairie and one for the coordinator, that lead nowhere (RFC 2606)."""
    mairies = [Person(to=mairie(it.insee), address=f"mairie-{it.insee}@jalon.test") for it in epci.communes]
    return [Person(to=COORDINATEUR, address="coordination@jalon.test"), *mairies]


def _is_free(directory: Path) -> bool:
    try:
        Claim(directory).release()
    except ServerUnavailable:
        return False
    return True
