"""The mails that come back are read every five minutes, by one workflow for the installation."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from temporalio.testing import WorkflowEnvironment

from activities.house import House
from infra.returns import Returns
from tests.infra.test_returns import ID, POSTFIX
from tests.workflows.conftest import START
from tests.workflows.plays import WATER, sent
from tests.workflows.stage import stage_on
from worker import read_bounces


async def test_a_mail_that_came_back_on_1_december_2026_is_read_within_ten_minutes(
    time_skipping: WorkflowEnvironment, database_url: str, tmp_path: Path
) -> None:
    def reads(house: House) -> House:
        return replace(house, mail=replace(house.mail, returns=Returns(tmp_path)))

    async with stage_on(time_skipping, database_url, START, altered=reads) as stage:
        await sent(stage)
        await read_bounces(stage.client)
        await read_bounces(stage.client)
        now = await stage.clock.now()
        await stage.until(now + timedelta(minutes=1))
        letter = next(it for it in stage.postbox.accepted if it.to == "mairie-01001@example.invalid")
        (tmp_path / "new").mkdir()
        (tmp_path / "new" / "1").write_text(POSTFIX.replace(ID, letter.message_id))
        await stage.until(now + timedelta(minutes=10))
        assert (await stage.ledger())["transmission", "bounced"] == 4
        await stage.nudger.nudge([WATER])
        await stage.until(now + timedelta(minutes=11))
        assert await stage.journal(WATER, "BounceNoted")
        await stage.client.get_workflow_handle("bounces/jalon").terminate()


async def test_nobody_reads_once_nothing_says_where_any_more(
    time_skipping: WorkflowEnvironment, database_url: str
) -> None:
    async with stage_on(time_skipping, database_url, START) as stage:
        await read_bounces(stage.client)
        await stage.client.get_workflow_handle("bounces/jalon").result()
