"""`jalon up` as a process, and the parts that it runs."""

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import httpx2
from typer.testing import CliRunner

from cli import app
from tests.terminal.conftest import ROOT, answer

T = TypeVar("T")

PATIENCE_S = 60.0

#: How each part is told in its command line.
PARTS: Final = {"postgres": "bin/postgres", "temporal": "start-dev", "moteur": "worker.py", "pages": "cli.py\0web"}

#: A page of `jalon up` ends with this line.
_LAST: Final = "Ctrl-C"


@dataclass
class Launched:
    """A `jalon up` that is ready. `said`: what it told until then."""

    directory: Path
    process: subprocess.Popen[str]
    said: str

    @property
    def url(self) -> str:
        """Where the pages are."""
        return self.told("pages")

    @property
    def token(self) -> str:
        return (self.directory / "jeton").read_text().strip()

    def told(self, what: str) -> str:
        """What one line of the welcome says."""
        found = re.search(rf"^  {what} +(\S+)", self.said, re.M)
        assert found, self.said
        return found[1]

    def ask(self, method: str, path: str, **more: Any) -> httpx2.Response:
        """One request to the API, with the token."""
        headers = {"Authorization": f"Bearer {self.token}", "Prefer": "wait=10"} | more.pop("headers", {})
        return httpx2.request(method, f"{self.url}{path}", headers=headers, timeout=PATIENCE_S, **more)

    def jalon(self, *args: str) -> Any:
        """What `jalon … --json` says, told nothing but the data directory."""
        command = [sys.executable, str(ROOT / "cli.py"), *args, "--json"]
        return json.loads(subprocess.check_output(command, env=environment(self.directory), cwd=self.directory))

    def part(self, name: str) -> int:
        """The process id of a part."""
        return soon(lambda: next((pid for pid in children(self.process.pid) if PARTS[name] in command_of(pid)), None))

    def stop(self, how: signal.Signals = signal.SIGINT) -> str:
        """Stops it, as a terminal or a system does; it must leave nobody behind. Gives what it said on stderr."""
        all_of_them = [os.pidfd_open(pid) for pid in descendants(self.process.pid)]
        assert len(all_of_them) >= len(PARTS)
        self.process.send_signal(how)
        _, err = self.process.communicate(timeout=PATIENCE_S)
        try:
            waiting = set(all_of_them)
            deadline = time.monotonic() + 20
            while waiting and time.monotonic() < deadline:
                waiting -= set(select.select(list(waiting), [], [], 1)[0])
            assert not waiting
        finally:
            for each in all_of_them:
                os.close(each)
        return err


def environment(directory: Path, **more: str) -> dict[str, str]:
    """The environment of a command that is told nothing but the data directory."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("JALON_")}
    return ours | {"JALON_DATA": str(directory)} | more


def launch(directory: Path, *args: str, **more: str) -> Launched:
    """`jalon up args…`, ready."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), "up", *args],
        env=environment(directory, **more),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        return Launched(directory, process, _until_ready(process))
    except BaseException:
        process.kill()
        process.wait()
        raise


class Installation:
    """`jalon up args…` on one directory, started when it does not run."""

    def __init__(self, directory: Path, *args: str) -> None:
        self.directory = directory
        self._args = args
        self._up: Launched | None = None

    def up(self, port: int = 0) -> Launched:
        """The one that runs; else another one, that wishes for `port`."""
        if self._up is None or self._up.process.poll() is not None:
            self._up = launch(self.directory, "--port", str(port), *self._args)
        return self._up

    def end(self) -> None:
        """Ends it if a test did not."""
        if self._up and self._up.process.poll() is None:
            self._up.stop()


def refused(directory: Path, **more: str) -> str:
    """The one sentence of a `jalon up` that does not start. In this process: nothing that it started is left in it."""
    before = set(children(os.getpid()))
    told = answer(CliRunner().invoke(app, ["up"], env={"JALON_DATA": str(directory)} | more, catch_exceptions=False))
    assert (told.code, told.out, told.err.count("\n")) == (4, "", 1), told
    assert set(children(os.getpid())) == before
    return told.err.strip()


def _until_ready(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line.replace("\u202f", " ").replace("\u00a0", " ")
        if line.startswith(_LAST):
            return said
    raise AssertionError(process.stderr.read() if process.stderr else said)


def soon(look: Callable[[], T | None]) -> T:
    """What `look` gives, once it gives something."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if (found := look()) is not None:
            return found
        time.sleep(0.02)
    raise AssertionError("it never came")


def children(pid: int) -> list[int]:
    """The processes that `pid` started and that live."""
    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = each.read_text().rpartition(")")[2].split()[:2]
        except OSError:  # it ended meanwhile
            continue
        if int(parent) == pid and state != "Z":
            found.append(int(each.parent.name))
    return found


def descendants(pid: int) -> list[int]:
    """Those, and those that they started."""
    return [each for child in children(pid) for each in (child, *descendants(child))]


def command_of(pid: int) -> str:
    """The command line of a process; empty once it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""
