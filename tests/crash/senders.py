"""People who send commands by HTTP and do not give up: the same key again, until a receipt comes."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

import httpx2

from tests.crash.story import Asked, Errand

#: How long one try may last, and all of them; how long one rests between two.
_TRY_S = 4.0
_PATIENCE_S = 90.0
_REST_S = (0.2, 0.8)

#: How often somebody sends the same thing once more although they hold its receipt.
_AGAIN = 0.1


@dataclass(frozen=True)
class Acknowledged:
    """A receipt: the n°, and the instant unless the answer was a refusal, which does not repeat it."""

    asked: Asked
    number: int
    at: datetime | None
    tries: int


@dataclass
class Senders:
    """`troubles` counts what came instead of receipts: HTTP statuses and broken connections."""

    url: str
    token: str
    chance: Random
    received: list[Acknowledged] = field(default_factory=list)
    repeated: list[Acknowledged] = field(default_factory=list)
    abandoned: list[Asked] = field(default_factory=list)
    troubles: Counter[str] = field(default_factory=Counter)

    async def work(self, errands: Sequence[Errand], midnight_s: float) -> None:
        """Runs every errand; `midnight_s` is midnight by the loop's clock. Ends when each has its receipts."""
        limits = httpx2.Limits(max_connections=64, max_keepalive_connections=64)
        headers = {"Authorization": f"Bearer {self.token}"}
        async with httpx2.AsyncClient(base_url=self.url, headers=headers, limits=limits, trust_env=False) as client:
            await asyncio.gather(*(self._run(client, errand, midnight_s) for errand in errands))

    async def _run(self, client: httpx2.AsyncClient, errand: Errand, midnight_s: float) -> None:
        await asyncio.sleep(max(0.0, midnight_s + errand.starts_s - asyncio.get_running_loop().time()))
        for asked in errand.asks:
            receipt = await self._insist(client, asked, waits=errand.waits)
            if receipt is None:
                self.abandoned.append(asked)
                return
            self.received.append(receipt)
            if self.chance.random() < _AGAIN and (again := await self._insist(client, asked, waits=errand.waits)):
                self.repeated.append(again)

    async def _insist(self, client: httpx2.AsyncClient, asked: Asked, *, waits: bool) -> Acknowledged | None:
        clock = asyncio.get_running_loop()
        until_s, tries = clock.time() + _PATIENCE_S, 0
        headers = {"Idempotency-Key": asked.key} | ({"Prefer": "wait=1"} if waits else {})
        body = {"stream": asked.stream, "command": asked.command.model_dump(mode="json")}
        while clock.time() < until_s:
            tries += 1
            try:
                answer = await client.post("/api/v1/commands", json=body, headers=headers, timeout=_TRY_S)
            except httpx2.TransportError as broken:
                self.troubles[type(broken).__name__] += 1
            else:
                if receipt := _receipt(asked, answer, tries):
                    return receipt
                self.troubles[str(answer.status_code)] += 1
            await asyncio.sleep(self.chance.uniform(*_REST_S))
        return None


def _receipt(asked: Asked, answer: httpx2.Response, tries: int) -> Acknowledged | None:
    """What the answer acknowledges, `None` when it acknowledges nothing."""
    if answer.status_code not in (200, 202, 409):
        return None
    said: dict[str, Any] = answer.json()
    if "number" not in said:
        return None
    at = datetime.fromisoformat(said["at"]) if "at" in said else None
    return Acknowledged(asked, said["number"], at, tries)
