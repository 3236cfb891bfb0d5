"""C6, the steps due that were done in time, at every boundary of the grid of 31 March 2029."""

import pytest

from domain.evaluation.governance import gouvernance
from tests.domain.evaluation.evidences import evidence, objective


@pytest.mark.parametrize(
    ("in_time", "due", "mark"),
    [
        (0, 1, 0),
        (499, 1000, 0),
        (500, 1000, 1),
        (501, 1000, 1),
        (1, 2, 1),
        (699, 1000, 1),
        (700, 1000, 2),
        (701, 1000, 2),
        (7, 10, 2),
        (849, 1000, 2),
        (850, 1000, 3),
        (851, 1000, 3),
        (17, 20, 3),
        (999, 1000, 3),
        (1000, 1000, 4),
        (1, 1, 4),
    ],
)
def test_the_mark_of_the_steps_done_in_time_by_31_march_2029(in_time: int, due: int, mark: int) -> None:
    for given in (
        evidence(objective("F1", steps_due=due, steps_in_time=in_time)),
        evidence(duties_due=due, duties_in_time=in_time),
    ):
        found = gouvernance(given)
        assert (found.mark, found.grade) == (mark, 3)


@pytest.mark.parametrize(("in_time", "mark"), [(10, 1), (7, 1), (5, 1), (4, 0)])
def test_one_act_annulled_by_a_judge_leaves_at_most_one(in_time: int, mark: int) -> None:
    found = gouvernance(evidence(duties_due=10, duties_in_time=in_time, annulments=1))
    assert found.mark == mark
    assert "1 acte annulé par le juge" in found.reason


def test_milestones_of_every_objective_and_duties_are_counted_together() -> None:
    found = gouvernance(
        evidence(
            objective("F1", steps_due=5, steps_in_time=4),
            objective("F2", steps_due=3, steps_in_time=3),
            duties_due=3,
            duties_in_time=2,
            annulments=2,
        )
    )
    assert found.mark == 1
    assert found.reason.replace("\u202f", " ") == (
        "9 étapes faites à temps sur 11 échues, soit environ 81 % (étapes des objectifs : 8 ; obligations annuelles : "
        "3). 2 actes annulés par le juge : la note ne peut pas dépasser 1."
    )


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (0, ""),
        (1, " 1 de ces étapes a été déplacée ou abandonnée depuis : elle est jugée sur l'échéance promise."),
        (2, " 2 de ces étapes ont été déplacées ou abandonnées depuis : elles sont jugées sur l'échéance promise."),
    ],
)
def test_steps_changed_since_they_were_promised_are_said_and_move_no_mark(changed: int, told: str) -> None:
    first = objective("F1", steps_due=2, steps_in_time=1, steps_changed=min(changed, 1))
    second = objective("F2", steps_due=2, steps_in_time=2, steps_changed=changed - min(changed, 1))
    found = gouvernance(evidence(first, second))
    assert found.mark == 2
    assert found.reason.replace("\u202f", " ") == (
        "3 étapes faites à temps sur 4 échues, soit 75 % (étapes des objectifs : 4 ; obligations annuelles : 0)." + told
    )


@pytest.mark.parametrize("annulments", [0, 1])
def test_before_the_first_step_is_due_there_is_no_mark_and_no_grade(annulments: int) -> None:
    found = gouvernance(evidence(objective("F1"), annulments=annulments))
    assert (found.mark, found.grade) == (None, None)
    assert found.reason == "Aucune étape ni obligation n'était encore échue."
