"""What moves money: the CLETC and its own majority, the AC revised freely, the fonds de concours."""

from typing import Any

import pytest

from domain.consultation.commands import Sens
from domain.consultation.events import Result
from domain.consultation.state import Position, Status
from domain.errors import Refused
from domain.procedures.model import ClosingAct
from tests.domain.consultation.stories import day
from tests.domain.procedures_played.played import Play, plays

SIX = tuple(f"0100{rank}" for rank in range(1, 7))


def cletc() -> Play:
    """The largest commune has 38 % of the inhabitants; the report was transmitted on 1 December 2026."""
    play = Play("cletc", 500, 200, 200, 200, 150, 50)
    play.open("2026-11-29")
    with pytest.raises(Refused, match=r"[Rr]apport de la CLETC"):
        play.send("2026-11-29")
    return play.step("rapport_cletc", "2026-11-30").sent_on("2026-12-01", *SIX)


@plays("cletc")
def test_the_cletc_report_of_december_2026_is_approved_without_the_largest_commune() -> None:
    play = cletc().no("01001", "2027-01-11")
    for commune in ("01002", "01003", "01004", "01005"):
        play.yes(commune, "2027-01-12")
    assert play.result() is Result.MAJORITE_REUNIE
    with pytest.raises(Refused, match="attendez la fin de leur délai"):
        play.vote("2027-01-20", votes_for=30, votes_against=2)
    play.answer("01006", Sens.FAVORABLE, "2027-03-04", "2027-03-08")
    assert play.silent() == {"01006": "2027-03-03"}
    assert play.state.seats[5].position is Position.NEUTRE
    assert "article 1609 nonies C IV du CGI" in play.state.reason
    assert "1 commune n'a pas délibéré dans le délai : le silence n'approuve pas" in play.state.reason
    play.vote("2027-03-20", votes_for=30, votes_against=2)
    assert (play.status(), play.state.closing_act) == (Status.CLOSED, ClosingAct.DELIBERATION)


def test_silence_alone_approves_no_cletc_report_and_an_arrete_of_20_april_2027_closes() -> None:
    play = cletc().yes("01001", "2027-01-11").wait("2027-03-03")
    assert len(play.silent()) == 5
    assert play.result() is Result.MAJORITE_IMPOSSIBLE
    with pytest.raises(Refused, match="ne peut pas encore délibérer"):
        play.vote("2027-03-20", votes_for=30, votes_against=2)
    play.close(ClosingAct.ARRETE, "2027-04-20", "32-2027-04-20-004")
    assert (play.status(), play.state.closing_act) == (Status.CLOSED, ClosingAct.ARRETE)


def test_an_arrete_of_february_2027_does_not_replace_an_approved_report() -> None:
    play = cletc()
    with pytest.raises(Refused, match="à défaut d'approbation"):
        play.close(ClosingAct.ARRETE, "2027-02-20")
    for commune in SIX:
        play.yes(commune, "2027-02-21")
    with pytest.raises(Refused, match="à défaut d'approbation"):
        play.close(ClosingAct.ARRETE, "2027-02-22")


def test_a_report_never_transmitted_leaves_it_to_an_arrete_of_1_september_2027_with_the_reason() -> None:
    play = Play("cletc", 110, 100, 90)
    play.open("2026-11-30")
    with pytest.raises(Refused, match="n'a pas été transmis"):
        play.close(ClosingAct.ARRETE, "2027-09-01")
    play.close(ClosingAct.ARRETE, "2027-09-01", reason="Rapport non transmis dans les neuf mois")
    assert (play.status(), play.result()) == (Status.CLOSED, Result.MAJORITE_IMPOSSIBLE)


def test_a_council_that_rejects_the_attributions_on_20_march_2027_may_vote_again() -> None:
    play = cletc()
    for commune in SIX:
        play.yes(commune, "2027-02-21")
    play.vote("2027-03-20", votes_for=2, votes_against=30)
    assert play.status() is Status.ENDED
    play.vote("2027-04-20", "2027-40", votes_for=30, votes_against=2)
    assert play.status() is Status.CLOSED


def test_there_is_no_cletc_in_fiscalite_additionnelle_in_december_2026() -> None:
    with pytest.raises(Refused, match="fiscalité additionnelle"):
        Play("cletc", financing="FA").open("2026-12-01")


def ac_libre() -> Play:
    play = Play("ac_libre", 110, 100, 90, communes=("01001", "01002"))
    play.open("2026-11-30")
    with pytest.raises(Refused, match=r"[Rr]apport de la CLETC"):
        play.send("2026-12-01")
    return play.step("rapport_cletc", "2026-12-01").sent_on("2026-12-01", "01001", "01002")


@plays("ac_libre")
def test_the_ac_are_revised_freely_once_each_commune_agreed_and_two_thirds_of_the_council_on_20_june_2027() -> None:
    play = ac_libre().no("01001", "2027-01-11")
    assert play.result() is Result.ACCORD_MANQUANT
    play.yes("01001", "2027-02-11").wait("2028-03-03")
    assert play.silent() == {}, "aucun silence, même un an plus tard"
    assert play.result() is Result.EN_COURS
    play.yes("01002", "2028-03-04")
    assert play.result() is Result.ACCORDS_REUNIS
    assert "article 1609 nonies C V 1° bis" in play.state.reason
    with pytest.raises(Refused, match="deux tiers"):
        play.vote("2028-06-20")
    play.vote("2028-06-20", votes_for=31, votes_against=10, members=46)
    assert (play.status(), play.state.closing_act) == (Status.CLOSED, ClosingAct.DELIBERATION)
    play.no("01001", "2028-07-01")
    assert len(play.state.seats[0].late) == 1, "après la clôture, elle est conservée et ne compte pas"


def test_two_thirds_of_the_votes_that_are_not_two_thirds_of_the_members_wait_for_a_human_on_20_june_2027() -> None:
    play = ac_libre().yes("01001", "2027-01-11").yes("01002", "2027-01-12")
    votes: dict[str, Any] = {"votes_for": 28, "votes_against": 10, "members": 46}
    with pytest.raises(Refused):
        play.vote("2027-06-20", **votes)
    with pytest.raises(Refused, match="pour quelle raison"):
        play.vote("2027-06-20", settled_as_adopted=True, **votes)
    play.vote("2027-06-20", settled_as_adopted=True, reason="La préfecture compte les suffrages", **votes)
    assert play.status() is Status.CLOSED
    assert play.state.council_vote is not None
    assert "La préfecture compte les suffrages" in play.state.council_vote.reason


def test_a_council_that_voted_on_15_december_2026_before_the_communes_is_closed_by_hand() -> None:
    play = ac_libre().vote("2026-12-15", votes_for=40, votes_against=2, members=46)
    assert play.status() is Status.SENT
    play.yes("01001", "2027-01-11").yes("01002", "2027-01-12")
    assert play.status() is Status.ENDED
    play.close(ClosingAct.DELIBERATION, "2027-01-12", number="")
    assert (play.status(), play.state.closing_number) == (Status.CLOSED, "2027-31")


@plays("fonds_de_concours")
def test_a_fonds_de_concours_of_2027_needs_the_simple_majority_of_the_council_and_of_each_commune() -> None:
    play = Play("fonds_de_concours", 110, 100, 90, communes=("01003",), reply_by=day("2027-02-28"))
    play.open("2026-11-30")
    play.sent_on("2026-12-01", "01003").no("01003", "2027-01-11")
    assert play.result() is Result.ACCORD_MANQUANT
    play.yes("01003", "2027-03-15")
    assert (play.silent(), play.result()) == ({}, Result.ACCORDS_REUNIS), "la date souhaitée n'éteint aucun accord"
    with pytest.raises(Refused, match="doit lui aussi adopter"):
        play.close(ClosingAct.CONVENTION, "2027-03-20")
    play.vote("2027-03-18", votes_for=20, votes_against=19).close(ClosingAct.CONVENTION, "2027-03-20")
    assert play.status() is Status.CLOSED
