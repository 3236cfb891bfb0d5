"""Conventions: the agreement of each commune concerned, no legal delay, no meaning of silence."""

from typing import Any

import pytest

from domain.consultation.commands import Sens
from domain.consultation.events import Result
from domain.consultation.life_commands import StepOutcome
from domain.consultation.state import Status
from domain.errors import Refused
from domain.mandate.commands import NoteFollowUp
from domain.procedures.model import ClosingAct
from domain.territory import Nature
from tests.domain.consultation.stories import day
from tests.domain.procedures_played.played import Play, plays

CONCERNED = ("01001", "01003")


def convention(procedure: str, **opening: Any) -> Play:
    """Opened on 30 November 2026 for two communes, which are asked to answer by 28 February 2027."""
    play = Play(procedure, 110, 100, 90, communes=CONCERNED, reply_by=day("2027-02-28"), **opening)
    play.open("2026-11-30")
    return play


def refused_then_agreed(play: Play) -> Play:
    """One commune refuses, then changes its vote; the other says nothing, and agrees after the day wished for."""
    play.sent_on("2026-12-10", *CONCERNED).no("01001", "2027-01-11")
    assert play.result() is Result.ACCORD_MANQUANT
    assert "Commune 1 n'a pas donné son accord" in play.state.reason
    play.yes("01001", "2027-02-11").wait("2027-06-01")
    assert (play.silent(), play.result()) == ({}, Result.EN_COURS), "le silence n'engage personne"
    play.yes("01003", "2027-06-02")
    assert (play.status(), play.result()) == (Status.ENDED, Result.ACCORDS_REUNIS)
    return play


def closed(play: Play, article: str) -> Play:
    """By its convention, after the council's vote where the council agrees too; a later answer is kept, not counted."""
    assert article in play.state.reason
    if play.state.law.council_agrees:
        with pytest.raises(Refused, match="doit lui aussi adopter"):
            play.close(ClosingAct.CONVENTION, "2027-06-15")
        play.vote("2027-06-10", votes_for=30, votes_against=10)
        assert play.status() is Status.ENDED
    with pytest.raises(Refused, match="la signature de la convention"):
        play.close(ClosingAct.ARRETE, "2027-06-15")
    play.close(ClosingAct.CONVENTION, "2027-06-15", "C-2027-01")
    assert (play.status(), play.state.closing_act) == (Status.CLOSED, ClosingAct.CONVENTION)
    play.answer("01003", Sens.DEFAVORABLE, "2027-06-20", "2027-06-21")
    assert [len(seat.late) for seat in play.state.seats] == [0, 1]
    return play


@plays("service_commun")
def test_a_service_commun_waits_for_the_fiche_and_a_second_cst_before_december_2026_then_closes_in_june_2027() -> None:
    play = convention("service_commun")
    with pytest.raises(Refused, match=r"[Ff]iche d'impact"):
        play.send("2026-11-30")
    play.step("fiche_impact", "2026-11-30")
    with pytest.raises(Refused, match="comité social territorial"):
        play.send("2026-11-30")
    play.step("avis_cst", "2026-11-30", outcome=StepOutcome.UNANIMOUS_AGAINST)
    with pytest.raises(Refused, match="R254-68"):
        play.send("2026-12-01")
    play.step("avis_cst", "2026-12-09", outcome=StepOutcome.UNANIMOUS_AGAINST)
    closed(refused_then_agreed(play), "article L5211-4-2")


@plays("mise_a_disposition_services")
def test_a_mise_a_disposition_signed_on_15_june_2027_opens_three_recurring_duties() -> None:
    play = closed(refused_then_agreed(convention("mise_a_disposition_services")), "article L5211-4-1")
    duties = [command for command in play.caused("ConsultationClosed") if isinstance(command, NoteFollowUp)]
    assert [duty.follow_up.key for duty in duties] == ["cout_unitaire_premier", "cout_unitaire", "remboursement"]
    assert {duty.on for duty in duties} == {day("2027-06-15")}


@plays("groupement_commandes")
def test_a_groupement_de_commandes_is_signed_on_15_june_2027_by_all_its_members() -> None:
    closed(refused_then_agreed(convention("groupement_commandes")), "articles L2113-6 à L2113-8")


def test_the_metropole_de_lyon_may_join_a_groupement_de_commandes_in_2026_but_no_service_commun() -> None:
    assert convention("groupement_commandes", nature=Nature.MET69).status() is Status.OPEN
    with pytest.raises(Refused, match="collectivité territoriale"):
        convention("service_commun", nature=Nature.MET69)


@plays("prestations_services")
def test_prestations_between_communes_of_2027_want_a_report_that_provides_for_them() -> None:
    play = convention("prestations_services")
    with pytest.raises(Refused, match=r"[Rr]apport relatif aux mutualisations"):
        play.send("2026-12-01")
    closed(refused_then_agreed(play.step("rapport_mutualisation", "2026-12-01")), "article L5111-1")


@plays("convention_gestion")
def test_a_convention_de_gestion_is_signed_on_15_june_2027_after_council_and_communes() -> None:
    closed(refused_then_agreed(convention("convention_gestion")), "L5214-16-1")


@plays("biens_partages")
def test_shared_goods_are_settled_by_the_council_alone_on_15_december_2026() -> None:
    play = Play("biens_partages", 110, 100, 90)
    play.open("2026-11-30")
    with pytest.raises(Refused, match="L5211-4-3"):
        play.send("2026-12-01")
    with pytest.raises(Refused, match="comme un vote"):
        play.close(ClosingAct.DELIBERATION, "2026-12-15")
    play.vote("2026-12-15", votes_for=30, votes_against=10)
    assert (play.status(), play.state.closing_act) == (Status.CLOSED, ClosingAct.DELIBERATION)
    assert play.result() is Result.SANS_COMMUNES
    assert "L5211-4-3" in play.state.reason


def test_shared_goods_that_the_council_rejects_on_15_december_2026_end_without_an_act() -> None:
    play = Play("biens_partages", 110, 100, 90)
    play.open("2026-11-30")
    play.vote("2026-12-15", votes_for=10, votes_against=30)
    assert (play.status(), play.state.closing_act) == (Status.CLOSED, None)
