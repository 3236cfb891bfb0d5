"""An act is not older than what it rests on, whenever both were entered."""

import pytest

from domain.consultation.as_of import as_of
from domain.consultation.commands import CloseConsultation, Sens
from domain.consultation.events import Result
from domain.consultation.judgement import judge
from domain.consultation.state import Status
from domain.errors import Refused
from domain.procedures.model import ClosingAct
from tests.domain.consultation.stories import Story, day


def arrete(on: str, reason: str = "") -> CloseConsultation:
    return CloseConsultation(on=day(on), act=ClosingAct.ARRETE, number="32-2027-1", reason=reason)


def test_an_arrete_of_15_january_2027_does_not_rest_on_silences_of_3_march() -> None:
    story = Story().sent().wait("2027-03-05")
    assert story.result() is Result.MAJORITE_REUNIE
    with pytest.raises(Refused, match="Au 15 janvier 2027, jour de l'acte"):
        story.do(arrete("2027-01-15"), "2027-03-10")
    with pytest.raises(Refused, match="Au 2 mars 2027"):
        story.do(arrete("2027-03-02"), "2027-03-10")
    assert story.do(arrete("2027-03-03"), "2027-03-10").status() is Status.CLOSED


def test_a_human_may_know_why_an_arrete_came_before() -> None:
    story = Story().sent().wait("2027-03-05").do(arrete("2027-01-15", "Accords reçus en préfecture."), "2027-03-10")
    assert (story.status(), story.state.closing_reason) == (Status.CLOSED, "Accords reçus en préfecture.")


def test_an_arrete_of_20_january_2027_rests_on_votes_of_the_10th_entered_on_the_25th() -> None:
    story = Story().sent()
    for commune in ("01001", "01002"):
        story.answer(commune, Sens.FAVORABLE, "2027-01-10", "2027-01-25")
    assert story.state.decided_on == day("2027-01-25")
    assert story.do(arrete("2027-01-20"), "2027-01-26").status() is Status.CLOSED


def test_a_vote_changed_on_10_february_2027_leaves_the_former_one_standing_until_then() -> None:
    story = Story().sent()
    for commune in ("01001", "01002", "01003"):
        story.answer(commune, Sens.FAVORABLE, "2027-01-10", "2027-01-12")
    story.answer("01001", Sens.DEFAVORABLE, "2027-02-10", "2027-02-12")
    assert story.state.seats[0].position.value == "defavorable"
    assert judge(as_of(story.state, day("2027-02-09")))[0] is Result.MAJORITE_REUNIE
    assert judge(as_of(story.state, day("2027-01-09")))[0] is Result.EN_COURS


def test_the_arrete_in_the_place_of_a_cletc_report_waits_for_the_end_of_the_delays() -> None:
    story = Story("cletc", 110, 100, 90, financing="FPU").sent().wait("2027-03-05")
    with pytest.raises(Refused, match="Au 1er février 2027"):
        story.do(arrete("2027-02-01"), "2027-03-10")
    assert story.do(arrete("2027-03-03"), "2027-03-10").status() is Status.CLOSED
