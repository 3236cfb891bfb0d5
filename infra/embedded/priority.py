"""Who goes first when the processor is short: who waits for a receipt, then the engine."""

import os
from contextlib import suppress
from pathlib import Path

_BEHIND = 19


def step_back(pid: int | None) -> None:
    """Puts a process behind the others of the machine (Linux; elsewhere, and for one that has ended, does nothing)."""
    # A thread or a whole process may end meanwhile: there is nothing left to put behind.
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            os.setpriority(os.PRIO_PROCESS, int(thread.name), _BEHIND)
    # Where Linux shares the processor between sessions first, priorities count inside a session alone.
    with suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text(str(_BEHIND), encoding="ascii")
