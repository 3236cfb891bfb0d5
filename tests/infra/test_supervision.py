"""The supervisor: what dies is started again, less and less eagerly, and everything is stopped whatever happens."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from infra.embedded.accounts import own_account
from infra.embedded.errors import ServerUnavailable
from infra.embedded.priority import step_back
from infra.embedded.process import Program
from infra.supervision import supervisor as supervision
from infra.supervision.part import Child
from infra.supervision.supervisor import Supervisor, turn_over

SLEEPS = "import time; print('debout', flush=True); time.sleep(60)"


class Stubborn(Child):
    """A program that cannot be ended, as far as it says."""

    async def stop(self) -> None:
        await super().stop()
        raise ServerUnavailable("Le têtu ne s'arrête pas.")


def child(directory: Path, python: str = SLEEPS, kind: type[Child] = Child) -> Child:
    log = directory / f"{len(list(directory.iterdir()))}.log"
    lock = os.open(log, os.O_RDONLY | os.O_CREAT)
    return kind("Le programme", Program([sys.executable, "-c", python], own_account()), log, lock)


@asynccontextmanager
async def keeping(*parts: Child) -> AsyncIterator[list[str]]:
    """What a supervisor tells while it keeps these parts, each above the one before."""
    told: list[str] = []
    supervisor = Supervisor(told.append)
    for layer, part in enumerate(parts):
        await supervisor.start(layer, part)
    task = asyncio.create_task(supervisor.keep())
    try:
        async with asyncio.timeout(20):
            yield told
    finally:
        task.cancel()
        await supervisor.stop()
    assert all(part.ended() for part in parts)


async def wrote(part: Child, times: int) -> None:
    while part.log.read_text().count("debout") < times:
        await asyncio.sleep(0.01)


async def test_a_program_that_may_wait_leaves_the_processor_to_the_others(tmp_path: Path) -> None:
    lock = os.open(tmp_path / "lock", os.O_RDONLY | os.O_CREAT)
    program = Program([sys.executable, "-c", SLEEPS], own_account())
    part = Child("Le moteur", program, tmp_path / "log", lock, behind=True)
    async with keeping(part):
        await wrote(part, 1)
        assert part.pid
        assert os.getpriority(os.PRIO_PROCESS, part.pid) == 19
    step_back(part.pid)  # one that has ended is left in peace


async def test_a_program_that_is_killed_is_started_again_and_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "_FIRST_PAUSE_S", 0.01)
    part = child(tmp_path)
    async with keeping(part) as told:
        for times in (1, 2, 3):
            await wrote(part, times)
            assert part.pid
            os.kill(part.pid, signal.SIGKILL)
        await wrote(part, 4)
    assert told == [f"Le programme s'est arrêté sans qu'on le lui demande : il est relancé (voir {part.log})."]


async def test_a_program_that_dies_at_once_is_tried_less_and_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "_FIRST_PAUSE_S", 0.1)
    part = child(tmp_path, "print('debout', flush=True)")
    clock = asyncio.get_running_loop()
    started = clock.time()
    async with keeping(part):
        await wrote(part, 4)
    # At once, then after 0.1 s, then after 0.2 s.
    assert clock.time() - started > 0.3


async def test_everything_is_stopped_even_when_one_does_not_obey(tmp_path: Path) -> None:
    parts = child(tmp_path), child(tmp_path, kind=Stubborn), child(tmp_path)
    with pytest.raises(ServerUnavailable, match="Le têtu ne s'arrête pas"):
        async with keeping(*parts):
            await wrote(parts[2], 1)
    assert all(part.ended() for part in parts)


def test_a_log_that_has_grown_is_cut_under_the_pen_of_its_writer(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("a") as pen:
        pen.write("hier\n")
        pen.flush()
        turn_over(log, above=100)
        assert not (tmp_path / "log.1").exists()
        turn_over(log)
        pen.write("aujourd'hui\n")
    assert (log.read_text(), (tmp_path / "log.1").read_text()) == ("aujourd'hui\n", "hier\n")
