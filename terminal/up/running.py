"""Starting everything, keeping it running, stopping it."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from infra.database import migrate
from infra.embedded.accounts import own_account
from infra.embedded.claims import Claim
from infra.embedded.errors import ServerUnavailable
from infra.embedded.process import Program
from infra.identity.tokens import Tokens
from infra.installation import publish, withdraw
from infra.settings import is_set
from infra.supervision.part import Child, Postgres, Temporal
from infra.supervision.supervisor import Supervisor
from infra.transports import Maildir
from terminal.exits import Unavailable
from terminal.session import explained, opened
from terminal.show import mention
from terminal.up import checks, first
from terminal.up.places import Doorway, Places, temporal_port
from terminal.up.serving import until_served
from terminal.up.welcome import Welcome, say_welcome

_ROOT: Final = Path(__file__).resolve().parents[2]
_SERVERS, _PROGRAMS = 0, 1
_ENDS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Wishes:
    """What was asked for: a port for the pages (0: any), the example when the database is empty."""

    port: int
    example: bool


@dataclass(frozen=True)
class Site:
    """What is ours before anything is started. `lock` tells that the data directory is in use."""

    places: Places
    doorway: Doorway
    lock: int


def run(wishes: Wishes) -> None:
    """Runs everything until SIGINT, SIGTERM or SIGHUP. Raises an `Ended` when it cannot, with nothing left running."""
    with _explained(), ExitStack() as held:
        checks.programs()
        places = Places(checks.directory(checks.settings().data_dir))
        claim = Claim(places.directory)
        held.callback(claim.release)
        site = Site(places, held.enter_context(Doorway(wishes.port)), claim.server_lock)
        asyncio.run(_until_told(site, wishes))


@contextmanager
def _explained() -> Iterator[None]:
    """Says in one French sentence what a server or a file complains of."""
    try:
        yield
    except ServerUnavailable as away:
        raise Unavailable(_in_one_line(str(away))) from away
    except PermissionError as closed:
        raise Unavailable(
            f"{closed.filename} n'est pas ouvert à ce compte : lancez « jalon up » sous celui qui l'a créé, ou "
            "indiquez un autre dossier dans JALON_DATA."
        ) from closed


def _in_one_line(message: str) -> str:
    """The sentence, and of what a server wrote the one line that tells why; the rest is in its log."""
    sentence, *said = message.splitlines()
    if not said:
        return sentence
    why = next((line for line in said if "FATAL" in line or "rror" in line), said[-1])
    return f"{sentence.partition(' : ')[0]} : {why.strip()}"


async def _until_told(site: Site, wishes: Wishes) -> None:
    told = asyncio.Event()
    for end in _ENDS:
        asyncio.get_running_loop().add_signal_handler(end, told.set)
    working, telling = asyncio.create_task(_work(site, wishes)), asyncio.create_task(told.wait())
    await asyncio.wait([working, telling], return_when=asyncio.FIRST_COMPLETED)
    telling.cancel()
    if not working.done():
        _tell("Arrêt en cours…")
        # Once: who presses twice does not cut the stop short.
        working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    _tell("Tout est arrêté.")


def _tell(text: str) -> None:
    """A remark, for as long as there is a terminal: what runs outlives the window in which it was started."""
    with suppress(OSError):
        mention(text)


async def _work(site: Site, wishes: Wishes) -> None:
    supervisor = Supervisor(_tell)
    # What a killed instance left there leads nowhere.
    withdraw(site.places.directory)
    try:
        say_welcome(await _start(supervisor, site, wishes))
        await supervisor.keep()
    finally:
        withdraw(site.places.directory)
        await supervisor.stop()


async def _start(supervisor: Supervisor, site: Site, wishes: Wishes) -> Welcome:
    places, doorway = site.places, site.doorway
    postgres = Postgres(places.postgres)
    temporal = Temporal(places.temporal, temporal_port(wishes.port and wishes.port + 1))
    await supervisor.start(_SERVERS, postgres, temporal)
    settings = checks.settings(database_url=postgres.url, temporal_address=temporal.address)
    reach = {
        "JALON_ENVIRONMENT": str(settings.environment),
        "JALON_DATABASE_URL": postgres.url,
        "JALON_TEMPORAL_ADDRESS": temporal.address,
        "JALON_CLOCK_OFFSET": str(settings.clock_offset),
        "JALON_PUBLIC_URL": settings.public_url if is_set("public_url") else doorway.url,
    }
    if isinstance(settings.mail_transport, Maildir):
        settings.mail_transport.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    worker, web = _children(site, reach)
    # Python is long to start: the web opens its eyes while the rest is made ready.
    await supervisor.start(_PROGRAMS, web)
    await asyncio.to_thread(_migrate, settings.database_url)
    async with opened(settings.database_url) as session:
        await first.keep_token(places.token, Tokens(session.engine))
        imported = await first.load_example(session) if wishes.example else None
        await supervisor.start(_PROGRAMS, worker)
        await until_served(web, doorway.port)
        publish(places.directory, reach)
        if imported:
            await first.settled(session, imported)
        inhabited = await first.anybody(session)
    return Welcome(places, doorway, temporal.ui_port, settings.mail_transport, imported, inhabited)


def _migrate(url: str) -> None:
    with explained(url):
        for told in migrate(url):
            mention(told)


def _children(site: Site, reach: dict[str, str]) -> tuple[Child, Child]:
    """The worker and the web. They are told how to reach the rest by their environment, which nobody else reads; the
    arguments of a program are seen by the whole machine."""
    environment = os.environ | reach | {"JALON_DATA": str(site.places.directory)}
    account = replace(own_account(), environment=environment)
    site.places.logs.mkdir(mode=0o700, exist_ok=True)
    door = site.doorway.socket.fileno()

    def program(*command: str, files: tuple[int, ...] = ()) -> Program:
        # What they have begun is begun again, whatever kills them: nothing is gained by waiting for it.
        return Program((sys.executable, *command), account, Path.cwd(), signal.SIGKILL, files)

    worker = program(str(_ROOT / "worker.py"))
    web = program(str(_ROOT / "cli.py"), "web", "--fd", str(door), files=(door,))
    logs = site.places.logs
    return (
        # The engine may take its time; who sends an answer waits for its receipt.
        Child("Le moteur", worker, logs / "moteur.log", site.lock, behind=True),
        Child("Le serveur des pages", web, logs / "pages.log", site.lock),
    )
