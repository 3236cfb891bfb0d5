"""`jalon web`: the pages and the API."""

import socket
from typing import Annotated

import typer

from terminal.exits import Unavailable
from terminal.session import web_settings


def web(
    host: Annotated[str, typer.Option("--host", metavar="ADRESSE", help="L'adresse où écouter.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, metavar="PORT", help="Le port.")] = 8000,
    fd: Annotated[int | None, typer.Option("--fd", hidden=True, help="Une socket déjà ouverte, héritée.")] = None,
) -> None:
    """Sert les pages et l'API jusqu'à ce qu'on l'arrête."""
    # FastAPI is heavy: who only reads does not wait for it.
    from infra import logs
    from web.server import AddressUnusable, serve, serve_at

    settings = web_settings()
    logs.configure()
    if fd is not None:
        # Of `jalon up`, which keeps it open while this process is started again.
        serve_at(settings, socket.socket(fileno=fd))
        return
    try:
        serve(settings, host, port)
    except AddressUnusable as unusable:
        raise Unavailable(str(unusable)) from unusable
