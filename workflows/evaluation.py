"""An evaluation: its evidence is gathered page by page, in parallel, then recorded at once."""

import asyncio
from itertools import chain

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.evaluations import Gathered, Page
    from domain.evaluation.evidence import ObjectiveEvidence

from workflows import calls
from workflows.options import PAGES_AT_ONCE
from workflows.stream import Stream


@workflow.defn
class Evaluation(Stream):
    label = "Évaluation"

    @workflow.run
    async def run(self, id: str) -> None:
        await self.live()

    async def serve(self, ask: str) -> list[str]:
        match ask:
            case "evidence":
                await self._gather()
                return []
            case _:
                return await super().serve(ask)

    async def _gather(self) -> None:
        turn = asyncio.Semaphore(PAGES_AT_ONCE)

        async def read(page: Page, number: int) -> list[ObjectiveEvidence]:
            async with turn:
                return await calls.gather_page(page, number)

        pages = await calls.list_pages(self.id)
        if not pages:
            return
        found = await asyncio.gather(*(read(page, number) for number, page in enumerate(pages, start=1)))
        gathered = Gathered(evaluation=self.id, objectives=tuple(chain.from_iterable(found)))
        await calls.record_evidence(gathered)
