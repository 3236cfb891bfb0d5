"""Where everything is: in the data directory, and on the loopback."""

import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from infra.embedded.errors import ServerUnavailable
from infra.embedded.ports import LOOPBACK, free_port, require_free

_BACKLOG: Final = 1024


@dataclass(frozen=True)
class Places:
    """The data directory and what it holds."""

    directory: Path

    @property
    def postgres(self) -> Path:
        return self.directory / "postgres"

    @property
    def temporal(self) -> Path:
        return self.directory / "temporal"

    @property
    def token(self) -> Path:
        """The token of the installation, for its owner alone."""
        return self.directory / "jeton"

    @property
    def logs(self) -> Path:
        """What Jalon's own programs write; the servers write beside their data."""
        return self.directory / "journaux"


class Doorway:
    """The port of the pages, open from the beginning: who comes while the web starts, or starts again, waits at it.

    It is `wished`, or a free one when `wished` is 0 or `taken`.
    """

    def __init__(self, wished: int) -> None:
        self.taken: int | None = None
        try:
            self.socket = socket.create_server((LOOPBACK, wished), backlog=_BACKLOG)
        except OSError:
            self.taken = wished
            self.socket = socket.create_server((LOOPBACK, 0), backlog=_BACKLOG)
        self.port: int = self.socket.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()


def temporal_port(wished: int) -> int:
    """The port for Temporal's pages: `wished`, or a free one when `wished` is 0 or taken."""
    try:
        require_free(wished)
    except ServerUnavailable:
        return free_port()
    return wished or free_port()
