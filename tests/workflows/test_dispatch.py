"""The mail of an EPCI and a day: in its window, without what is no longer owed, whatever the mail server does."""

from datetime import timedelta

from domain.consultation.commands import RecordAvis, RecordCouncilVote, SendConsultation, Sens
from infra.channels.errors import ChannelUnavailable
from tests.domain.consultation.stories import day, instant
from tests.workflows.plays import ELECTORATE, WATER, opened, receipt, sent
from tests.workflows.stage import COMMUNES, SIREN, Stage

MAIRIES = [f"mairie-{insee}" for insee in COMMUNES]

#: The reminders of 30 December 2026 are held to the first morning after the quiet weeks.
WINDOW_OF_4_JANUARY = instant("2027-01-04") - timedelta(hours=2)


async def test_reminders_of_30_december_2026_leave_on_the_morning_of_4_january_2027(stage: Stage) -> None:
    await sent(stage)
    await stage.until(WINDOW_OF_4_JANUARY)
    assert (await stage.ledger())["avis_j60", "planned"] == 3
    await stage.until(instant("2027-01-04") + timedelta(minutes=1))
    assert await stage.letters(*MAIRIES) == [["transmission"]] * 3 + [["avis_j60"]] * 3
    delays = [letter.at - WINDOW_OF_4_JANUARY for letter in stage.postbox.accepted[3:]]
    assert all(timedelta() < delay < timedelta(hours=2, minutes=1) for delay in delays)
    dispatch = stage.client.get_workflow_handle(f"dispatch/{SIREN}/2027-01-04")
    with stage.environment.auto_time_skipping_disabled():
        await dispatch.result()


async def test_the_transmission_of_1_december_2026_leaves_at_once(stage: Stage) -> None:
    await opened(stage)
    await stage.do(WATER, RecordCouncilVote(voted_on=day("2026-12-01"), number="2026-12"), "2026-12-01")
    await stage.do(WATER, SendConsultation(sent_on=day("2026-12-01"), electorate=ELECTORATE), instant("2026-12-01"))
    await stage.until(instant("2026-12-01") + timedelta(minutes=1))
    assert sorted(letter.to for letter in stage.postbox.accepted) == [
        f"mairie-{insee}@example.invalid" for insee in COMMUNES
    ]


async def test_an_answer_given_before_the_window_of_4_january_2027_drops_the_reminder(stage: Stage) -> None:
    await sent(stage)
    answer = RecordAvis(commune="01002", sens=Sens.FAVORABLE, voted_on=day("2026-12-29"), number="7")
    await stage.do(WATER, answer, WINDOW_OF_4_JANUARY - timedelta(minutes=5))
    await stage.until(instant("2027-01-04") + timedelta(minutes=1))
    ledger = await stage.ledger()
    assert (ledger["avis_j60", "sent"], ledger["avis_j60", "not_owed"]) == (2, 1)


async def test_a_mail_server_away_from_25_to_27_february_2027_delays_mail_and_nothing_else(stage: Stage) -> None:
    await sent(stage)
    await stage.until("2027-02-25")
    stage.postbox.refuses = ChannelUnavailable("La messagerie ne répond pas.")
    tries = stage.postbox.tries
    await stage.until("2027-02-27")
    assert (await stage.ledger())["avis_j2", "planned"] == 3
    assert 80 < stage.postbox.tries - tries < 120
    stage.postbox.refuses = None
    await stage.until(instant("2027-02-27") + timedelta(minutes=20))
    assert (await stage.ledger())["avis_j2", "sent"] == 3
    assert (await stage.letters())[-3:] == [["avis_j2"]] * 3


async def test_who_acknowledges_nothing_by_4_december_2026_is_told_once_and_the_coordinator_calls(stage: Stage) -> None:
    await sent(stage, received_by=("01001",))
    await stage.post(WATER, receipt("01002"))
    await stage.until("2026-12-05")
    ledger = await stage.ledger()
    assert (ledger["receipt_missing", "sent"], ledger["call_mairie", "sent"]) == (2, 1), "la mairie et le secrétaire"
    assert await stage.letters("coordination") == [["call_mairie"]]
