"""In every procedure with a delay of the law: one commune refuses, one says nothing, one votes too late."""

from datetime import timedelta

import pytest

from domain.consultation.commands import Sens
from domain.consultation.state import Position
from domain.procedures import PROCEDURES
from domain.procedures.model import Procedure, Silence
from tests.domain.procedures_played.played import Play

WITH_A_DELAY = [procedure for procedure in PROCEDURES if procedure.delay_months is not None]
WEIGHS = {
    Silence.FAVORABLE: Position.FAVORABLE,
    Silence.DEFAVORABLE: Position.DEFAVORABLE,
    Silence.NEUTRE: Position.NEUTRE,
}


def sent(law: Procedure) -> Play:
    """Sent on 1 December 2026 and received that day by all who are asked: four communes, or the only one concerned."""
    asked = ("01001",) if law.single_commune else ("01001", "01002", "01003", "01004")
    opening = {"communes": asked} if law.single_commune else {}
    return Play(law.id, 110, 100, 90, 80, **opening).sent(asked)


def test_nine_procedures_have_a_delay() -> None:
    assert len(WITH_A_DELAY) == 9


@pytest.mark.parametrize("law", WITH_A_DELAY, ids=lambda law: law.id)
def test_a_refusal_of_11_january_2027_counts_against(law: Procedure) -> None:
    play = sent(law).no("01001", "2027-01-11")
    assert play.state.seats[0].position is Position.DEFAVORABLE


@pytest.mark.parametrize("law", WITH_A_DELAY, ids=lambda law: law.id)
def test_silence_falls_on_its_legal_day_with_the_meaning_of_the_procedure(law: Procedure) -> None:
    play = sent(law)
    deadline = play.state.seats[-1].deadline
    assert deadline is not None
    play.wait(f"{deadline.safe.isoformat()}")
    assert play.silent() == {}
    play.wait(deadline.silence_from.isoformat())
    assert set(play.silent().values()) == {deadline.silence_from.isoformat()}
    assert {seat.position for seat in play.state.seats} == {WEIGHS[law.silence]}


@pytest.mark.parametrize("law", WITH_A_DELAY, ids=lambda law: law.id)
def test_a_vote_of_the_day_after_the_longest_reading_is_kept_and_changes_nothing(law: Procedure) -> None:
    play = sent(law)
    seat = play.state.seats[-1]
    assert seat.deadline is not None
    late = (seat.deadline.safe + timedelta(days=1)).isoformat()
    before = play.wait(late).state.reason
    play.answer(seat.insee, Sens.DEFAVORABLE, late, (seat.deadline.safe + timedelta(days=5)).isoformat())
    after = play.state.seats[-1]
    assert ([avis.sens for avis in after.late], after.avis) == ([Sens.DEFAVORABLE], None)
    assert (after.position, play.state.reason) == (WEIGHS[law.silence], before)
    (kept,) = [happened.event for happened in play.happened("LateAvisRecorded")]
    assert "conservée, non comptée" in getattr(kept, "reason", "")


@pytest.mark.parametrize("law", WITH_A_DELAY, ids=lambda law: law.id)
def test_a_vote_in_time_that_arrives_after_silence_rectifies_it(law: Procedure) -> None:
    play = sent(law).wait("2027-03-10")
    insee = play.state.seats[-1].insee
    play.answer(insee, Sens.DEFAVORABLE, "2027-01-20", "2027-03-12")
    seat = play.state.seats[-1]
    assert (seat.silence, seat.position) == (None, Position.DEFAVORABLE)
