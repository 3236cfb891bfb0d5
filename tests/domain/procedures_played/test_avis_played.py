"""The procedures in which the communes give an avis and the EPCI's council decides."""

import pytest

from domain.consultation.commands import Sens
from domain.consultation.events import Result
from domain.consultation.state import Position, Status
from domain.errors import Refused
from domain.mandate.commands import NoteOver, NoteRunning, NoteSchemaApproved, TransmitRoadmap
from domain.procedures.model import ClosingAct
from tests.domain.consultation.stories import day
from tests.domain.procedures_played.played import MANDATE, Play, plays

FOUR = ("01001", "01002", "01003", "01004")


@plays("schema_mutualisation")
def test_the_schema_sent_on_1_december_2026_is_approved_on_8_april_2027() -> None:
    play = Play("schema_mutualisation", 110, 100, 90, 80)
    play.open("2026-11-30")
    play.sent_on("2026-12-01", *FOUR)
    assert play.caused("ConsultationSent") == [
        TransmitRoadmap(on=day("2026-12-01")),
        NoteRunning(consultation=play.state.stream),
    ]
    play.yes("01001", "2027-01-11").no("01002", "2027-02-11")
    play.answer("01004", Sens.DEFAVORABLE, "2027-03-04", "2027-03-08")
    assert play.silent() == {"01003": "2027-03-03", "01004": "2027-03-03"}
    assert len(play.state.seats[3].late) == 1
    assert play.result() is Result.AVIS_RECUEILLIS
    assert "1 avis défavorable : Commune 2" in play.state.reason
    assert "article L5211-39-1" in play.state.reason
    play.vote("2027-04-08", votes_for=40, votes_against=3)
    assert (play.status(), play.state.closing_act) == (Status.CLOSED, ClosingAct.DELIBERATION)
    assert play.caused("ConsultationClosed") == [
        NoteSchemaApproved(consultation=play.state.stream, on=day("2027-04-08"), number="2027-31")
    ]
    assert [seat.silence_confirmed_on for seat in play.state.seats[2:]] == [day("2027-04-08")] * 2


@plays("pacte_gouvernance")
def test_the_pacte_of_december_2026_is_adopted_after_two_months_although_a_commune_said_nothing() -> None:
    play = Play("pacte_gouvernance", 110, 100, 90)
    play.open("2026-11-30")
    with pytest.raises(Refused, match=r"[Dd]ébat"):
        play.send("2026-12-01")
    play.step("debat", "2026-12-01").sent_on("2026-12-01", "01001", "01002", "01003")
    play.no("01001", "2027-01-11")
    with pytest.raises(Refused, match="attendez la fin"):
        play.vote("2027-01-20", votes_for=40, votes_against=3)
    play.answer("01003", Sens.FAVORABLE, "2027-02-04", "2027-02-05")
    assert play.silent() == {"01002": "2027-02-03", "01003": "2027-02-03"}
    assert play.state.seats[1].position is Position.NEUTRE
    assert play.result() is Result.AVIS_RECUEILLIS
    assert "ne bloque pas" in play.state.reason
    assert "article L5211-11-2" in play.state.reason
    play.vote("2027-02-15", votes_for=25, votes_against=20)
    assert play.status() is Status.CLOSED
    assert play.caused("ConsultationClosed") == [], "le mandat n'apprend que l'approbation du schéma"


@plays("avis_commune_seule_concernee")
@pytest.mark.parametrize(("votes_for", "adopted"), [(30, False), (31, True)])
def test_after_an_unfavourable_avis_of_11_january_2027_two_thirds_of_the_46_members_decide(
    votes_for: int, adopted: bool
) -> None:
    play = Play("avis_commune_seule_concernee", 110, 100, 90, communes=("01002",))
    play.open("2026-11-30")
    play.sent_on("2026-12-01", "01002").no("01002", "2027-01-11")
    assert play.result() is Result.AVIS_RECUEILLIS
    assert "deux tiers des membres" in play.state.reason
    assert "article L5211-57" in play.state.reason
    with pytest.raises(Refused):
        play.vote("2027-02-15")
    play.vote("2027-02-15", votes_for=votes_for, votes_against=10, members=46)
    assert play.status() is Status.CLOSED
    assert play.state.closing_act is (ClosingAct.DELIBERATION if adopted else None)


def test_after_silence_or_a_late_refusal_the_simple_majority_of_20_march_2027_is_enough() -> None:
    play = Play("avis_commune_seule_concernee", 110, 100, 90, communes=("01002",))
    play.open("2026-11-30")
    play.sent_on("2026-12-01", "01002").answer("01002", Sens.DEFAVORABLE, "2027-03-05", "2027-03-08")
    assert play.silent() == {"01002": "2027-03-03"}
    play.vote("2027-03-20", votes_for=20, votes_against=19)
    assert play.state.closing_act is ClosingAct.DELIBERATION


def test_a_council_of_1_march_2027_votes_before_the_communes_were_heard() -> None:
    play = Play("schema_mutualisation", 110, 100, 90)
    play.open("2026-11-30")
    play.sent_on("2026-12-01", "01001", "01002", "01003").wait("2027-03-04")
    with pytest.raises(Refused, match="Commune 1 pouvait se prononcer jusqu'au 1er mars 2027"):
        play.vote("2027-03-01", votes_for=40, votes_against=3)
    with pytest.raises(Refused, match="pour quelle raison"):
        play.vote("2027-03-02", votes_for=40, votes_against=3)
    play.vote("2027-03-02", votes_for=40, votes_against=3, reason="Délai fini le 1er mars pour la préfecture")
    assert play.state.closing_act is ClosingAct.DELIBERATION


def test_a_schema_withdrawn_on_5_january_2027_is_a_draft_again() -> None:
    play = Play("schema_mutualisation", 110, 100, 90)
    play.open("2026-11-30")
    play.sent_on("2026-12-01").cancel("2027-01-05", "Projet revu")
    withdrawn, over = play.happened("ConsultationCancelled")[0].reactions
    assert (withdrawn.stream, getattr(withdrawn.command, "reason", "")) == (MANDATE, "Projet revu")
    assert (over.stream, over.command) == (MANDATE, NoteOver(consultation=play.state.stream))
