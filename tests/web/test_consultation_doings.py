"""Which act a page puts forward as a consultation lives on, and which it keeps at hand."""

from domain.consultation.commands import CloseConsultation, CountsAs, QualifyAvis, Sens
from domain.consultation.life_commands import (
    ConfirmSilence,
    Departure,
    RecordDeparture,
    RecordStep,
    ReopenConsultation,
    SuspendConsultation,
)
from domain.consultation.next_act import next_act
from domain.consultation.state import Consultation, Seat
from domain.procedures.model import ClosingAct
from tests.domain.consultation.stories import Story, day
from tests.web.acts.held import held_at
from web.acts.act import Held
from web.pages.consultation_doings import acts_of, awaited_act, awaited_of, following, others_of


def seat(state: Consultation, insee: str = "01001") -> Seat:
    found = state.seat(insee)
    assert found is not None
    return found


def held(story: Story) -> Held:
    """The consultation, when the last thing happened to it."""
    return held_at(story.state, story.unfolding.happened[-1].occurred_at)


def names(story: Story) -> list[str]:
    return [one.name for one in others_of(held(story)) if not one.not_yet]


def not_yet(story: Story) -> dict[str, str]:
    """Why the acts that come later do."""
    return {one.name: one.not_yet for one in others_of(held(story)) if one.not_yet}


def main(story: Story) -> str:
    found = awaited_of(story.state)
    return found.name if found is not None else ""


def test_a_transfert_leads_from_the_council_to_the_arrete_and_to_its_correction() -> None:
    story = Story().open("2026-11-30")
    assert main(story) == "vote-du-conseil"
    story.council("2026-12-01")
    assert main(story) == "envoyer"
    assert names(story) == ["vote-du-conseil", "joindre-document", "annuler"]
    story.send("2026-12-01")
    assert main(story) == "noter-receptions"
    for commune in ("01001", "01002", "01003"):
        story.receive(commune, "2026-12-01")
    assert main(story) == ""
    assert names(story)[:2] == ["vote-du-conseil", "suspendre"]
    for commune in ("01001", "01002"):
        story.answer(commune, Sens.FAVORABLE, "2026-12-15", "2026-12-16")
    awaited = awaited_of(story.state)
    assert awaited is not None
    assert (awaited.name, awaited.label) == ("cloturer", "Entrer l'arrêté")
    assert "cloturer" not in names(story)
    story.do(CloseConsultation(on=day("2026-12-20"), act=ClosingAct.ARRETE, number="A-1"), "2026-12-20")
    assert main(story) == ""
    assert names(story) == ["cloturer", "annulation-juge", "rouvrir"]
    story.do(ReopenConsultation(reason="Erreur."), "2026-12-21")
    assert "rouvrir" not in names(story)


def test_what_one_looks_for_too_early_is_told_with_the_reason_of_the_rules() -> None:
    story = Story().open("2026-11-30")
    assert "doit d'abord adopter la délibération à notifier" in not_yet(story)["envoyer"]
    story.council("2026-12-01").send("2026-12-01")
    assert "cloturer" not in names(story)
    told = not_yet(story)["cloturer"]
    assert "L'arrêté préfectoral n'est pas possible" in told
    assert "Le délai des communes court encore (article L5211-17 du CGCT)" in told
    schema = Story("schema_mutualisation").sent()
    assert "vote-du-conseil" not in names(schema)
    assert "attendez la fin de leur délai (article L5211-39-1 du CGCT)" in not_yet(schema)["vote-du-conseil"]
    assert not_yet(Story("schema_mutualisation").sent().wait("2027-03-05")) == {}


def test_a_tie_of_texts_on_a_cletc_report_waits_for_the_vote_that_settles_it() -> None:
    story = Story("cletc", 200, 100, 90).sent()
    for commune in ("01001", "01002"):
        story.answer(commune, Sens.FAVORABLE, "2026-12-15", "2026-12-16")
    gone = RecordDeparture(commune="01001", on=day("2026-12-20"), how=Departure.WITHDRAWN, reason="Partie.")
    story.do(gone, "2026-12-20").wait("2027-03-05")
    assert "qui tranche" in next_act(story.state)
    assert main(story) == "vote-du-conseil"


def test_agreements_that_met_a_vote_already_adopted_end_by_the_closing_act() -> None:
    story = Story("ac_libre", 110, 100, communes=("01001", "01002"), financing="FPU").open("2026-11-30")
    story.do(RecordStep(key="rapport_cletc", on=day("2026-11-30")), "2026-11-30")
    story.council("2026-12-01", votes_for=40, votes_against=2, members=45).send("2026-12-01")
    for commune in ("01001", "01002"):
        story.receive(commune, "2026-12-02").answer(commune, Sens.FAVORABLE, "2026-12-15", "2026-12-16")
    found = awaited_of(story.state)
    assert found is not None
    assert (found.name, found.label) == ("cloturer", "Clore par la délibération")


def test_a_vote_rejected_by_mistake_is_corrected_by_the_vote_that_closed() -> None:
    story = Story("schema_mutualisation").sent().wait("2027-03-05").council("2027-03-06", votes_for=3, votes_against=9)
    assert names(story) == ["vote-du-conseil", "annulation-juge", "rouvrir"]


def test_what_comes_first_is_entered_first() -> None:
    story = Story("service_commun", communes=("01001",)).open("2026-11-30")
    first = awaited_of(story.state)
    assert first is not None
    assert (first.name, first.mark) == ("acte-prealable", "fiche_impact")


def test_an_avis_ends_with_the_vote_of_the_council_that_alone_corrects_it() -> None:
    story = Story("schema_mutualisation").sent().wait("2027-03-05")
    assert main(story) == "vote-du-conseil"
    story.council("2027-03-06")
    assert names(story) == ["vote-du-conseil", "annulation-juge", "rouvrir"]


def test_a_wish_may_be_put_off_and_what_is_suspended_resumed() -> None:
    story = Story("service_commun", communes=("01001",), reply_by=day("2027-02-01")).sent(("01001",))
    assert "prolonger" in names(story)
    story.do(SuspendConsultation(reason="Attente."), "2026-12-10")
    assert "reprendre" in names(story)
    assert "suspendre" not in names(story)


def test_each_commune_waits_for_its_receipt_its_vote_a_decision_or_a_call() -> None:
    story = Story("cletc").sent(("01001", "01002"))
    assert awaited_act(story.state, seat(story.state, "01003")) == "noter-reception"
    assert awaited_act(story.state, seat(story.state)) == "saisir-deliberation"
    story.answer("01001", Sens.NE_SE_PRONONCE_PAS, "2026-12-15", "2026-12-16")
    assert awaited_act(story.state, seat(story.state)) == "qualifier"
    assert acts_of(held(story), seat(story.state))[0].name == "qualifier"
    story.do(QualifyAvis(commune="01001", counts_as=CountsAs.DEFAVORABLE, reason="clair"), "2026-12-17")
    assert awaited_act(story.state, seat(story.state)) == ""
    assert [one.label for one in acts_of(held(story), seat(story.state))] == [
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
