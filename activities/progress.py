"""What a mandate expects of its workflow: stock taken of its objectives, the version voted, frozen, and the habits of
the EPCI passed on."""

from temporalio import activity

from activities.recording import Recorder
from domain.mandate import DECIDER as MANDATE
from domain.mandate.commands import FreezeBaseline, NoteHabitsFollowed, RecordStock
from domain.mandate.readings import baseline, take_stock
from domain.objective import DECIDER as OBJECTIVE
from domain.objective.commands import AskProgress
from domain.objective.facts import is_stale
from domain.objective.reminding import concerning
from domain.objective.transitions import Status
from domain.reminders.commands import FollowHabits
from infra.snapshots import Snapshots


class Progress:
    """Reads the objectives of a mandate and records what it finds."""

    def __init__(self, snapshots: Snapshots, recorder: Recorder) -> None:
        self._snapshots = snapshots
        self._recorder = recorder

    @activity.defn
    async def record_progress(self, mandate: str) -> list[str]:
        """Takes the stock that the mandate awaits, and asks for news of the objectives that have had none for long.

        Gives the objectives asked, which are to be woken. Nothing when no stock is awaited any more.
        """
        state = await self._snapshots.one(MANDATE, mandate)
        on = state.stock_due
        if on is None:
            return []
        objectives = await self._snapshots.every(OBJECTIVE, state.siren)
        ask = AskProgress(on=on)
        stale = [objective.stream for objective in objectives if is_stale(objective, on)]
        for stream in stale:
            await self._recorder.record(stream, ask, "stock", on.isoformat())
        stock = RecordStock(stock=take_stock(objectives, on))
        await self._recorder.record(mandate, stock, "stock", on.isoformat())
        return stale

    @activity.defn
    async def freeze_baseline(self, mandate: str) -> None:
        """Freezes every objective as it stands: the version that the council has just voted (T0)."""
        state = await self._snapshots.one(MANDATE, mandate)
        if not state.awaits_baseline:
            return
        objectives = await self._snapshots.every(OBJECTIVE, state.siren)
        await self._recorder.record(mandate, FreezeBaseline(lines=baseline(objectives)), "baseline")

    @activity.defn
    async def pass_on_habits(self, mandate: str) -> list[str]:
        """Tells every open objective what the EPCI changes of the plans of reminders, where it does not know it yet.

        Gives the objectives told, which are to be woken. Nothing when the mandate no longer asks for it.
        """
        state = await self._snapshots.one(MANDATE, mandate)
        version = state.habits_version
        if state.habits_passed_on >= version:
            return []
        habits = concerning(state.habits)
        told = [
            objective.stream
            for objective in await self._snapshots.every(OBJECTIVE, state.siren)
            if objective.status is not Status.ABSENT and not objective.closed and objective.habits != habits
        ]
        for stream in told:
            await self._recorder.record(stream, FollowHabits(habits=habits), mandate, "habits", str(version))
        await self._recorder.record(mandate, NoteHabitsFollowed(version=version), "habits", str(version))
        return told
