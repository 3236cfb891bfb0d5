"""One server as a child process: started, watched, stopped, and never left behind."""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from infra.embedded.accounts import Account
from infra.embedded.errors import ServerUnavailable

#: Linux ties a child to the *thread* that forked it: servers are forked by a thread that lives as long as we do.
_FORKER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embedded-servers")

#: How long a server has to obey one signal before it gets the next.
_PATIENCE_S = 20.0


def tied(command: Sequence[str | Path], account: Account, last_signal: signal.Signals = signal.SIGINT) -> list[str]:
    """`command`, under `account`, and given `last_signal` by the kernel the day this process dies, even by kill -9."""
    launcher = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py"))]
    return [*launcher, *map(str, (os.getpid(), int(last_signal), account.uid, account.gid, *command))]


def tied_script(path: Path, command: Sequence[str | Path], account: Account) -> Path:
    """An executable file that does the same, killing at once; the arguments it gets are passed on."""
    words = shlex.join(tied(command, account, signal.SIGKILL))
    path.write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
    path.chmod(0o700)
    return path


@dataclass(frozen=True)
class Program:
    """What to run, under which account, in which directory; and what the kernel sends it the day this process dies.

    It inherits the file descriptors `files`, under the same numbers.
    """

    command: Sequence[str | Path]
    account: Account
    cwd: Path = Path("/")
    last_signal: signal.Signals = signal.SIGINT
    files: tuple[int, ...] = ()


class ServerProcess:
    """A program that runs in its own session, writes to `log`, and dies with this process.

    It inherits the file descriptor `lock` (see `claims.Claim`).
    """

    def __init__(self, name: str, program: Program, log: Path, lock: int) -> None:
        self.name = name
        self._log = log
        self._log_start = log.stat().st_size if log.exists() else 0
        with log.open("ab") as out:
            self._child = _FORKER.submit(
                subprocess.Popen,
                tied(program.command, program.account, program.last_signal),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env=program.account.environment,
                cwd=program.cwd,
                pass_fds=(lock, *program.files),
            ).result()

    @property
    def pid(self) -> int:
        """The process id of the server."""
        return self._child.pid

    def ended(self) -> bool:
        """Whether the server is no longer there."""
        return self._child.poll() is not None

    def said(self) -> str:
        """What the server wrote since it was started: the last 2,000 characters."""
        with self._log.open("rb") as log:
            log.seek(self._log_start)
            return log.read().decode(errors="replace")[-2000:].strip()

    def stop(self) -> None:
        """Asks it to stop, then insists, then kills it. Stopping what has ended does nothing.

        Raises ServerUnavailable when nothing ended it.
        """
        self._end(signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)

    def kill(self) -> None:
        """Ends it at once, when it keeps nothing. Raises as `stop()`."""
        self._end(signal.SIGKILL)

    def _end(self, *signals: signal.Signals) -> None:
        for each in signals:
            if self.ended():
                return
            self._child.send_signal(each)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(_PATIENCE_S)
        if not self.ended():
            raise ServerUnavailable(f"{self.name} (processus {self.pid}) ne s'arrête pas : arrêtez-le à la main.")
