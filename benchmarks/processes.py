"""Processes that are measured: started, waited for, stopped, and what they use of the processor."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from infra.embedded.accounts import own_account
from infra.embedded.process import tied

#: The checkout, from which everything is run.
ROOT = Path(__file__).resolve().parents[1]

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_PATIENCE_S = 60.0
_PAUSE_S = 0.02


@asynccontextmanager
async def running(command: Sequence[str], settings: Mapping[str, str], log: Path) -> AsyncIterator[int]:
    """A process of the checkout with these settings and no other; gives its id. It ends with the block, or with us."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(log.parent), "PYTHONPATH": str(ROOT), **settings}
    with log.open("ab") as out:
        process = await asyncio.create_subprocess_exec(
            *tied(command, own_account(), signal.SIGTERM),
            cwd=log.parent,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    try:
        yield process.pid
        if process.returncode is not None:
            raise RuntimeError(f"{command} ended by itself")
    except Exception as failed:
        failed.add_note(f"{log.name}: {log.read_text(errors='replace')[-2000:]}")
        raise
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), _PATIENCE_S)
        except TimeoutError:
            process.kill()
            await process.wait()


async def until(ready: Callable[[], Awaitable[bool]], what: str) -> None:
    """Returns once `ready()`. Raises TimeoutError after a minute."""
    try:
        async with asyncio.timeout(_PATIENCE_S):
            while not await ready():
                await asyncio.sleep(_PAUSE_S)
    except TimeoutError:
        raise TimeoutError(f"after {_PATIENCE_S:.0f} s, still waiting: {what}") from None


async def listens(port: int) -> bool:
    """Whether somebody accepts connections on a port of the loopback."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def cpu_s(pids: Mapping[str, int | None]) -> dict[str, float]:
    """Seconds of processor, user and system, that each process has used with all its descendants, dead ones too."""
    children = _children()
    return {name: sum(_own_s(each) for each in _tree(pid, children)) for name, pid in pids.items() if pid}


def spent_ms(before: Mapping[str, float], after: Mapping[str, float], count: int) -> dict[str, float]:
    """Milliseconds of processor between two readings, for each of `count` answers, by process."""
    return {name: (after[name] - before[name]) / count * 1000 for name in after}


def _children() -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _stat(int(entry.name))
            if fields:
                children.setdefault(int(fields[1]), []).append(int(entry.name))
    return children


def _tree(pid: int, children: Mapping[int, list[int]]) -> list[int]:
    return [pid, *(each for child in children.get(pid, []) for each in _tree(child, children))]


def _own_s(pid: int) -> float:
    """Its own and that of the children it has waited for."""
    fields = _stat(pid)
    return sum(map(int, fields[11:15])) / _TICKS_PER_S if fields else 0.0


def _stat(pid: int) -> list[str]:
    """What follows the name in /proc/…/stat; nothing when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
