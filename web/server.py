"""Serving: one process, one port, until it is told to stop."""

import asyncio
import errno
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import structlog
import uvicorn
import uvloop
from fastapi import FastAPI

from infra.mailbox import Mailbox
from infra.settings import Environment, Settings
from infra.transports import Maildir
from web.app import create_app
from web.house import WebHouse, open_web_house

#: Who still waits for an answer when it stops is waited for this long, in seconds.
_GRACE_S = 15

#: Longer than the proxies that stand before it: it is for them to close first.
_KEEP_ALIVE_S = 75

_BACKLOG = 2048

_log = structlog.get_logger()


class AddressUnusable(Exception):
    """Nothing can be served at the address. The message is in French."""


class _Server(uvicorn.Server):
    """uvicorn, which leaves signals to who runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(settings: Settings, host: str, port: int) -> None:
    """Serves pages and API at `host`:`port` until SIGINT or SIGTERM; port 0: any that is free, which the logs say.

    The database may come later than it, and go and come back. Raises `AddressUnusable`.
    """
    with _listening(host, port) as door:
        serve_at(settings, door)


def serve_at(settings: Settings, door: socket.socket) -> None:
    """The same at a door that is open already: whoever opened it may keep it for the next process."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(settings, door))


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        door = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as refused:
        taken = refused.errno == errno.EADDRINUSE
        reason = "ce port est déjà pris" if taken else "cette machine n'a pas cette adresse, ou ne la donne pas"
        raise AddressUnusable(f"Impossible de servir à {host}:{port} : {reason}.") from refused
    with door:
        yield door


async def _serve(settings: Settings, door: socket.socket) -> None:
    async with open_web_house(settings.database_url) as house:
        known = replace(house, public_url=settings.public_url, mailbox=_mailbox(settings))
        server = _Server(_config(create_app(known)))
        for ending in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(ending, _end, server, known, ending)
        host, port = door.getsockname()[:2]
        _log.info("web_ready", url=f"http://{f'[{host}]' if ':' in host else host}:{port}/")
        await server.serve(sockets=[door])
    _log.info("web_stopped")


def _end(server: _Server, house: WebHouse, ending: signal.Signals) -> None:
    # Nobody is waited for whose line would stay open.
    house.live.close()
    server.handle_exit(ending, None)


def _mailbox(settings: Settings) -> Mailbox | None:
    """The letters kept on this machine, where none really leaves."""
    transport = settings.mail_transport
    if settings.environment is Environment.PRODUCTION or not isinstance(transport, Maildir):
        return None
    return Mailbox(transport.directory)


def _config(app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        backlog=_BACKLOG,
        # Our logs are set by the door; what is asked, and with which token, stands in none of them.
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_GRACE_S,
    )
