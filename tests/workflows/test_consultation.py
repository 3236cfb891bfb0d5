"""A consultation of three communes, moved by time alone once it is sent."""

from datetime import timedelta

from domain.consultation.commands import CancelConsultation, CountsAs, QualifyAvis, RecordAvis, Sens
from infra.inbox import Status
from tests.domain.consultation.stories import day, paris_midnight
from tests.workflows.plays import WATER, opened, sent
from tests.workflows.stage import COMMUNES, Stage


async def test_silence_comes_by_time_alone_at_its_legal_instant_on_3_march_2027(stage: Stage) -> None:
    await sent(stage)
    await stage.until("2027-03-10")
    silences = await stage.journal(WATER, "SilenceRecorded")
    assert [row.event["commune"] for row in silences] == list(COMMUNES)
    assert {row.occurred_at for row in silences} == {paris_midnight("2027-03-03")}
    assert all(timedelta() < row.recorded_at - row.occurred_at < timedelta(minutes=1) for row in silences)
    assert [row.event["result"] for row in await stage.journal(WATER, "ResultChanged")] == ["majorite_reunie"]
    # Each of the three communes, by the functions told of each.
    functions = {"transmission": 4, "avis_j60": 1, "avis_j30": 2, "avis_j15": 1, "avis_j7": 1, "avis_j2": 1}
    functions |= {"avis_convocation": 1, "councils_missing": 1, "call_before_end": 1}
    functions |= {"silence_recorded": 1, "silence_to_confirm": 1}
    told = {(kind, "sent"): 3 * many for kind, many in functions.items()}
    assert await stage.ledger() == told | {("consultation_ended", "sent"): 1}


async def test_a_commune_that_answers_on_15_january_2027_is_reminded_no_more_and_never_silent(stage: Stage) -> None:
    await sent(stage)
    answer = RecordAvis(commune="01002", sens=Sens.DEFAVORABLE, voted_on=day("2027-01-14"), number="7")
    await stage.do(WATER, answer, "2027-01-15")
    await stage.until("2027-03-10")
    assert [row.event["commune"] for row in await stage.journal(WATER, "SilenceRecorded")] == ["01001", "01003"]
    assert await stage.letters("mairie-01002") == [["transmission"], ["avis_j60"]]


async def test_what_comes_after_the_end_wakes_a_closed_consultation_again(stage: Stage) -> None:
    await sent(stage)
    handle = stage.client.get_workflow_handle(WATER)
    await stage.post(WATER, CancelConsultation(reason="Calendrier revu."))
    with stage.environment.auto_time_skipping_disabled():
        await handle.result()
    late = RecordAvis(commune="01001", sens=Sens.FAVORABLE, voted_on=day("2027-04-02"), number="9")
    assert (await stage.do(WATER, late, "2027-04-05")).status is Status.APPLIED


async def test_a_refusal_is_the_outcome_of_a_command_and_the_workflow_goes_on(stage: Stage) -> None:
    await opened(stage)
    outcome = await stage.post(WATER, QualifyAvis(commune="01001", counts_as=CountsAs.FAVORABLE, reason="Relu."))
    assert (outcome.status, outcome.reason) == (
        Status.REFUSED,
        "Cette consultation n'est pas encore envoyée aux communes.",
    )
    assert (await stage.post(WATER, CancelConsultation(reason="Projet abandonné."))).status is Status.APPLIED
