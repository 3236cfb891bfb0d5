"""`make up`, twice, in an empty home: an answer is seen at once, Ctrl-C leaves nothing, nothing is forgotten.

Run as `python -m scripts.two_starts`: prints what it saw as one JSON object, and exits with 1 at the first thing that
is not as it should be. Everything it starts lives in a directory of its own, and ends with it.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import httpx2

from infra.embedded.places import scratch_directory

_ROOT: Final = Path(__file__).resolve().parents[1]
_PATIENCE_S: Final = 120.0
_LOOK_S: Final = 0.02

#: The welcome ends with this line.
_LAST: Final = "Ctrl-C"

_KEY: Final = "secretariat"
_SIREN: Final = "243200417"
_STREAM: Final = f"consultation/{_SIREN}/{_KEY}"
_COMMUNE: Final = ("32350", "Roquepine")


class Start:
    """One `make up` that is ready. `first_page_s`: from the command to the first page answered."""

    def __init__(self, home: Path, make: "subprocess.Popen[str]", began_s: float) -> None:
        self._home, self._make = home, make
        self.said = _until_ready(make)
        address = re.search(r"^  pages +(\S+)", self.said, re.M)
        _check(address is not None, f"no address in the welcome: {self.said}")
        url = address[1] if address else ""
        token = (home / "data/jeton").read_text(encoding="utf-8").strip()
        self.bearer = {"Authorization": f"Bearer {token}"}
        self.pages = httpx2.Client(base_url=url, timeout=_PATIENCE_S, follow_redirects=True, headers={"Origin": url})
        self.pages.get("/pret").raise_for_status()
        self.first_page_s = time.monotonic() - began_s
        self.pages.post("/connexion", data={"jeton": token}).raise_for_status()

    def jalon(self, *args: str) -> str:
        """What `jalon …` says. Ends the run when it fails."""
        command = [str(_ROOT / ".venv/bin/jalon"), *args]
        done: subprocess.CompletedProcess[str] = subprocess.run(
            command, env=_environment(self._home), cwd=self._home, capture_output=True, text=True
        )
        _check(done.returncode == 0, f"jalon {' '.join(args)}: {done.stderr}")
        return done.stdout

    def order(self, command: dict[str, Any], key: str) -> Any:
        """A command by the API, acknowledged: what it answers at once."""
        headers = self.bearer | {"Idempotency-Key": key}
        order = {"stream": _STREAM, "command": command}
        answer = self.pages.post("/api/v1/commands", json=order, headers=headers)
        _check(answer.status_code in {200, 202}, f"{answer.status_code} {answer.text}")
        return answer.json()

    def ctrl_c(self) -> None:
        """Types it; returns once nobody is left of all those that were started."""
        started = _descendants(self._make.pid)
        _check(len(started) > 4, f"only {len(started)} processes were running")
        os.killpg(self._make.pid, signal.SIGINT)
        self._make.wait(_PATIENCE_S)
        self.pages.close()
        _until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in started), "Ctrl-C left processes behind")


def main() -> None:
    """Two starts. Prints what was seen."""
    with scratch_directory() as home, _started(home) as first:
        seen: dict[str, Any] = {"objectives": _objectives(first)}
        _consult(first)
        seen |= _answer(first)
        first.ctrl_c()
        with _started(home) as second:
            seen |= {"first_start_s": round(first.first_page_s, 2), "second_start_s": round(second.first_page_s, 2)}
            _check("Exemple importé" not in second.said, "the example was imported twice")
            _check(_objectives(second) == seen["objectives"], "objectives were forgotten")
            _check(_on_the_page(second) and _in_the_journal(second), "the answer was forgotten")
            seen["chain_ok"] = json.loads(second.jalon("journal", "verify", "--json"))["chain_ok"]
            second.ctrl_c()
    sys.stdout.write(f"{json.dumps(seen)}\n")


@contextmanager
def _started(home: Path) -> Iterator[Start]:
    began_s = time.monotonic()
    make = subprocess.Popen(
        ["make", "--no-print-directory", "up", "ARGS=--port 0"],
        cwd=_ROOT,
        env=_environment(home),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield Start(home, make, began_s)
    finally:
        if make.poll() is None:
            os.killpg(make.pid, signal.SIGINT)
            make.wait(_PATIENCE_S)


def _objectives(start: Start) -> list[str]:
    return [each["key"] for axis in json.loads(start.jalon("status", "--json"))["axes"] for each in axis["objectives"]]


def _consult(start: Start) -> None:
    """A consultation is opened and sent, by the command line."""
    yesterday = (_today() - timedelta(days=1)).isoformat()
    opening = ("--procedure", "service_commun", "--title", "Secrétariat remplaçant", "--objective", "F1.1")
    start.jalon("consult", "open", _KEY, *opening, "--communes", _COMMUNE[1])
    for act in ("fiche_impact", "avis_cst"):
        start.jalon("consult", "step", _KEY, act, "--on", yesterday)
    council = ("--on", yesterday, "--number", "2026-1", "--for", "30", "--against", "0", "--abstentions", "1")
    start.jalon("consult", "council-vote", _KEY, *council)
    start.jalon("consult", "send", _KEY, "--on", yesterday)


def _answer(start: Start) -> dict[str, Any]:
    """A commune answers by the API. Gives how long until it was acknowledged, on the page and in the journal."""
    avis = {"kind": "RecordAvis", "commune": _COMMUNE[0], "sens": "favorable", "voted_on": _today().isoformat()}
    counted = {"number": "12", "votes_for": 9, "votes_against": 0, "abstentions": 1}
    _check(not _on_the_page(start) and not _in_the_journal(start), "there is an answer before any was given")
    asked = time.monotonic()
    start.order(avis | counted, "two-starts")
    acknowledged = time.monotonic() - asked
    _until(lambda: _on_the_page(start), "the answer is not on the page")
    on_page = time.monotonic() - asked
    _until(lambda: _in_the_journal(start), "the answer is not in the journal")
    in_journal = time.monotonic() - asked
    seen = {"acknowledged_s": acknowledged, "on_the_page_s": on_page, "in_the_journal_s": in_journal}
    return {what: round(seconds, 3) for what, seconds in seen.items()}


def _on_the_page(start: Start) -> bool:
    page = start.pages.get(f"/consultations/{_KEY}")
    page.raise_for_status()
    row = re.search(rf"<tr[^>]*>(?:(?!</tr>).)*{_COMMUNE[1]}.*?</tr>", page.text, re.S)
    return row is not None and "avorable" in row[0]


def _in_the_journal(start: Start) -> bool:
    page = start.pages.get("/api/v1/journal", params={"siren": _SIREN, "stream": _STREAM}, headers=start.bearer)
    page.raise_for_status()
    return "AvisRecorded" in [event["kind"] for event in page.json()["items"]]


def _environment(home: Path) -> dict[str, str]:
    """Nothing but a home: what this machine's own installation is told does not count."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("JALON_")}
    return ours | {"HOME": str(home), "JALON_DATA": str(home / "data")}


def _until_ready(make: "subprocess.Popen[str]") -> str:
    said = ""
    for line in make.stdout or ():
        said += line.replace("\u202f", " ").replace("\u00a0", " ")
        if line.startswith(_LAST):
            return said
    raise SystemExit(f"make up ended by itself: {said}")


def _descendants(pid: int) -> list[int]:
    """The processes that `pid` started, and those that they started."""
    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(each.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it ended meanwhile
            continue
        if parent == pid:
            child = int(each.parent.name)
            found += [child, *_descendants(child)]
    return found


def _until(true: Callable[[], bool], otherwise: str) -> None:
    """Returns once it is true. Ends the run when it is not after two minutes."""
    deadline = time.monotonic() + _PATIENCE_S
    while not true():
        _check(time.monotonic() < deadline, otherwise)
        time.sleep(_LOOK_S)


def _today() -> date:
    """By the clocks of the EPCI."""
    return datetime.now(ZoneInfo("Europe/Paris")).date()


def _check(true: bool, otherwise: str) -> None:
    if not true:
        raise SystemExit(otherwise)


if __name__ == "__main__":
    main()
