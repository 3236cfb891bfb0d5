"""What a consultation waits for as its life goes on, and how one line of the list says it."""

from datetime import date

from domain.consultation.commands import (
    CancelConsultation,
    CloseConsultation,
    CountsAs,
    QualifyAvis,
    RecordCouncilVote,
    Sens,
)
from domain.consultation.life_commands import SuspendConsultation
from domain.procedures.model import ClosingAct
from infra.reading.consultation_list import Waits, row, waits_for
from infra.reading.majority_view import in_words
from tests.domain.consultation.stories import Story, day


def test_a_transfert_waits_for_its_sending_then_for_the_communes_then_for_its_arrete() -> None:
    story = Story().open("2026-11-30")
    prepared = row(story.state)
    assert (prepared.waits, prepared.result) == (Waits.SENDING, "")
    assert prepared.told.startswith("Manque avant l'envoi : Adopter la délibération")
    assert prepared.awaited == "la délibération du conseil communautaire"
    story.council("2026-12-01")
    assert row(story.state).told == "Tout est prêt pour l'envoi."
    assert row(story.state).awaited == "l'envoi aux communes"
    story.send("2026-12-01")
    unproven = row(story.state)
    assert (unproven.waits, unproven.due) == (Waits.COMMUNES, None)
    assert unproven.awaited == "3 communes : Commune 1, Commune 2 et Commune 3"
    story.receive("01001", "2026-12-02")
    assert (row(story.state).due, row(story.state).due_told) == (date(2027, 3, 2), "premier délai à finir")
    for commune in ("01001", "01002"):
        story.answer(commune, Sens.FAVORABLE, "2026-12-15", "2026-12-16")
    reached = row(story.state)
    assert (reached.waits, reached.result) == (Waits.ACT, "majorité réunie")
    assert reached.told == "2 communes pour sur 3, 210 habitants sur 300."
    assert reached.awaited == "l'arrêté préfectoral ; 1 commune : Commune 3"
    story.do(CloseConsultation(on=day("2026-12-20"), act=ClosingAct.ARRETE, number="A-1"), "2026-12-20")
    closed = row(story.state)
    assert (closed.waits, closed.due, closed.due_told) == (Waits.OVER, date(2026, 12, 20), "clôture")
    assert closed.told == "Close par l'arrêté préfectoral n° A-1."


def test_a_vote_to_qualify_comes_before_all_that_is_awaited() -> None:
    story = Story("service_commun", communes=("01001", "01002"), reply_by=day("2027-02-01")).sent(("01001", "01002"))
    story.answer("01001", Sens.FAVORABLE_AVEC_RESERVES, "2026-12-15", "2026-12-16")
    unclear = row(story.state)
    assert (unclear.waits, unclear.awaited) == (Waits.QUALIFYING, "Commune 1")
    assert (unclear.due, unclear.due_told) == (date(2027, 2, 1), "réponse souhaitée")
    story.do(QualifyAvis(commune="01001", counts_as=CountsAs.FAVORABLE, reason="clair"), "2026-12-17")
    assert row(story.state).waits is Waits.COMMUNES
    assert row(story.state).told == "1 réponse sur 2."


def test_avis_that_silence_gave_are_counted_in_words_on_2_march_2027() -> None:
    story = Story("schema_mutualisation").sent()
    story.answer("01001", Sens.DEFAVORABLE, "2026-12-15", "2026-12-16")
    story.wait("2027-03-05")
    ended = row(story.state)
    assert ended.waits is Waits.ACT
    assert ended.told == "1 réponse sur 3, dont 1 défavorable ; 2 silences."
    assert ended.due_told == "fin pour les communes"
    assert in_words(story.state) == ""


def test_one_suspended_or_cancelled_says_so() -> None:
    story = Story().sent().do(SuspendConsultation(reason="Statuts à corriger."), "2026-12-10")
    assert row(story.state).label == "suspendue"
    story.do(CancelConsultation(reason="Projet retiré."), "2026-12-11")
    cancelled = row(story.state)
    assert (cancelled.waits, cancelled.told, cancelled.due_told) == (Waits.OVER, "Projet retiré.", "annulation")


def test_where_no_commune_votes_the_act_of_the_council_is_awaited() -> None:
    story = Story("biens_partages").open("2026-11-30")
    assert waits_for(story.state) is Waits.ACT
    story.do(RecordCouncilVote(voted_on=day("2026-12-01"), number="1"), "2026-12-01")
    assert waits_for(story.state) is Waits.OVER
