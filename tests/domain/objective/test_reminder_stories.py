"""The reminders of an objective beyond its deadline: its milestones, and the question that nobody answers."""

from datetime import time, timedelta

import pytest

from domain.base import Value
from domain.calendar import METROPOLE, HolidayZone, Place, at_time, civil_day
from domain.objective import DECIDER
from domain.objective.commands import (
    AskProgress,
    BlockObjective,
    CompleteMilestone,
    MoveDeadline,
    PauseObjective,
    ReachObjective,
    RecordProgress,
    ResumeObjective,
)
from domain.objective.values import BlockageCause, Milestone
from domain.people import COORDINATEUR, pilote
from domain.reminders import WINDOW_CLOSES, WINDOW_OPENS
from tests.domain.objective.objectives import (
    IMPACT,
    STREAM,
    Story,
    day,
    notices,
    plan,
    planned,
    sent_on,
    silent,
    with_milestones,
)

# Milestones.


def test_each_milestone_is_told_15_days_before_and_the_day_after_its_own_deadline() -> None:
    story = with_milestones().wait("2027-09-01")
    assert story.told == [
        ("milestone_j15", "2027-03-16"),
        ("milestone_late", "2027-04-01"),
        ("milestone_j15", "2027-06-15"),
        ("milestone_late", "2027-07-01"),
    ]
    first, second = notices(story, "milestone_j15")
    assert (first.to, first.about) == (pilote("DSI"), f"{STREAM}#Fiche d'impact")
    assert second.about == f"{STREAM}#Signature"
    assert DECIDER.still_owed(story.state, first)


def test_a_milestone_done_on_20_march_2027_is_not_told_as_late_nor_reminded_by_a_letter_that_waits() -> None:
    story = with_milestones().wait("2027-03-17")
    (waiting,) = notices(story, "milestone_j15")
    story.do(CompleteMilestone(name="Fiche d'impact", on=day("2027-03-15")), "2027-03-20").wait("2027-04-05")
    assert story.told == [("milestone_j15", "2027-03-16")]
    assert not DECIDER.still_owed(story.state, waiting)


def test_a_milestone_without_a_day_or_already_done_when_it_is_entered_is_never_told() -> None:
    done = Milestone(name="Étude", deadline=planned("2026-12-31"), done_on=day("2026-11-20"))
    assert with_milestones(done, Milestone(name="Bilan")).wait("2030-01-01").told == []


def test_a_milestone_past_when_the_roadmap_was_entered_brings_no_letter() -> None:
    assert with_milestones(Milestone(name="Étude", deadline=planned("2025"))).wait("2030-01-01").told == []


def test_milestones_keep_their_reminders_when_the_deadline_of_the_objective_moves() -> None:
    story = Story().do(plan("2027-12-31", milestones=(IMPACT,)), "2026-11-30")
    story.do(MoveDeadline(deadline=planned("2028-12-31"), reason="Report"), "2027-01-10").wait("2027-04-05")
    assert story.told == [("milestone_j15", "2027-03-16"), ("milestone_late", "2027-04-01")]


def test_a_paused_or_reached_objective_tells_no_milestone() -> None:
    paused = with_milestones().do(PauseObjective(), "2027-03-01").do(ResumeObjective(), "2027-03-20")
    assert paused.wait("2027-04-05").told == [("milestone_late", "2027-04-01")]
    reached = with_milestones().wait("2027-03-17").do(ReachObjective(), "2027-03-18").wait("2027-09-01")
    assert reached.told == [("milestone_j15", "2027-03-16")]
    assert not DECIDER.still_owed(reached.state, notices(reached, "milestone_j15")[0])


# The question that nobody answers.


def test_a_pilote_who_says_nothing_is_asked_again_with_the_suppleant_then_told_as_silent_to_the_coordinator() -> None:
    story = silent().wait("2027-08-01")
    assert story.told == [
        ("progress_asked", "2027-04-06"),
        ("progress_again", "2027-04-20"),
        ("progress_again", "2027-04-20"),
        # 6 May 2027 is Ascension Day: the Friday.
        ("progress_silent", "2027-05-07"),
    ]
    again = notices(story, "progress_again")
    assert [notice.to for notice in again] == [pilote("DSI"), pilote("Secrétariat général")]
    assert len({notice.key for notice in again}) == 2
    (quiet,) = notices(story, "progress_silent")
    assert (quiet.to, DECIDER.still_owed(story.state, quiet)) == (COORDINATEUR, True)


def test_without_a_suppleant_one_person_is_asked_again() -> None:
    assert len(notices(silent(suppleant=None).wait("2027-05-01"), "progress_again")) == 1
    assert len(notices(silent(suppleant="DSI").wait("2027-05-01"), "progress_again")) == 1


def test_without_a_pilote_the_coordinator_and_the_suppleant_are_asked_again() -> None:
    again = notices(silent(pilote=None).wait("2027-05-01"), "progress_again")
    assert [notice.to for notice in again] == [COORDINATEUR, pilote("Secrétariat général")]


@pytest.mark.parametrize(
    "news",
    [
        RecordProgress(percent=20),
        RecordProgress(note="Rien de neuf"),
        BlockObjective(cause=BlockageCause.RH),
        PauseObjective(),
        ReachObjective(),
    ],
)
def test_any_news_of_15_april_2027_stops_what_would_ask_again_on_the_20th(news: Value) -> None:
    assert silent().do(news, "2027-04-15").wait("2027-08-01").told == [("progress_asked", "2027-04-06")]


def test_news_between_the_reminder_of_20_april_2027_and_its_letter_stop_the_letter() -> None:
    story = silent().wait(at_time(day("2027-04-20"), time(8), METROPOLE))
    again = notices(story, "progress_again")
    assert [DECIDER.still_owed(story.state, notice) for notice in again] == [True, True]
    story.do(RecordProgress(note="Consultation lancée"), at_time(day("2027-04-20"), time(8, 1), METROPOLE))
    assert [DECIDER.still_owed(story.state, notice) for notice in again] == [False, False]


def test_a_second_question_on_23_july_2027_is_asked_again_in_its_turn() -> None:
    story = silent().wait("2027-04-21").do(RecordProgress(note="Presque"), "2027-04-22")
    story.do(AskProgress(on=day("2027-07-23")), "2027-07-23").wait("2027-09-10")
    assert [told for told in story.told if told[0] != "progress_asked"][2:] == [
        ("progress_again", "2027-08-06"),
        ("progress_again", "2027-08-06"),
        ("progress_silent", "2027-08-23"),
    ]
    # All of it waits for the end of the summer weeks.
    assert sent_on(story, "progress_silent") == ["2027-09-01"]


# Where the objective is.


@pytest.mark.parametrize(
    ("tz", "zone"),
    [
        ("Indian/Reunion", HolidayZone.REUNION),
        ("America/Guadeloupe", HolidayZone.GUADELOUPE),
        ("Pacific/Noumea", HolidayZone.METROPOLE),
        ("Europe/Paris", HolidayZone.METROPOLE),
    ],
)
def test_the_milestones_of_the_end_of_march_2027_are_told_in_the_morning_of_their_place(
    tz: str, zone: HolidayZone
) -> None:
    place = Place(tz=tz, holidays=zone)
    command = plan(None, milestones=(IMPACT,)).model_copy(update={"place": place})
    story = Story().do(command, "2026-11-30").wait("2027-04-10")
    for one in (one for one in story.unfolding if one.notices):
        on = civil_day(one.occurred_at, place)
        assert timedelta(hours=6) <= one.occurred_at - at_time(on, time(), place) < timedelta(hours=8)
        opens, closes = at_time(on, WINDOW_OPENS, place), at_time(on, WINDOW_CLOSES, place)
        assert opens <= one.notices[0].send_at < closes
