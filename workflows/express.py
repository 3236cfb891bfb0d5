"""What somebody waits for at a page: codes, receipts, links. It leaves at once, past the mail of the day."""

from temporalio import workflow

from workflows import calls
from workflows.sleeper import Rest, Sleeper


@workflow.defn
class Express(Sleeper):
    label = "Envois immédiats"

    @workflow.run
    async def run(self, id: str) -> None:
        await self.live()

    async def turn(self) -> Rest:
        delivered = await calls.deliver_express(self.id)
        return Rest(wait_s=delivered.wait_s, over=delivered.wait_s is None)
