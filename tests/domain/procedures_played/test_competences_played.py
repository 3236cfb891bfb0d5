"""The procedures that move a competence: the EPCI's council, the qualified majority of the communes, the préfet."""

import pytest

from domain.consultation import DECIDER
from domain.consultation.commands import OpenConsultation, Sens
from domain.consultation.events import Result
from domain.consultation.state import Position, Status
from domain.errors import Refused
from domain.mandate.commands import NoteFollowUp
from domain.procedures.model import ClosingAct
from domain.stream import Unfolding
from tests.domain.consultation.stories import day, instant
from tests.domain.procedures_played.played import Play, plays

FOUR = ("01001", "01002", "01003", "01004")


def notified(procedure: str, *populations: int, **opening: object) -> Play:
    """Voted by the EPCI's council on 30 November 2026, notified and received the next day by every commune."""
    play = Play(procedure, *(populations or (110, 100, 90, 80)), **opening)
    play.open("2026-11-30")
    play.vote("2026-11-30", votes_for=35, votes_against=6)
    return play.sent_on("2026-12-01", *[seat.insee for seat in play.electorate.voters])


@plays("transfert_competence")
def test_a_transfert_of_december_2026_is_pronounced_on_20_march_2027_and_opens_the_cletc() -> None:
    play = notified("transfert_competence").yes("01001", "2027-01-11").no("01002", "2027-02-11")
    play.answer("01004", Sens.DEFAVORABLE, "2027-03-04", "2027-03-08")
    assert play.silent() == {"01003": "2027-03-03", "01004": "2027-03-03"}
    assert play.state.seats[3].position is Position.FAVORABLE, "la délibération tardive ne compte pas"
    assert (play.status(), play.result()) == (Status.ENDED, Result.MAJORITE_REUNIE)
    assert "article L5211-5" in play.state.reason
    assert "2 communes n'ont pas délibéré dans le délai : leur décision est réputée favorable" in play.state.reason
    play.close(ClosingAct.ARRETE, "2027-03-20", "32-2027-03-20-001", effective_on=day("2027-07-01"))
    assert play.status() is Status.CLOSED
    report, cletc = play.caused("ConsultationClosed")
    assert isinstance(report, NoteFollowUp)
    assert (report.on, report.follow_up.months) == (day("2027-07-01"), 9), "neuf mois à compter du transfert"
    assert isinstance(cletc, OpenConsultation)
    assert (cletc.procedure, cletc.financing, cletc.communes) == ("cletc", "FPU", ())
    [stream] = play.opened()
    following = Unfolding(decider=DECIDER, state=DECIDER.new(stream))
    following.command(cletc, instant("2027-03-20"))
    assert (following.state.stream, following.state.status) == (f"{play.state.stream}-cletc", Status.OPEN)
    assert following.state.title.endswith("– Eau potable")


def test_a_transfert_in_fiscalite_additionnelle_opens_no_cletc_on_20_march_2027() -> None:
    play = notified("transfert_competence", financing="FA")
    play.wait("2027-03-03").close(ClosingAct.ARRETE, "2027-03-20")
    assert play.caused("ConsultationClosed") == []


def test_a_transfert_may_be_pronounced_on_1_february_2027_before_the_end_of_the_delays() -> None:
    play = notified("transfert_competence").yes("01001", "2027-01-11").yes("01002", "2027-01-12")
    play.yes("01003", "2027-01-13").close(ClosingAct.ARRETE, "2027-02-01")
    assert (play.status(), play.silent()) == (Status.CLOSED, {})


@plays("transfert_a_la_carte")
def test_a_transfert_a_la_carte_of_december_2026_fails_when_the_largest_commune_refuses() -> None:
    play = notified("transfert_a_la_carte", 500, 100, 100, 100).no("01001", "2027-01-11")
    play.answer("01002", Sens.DEFAVORABLE, "2027-03-04", "2027-03-08")
    assert set(play.silent()) == {"01002", "01003", "01004"}
    assert play.result() is Result.MAJORITE_IMPOSSIBLE
    with pytest.raises(Refused, match="n'est pas possible"):
        play.close(ClosingAct.ARRETE, "2027-03-20")
    assert play.status() is Status.ENDED, "un échec ne clôt rien de lui-même"
    play.yes("01001", "2027-02-20")
    assert play.result() is Result.MAJORITE_REUNIE, "le vote changé en temps utile compte"
    assert "article L5211-17-2" in play.state.reason
    play.close(ClosingAct.ARRETE, "2027-03-20")
    assert play.opened() == [f"{play.state.stream}-cletc"]


@plays("restitution_competence")
def test_a_restitution_of_december_2026_counts_silence_as_a_refusal() -> None:
    play = notified("restitution_competence").yes("01001", "2027-01-11").no("01003", "2027-01-12")
    play.answer("01002", Sens.FAVORABLE, "2027-03-05", "2027-03-08")
    assert play.silent() == {"01002": "2027-03-03", "01004": "2027-03-03"}
    assert play.result() is Result.MAJORITE_IMPOSSIBLE
    assert "leur décision est réputée défavorable (article L5211-17-1 du CGCT)" in play.state.reason
    play.answer("01002", Sens.FAVORABLE, "2027-02-25", "2027-03-10")
    play.answer("01004", Sens.FAVORABLE, "2027-02-26", "2027-03-10")
    assert play.result() is Result.MAJORITE_REUNIE, "prises à temps, elles rectifient les silences"
    play.close(ClosingAct.ARRETE, "2027-04-20")
    assert (play.status(), play.opened()) == (Status.CLOSED, [])
