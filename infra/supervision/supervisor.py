"""The supervisor: starts parts in order, starts again those that die, stops them all."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

from infra.embedded.errors import ServerUnavailable
from infra.supervision.part import Part

#: How often one looks whether the parts are there.
_LOOK_S = 0.1
#: Who dies again within this time waits before it is started again, twice as long each time.
_SOUND_S = 30.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 15.0

_TRIM_S = 60.0
#: A log is cut when it has grown to this; as much is kept beside it.
_LOG_BYTES = 20_000_000


class Supervisor:
    """Parts in layers: what others stand on has the lower layer, and is stopped after them.

    `tell` is given one French sentence for each thing that a person should know.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._layers: dict[int, list[Part]] = {}

    async def start(self, layer: int, *parts: Part) -> None:
        """Starts these parts at once. Raises `ServerUnavailable` when one does not start: `stop()` ends the others."""
        self._layers.setdefault(layer, []).extend(parts)
        for part in parts:
            turn_over(part.log)
        # All of them to their end, then the first trouble: none is left half started.
        for failed in await asyncio.gather(*(part.start() for part in parts), return_exceptions=True):
            if failed is not None:
                raise failed

    async def keep(self) -> None:
        """Starts again the parts that end, until it is cancelled."""
        async with asyncio.TaskGroup() as group:
            for part in self._parts():
                group.create_task(self._keep(part))
            group.create_task(self._trim())

    async def stop(self) -> None:
        """Stops everything, the highest layer first, whatever becomes of one of them. Raises `ServerUnavailable` when
        one could not be ended."""
        troubles: list[BaseException] = []
        for _, parts in sorted(self._layers.items(), reverse=True):
            ends = await asyncio.gather(*(part.stop() for part in parts), return_exceptions=True)
            troubles += [trouble for trouble in ends if trouble is not None]
        self._layers.clear()
        if troubles:
            raise troubles[0]

    def _parts(self) -> list[Part]:
        return [part for parts in self._layers.values() for part in parts]

    async def _keep(self, part: Part) -> None:
        loop, pause_s, told = asyncio.get_running_loop(), 0.0, ""
        while True:
            started_s = loop.time()
            while not part.ended():
                await asyncio.sleep(_LOOK_S)
            if loop.time() - started_s > _SOUND_S:
                pause_s, told = 0.0, ""
            if not told:
                self._tell(f"{part.name} s'est arrêté sans qu'on le lui demande : il est relancé (voir {part.log}).")
                told = "stopped"
            await asyncio.sleep(pause_s)
            pause_s = min(max(_FIRST_PAUSE_S, 2 * pause_s), _LONGEST_PAUSE_S)
            try:
                await part.start()
            except ServerUnavailable as failed:
                if told != str(failed):
                    self._tell(f"{part.name} n'a pas pu être relancé ; nouvel essai dans un instant. {failed}")
                    told = str(failed)

    async def _trim(self) -> None:
        while True:
            await asyncio.sleep(_TRIM_S)
            for part in self._parts():
                turn_over(part.log, above=_LOG_BYTES)


def turn_over(log: Path, above: int = 0) -> None:
    """Moves what a log holds beside it (`….1`) when it is longer than `above` bytes; its writer may go on writing.

    A line written between the copy and the cut is lost: a log is no record.
    """
    if log.is_file() and log.stat().st_size > above:
        shutil.copy(log, log.with_name(f"{log.name}.1"))
        with log.open("r+b") as old:
            old.truncate()
