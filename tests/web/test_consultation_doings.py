"""Which act a page puts forward as a consultation lives on, and which it keeps at hand."""

from domain.consultation.commands import CloseConsultation, CountsAs, QualifyAvis, Sens
from domain.consultation.life_commands import ConfirmSilence, ReopenConsultation, SuspendConsultation
from domain.consultation.state import Consultation, Seat
from domain.procedures.model import ClosingAct
from tests.domain.consultation.stories import Story, day
from web.pages.consultation_doings import acts_of, awaited_act, awaited_of, following, others_of


def seat(state: Consultation, insee: str = "01001") -> Seat:
    found = state.seat(insee)
    assert found is not None
    return found


def names(state: Consultation) -> list[str]:
    return [one.name for one in others_of(state)]


def main(story: Story) -> str:
    found = awaited_of(story.state)
    return found.name if found is not None else ""


def test_a_transfert_leads_from_the_council_to_the_arrete_and_to_its_correction() -> None:
    story = Story().open("2026-11-30")
    assert main(story) == "vote-du-conseil"
    story.council("2026-12-01")
    assert main(story) == "envoyer"
    assert names(story.state) == ["vote-du-conseil", "joindre-document", "annuler"]
    story.send("2026-12-01")
    assert main(story) == "noter-receptions"
    for commune in ("01001", "01002", "01003"):
        story.receive(commune, "2026-12-01")
    assert main(story) == ""
    assert names(story.state)[:2] == ["vote-du-conseil", "suspendre"]
    for commune in ("01001", "01002"):
        story.answer(commune, Sens.FAVORABLE, "2026-12-15", "2026-12-16")
    awaited = awaited_of(story.state)
    assert awaited is not None
    assert (awaited.name, awaited.label) == ("cloturer", "Entrer l'arrêté")
    assert "cloturer" not in names(story.state)
    story.do(CloseConsultation(on=day("2026-12-20"), act=ClosingAct.ARRETE, number="A-1"), "2026-12-20")
    assert main(story) == ""
    assert names(story.state) == ["cloturer", "annulation-juge", "rouvrir"]
    story.do(ReopenConsultation(reason="Erreur."), "2026-12-21")
    assert "rouvrir" not in names(story.state)


def test_what_comes_first_is_entered_first() -> None:
    story = Story("service_commun", communes=("01001",)).open("2026-11-30")
    first = awaited_of(story.state)
    assert first is not None
    assert (first.name, first.mark) == ("acte-prealable", "fiche_impact")


def test_an_avis_ends_with_the_vote_of_the_council_that_alone_corrects_it() -> None:
    story = Story("schema_mutualisation").sent().wait("2027-03-05")
    assert main(story) == "vote-du-conseil"
    story.council("2027-03-06")
    assert names(story.state) == ["vote-du-conseil", "annulation-juge", "rouvrir"]


def test_a_wish_may_be_put_off_and_what_is_suspended_resumed() -> None:
    story = Story("service_commun", communes=("01001",), reply_by=day("2027-02-01")).sent(("01001",))
    assert "prolonger" in names(story.state)
    story.do(SuspendConsultation(reason="Attente."), "2026-12-10")
    assert "reprendre" in names(story.state)
    assert "suspendre" not in names(story.state)


def test_each_commune_waits_for_its_receipt_its_vote_a_decision_or_a_call() -> None:
    story = Story("cletc").sent(("01001", "01002"))
    assert awaited_act(story.state, seat(story.state, "01003")) == "noter-reception"
    assert awaited_act(story.state, seat(story.state)) == "saisir-deliberation"
    story.answer("01001", Sens.NE_SE_PRONONCE_PAS, "2026-12-15", "2026-12-16")
    assert awaited_act(story.state, seat(story.state)) == "qualifier"
    assert acts_of(story.state, seat(story.state))[0].name == "qualifier"
    story.do(QualifyAvis(commune="01001", counts_as=CountsAs.DEFAVORABLE, reason="clair"), "2026-12-17")
    assert awaited_act(story.state, seat(story.state)) == ""
    assert [one.label for one in acts_of(story.state, seat(story.state))] == [
        "Corriger la réception",
        "Corriger la délibération",
        "Revoir sa qualification",
        "Noter l'annulation de sa délibération",
        "Noter son départ",
    ]
    story.wait("2027-03-05")
    assert awaited_act(story.state, seat(story.state, "01002")) == "confirmer-silence"
    story.do(ConfirmSilence(commune="01002"), "2027-03-06")
    assert awaited_act(story.state, seat(story.state, "01002")) == ""


def test_the_next_commune_to_see_is_the_one_after_and_none_when_none_waits() -> None:
    story = Story().sent(("01001",))
    following_first = following(story.state, seat(story.state))
    assert following_first is not None
    assert following_first.insee == "01002"
    after_last = following(story.state, seat(story.state, "01003"))
    assert after_last is not None
    assert after_last.insee == "01001"
    for commune in ("01001", "01002", "01003"):
        story.answer(commune, Sens.FAVORABLE, "2026-12-15", "2026-12-16")
    assert following(story.state, seat(story.state)) is None
