"""A workflow that loads the whole domain anew inside the sandbox, which nothing in production does, and uses it."""

from datetime import UTC, datetime

from temporalio import workflow

from domain.consultation.commands import OpenConsultation
from domain.registry import DECIDERS, decider_of
from domain.stream import Unfolding


@workflow.defn
class Thinking:
    """Decides with the domain as the sandbox guards it: a look at a clock, at chance or at a file would raise."""

    @workflow.run
    async def run(self, command: str) -> list[str]:
        stream = "consultation/200000001/eau"
        decider = decider_of(stream)
        unfolding = Unfolding(decider, decider.new(stream))
        at = datetime(2026, 11, 30, 9, tzinfo=UTC)
        unfolding.pass_time(at)
        unfolding.command(OpenConsultation.model_validate_json(command), at)
        return sorted(DECIDERS) + [type(happened.event).__name__ for happened in unfolding]
