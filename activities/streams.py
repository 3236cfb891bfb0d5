"""The two activities that every stream's workflow runs: advance the stream, wake others."""

from pydantic import ValidationError
from temporalio import activity
from temporalio.exceptions import ApplicationError

from infra.clock import Clock
from infra.relay import Nudge
from infra.store import Advanced, Store

__all__ = ["Advanced", "Streams"]


class Streams:
    """Moves streams and wakes workflows."""

    def __init__(self, store: Store, nudge: Nudge, clock: Clock) -> None:
        self._store = store
        self._nudge = nudge
        self._clock = clock

    @activity.defn
    async def advance(self, stream: str) -> Advanced:
        """Brings the stream to now: commands and time, in order, in one transaction. Run twice, it changes nothing."""
        try:
            return await self._store.advance(stream, await self._clock.now())
        except ValidationError as unreadable:
            # What it quotes may speak of people: only where it stands goes into Temporal's history.
            where = [".".join(str(part) for part in error["loc"]) for error in unreadable.errors(include_input=False)]
            raise ApplicationError(f"{unreadable.title}: {where}", type="Unreadable") from None

    @activity.defn
    async def nudge(self, ids: list[str]) -> None:
        """Wakes the workflows with these ids."""
        await self._nudge(ids)
