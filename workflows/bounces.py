"""The mails that come back, read every few minutes for as long as the installation says where they are."""

from datetime import timedelta

from temporalio import workflow

from workflows import calls
from workflows.options import LONG_HISTORY


@workflow.defn
class Bounces:
    """One for each installation; it keeps nothing."""

    @workflow.run
    async def run(self, installation: str) -> None:
        while True:
            read = await calls.read_bounces(installation)
            if read.wait_s is None:
                return
            await workflow.sleep(timedelta(seconds=read.wait_s), summary="prochaine lecture des retours")
            if workflow.info().get_current_history_length() >= LONG_HISTORY:
                workflow.continue_as_new(installation)
