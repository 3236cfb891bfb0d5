"""What is told of an objective: progress, milestones, indicators, communes, consultations."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from domain.errors import Refused
from domain.notices import NoticeKind
from domain.objective import DECIDER
from domain.objective.commands import (
    AbandonObjective,
    AskProgress,
    BlockObjective,
    CompleteMilestone,
    NoteConsultation,
    PauseObjective,
    PlanObjective,
    ReachObjective,
    RecordProgress,
    ResumeObjective,
    SetEngagement,
    StartObjective,
    UnblockObjective,
)
from domain.objective.transitions import Status
from domain.objective.values import BlockageCause, Engagement, EngagementLevel, Indicator, Milestone
from domain.people import Role
from tests.domain.objective.objectives import STREAM, Story, day, plan, planned

INDICATOR = Indicator(id="I1", name="jours sans secrétariat", unit="jours/an", base=Decimal(96), target=Decimal(20))
MILESTONE = Milestone(name="fiche d'impact", deadline=planned("2027-03-31"))


def test_progress_told_on_2_march_2027_starts_a_planned_objective() -> None:
    story = Story().do(plan(indicators=[INDICATOR]), "2026-06-01")
    story.do(RecordProgress(percent=40, note="Fiche de poste publiée", values={"I1": Decimal("90.5")}), "2027-03-02")
    state = story.state
    assert story.kinds == ["ObjectivePlanned", "ObjectiveStarted", "ProgressRecorded"]
    assert (state.status, state.started_on, state.percent) == (Status.IN_PROGRESS, day("2027-03-02"), 40)
    assert state.notes[0].text == "Fiche de poste publiée"
    assert [(m.indicator, m.value, m.on) for m in state.measures] == [("I1", Decimal("90.5"), day("2027-03-02"))]


def test_a_note_alone_keeps_the_last_percentage() -> None:
    story = Story().do(plan(), "2026-06-01").do(RecordProgress(percent=40), "2027-03-02")
    story.do(RecordProgress(note="Recrutement en cours", on=day("2027-03-30"), by="DRH"), "2027-04-02")
    assert (story.state.percent, story.state.notes[1].percent) == (40, None)
    assert (story.state.notes[1].on, story.state.notes[1].by) == (day("2027-03-30"), "DRH")


def test_progress_that_says_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="un pourcentage, une note"):
        Story().do(plan(), "2026-06-01").do(RecordProgress(), "2027-03-02")


def test_progress_of_tomorrow_is_refused_on_2_march_2027() -> None:
    with pytest.raises(Refused, match="3 mars 2027 n'est pas encore venu"):
        Story().do(plan(), "2026-06-01").do(RecordProgress(percent=1, on=day("2027-03-03")), "2027-03-02")


def test_the_value_of_an_unknown_indicator_is_refused_with_those_that_exist() -> None:
    story = Story().do(plan(indicators=[INDICATOR]), "2026-06-01")
    with pytest.raises(Refused, match="I1 \\(jours sans secrétariat\\)"):
        story.do(RecordProgress(values={"I9": Decimal(1)}), "2027-03-02")


def test_a_percentage_over_100_cannot_even_be_asked() -> None:
    with pytest.raises(ValidationError):
        RecordProgress(percent=101)


def test_an_objective_to_discuss_takes_a_note_but_no_percentage() -> None:
    story = Story().do(plan(to_discuss=True), "2026-06-01").do(RecordProgress(note="Vu en copil"), "2026-10-01")
    assert (story.state.status, len(story.state.notes)) == (Status.TO_DISCUSS, 1)
    with pytest.raises(Refused, match="retenez-le avant"):
        story.do(RecordProgress(percent=10), "2026-10-02")


def test_a_reached_objective_still_takes_a_note_and_a_value_but_its_percentage_stays_100() -> None:
    story = Story().do(plan(indicators=[INDICATOR]), "2026-06-01").do(RecordProgress(percent=60), "2027-03-02")
    story.do(ReachObjective(on=day("2027-08-20")), "2027-08-25")
    assert (story.state.percent, story.state.reached_on) == (100, day("2027-08-20"))
    story.do(RecordProgress(note="Bilan un an après", values={"I1": Decimal(18)}), "2028-08-20")
    assert (story.state.status, story.state.measures[0].value) == (Status.REACHED, Decimal(18))
    story.do(RecordProgress(percent=100), "2028-08-21")
    with pytest.raises(Refused, match="ajouter une note"):
        story.do(RecordProgress(percent=90), "2028-09-01")


def test_a_milestone_done_on_30_march_2027_starts_the_objective_and_can_be_corrected() -> None:
    story = Story().do(plan(milestones=[MILESTONE]), "2026-06-01")
    story.do(CompleteMilestone(name="fiche d'impact", on=day("2027-03-30")), "2027-04-02")
    assert (story.state.status, story.state.milestones[0].done_on) == (Status.IN_PROGRESS, day("2027-03-30"))
    story.do(CompleteMilestone(name="fiche d'impact", on=day("2027-03-29")), "2027-04-03")
    story.do(CompleteMilestone(name="fiche d'impact", on=day("2027-03-29")), "2027-04-04")
    assert story.state.milestones[0].done_on == day("2027-03-29")
    assert story.kinds.count("MilestoneCompleted") == 2


def test_an_unknown_milestone_is_refused_with_those_that_exist() -> None:
    with pytest.raises(Refused, match="fiche d'impact"):
        Story().do(plan(milestones=[MILESTONE]), "2026-06-01").do(
            CompleteMilestone(name="signature", on=day("2027-01-02")), "2027-04-02"
        )


def test_the_plan_keeps_its_first_words_while_the_objective_lives() -> None:
    command = plan(milestones=[MILESTONE])
    story = Story().do(command, "2026-06-01")
    story.do(CompleteMilestone(name="fiche d'impact", on=day("2027-03-30")), "2027-04-02")
    assert story.state.first_plan == command.plan


def test_a_commune_that_becomes_pilote_then_leaves_has_one_engagement() -> None:
    first = Engagement(commune="32107", level=EngagementLevel.VOLONTAIRE)
    story = Story().do(plan(engagements=[first, Engagement(commune="32036", level="non")]), "2026-06-01")
    assert [e.commune for e in story.state.engagements] == ["32036", "32107"]
    sortie = SetEngagement(commune="32107", level=EngagementLevel.SORTIE, on=day("2028-01-15"), by="maire")
    story.do(SetEngagement(commune="32107", level=EngagementLevel.PILOTE), "2027-01-15").do(sortie, "2028-02-01")
    kept = Engagement(commune="32107", level=EngagementLevel.SORTIE, since=day("2028-01-15"), by="maire")
    assert story.state.engagements[1] == kept
    assert story.do(sortie, "2028-02-02").kinds.count("EngagementSet") == 2


def test_the_result_of_a_consultation_replaces_the_one_known_before() -> None:
    story = Story().do(plan(), "2026-06-01")
    stream = "consultation/200000001/F1.1"
    for result, on in (
        ("en_cours", "2027-03-01"),
        ("majorite_reunie", "2027-03-02"),
        ("majorite_reunie", "2027-03-02"),
    ):
        noted = NoteConsultation(consultation=stream, procedure="transfert_competence", result=result, on=day(on))
        story.do(noted, on)
    assert [(c.consultation, c.result) for c in story.state.consultations] == [(stream, "majorite_reunie")]
    assert story.kinds.count("ConsultationNoted") == 2


# A stale objective asks its pilote.


def under_way(on: str = "2027-01-04") -> Story:
    return Story().do(plan(2031, pilote="DSI"), "2026-06-01").do(StartObjective(), on)


def asked(story: Story, on: str) -> Story:
    return story.do(AskProgress(on=day(on)), on)


def test_the_pilote_is_asked_once_after_90_days_without_news() -> None:
    story = asked(under_way("2027-01-04"), "2027-04-04")
    assert story.happened("ProgressAsked") == []
    asked(asked(story, "2027-04-05"), "2027-05-05")
    assert len(story.happened("ProgressAsked")) == 1
    notice = story.happened("ProgressAsked")[0].notices[0]
    assert (notice.kind, notice.to.role, notice.to.function) == (NoticeKind.PROGRESS_ASKED, Role.PILOTE, "DSI")


def test_the_pilote_who_answered_is_asked_again_only_90_days_later() -> None:
    story = asked(under_way(), "2027-04-05")
    notice = story.happened("ProgressAsked")[0].notices[0]
    assert DECIDER.still_owed(story.state, notice)
    # What he tells is of an older day; it is today that he told it.
    story.do(RecordProgress(percent=10, on=day("2027-02-01")), "2027-04-06")
    assert not DECIDER.still_owed(story.state, notice)
    assert len(asked(story, "2027-07-05").happened("ProgressAsked")) == 1
    assert len(asked(story, "2027-07-06").happened("ProgressAsked")) == 2


def test_a_blocked_objective_asks_a_paused_or_planned_one_does_not() -> None:
    blocked = under_way().do(BlockObjective(cause=BlockageCause.RH), "2027-02-01")
    assert asked(blocked, "2027-06-01").kinds[-1] == "ProgressAsked"
    assert asked(under_way().do(PauseObjective(), "2027-02-01"), "2027-06-01").kinds[-1] == "ObjectivePaused"
    assert asked(Story().do(plan(2031), "2026-06-01"), "2027-06-01").kinds == ["ObjectivePlanned"]
    assert asked(under_way().do(ReachObjective(), "2027-02-01"), "2027-06-01").kinds[-1] == "ObjectiveReached"


def test_an_objective_resumed_after_a_year_of_pause_has_90_days_before_it_asks() -> None:
    story = asked(under_way(), "2027-04-05").do(PauseObjective(), "2027-05-01").do(ResumeObjective(), "2028-05-02")
    assert asked(story, "2028-06-01").kinds[-1] == "ObjectiveResumed"
    assert asked(story, "2028-08-01").kinds[-1] == "ProgressAsked"


# Halts and ends.


def test_a_blockage_says_why_since_when_and_until_when_and_is_kept_once_lifted() -> None:
    story = under_way()
    block = BlockObjective(
        cause=BlockageCause.FINANCIER,
        since=day("2027-02-11"),
        text="clé de répartition contestée",
        expected_until=planned("2027-04"),
    )
    story.do(block, "2027-02-15")
    assert (story.state.status, story.state.written_reason) == (Status.BLOCKED, "clé de répartition contestée")
    story.do(UnblockObjective(on=day("2027-05-03")), "2027-05-04")
    assert (story.state.status, story.state.blockage) == (Status.IN_PROGRESS, None)
    kept = story.state.blockages[0]
    assert (kept.since, kept.expected_until, kept.lifted_on) == (
        day("2027-02-11"),
        planned("2027-04"),
        day("2027-05-03"),
    )


def test_an_objective_goes_back_to_where_it_was_halted() -> None:
    never_started = Story().do(plan(), "2026-06-01").do(BlockObjective(cause=BlockageCause.AGENDA), "2026-07-01")
    assert never_started.do(UnblockObjective(), "2026-08-01").state.status is Status.PLANNED
    blocked = (
        under_way().do(BlockObjective(cause=BlockageCause.AGENDA), "2027-02-01").do(PauseObjective(), "2027-03-01")
    )
    assert blocked.do(ResumeObjective(), "2027-04-01").state.status is Status.BLOCKED
    assert blocked.do(UnblockObjective(), "2027-05-01").state.status is Status.IN_PROGRESS


def test_an_end_lifts_the_blockage() -> None:
    story = under_way().do(BlockObjective(cause=BlockageCause.RH, text="poste vacant"), "2027-02-01")
    story.do(AbandonObjective(reason="Aucun candidat", on=day("2027-06-30")), "2027-07-01")
    state = story.state
    assert (state.blockage, state.blockages[0].lifted_on) == (None, day("2027-06-30"))
    assert (state.abandoned_on, state.written_reason) == (day("2027-06-30"), "Aucun candidat")


def test_an_abandon_without_a_reason_cannot_be_asked() -> None:
    with pytest.raises(ValidationError):
        AbandonObjective(reason="")


# The plan.


def test_the_same_plan_entered_twice_is_refused_politely() -> None:
    story = Story().do(plan(), "2026-06-01")
    with pytest.raises(Refused, match="rien à refaire"):
        story.do(plan(), "2026-06-02")


def test_another_plan_under_the_same_id_is_refused_with_the_title_of_the_first() -> None:
    story = Story().do(plan(), "2026-06-01")
    with pytest.raises(Refused, match="Secrétariat remplaçant"):
        story.do(plan(title="Archives"), "2026-06-02")


def test_what_nobody_planned_is_refused() -> None:
    with pytest.raises(Refused, match=r"F1\.1 n'est pas dans la feuille de route"):
        Story().do(RecordProgress(percent=1), "2026-06-01")


@pytest.mark.parametrize(
    "fields",
    [
        {"milestones": [MILESTONE, MILESTONE]},
        {"indicators": [INDICATOR, INDICATOR]},
        {"engagements": [Engagement(commune="32107", level="non"), Engagement(commune="32107", level="pilote")]},
    ],
)
def test_a_plan_that_names_a_thing_twice_cannot_be_asked(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="deux "):
        plan(**fields)


def test_a_milestone_done_tomorrow_is_refused_in_a_plan_of_1_june_2026() -> None:
    with pytest.raises(Refused, match="2 juin 2026 n'est pas encore venu"):
        Story().do(plan(milestones=[Milestone(name="x", done_on=day("2026-06-02"))]), "2026-06-01")


def test_an_unknown_field_is_refused_even_deep_in_a_plan() -> None:
    body = plan(milestones=[MILESTONE]).model_dump(mode="json")
    body["plan"]["milestones"][0]["deadlin"] = "2027"
    with pytest.raises(ValidationError, match="deadlin"):
        DECIDER.commands.validate_python(body, extra="forbid")
    assert isinstance(DECIDER.commands.validate_python(body), PlanObjective)


def test_the_stream_names_the_epci_and_the_key() -> None:
    state = DECIDER.new(STREAM)
    assert (state.siren, state.key, state.status, DECIDER.next_due(state)) == ("200000001", "F1.1", Status.ABSENT, None)
    assert DECIDER.asks(state) == ()
    with pytest.raises(ValueError, match="not planned"):
        _ = state.home
