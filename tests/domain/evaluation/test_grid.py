"""The GRILLE as a whole: its rows, its score, its coverage, its labels."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evaluation.criteria import GRILLE, CriterionMark, judge_all
from domain.evaluation.marking import Finding, Grade, percentage
from domain.evaluation.outcome import Label, Outcome
from domain.evaluation.result import outcome
from tests.domain.evaluation.evidences import evidence, objective

Marks = dict[str, int]


def marks(given: Marks) -> list[CriterionMark]:
    return [
        CriterionMark(id=row.id, title=row.title, weight=row.weight, mark=given.get(row.id), grade=2, reason="")
        for row in GRILLE
    ]


def test_the_grid_has_nine_criteria_that_weigh_one_hundred() -> None:
    assert [(row.id, row.weight) for row in GRILLE] == [
        ("C1", 15),
        ("C2", 15),
        ("C3", 15),
        ("C4", 15),
        ("C5", 10),
        ("C6", 10),
        ("C7", 10),
        ("C8", 5),
        ("C9", 5),
    ]
    assert sum(row.weight for row in GRILLE) == 100


def test_what_the_record_cannot_answer_is_not_evaluable_and_says_why() -> None:
    judged = judge_all(evidence(objective("F1", steps_due=1)))
    assert [mark.id for mark in judged if mark.mark is not None] == ["C1", "C6"]
    for mark in judged:
        assert (mark.mark is None) == (mark.grade is None)
        assert mark.reason.endswith(".")


@pytest.mark.parametrize(
    ("given", "score", "coverage", "label"),
    [
        ({}, None, "0.00", Label.COUVERTURE_INSUFFISANTE),
        ({"C1": 4, "C6": 4}, None, "0.25", Label.COUVERTURE_INSUFFISANTE),
        ({"C1": 4, "C2": 4, "C8": 4}, None, "0.35", Label.COUVERTURE_INSUFFISANTE),
        ({"C1": 4, "C2": 4, "C6": 4}, "100.0", "0.40", Label.BILAN_PARTIEL),
        ({"C1": 0, "C2": 0, "C6": 0}, "0.0", "0.40", Label.BILAN_PARTIEL),
        ({"C1": 4, "C2": 1, "C6": 0}, "46.9", "0.40", Label.BILAN_PARTIEL),  # 75 × 25 / 40 = 46.875
        ({"C1": 2, "C2": 2, "C3": 2, "C4": 2, "C8": 2}, "50.0", "0.65", Label.BILAN_PARTIEL),
        ({"C1": 2, "C2": 2, "C3": 2, "C4": 2, "C6": 2}, "50.0", "0.70", Label.BILAN),
        ({row.id: 4 for row in GRILLE}, "100.0", "1.00", Label.BILAN),
        ({row.id: 3 for row in GRILLE} | {"C1": 0}, "63.8", "1.00", Label.BILAN),  # 255 × 25 / 100 = 63.75
    ],
)
def test_the_score_is_never_given_without_its_coverage(
    given: Marks, score: str | None, coverage: str, label: Label
) -> None:
    expected = Outcome(score=Decimal(score) if score else None, coverage=Decimal(coverage), label=label)
    assert outcome(marks(given)) == expected
    assert str(outcome(marks(given)).coverage) == coverage
    assert str(outcome(marks(given)).score) == str(score)


@given(st.dictionaries(st.sampled_from([row.id for row in GRILLE]), st.integers(0, 4)))
def test_the_order_of_the_criteria_changes_no_score(given: Marks) -> None:
    assert outcome(marks(given)) == outcome(marks(given)[::-1])


@given(st.dictionaries(st.sampled_from([row.id for row in GRILLE]), st.integers(0, 4)))
def test_a_score_lies_between_0_and_100(given: Marks) -> None:
    score = outcome(marks(given)).score
    assert score is None or 0 <= score <= 100


@pytest.mark.parametrize(("grade", "mark"), [(1, 2), (2, 4), (3, 4), (4, 4)])
def test_what_is_only_declared_gets_no_more_than_two(grade: int, mark: int) -> None:
    assert Finding.of(4, Grade(grade), "Déclaré.").mark == mark
    assert Finding.of(1, Grade(grade), "Déclaré.").mark == 1


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 7, "0\u202f%"), (3, 4, "75\u202f%"), (2, 3, "environ 66\u202f%"), (1, 8, "environ 12\u202f%")],
)
def test_a_share_says_when_it_is_cut(part: int, whole: int, said: str) -> None:
    assert percentage(part, whole) == said
