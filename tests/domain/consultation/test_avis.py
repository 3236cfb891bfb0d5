"""The schéma: an avis of each commune, three months, silence favorable, and the council decides."""

import pytest

from domain.consultation.commands import CloseConsultation, RecordCouncilVote, Sens
from domain.consultation.events import Result
from domain.consultation.state import Position, Status
from domain.errors import Refused
from domain.mandate.commands import NoteRunning, NoteSchemaApproved, TransmitRoadmap, WithdrawRoadmap
from domain.procedures.model import ClosingAct
from tests.domain.consultation.stories import Story, day, paris_midnight

MANDATE = "mandate/200000001/2026"


def schema() -> Story:
    return Story("schema_mutualisation", mandate=MANDATE)


def test_the_communes_are_heard_before_the_council_of_8_april_2027_approves() -> None:
    with pytest.raises(Refused, match="délibère après les communes"):
        schema().open("2026-11-30").council("2026-12-01")


def test_reserves_are_an_avis_and_wait_for_nobody() -> None:
    story = schema().sent().answer("01001", Sens.FAVORABLE_AVEC_RESERVES, "2027-01-21", "2027-01-22")
    assert story.state.seats[0].position is Position.FAVORABLE
    assert story.state.seats[0].avis is not None
    assert story.state.seats[0].avis.unclear == ""


def test_all_avis_given_end_the_consultation_before_the_delay() -> None:
    story = schema().sent()
    for commune in ("01001", "01002", "01003"):
        story.answer(commune, Sens.DEFAVORABLE, "2027-01-21", "2027-01-22")
    assert story.status() is Status.ENDED
    assert story.result() is Result.AVIS_RECUEILLIS
    assert "L'avis est simple" in story.state.reason


def test_an_unfavourable_avis_does_not_block_and_silence_is_favorable() -> None:
    story = schema().sent().answer("01002", Sens.DEFAVORABLE, "2027-02-11", "2027-02-12")
    story.wait(paris_midnight("2027-03-03"))
    assert story.result() is Result.AVIS_RECUEILLIS
    assert "2 silences valent avis favorable" in story.state.reason
    assert "1 avis défavorable : Commune 2" in story.state.reason


def test_the_council_that_approves_closes_and_tells_the_mandate() -> None:
    story = schema().sent().wait("2027-03-05")
    story.do(
        RecordCouncilVote(voted_on=day("2027-04-08"), number="2027-31", votes_for=40, votes_against=3), "2027-04-09"
    )
    assert story.status() is Status.CLOSED
    [reaction] = story.happened("ConsultationClosed")[0].reactions
    assert reaction.stream == MANDATE
    assert reaction.command == NoteSchemaApproved(
        consultation=story.state.stream, on=day("2027-04-08"), number="2027-31"
    )


def test_the_roadmap_is_transmitted_the_day_the_schema_is_sent() -> None:
    story = schema().sent()
    transmitted, running = story.happened("ConsultationSent")[0].reactions
    assert {transmitted.stream, running.stream} == {MANDATE}
    assert transmitted.command == TransmitRoadmap(on=day("2026-12-01"))
    assert running.command == NoteRunning(consultation=story.state.stream)


def test_a_council_that_refuses_on_8_april_2027_closes_and_the_roadmap_is_a_draft_again() -> None:
    story = schema().sent().wait("2027-03-05")
    story.do(
        RecordCouncilVote(voted_on=day("2027-04-08"), number="2027-31", votes_for=3, votes_against=40), "2027-04-09"
    )
    assert story.status() is Status.CLOSED
    assert story.state.closing_act is None
    [reaction] = story.happened("ConsultationClosed")[0].reactions
    assert isinstance(reaction.command, WithdrawRoadmap)


def test_no_arrete_closes_a_schema() -> None:
    story = schema().sent().wait("2027-03-05")
    with pytest.raises(Refused, match="délibération du conseil communautaire"):
        story.do(CloseConsultation(on=day("2027-04-08"), act=ClosingAct.ARRETE, number="1"), "2027-04-09")
