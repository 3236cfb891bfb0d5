"""Kills the parts in turn, leaves them dead for a while, starts them again."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from tests.crash.parts import Part

#: How often a part dies alone, with another one, with all of them.
_TOGETHER = (70, 25, 5)


@dataclass
class Killer:
    """`down_s` and `pause_s`: the shortest and the longest time that parts are left dead, then alive, in seconds.

    `starts_s`: how long each part took to be there again, each time.
    """

    parts: Sequence[Part]
    chance: Random
    down_s: tuple[float, float]
    pause_s: tuple[float, float]
    kills: Counter[str] = field(default_factory=Counter)
    starts_s: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    async def work(self, until_s: float) -> None:
        """Kills until the loop's clock shows `until_s`, each part once at least; every one is alive at the end."""
        clock = asyncio.get_running_loop()
        while not self.kills or clock.time() < until_s:
            for part in self.chance.sample(self.parts, len(self.parts)):
                if clock.time() >= until_s and part.name in self.kills:
                    continue
                await self._strike(part)
                await asyncio.sleep(self.chance.uniform(*self.pause_s))

    async def _strike(self, part: Part) -> None:
        others = [other for other in self.parts if other is not part]
        more = self.chance.choices((0, 1, len(others)), _TOGETHER)[0]
        struck = [part, *self.chance.sample(others, more)]
        for each in struck:
            await each.kill()
            self.kills[each.name] += 1
        await asyncio.sleep(self.chance.uniform(*self.down_s))
        await asyncio.gather(*(self._start(each) for each in struck))

    async def _start(self, part: Part) -> None:
        clock = asyncio.get_running_loop()
        begun_s = clock.time()
        await part.start()
        self.starts_s[part.name].append(clock.time() - begun_s)
