"""Free ports of the loopback."""

import socket
from contextlib import ExitStack

from infra.embedded.errors import ServerUnavailable

#: Every server started here listens there and nowhere else.
LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A TCP port of the loopback that nobody listened on when it was asked."""
    return free_ports(1)[0]


def free_ports(count: int) -> tuple[int, ...]:
    """`count` different ports; all are held until the last one is known, so none is given twice."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind((LOOPBACK, 0))
        return tuple(one.getsockname()[1] for one in sockets)


def require_free(port: int) -> None:
    """Raises ServerUnavailable when somebody listens on `port`: ours would fail, and theirs would answer."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((LOOPBACK, port))
        except OSError:
            raise ServerUnavailable(
                f"Le port {port} est déjà pris : arrêtez ce qui l'utilise, ou prenez-en un autre."
            ) from None
