"""The turn of a stream: advance it, serve what it asks, wake those that it told something."""

from temporalio import workflow

from workflows import calls
from workflows.sleeper import Rest, Sleeper


class Stream(Sleeper):
    """A stream, woken. It holds no rule: what happens is decided by `advance`."""

    @workflow.init
    def __init__(self, id: str) -> None:
        super().__init__(id)
        self._served: tuple[str, ...] = ()

    async def turn(self) -> Rest:
        advanced = await calls.advance(self.id)
        if advanced.nudge:
            await calls.nudge(list(advanced.nudge))
        if advanced.asks and advanced.asks != self._served:
            # What was served and is still asked waits for the next wake: asking again at once would change nothing.
            self._served = advanced.asks
            await self._serve_all(advanced.asks)
            return Rest(again=True)
        self._served = ()
        again = advanced.more or (advanced.wait_s == 0 and advanced.applied > 0)
        return Rest(wait_s=advanced.wait_s, again=again, over=advanced.closed)

    async def serve(self, ask: str) -> list[str]:
        """Does the work that the stream asks for. Gives the workflows to wake."""
        workflow.logger.error("ask_unknown", extra={"ask": ask})
        return []

    async def _serve_all(self, asks: tuple[str, ...]) -> None:
        for ask in asks:
            told = await self.serve(ask)
            if told:
                await calls.nudge(told)
