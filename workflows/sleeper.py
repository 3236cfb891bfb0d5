"""The loop of every workflow: take a turn, then sleep until a nudge or the next instant."""

import asyncio
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.nudging import title

from workflows.options import ENDLESS_HISTORY, LONG_HISTORY

#: Temporal's clock never decides: it wakes the workflow a little after the instant, and the activity looks at its own.
MARGIN_S = 2.0

#: A timer stays armed when the instant it aims at has moved by no more than what two clocks differ.
_SAME_S = 1.0


@dataclass(frozen=True)
class Rest:
    """What to do after a turn: another one at once (`again`), end if nobody nudges (`over`), or sleep.

    `wait_s`: seconds to the next instant, `None` when only a nudge can bring something.
    """

    wait_s: float | None = None
    again: bool = False
    over: bool = False


class Alarm:
    """One timer, armed anew only when the instant it aims at changes: each arming is events of the history.

    `aims_at_s`: that instant, in seconds of Temporal's clock, `None` when there is none.
    """

    def __init__(self) -> None:
        self.aims_at_s: float | None = None
        self._timer: asyncio.Task[None] | None = None

    def arm(self, wait_s: float | None) -> None:
        """Aims at `wait_s` seconds from now; `None`: at nothing."""
        aims_at_s = None if wait_s is None else workflow.time() + wait_s
        if self._timer and not self._timer.done():
            if aims_at_s and self.aims_at_s and abs(aims_at_s - self.aims_at_s) <= _SAME_S:
                return
            self._timer.cancel()
        self._timer, self.aims_at_s = None, aims_at_s
        if wait_s is not None:
            self._timer = asyncio.create_task(workflow.sleep(wait_s + MARGIN_S, summary="prochaine échéance"))

    def rang(self) -> bool:
        return self._timer is not None and self._timer.done()


class Sleeper(ABC):
    """A workflow that keeps nothing but its id. `label`: the French noun of what it carries."""

    label: ClassVar[str]

    @workflow.init
    def __init__(self, id: str) -> None:
        self.id = id
        self._nudged = False
        self._alarm = Alarm()

    @workflow.signal
    def nudge(self) -> None:
        """Something waits in the database."""
        self._nudged = True

    @abstractmethod
    async def turn(self) -> Rest:
        """Does what there is to do now."""

    async def live(self) -> None:
        """Takes turns until nothing more will come by itself; a later nudge then starts another run."""
        while True:
            self._nudged = False
            rest = await self._whole_turn()
            if rest.over and not self._nudged:
                self._alarm.arm(None)
                return
            if _events() >= LONG_HISTORY:
                workflow.continue_as_new(self.id)
            if not (rest.again or self._nudged):
                await self._sleep(rest.wait_s)

    async def _whole_turn(self) -> Rest:
        """A turn to its end. One that an outage holds up for days is begun again, before nudges drown the history."""
        turn = asyncio.create_task(self.turn())
        await workflow.wait_condition(lambda: turn.done() or _events() >= ENDLESS_HISTORY)
        if not turn.done():
            workflow.continue_as_new(self.id)
        return turn.result()

    async def _sleep(self, wait_s: float | None) -> None:
        self._alarm.arm(wait_s)
        workflow.set_current_details(f"**{title(self.label, self.id)}**\n\n{self._awaits()}")
        await workflow.wait_condition(lambda: self._nudged or self._alarm.rang())

    def _awaits(self) -> str:
        if self._alarm.aims_at_s is None:
            return "Attend un réveil."
        due = datetime.fromtimestamp(self._alarm.aims_at_s, UTC)
        return f"Prochaine échéance : {due:%d/%m/%Y à %H:%M} (temps universel)."


def _events() -> int:
    return workflow.info().get_current_history_length()
