"""An objective of the roadmap: its progress, its reminders, its deadline."""

from temporalio import workflow

from workflows.stream import Stream


@workflow.defn
class Objective(Stream):
    label = "Objectif"

    @workflow.run
    async def run(self, id: str) -> None:
        await self.live()
