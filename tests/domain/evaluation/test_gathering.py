"""What counts of an objective at the end of 31 March 2029."""

from typing import Any

import pytest

from domain.evaluation.evidence import ObjectiveEvidence
from domain.evaluation.gathering import objective_evidence
from domain.mandate.commands import BaselineLine, BaselineMilestone
from domain.objective.state import Objective
from domain.objective.transitions import Status
from domain.objective.values import Milestone, MilestoneMove, ObjectivePlan, Priority
from domain.planned import parse_planned
from tests.domain.evaluation.evidences import day

FROZEN_ON = day("2029-03-31")
VOTED = BaselineLine(key="F1", title="Fiche", priority=Priority.ELEVEE)


def milestone(name: str, deadline: str | None, done_on: str | None = None) -> Milestone:
    return Milestone(
        name=name,
        deadline=parse_planned(deadline) if deadline else None,
        done_on=day(done_on) if done_on else None,
    )


MILESTONES = (
    milestone("à temps, le dernier jour du trimestre", "2028-T4", "2028-12-31"),
    milestone("un jour trop tard", "2028-T4", "2029-01-01"),
    milestone("jamais faite", "2029-03-30"),
    milestone("le jour même : il n'est pas fini", "2029-03-31"),
    milestone("faite d'avance, pas encore échue", "2029-04-01", "2028-06-01"),
    milestone("sans échéance", None, "2028-06-01"),
)


def read(**fields: Any) -> ObjectiveEvidence:
    known: dict[str, Any] = {
        "stream": "objective/200000001/F1",
        "key": "F1",
        "title": "Fiche",
        "status": Status.PLANNED,
    }
    return objective_evidence(Objective(**known | fields), FROZEN_ON, VOTED)


def test_a_step_is_due_once_the_last_day_of_its_deadline_is_over_and_in_time_until_it() -> None:
    found = read(milestones=MILESTONES)
    assert (found.steps_due, found.steps_in_time) == (3, 1)


@pytest.mark.parametrize(
    ("fields", "steps"),
    [
        ({"status": Status.TO_DISCUSS}, (0, 0)),
        ({"status": Status.ABANDONED, "abandoned_on": day("2028-12-30")}, (0, 0)),
        ({"status": Status.ABANDONED, "abandoned_on": day("2028-12-31")}, (2, 1)),
        ({"status": Status.ABANDONED, "abandoned_on": day("2030-01-01")}, (3, 1)),
        ({"status": Status.ABANDONED}, (0, 0)),
        ({"status": Status.REACHED, "reached_on": day("2028-12-30")}, (3, 1)),
    ],
)
def test_no_step_is_due_before_the_objective_is_agreed_nor_after_it_is_abandoned(
    fields: dict[str, Any], steps: tuple[int, int]
) -> None:
    found = read(milestones=MILESTONES, **fields)
    assert (found.steps_due, found.steps_in_time) == steps


@pytest.mark.parametrize(
    ("reached_on", "status", "kept"),
    [
        ("2029-03-31", Status.REACHED, "2029-03-31"),
        ("2029-04-01", Status.IN_PROGRESS, None),
        (None, Status.REACHED, None),
    ],
)
def test_what_was_reached_after_the_freeze_was_not_reached_yet(
    reached_on: str | None, status: Status, kept: str | None
) -> None:
    found = read(status=Status.REACHED, reached_on=day(reached_on) if reached_on else None)
    assert found.status is status
    assert found.reached_on == (day(kept) if kept else None)


LATE = milestone("à l'heure", "2028-06-30")


def counted(*steps: Milestone, approved_on: str | None = "2027-01-15", **fields: Any) -> tuple[int, int, int]:
    """How many steps are due, in time, changed."""
    approved = day(approved_on) if approved_on else None
    known = {"stream": "objective/200000001/F1", "key": "F1", "title": "Fiche", "status": Status.PLANNED}
    found = objective_evidence(Objective(**known | {"milestones": steps} | fields), FROZEN_ON, VOTED, approved)
    return found.steps_due, found.steps_in_time, found.steps_changed


def moved(step: Milestone, deadline: str | None, on: str) -> Milestone:
    moves = (*step.moves, MilestoneMove(before=step.deadline, on=day(on)))
    return step.but(deadline=parse_planned(deadline) if deadline else None, moves=moves)


def left(step: Milestone, on: str, recorded_on: str | None = None) -> Milestone:
    return step.but(given_up_on=day(on), given_up_reason="Sans objet", given_up_recorded_on=day(recorded_on or on))


@pytest.mark.parametrize(
    ("on", "steps"),
    [
        # Moved before the vote, or on its day: the council voted the new day, which was kept.
        ("2027-01-14", (1, 1, 0)),
        ("2027-01-15", (1, 1, 0)),
        # The day after it: what was voted was not kept.
        ("2027-01-16", (1, 0, 1)),
    ],
)
def test_a_step_moved_is_judged_by_what_was_promised_when_the_roadmap_was_approved(
    on: str, steps: tuple[int, int, int]
) -> None:
    done = milestone("à l'heure", "2028-06-30", "2028-12-31")
    assert counted(moved(done, "2028-T4", on)) == steps


def test_moving_a_step_beyond_the_freeze_after_the_approval_leaves_it_due() -> None:
    assert counted(moved(LATE, "2031", "2028-06-01")) == (1, 0, 1)
    assert counted(moved(LATE, None, "2028-06-01")) == (1, 0, 1)
    # Brought forward and done then, it is in time of what was promised.
    early = moved(milestone("tôt", "2028-06-30", "2028-03-01"), "2028-01-31", "2027-06-01")
    assert counted(early) == (1, 1, 1)


@pytest.mark.parametrize(
    ("recorded_on", "steps"),
    [("2027-01-14", (0, 0, 0)), ("2027-01-15", (0, 0, 0)), ("2027-01-16", (1, 0, 1)), ("2029-01-01", (1, 0, 1))],
)
def test_a_step_given_up_after_the_approval_is_due_and_not_done(recorded_on: str, steps: tuple[int, int, int]) -> None:
    assert counted(left(LATE, recorded_on)) == steps
    # The day that is told does not make it left before the vote.
    assert counted(left(LATE, "2026-12-01", recorded_on)) == steps


def test_a_step_given_up_is_due_only_once_its_promised_day_is_over() -> None:
    assert counted(left(milestone("à venir", "2029-03-31"), "2028-01-01")) == (0, 0, 0)
    assert counted(left(milestone("hier", "2029-03-30"), "2028-01-01")) == (1, 0, 1)


def test_a_step_entered_or_dated_after_the_approval_is_judged_as_it_was_first_promised() -> None:
    assert counted(moved(LATE, "2031", "2028-06-01"), approved_on="2026-06-01") == (1, 0, 1)
    dated = moved(milestone("sans date", None), "2028-01-31", "2027-06-01")
    assert counted(dated) == (1, 0, 0)
    assert counted(moved(dated, "2031", "2028-01-01")) == (1, 0, 1)
    assert counted(left(dated, "2028-01-01")) == (1, 0, 1)


def test_without_an_approval_a_step_is_judged_as_it_was_first_entered() -> None:
    assert counted(moved(LATE, "2031", "2026-06-01"), approved_on=None) == (1, 0, 1)
    assert counted(left(LATE, "2026-06-01"), approved_on=None) == (1, 0, 1)


def test_what_nobody_changed_is_judged_as_before_whenever_the_roadmap_was_approved() -> None:
    for approved_on in (None, "2026-01-01", "2027-01-15", "2029-01-01"):
        assert counted(*MILESTONES, approved_on=approved_on) == (3, 1, 0)


def test_a_step_given_up_in_an_objective_abandoned_before_its_day_is_not_due() -> None:
    for abandoned_on, steps in (("2028-06-29", (0, 0, 0)), ("2028-06-30", (1, 0, 1))):
        found = counted(left(LATE, "2028-01-01"), status=Status.ABANDONED, abandoned_on=day(abandoned_on))
        assert found == steps


def test_a_step_added_since_the_vote_once_its_day_was_over_was_never_promised() -> None:
    done = milestone("après coup", "2028-01-31", "2028-01-15")
    assert counted(done.but(added_on=day("2028-02-01"))) == (0, 0, 0)
    assert counted(done.but(added_on=day("2028-01-31"))) == (1, 1, 0)
    # Another day given to it later does not make it promised.
    assert counted(moved(done.but(added_on=day("2028-02-01")), "2028-12-31", "2028-02-02")) == (0, 0, 0)
    # A roadmap entered by hand after its vote was voted all the same; so was one of which no vote is noted.
    assert counted(done.but(added_on=day("2028-02-01")), approved_on=None) == (1, 1, 0)
    voted = VOTED.but(milestones=(BaselineMilestone(name=done.name, deadline="2028-01-31"),))
    known = Objective(stream="objective/200000001/F1", key="F1", title="Fiche", status=Status.PLANNED)
    entered = known.but(milestones=(done.but(added_on=day("2028-02-01")),))
    assert objective_evidence(entered, FROZEN_ON, voted, day("2027-01-15")).steps_in_time == 1


def test_an_objective_weighs_what_was_voted_whatever_its_priority_became() -> None:
    assert read(priority=Priority.BASSE).priority is Priority.ELEVEE
    known = Objective(stream="objective/200000001/F1", key="F1", title="Fiche", priority=Priority.BASSE)
    assert objective_evidence(known, FROZEN_ON, None).priority is Priority.BASSE


def test_the_first_promise_and_the_present_one_are_both_kept_with_the_reason() -> None:
    found = read(
        first_plan=ObjectivePlan(title="Fiche", deadline=parse_planned("2027-T3")),
        deadline=parse_planned("2028-01-01"),
        priority=Priority.ELEVEE,
        status=Status.ABANDONED,
        abandon_reason="Plafond dépassé",
    )
    assert (found.deadline_first, found.deadline_last) == ("2027-T3", "2028-01-01")
    assert (found.priority, found.explained, found.in_baseline) == (Priority.ELEVEE, True, True)


def test_what_is_not_known_stays_unknown() -> None:
    found = read()
    assert (found.deadline_first, found.deadline_last, found.explained, found.reached_on) == (None, None, False, None)
