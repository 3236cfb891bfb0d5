"""What counts of an objective at the end of 31 March 2029."""

from typing import Any

import pytest

from domain.evaluation.evidence import ObjectiveEvidence
from domain.evaluation.gathering import objective_evidence
from domain.objective.state import Objective
from domain.objective.transitions import Status
from domain.objective.values import Milestone, ObjectivePlan, Priority
from domain.planned import parse_planned
from tests.domain.evaluation.evidences import day

FROZEN_ON = day("2029-03-31")


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
    return objective_evidence(Objective(**known | fields), FROZEN_ON, in_baseline=True)


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
    assert (found.deadline_first, found.deadline_last, found.explained, found.priority) == (None, None, False, None)
