"""Who uses a directory: one supervisor at a time, and no server that a former one left behind."""

import fcntl
import os
import time
from pathlib import Path

from infra.embedded.errors import ServerUnavailable

#: How long a server whose supervisor was killed may take to leave its data.
_LEAVE_S = 20.0
_PAUSE_S = 0.02


class Claim:
    """The sole right to run a server in `directory`, until `release()` or the end of this process *and* of the server.

    The server inherits `server_lock`, so that its files are known to be in use as long as one of its processes lives.
    PostgreSQL has a lock of its own, but it trusts process ids, which repeat from one start of a container to the next.
    """

    def __init__(self, directory: Path) -> None:
        """Raises ServerUnavailable when another supervisor holds the directory, or a server does not leave it."""
        self._supervisor_lock = _open(directory / "supervisor.lock")
        self.server_lock = _open(directory / "server.lock")
        try:
            if not _held(self._supervisor_lock):
                raise ServerUnavailable(
                    f"Une autre instance de Jalon utilise déjà {directory} : arrêtez-la, ou prenez un autre dossier."
                )
            self._wait_for_the_former_server(directory)
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Gives the directory back, as far as this process is concerned."""
        os.close(self.server_lock)
        os.close(self._supervisor_lock)

    def _wait_for_the_former_server(self, directory: Path) -> None:
        deadline = time.monotonic() + _LEAVE_S
        while not _held(self.server_lock):
            if time.monotonic() > deadline:
                raise ServerUnavailable(
                    f"Un serveur laissé par une instance précédente utilise encore {directory} : arrêtez-le, "
                    "puis recommencez."
                )
            time.sleep(_PAUSE_S)


def _open(lock: Path) -> int:
    return os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)


def _held(lock: int) -> bool:
    """Whether the lock is now ours."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
