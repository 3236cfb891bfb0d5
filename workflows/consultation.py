"""A consultation of the communes: its reminders, its silences, its end."""

from temporalio import workflow

from workflows.stream import Stream


@workflow.defn
class Consultation(Stream):
    label = "Consultation"

    @workflow.run
    async def run(self, id: str) -> None:
        await self.live()
