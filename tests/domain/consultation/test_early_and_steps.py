"""Before the sending: délibérations that came first, acts that must come first."""

import pytest

from domain.consultation.commands import Sens
from domain.consultation.events import Result
from domain.consultation.life_commands import RecordStep, StepOutcome
from domain.consultation.state import Position, Status
from domain.errors import Refused
from tests.domain.consultation.stories import Story, day

CONCERNED = ("01001", "01003")
AGAINST = StepOutcome.UNANIMOUS_AGAINST


def opened() -> Story:
    return Story().open("2026-11-20").council("2026-11-25")


def test_a_commune_that_voted_on_22_november_2026_counts_from_the_sending_of_1_december() -> None:
    story = opened().answer("01001", Sens.DEFAVORABLE, "2026-11-22", "2026-11-26")
    assert (story.state.seats, [early.commune for early in story.state.early]) == ((), ["01001"])
    story.send("2026-12-01")
    assert (story.state.seats[0].position, story.state.early) == (Position.DEFAVORABLE, ())
    [first, counted] = [happened.event for happened in story.happened("AvisRecorded")]
    assert first.avis == counted.avis  # type: ignore[attr-defined]
    assert counted.recorded_on == day("2026-12-01")  # type: ignore[attr-defined]


def test_the_same_early_vote_of_22_november_2026_entered_twice_is_one_and_a_later_one_replaces_it() -> None:
    story = opened().answer("01001", Sens.DEFAVORABLE, "2026-11-22", "2026-11-26")
    story.answer("01001", Sens.DEFAVORABLE, "2026-11-22", "2026-11-27")
    assert len(story.state.early) == 1
    story.answer("01001", Sens.FAVORABLE, "2026-11-27", "2026-11-28").send("2026-12-01")
    seat = story.state.seats[0]
    assert (seat.position, len(seat.versions)) == (Position.FAVORABLE, 1)


def test_communes_that_all_voted_in_november_2026_end_it_the_day_it_is_sent() -> None:
    story = opened()
    for commune in ("01001", "01002", "01003"):
        story.answer(commune, Sens.FAVORABLE, "2026-11-22", "2026-11-26")
    story.send("2026-12-01")
    assert (story.status(), story.result()) == (Status.ENDED, Result.MAJORITE_REUNIE)


def test_an_early_vote_of_22_november_2026_that_is_unclear_waits_for_a_human_from_the_sending() -> None:
    story = opened().answer("01001", Sens.NE_SE_PRONONCE_PAS, "2026-11-22", "2026-11-26").send("2026-12-01")
    assert story.state.seats[0].position is Position.TO_QUALIFY
    told = [len(happened.notices) for happened in story.happened("AvisRecorded")]
    assert told == [0, 1], "dit une seule fois, quand il compte"


def test_an_early_vote_of_a_commune_not_concerned_or_of_nobody_is_refused_in_november_2026() -> None:
    story = Story("groupement_commandes", communes=CONCERNED).open("2026-11-20")
    with pytest.raises(Refused, match="n'est pas consultée ici"):
        story.answer("01002", Sens.FAVORABLE, "2026-11-22", "2026-11-26")
    with pytest.raises(Refused, match="Aucune commune"):
        Story("biens_partages").open("2026-11-20").answer("01002", Sens.FAVORABLE, "2026-11-22", "2026-11-26")


def test_an_early_vote_of_a_commune_that_is_no_member_in_december_2026_is_kept_and_weighs_nothing() -> None:
    story = opened().answer("99999", Sens.FAVORABLE, "2026-11-22", "2026-11-26").send("2026-12-01")
    assert [early.commune for early in story.state.early] == ["99999"]
    assert {seat.position for seat in story.state.seats} == {Position.AWAITED}


def step(key: str, on: str, outcome: StepOutcome = StepOutcome.DONE) -> RecordStep:
    return RecordStep(key=key, on=day(on), outcome=outcome)


def service() -> Story:
    return Story("service_commun", communes=CONCERNED).open("2026-10-01")


def ready(outcome: StepOutcome = StepOutcome.DONE) -> Story:
    """The fiche and a first meeting of the CST on 1 November 2026."""
    story = service().do(step("fiche_impact", "2026-10-15"), "2026-10-15")
    return story.do(step("avis_cst", "2026-11-01", outcome), "2026-11-02")


def test_a_service_commun_of_1_december_2026_names_every_act_that_is_missing_with_its_article() -> None:
    with pytest.raises(Refused) as refused:
        service().send("2026-12-01")
    for said in ("Fiche d'impact", "comité social territorial", "L5211-4-2"):
        assert said in str(refused.value)
    assert ready().send("2026-12-01").status() is Status.SENT


def test_an_act_of_1_november_2026_does_not_come_after_a_request_of_31_october() -> None:
    story = ready()
    with pytest.raises(Refused, match="après l'envoi du 31 octobre 2026"):
        story.send("2026-11-20", sent_on="2026-10-31")
    assert story.send("2026-11-20", sent_on="2026-11-01").status() is Status.SENT


@pytest.mark.parametrize("on", ["2026-11-08", "2026-12-02"])
def test_a_second_cst_outside_8_to_30_days_after_1_november_2026_is_refused(on: str) -> None:
    with pytest.raises(Refused, match="entre le 9 novembre 2026 et le 1er décembre 2026"):
        ready(AGAINST).do(step("avis_cst", on), on)


@pytest.mark.parametrize("on", ["2026-11-09", "2026-12-01"])
@pytest.mark.parametrize("outcome", list(StepOutcome))
def test_a_second_cst_8_to_30_days_after_1_november_2026_is_enough(on: str, outcome: StepOutcome) -> None:
    story = ready(AGAINST).do(step("avis_cst", on, outcome), on)
    assert story.state.steps[-1].first_on == day("2026-11-01")
    assert story.send("2026-12-02").status() is Status.SENT


def test_an_unanimous_refusal_of_1_november_2026_is_corrected_on_its_own_day() -> None:
    story = ready(AGAINST).do(step("avis_cst", "2026-11-01"), "2026-11-03")
    assert len(story.state.steps) == 2
    assert story.send("2026-12-01").status() is Status.SENT


def test_the_day_of_a_second_cst_is_corrected_to_12_november_2026_and_its_first_day_is_kept() -> None:
    story = ready(AGAINST).do(step("avis_cst", "2026-11-10"), "2026-11-14")
    story.do(step("avis_cst", "2026-11-12"), "2026-11-14").do(step("avis_cst", "2026-11-12"), "2026-11-15")
    assert (story.state.steps[-1].on, story.state.steps[-1].first_on) == (day("2026-11-12"), day("2026-11-01"))
    assert len(story.happened("StepRecorded")) == 4


def test_a_step_of_november_2026_is_one_of_the_procedure_and_has_come() -> None:
    story = service()
    with pytest.raises(Refused, match="choisissez parmi fiche_impact, avis_cst"):
        story.do(step("rapport", "2026-11-01"), "2026-11-02")
    with pytest.raises(Refused, match="pas encore venu"):
        story.do(step("fiche_impact", "2026-11-03"), "2026-11-02")
    with pytest.raises(Refused, match="comité social territorial"):
        story.do(step("fiche_impact", "2026-11-01", AGAINST), "2026-11-02")
    with pytest.raises(Refused, match="n'en demande aucun"):
        Story().open("2026-11-01").do(step("avis_cst", "2026-11-01"), "2026-11-02")


def test_an_avis_of_the_cst_that_binds_nobody_does_not_hold_back_the_schema_of_1_december_2026() -> None:
    story = Story("schema_mutualisation").open("2026-11-01").do(step("avis_cst", "2026-11-01", AGAINST), "2026-11-02")
    assert story.send("2026-12-01").status() is Status.SENT


def test_a_council_that_voted_on_1_december_2026_is_not_notified_the_day_before() -> None:
    story = Story().open("2026-11-20").council("2026-12-01")
    with pytest.raises(Refused, match="ne peut pas avoir été notifiée avant"):
        story.send("2026-12-05", sent_on="2026-11-30")
    assert story.send("2026-12-05", sent_on="2026-12-01").status() is Status.SENT
