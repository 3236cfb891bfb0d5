"""The mail of accounts, carried by its own workflow: at once, whatever the mail of the day does."""

import json
from datetime import timedelta

from domain.access import Access
from infra.channels.errors import ChannelUnavailable
from infra.identity.accounts import Accounts, Role
from infra.identity.password_links import LANE, PasswordLinks, Purpose
from infra.identity.roster import Roster
from tests.domain.consultation.stories import instant
from tests.workflows.stage import SIREN, Stage


async def invited(stage: Stage) -> None:
    engine = stage.house.engine
    role = Role(siren=SIREN, access=Access.COORDINATEUR)
    account, _ = await Roster(engine, Accounts(engine)).invite("luc@epci.fr", "Luc Martin", role)
    await PasswordLinks(engine).ask(account.id, Purpose.INVITATION)


async def test_an_invitation_leaves_as_soon_as_it_is_nudged_and_the_history_does_not_know_for_whom(
    stage: Stage,
) -> None:
    await invited(stage)
    await stage.nudger.nudge([LANE])
    await stage.postbox.holds(1)
    assert stage.postbox.accepted[0].to == "luc@epci.fr"
    handle = stage.client.get_workflow_handle(LANE)
    with stage.environment.auto_time_skipping_disabled():
        await handle.result()
    history = json.dumps((await handle.fetch_history()).to_json_dict())
    assert "luc" not in history.lower()
    assert "mot-de-passe" not in history


async def test_a_mail_server_away_keeps_the_invitation_until_it_is_back(stage: Stage) -> None:
    await invited(stage)
    stage.postbox.refuses = ChannelUnavailable("La messagerie ne répond pas.")
    await stage.nudger.nudge([LANE])
    await stage.until(instant("2026-11-30") + timedelta(minutes=10))
    assert stage.postbox.accepted == []
    assert stage.postbox.tries > 1
    stage.postbox.refuses = None
    await stage.until(instant("2026-11-30") + timedelta(minutes=20))
    await stage.postbox.holds(1)
