"""The délibération of the EPCI's council: when it may come, what it replaces, what it settles."""

from typing import Any

import pytest

from domain.consultation.commands import CloseConsultation, RecordCouncilVote, Sens
from domain.consultation.next_act import next_act
from domain.consultation.state import Status
from domain.errors import Refused
from domain.procedures.model import ClosingAct
from tests.domain.consultation.stories import Story, day

CONCERNED = ("01001", "01003")


def convention() -> Story:
    """A fonds de concours: the council and each commune agree, in whatever order."""
    return Story("fonds_de_concours", communes=CONCERNED).sent(CONCERNED)


def vote(on: str, number: str = "2027-12", **votes: Any) -> RecordCouncilVote:
    return RecordCouncilVote(voted_on=day(on), number=number, **votes)


def test_a_council_agrees_on_5_january_2027_while_the_communes_still_deliberate() -> None:
    story = convention().do(vote("2027-01-05"), "2027-01-06")
    assert story.status() is Status.SENT
    assert story.state.council_vote is not None


def test_a_council_may_agree_before_the_sending_of_1_december_2026() -> None:
    story = Story("fonds_de_concours", communes=CONCERNED).open("2026-11-20").do(vote("2026-11-25"), "2026-11-26")
    assert story.send("2026-12-01").status() is Status.SENT


def test_a_deliberation_of_tomorrow_6_january_2027_is_refused() -> None:
    with pytest.raises(Refused, match="n'est pas encore venu"):
        convention().do(vote("2027-01-06"), "2027-01-05")


def test_an_older_deliberation_entered_last_does_not_replace_that_of_5_january_2027() -> None:
    story = convention().do(vote("2027-01-05"), "2027-01-06")
    with pytest.raises(Refused, match="du 5 janvier 2027 est plus récente"):
        story.do(vote("2026-12-20", "2026-90"), "2027-01-07")
    assert story.state.council_vote is not None
    assert story.state.council_vote.number == "2027-12"


def test_the_day_of_a_deliberation_is_corrected_under_its_number_to_20_december_2026() -> None:
    story = convention().do(vote("2027-01-05"), "2027-01-06").do(vote("2026-12-20"), "2027-01-07")
    assert story.state.council_vote is not None
    assert story.state.council_vote.voted_on == day("2026-12-20")


def test_the_same_deliberation_of_5_january_2027_entered_twice_is_one() -> None:
    story = convention().do(vote("2027-01-05"), "2027-01-06").do(vote("2027-01-05"), "2027-01-07")
    assert len(story.happened("CouncilVoteRecorded")) == 1


def test_the_council_of_5_february_2027_has_no_more_to_say_on_a_transfert_already_notified() -> None:
    with pytest.raises(Refused, match="l'arrêté préfectoral"):
        Story().sent().do(vote("2027-02-05", number="2027-99"), "2027-02-06")


def test_the_deliberation_notified_on_1_december_2026_is_corrected_under_its_number_and_stays_adopted() -> None:
    story = Story().sent()
    story.do(
        RecordCouncilVote(voted_on=day("2026-11-30"), number="2027-12", votes_for=20, votes_against=1), "2026-12-05"
    )
    assert story.state.council_vote is not None
    assert (story.state.council_vote.voted_on, story.state.council_vote.votes_for) == (day("2026-11-30"), 20)
    with pytest.raises(Refused, match="a été notifiée le 1er décembre 2026"):
        story.do(RecordCouncilVote(voted_on=day("2026-12-02"), number="2027-12"), "2026-12-05")
    with pytest.raises(Refused, match="annulez la consultation"):
        story.do(
            RecordCouncilVote(voted_on=day("2026-12-01"), number="2027-12", votes_for=1, votes_against=20), "2026-12-05"
        )


def test_a_human_does_not_overrule_the_count_of_1_december_2026() -> None:
    contrary = RecordCouncilVote(
        voted_on=day("2026-12-01"), number="1", votes_for=5, votes_against=10, settled_as_adopted=True, reason="Si."
    )
    with pytest.raises(Refused, match="Ce compte décide"):
        Story().open("2026-11-30").do(contrary, "2026-12-01")


def test_a_convention_of_20_january_2027_is_not_older_than_the_deliberation_of_the_council() -> None:
    story = convention()
    for commune in CONCERNED:
        story.answer(commune, Sens.FAVORABLE, "2027-01-10", "2027-01-12")
    story.do(vote("2027-01-25"), "2027-01-26")
    signature = CloseConsultation(on=day("2027-01-20"), act=ClosingAct.CONVENTION, number="C-1")
    with pytest.raises(Refused, match="ne peut pas précéder"):
        story.do(signature, "2027-01-27")


def test_a_convention_is_not_signed_on_1_february_2027_against_the_council() -> None:
    story = convention()
    for commune in CONCERNED:
        story.answer(commune, Sens.FAVORABLE, "2027-01-10", "2027-01-12")
    story.do(vote("2027-01-25", votes_for=10, votes_against=30), "2027-01-26")
    with pytest.raises(Refused, match="n'a pas adopté"):
        story.do(CloseConsultation(on=day("2027-02-01"), act=ClosingAct.CONVENTION, number="C-1"), "2027-02-02")


def test_an_arrete_of_20_march_2027_takes_no_effect_before_its_day() -> None:
    story = Story().sent().wait("2027-03-05")
    arrete = CloseConsultation(on=day("2027-03-20"), act=ClosingAct.ARRETE, number="1", effective_on=day("2027-01-01"))
    with pytest.raises(Refused, match="ne peut pas avoir pris effet avant"):
        story.do(arrete, "2027-03-21")
    later = arrete.model_copy(update={"effective_on": day("2028-01-01")})
    assert story.do(later, "2027-03-21").state.effective_on == day("2028-01-01")


def test_an_act_needs_its_number_and_a_day_that_has_come_on_20_march_2027() -> None:
    story = Story().sent().wait("2027-03-05")
    with pytest.raises(Refused, match="numéro"):
        story.do(CloseConsultation(on=day("2027-03-20"), act=ClosingAct.ARRETE), "2027-03-21")
    with pytest.raises(Refused, match="n'est pas encore venu"):
        story.do(CloseConsultation(on=day("2027-03-22"), act=ClosingAct.ARRETE, number="1"), "2027-03-21")


def test_nothing_closes_before_it_was_sent_on_1_december_2026() -> None:
    story = Story().open("2026-11-30")
    with pytest.raises(Refused, match="Rien n'a encore été envoyé"):
        story.do(CloseConsultation(on=day("2026-12-01"), act=ClosingAct.ARRETE, number="1"), "2026-12-01")
    with pytest.raises(Refused, match="annulez la consultation"):
        story.do(CloseConsultation(on=day("2026-12-01"), reason="Sans objet"), "2026-12-01")


def test_a_human_who_settles_a_vote_of_5_january_2027_says_why() -> None:
    with pytest.raises(Refused, match="pour quelle raison"):
        convention().do(vote("2027-01-05", settled_as_adopted=False), "2027-01-06")
    story = convention().do(vote("2027-01-05", settled_as_adopted=False, reason="Retirée en séance"), "2027-01-06")
    assert story.state.council_vote is not None
    assert not story.state.council_vote.adopted


def test_the_next_act_of_a_transfert_is_prompted_from_november_2026_to_march_2027() -> None:
    story = Story().open("2026-11-30")
    assert next_act(story.state) == "la délibération du conseil communautaire"
    story.council("2026-12-01").send("2026-12-01")
    assert next_act(story.state) == ""
    for commune in ("01001", "01002", "01003"):
        story.receive(commune, "2026-12-01")
    story.wait("2027-03-05")
    assert next_act(story.state) == "l'arrêté préfectoral"
    story.do(CloseConsultation(on=day("2027-03-20"), act=ClosingAct.ARRETE, number="1"), "2027-03-21")
    assert next_act(story.state) == ""


def test_the_next_act_of_a_convention_is_the_council_of_january_2027_then_the_signature() -> None:
    story = convention()
    for commune in CONCERNED:
        story.answer(commune, Sens.FAVORABLE, "2027-01-10", "2027-01-12")
    assert next_act(story.state) == "la délibération du conseil communautaire"
    story.do(vote("2027-01-25"), "2027-01-26")
    assert next_act(story.state) == "la signature de la convention"
