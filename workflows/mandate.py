"""A mandate: its duties, the version voted, the stock taken each quarter, its evaluations, the habits of its EPCI."""

from temporalio import workflow

from workflows import calls
from workflows.stream import Stream


@workflow.defn
class Mandate(Stream):
    label = "Mandat"

    @workflow.run
    async def run(self, id: str) -> None:
        await self.live()

    async def serve(self, ask: str) -> list[str]:
        match ask:
            case "baseline":
                await calls.freeze_baseline(self.id)
                return []
            case "stock":
                return await calls.record_progress(self.id)
            case "habits":
                return await calls.pass_on_habits(self.id)
            case _:
                return await super().serve(ask)
