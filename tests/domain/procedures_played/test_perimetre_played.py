"""Statuts and membership: the same vote as a competence, with its own meaning of silence."""

import pytest

from domain.consultation.commands import Sens
from domain.consultation.events import Result
from domain.consultation.state import Status
from domain.errors import Refused
from domain.procedures.model import ClosingAct
from domain.territory import Nature
from tests.domain.procedures_played.played import Play, plays
from tests.domain.procedures_played.test_competences_played import notified


@plays("modification_statutaire")
def test_the_statuts_of_december_2026_are_changed_by_silence_and_an_arrete_of_20_march_2027() -> None:
    play = notified("modification_statutaire").no("01002", "2027-01-11")
    play.answer("01004", Sens.DEFAVORABLE, "2027-03-05", "2027-03-08")
    assert set(play.silent()) == {"01001", "01003", "01004"}
    assert play.result() is Result.MAJORITE_REUNIE
    assert "réputée favorable (article L5211-20 du CGCT)" in play.state.reason
    play.close(ClosingAct.ARRETE, "2027-03-20")
    assert (play.status(), play.opened()) == (Status.CLOSED, [])


@plays("retrait_commune")
def test_the_withdrawal_asked_in_december_2026_is_refused_by_silence() -> None:
    play = notified("retrait_commune").yes("01001", "2027-01-11").no("01002", "2027-01-12")
    play.answer("01003", Sens.FAVORABLE, "2027-03-05", "2027-03-08")
    assert play.silent() == {"01003": "2027-03-03", "01004": "2027-03-03"}
    assert play.result() is Result.MAJORITE_IMPOSSIBLE
    assert "réputée défavorable (article L5211-19 du CGCT)" in play.state.reason
    with pytest.raises(Refused, match="n'est pas possible"):
        play.close(ClosingAct.ARRETE, "2027-03-20")
    with pytest.raises(Refused, match="la raison"):
        play.end("2027-03-20", "")
    play.end("2027-03-20", "La majorité n'est pas réunie")
    assert (play.status(), play.state.closing_act) == (Status.CLOSED, None)


def test_a_withdrawal_that_every_commune_agreed_to_is_pronounced_on_1_february_2027() -> None:
    play = notified("retrait_commune")
    for commune in ("01001", "01002", "01003"):
        play.yes(commune, "2027-01-11")
    with pytest.raises(Refused, match="attendez la fin de leur délai"):
        play.close(ClosingAct.ARRETE, "2027-01-20")
    play.yes("01004", "2027-01-25").close(ClosingAct.ARRETE, "2027-02-01")
    assert play.status() is Status.CLOSED


@pytest.mark.parametrize("nature", [Nature.CU, Nature.METRO, Nature.MET69])
def test_nobody_withdraws_from_a_communaute_urbaine_or_a_metropole_in_december_2026(nature: Nature) -> None:
    with pytest.raises(Refused, match="article L5211-19"):
        Play("retrait_commune", nature=nature).open("2026-12-01")


def test_a_decision_that_touches_one_commune_asks_one_commune_in_december_2026() -> None:
    play = Play("avis_commune_seule_concernee", communes=("01001", "01002"))
    with pytest.raises(Refused, match="L5211-57"):
        play.open("2026-12-01")
