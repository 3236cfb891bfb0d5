"""Days of councils, and the duties that follow from the acts of closed consultations."""

from datetime import date

import pytest

from domain.errors import Refused
from domain.mandate.commands import MoveEnd, NoteFollowUp, RecordCouncils
from domain.mandate.state import Mandate
from domain.planned import parse_planned
from domain.procedures.competences import TRANSFERT_COMPETENCE
from domain.procedures.conventions import MISE_A_DISPOSITION_SERVICES
from domain.sources import Confidence
from domain.territory import Nature
from tests.domain.mandate.mandates import Story, day, instant, plan

LAW = {one.key: one for one in (*MISE_A_DISPOSITION_SERVICES.follow_ups, *TRANSFERT_COMPETENCE.follow_ups)}


def councils(*days: str, commune: str = "") -> RecordCouncils:
    return RecordCouncils(commune=commune, days=tuple(day(text) for text in days))


def noted(key: str, on: str = "2028-05-31") -> NoteFollowUp:
    return NoteFollowUp(consultation="consultation/200000001/adi", title="Voirie", on=day(on), follow_up=LAW[key])


def follow_up_days(story: Story, key: str) -> list[str]:
    return [duty.due.isoformat() for duty in story.state.duties if duty.key.startswith(f"{key}-adi-")]


def test_the_councils_entered_on_1_march_2027_replace_those_to_come_and_keep_those_past() -> None:
    story = Story.opened().tell("2026-11-23", councils("2026-12-10", "2027-03-18", commune="32107"))
    story.tell("2027-03-01", councils("2027-04-08", "2027-04-08", commune="32107"), councils("2027-04-12"))
    assert story.state.councils_of("32107") == (day("2026-12-10"), day("2027-04-08"))
    assert story.state.councils_of("") == story.state.councils == (day("2027-04-12"),)
    assert story.state.councils_of("32003") == ()
    before = len(story.kinds)
    assert len(story.tell("2027-03-02", councils("2027-04-12")).kinds) == before


@pytest.mark.parametrize(("on", "why"), [("2026-03-21", "avant le renouvellement"), ("2032-04-01", "après la fin")])
def test_a_council_outside_the_mandate_of_2026_is_refused(on: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        Story.opened().tell("2026-11-23", councils(on))


def test_the_report_of_the_cletc_is_due_nine_months_after_a_transfert_of_31_may_2028() -> None:
    story = Story.opened().tell("2028-06-01", noted("rapport_cletc"))
    assert follow_up_days(story, "rapport_cletc") == ["2029-02-28"]
    before = len(story.kinds)
    assert len(story.tell("2028-06-02", noted("rapport_cletc")).kinds) == before
    story.tell("2028-06-03", noted("rapport_cletc", "2028-06-15"))
    assert follow_up_days(story, "rapport_cletc") == ["2029-03-15"]
    assert [told[0] for told in story.until("2029-04-01").told if told[1].startswith("rapport_cletc")] == [
        "duty_j30",
        "duty_j7",
    ]


def test_the_duties_of_a_convention_of_31_may_2028_come_back_until_the_end_that_moved() -> None:
    story = Story.opened().tell("2028-06-01", noted("cout_unitaire"), noted("remboursement"))
    assert follow_up_days(story, "cout_unitaire") == ["2029-04-14", "2030-04-14", "2031-04-14"]
    assert follow_up_days(story, "remboursement") == ["2029-05-31", "2030-05-31", "2031-05-31"]
    (first, *_) = [duty for duty in story.state.duties if duty.key.startswith("cout_unitaire-")]
    assert first.source.confidence is Confidence.B
    assert "L1612-2" in first.source.article
    story.tell("2031-06-02", MoveEnd(end=parse_planned("2033-03"), reason="Renouvellement reporté"))
    assert follow_up_days(story, "cout_unitaire")[-1] == "2032-04-14"


def test_a_convention_of_15_january_2028_is_told_its_cost_within_three_months_then_before_each_later_budget() -> None:
    story = Story.opened().tell(
        "2028-01-16", noted("cout_unitaire_premier", "2028-01-15"), noted("cout_unitaire", "2028-01-15")
    )
    assert follow_up_days(story, "cout_unitaire_premier") == ["2028-04-15"]
    assert follow_up_days(story, "cout_unitaire") == ["2029-04-14", "2030-04-14", "2031-04-14"]


def test_a_day_corrected_on_1_october_2028_leaves_no_late_duty_of_the_wrong_one() -> None:
    story = Story.opened().tell("2028-06-01", noted("cout_unitaire_premier", "2028-05-31")).until("2028-10-01")
    assert follow_up_days(story, "cout_unitaire_premier") == ["2028-08-31"]
    story.tell("2028-10-01", noted("cout_unitaire_premier", "2028-08-31"))
    assert follow_up_days(story, "cout_unitaire_premier") == ["2028-11-30"]


def test_the_articles_l5211_ask_nothing_of_the_metropole_de_lyon() -> None:
    story = Story.opened(nature=Nature.MET69).until("2028-01-01")
    assert story.state.duties == ()


def test_a_follow_up_that_comes_after_the_end_of_31_march_2032_adds_nothing() -> None:
    story = Story.opened().until("2032-04-02")
    before = story.state
    assert story.tell("2032-04-02", noted("rapport_cletc", "2032-04-01")).state == before


def test_a_mandate_kept_before_councils_and_follow_ups_of_2026_still_loads() -> None:
    story = Story.opened()
    old = story.state.model_dump(mode="json", exclude={"commune_councils", "follow_ups"})
    assert Mandate.model_validate(old) == story.state
    assert date(2026, 9, 29) in [duty.due for duty in story.state.duties]


def test_the_same_plan_imported_again_keeps_the_councils_entered_since_and_amends_nothing() -> None:
    story = Story.opened().tell("2026-11-23", plan())
    planned = story.state.councils
    story.tell("2027-03-01", councils("2027-09-16", "2027-12-02"))
    entered = story.state.councils
    assert entered != planned
    before = len(story.until(instant("2027-03-02")).kinds)
    story.tell("2027-03-02", plan())
    assert len(story.kinds) == before
    assert story.state.councils == entered
    story.tell("2027-03-03", plan(title="Schéma revu"))
    assert (story.state.title, story.state.councils) == ("Schéma revu", entered)
    moved = plan(title="Schéma revu").model_copy(update={"councils": (day("2028-02-03"),)})
    story.tell("2027-03-04", moved)
    assert story.state.councils == (day("2028-02-03"),)
