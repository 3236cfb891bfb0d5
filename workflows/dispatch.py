"""The mail of one EPCI and one civil day: it leaves in its window, and is tried again for days if need be."""

from temporalio import workflow

from workflows import calls
from workflows.sleeper import Rest, Sleeper


@workflow.defn
class Dispatch(Sleeper):
    label = "Envois du"

    @workflow.run
    async def run(self, id: str) -> None:
        await self.live()

    async def turn(self) -> Rest:
        delivered = await calls.deliver(self.id)
        if delivered.nudge:
            await calls.nudge(list(delivered.nudge))
        return Rest(wait_s=delivered.wait_s, over=delivered.wait_s is None)
