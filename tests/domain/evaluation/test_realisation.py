"""C1, the share of what was voted that is reached, at every boundary of the grid of 31 March 2029."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evaluation.evidence import Evidence, ObjectiveEvidence
from domain.evaluation.marking import Finding
from domain.evaluation.realisation import realisation
from domain.objective.transitions import Status
from domain.objective.values import Priority
from tests.domain.evaluation.evidences import T0, evidence, objective, objectives


def plain(finding: Finding) -> str:
    """The reason with ordinary spaces."""
    return finding.reason.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("reached", "total", "mark"),
    [
        (0, 1, 0),
        (199, 1000, 0),
        (200, 1000, 1),
        (201, 1000, 1),
        (1, 5, 1),
        (399, 1000, 1),
        (400, 1000, 2),
        (401, 1000, 2),
        (2, 5, 2),
        (599, 1000, 2),
        (600, 1000, 2),
        (601, 1000, 3),
        (3, 5, 2),
        (799, 1000, 3),
        (800, 1000, 3),
        (801, 1000, 4),
        (4, 5, 3),
        (1, 1, 4),
    ],
)
def test_the_mark_of_the_share_reached_on_31_march_2029(reached: int, total: int, mark: int) -> None:
    found = realisation(evidence(*objectives(reached, total)))
    assert (found.mark, found.grade) == (mark, 2)


@pytest.mark.parametrize("reason", [None, "", "  "])
@pytest.mark.parametrize(("reached", "mark"), [(9, 3), (8, 3), (7, 3), (6, 2), (10, 4)])
def test_above_four_fifths_every_other_objective_must_have_its_written_reason(
    reached: int, mark: int, reason: str | None
) -> None:
    assert realisation(evidence(*objectives(reached, 10, reason))).mark == mark


def test_one_objective_without_reason_among_two_hundred_unreached_is_enough_to_lose_the_fourth_point() -> None:
    lines = objectives(801, 1000)
    assert realisation(evidence(*lines)).mark == 4
    assert realisation(evidence(*lines[:-1], lines[-1].but(explained=False))).mark == 3


@pytest.mark.parametrize(
    ("priority", "said"),
    [
        (Priority.ELEVEE, "60 % en tenant compte des priorités (3 points sur 5)"),
        (Priority.MOYENNE, "50 % en tenant compte des priorités (2 points sur 4)"),
        (Priority.BASSE, "environ 33 % en tenant compte des priorités (1 point sur 3)"),
        (None, "50 % en tenant compte des priorités (2 points sur 4)"),
    ],
)
def test_a_priority_weighs_three_two_or_one_and_two_when_it_is_not_said(priority: Priority | None, said: str) -> None:
    lines = (objective("F1", Status.REACHED, priority=priority), objective("F2"))
    assert f"soit {said}" in plain(realisation(evidence(*lines)))


def test_with_t0_only_the_objectives_of_the_version_voted_count() -> None:
    lines = (
        objective("F1", Status.REACHED, in_baseline=True),
        objective("F2", Status.TO_DISCUSS, in_baseline=True, explained=True),
        objective("F3", Status.REACHED),
        objective("F4", Status.REACHED),
    )
    found = realisation(evidence(*lines, baseline_sha256=T0))
    assert found.mark == 2
    assert plain(found) == (
        "Version approuvée (T0) : 1 objectif réalisé sur 2, soit 50 % en tenant compte des priorités (2 points sur 4)."
    )


def test_without_t0_all_that_was_agreed_counts_and_the_reason_says_so() -> None:
    lines = (
        objective("F1", Status.REACHED),
        objective("F2", Status.TO_DISCUSS),
        objective("F3", Status.ABANDONED),
        objective("F4", Status.PAUSED),
    )
    assert plain(realisation(evidence(*lines))) == (
        "Faute de version approuvée (T0), on compte tous les objectifs sauf ceux à discuter : 1 objectif réalisé "
        "sur 3, soit environ 33 % en tenant compte des priorités (2 points sur 6). "
        "2 objectifs non réalisés n'ont pas de raison écrite."
    )


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (evidence(), "Faute de version approuvée"),
        (evidence(objective("F1", Status.TO_DISCUSS)), "Faute de version approuvée"),
        (evidence(objective("F1", Status.REACHED), baseline_sha256=T0), "Version approuvée"),
    ],
)
def test_without_an_objective_that_counts_there_is_no_mark_and_no_grade(given: Evidence, why: str) -> None:
    found = realisation(given)
    assert (found.mark, found.grade) == (None, None)
    assert found.reason.startswith(why)
    assert found.reason.endswith("aucun objectif à évaluer.")


some_objectives = st.lists(
    st.builds(
        lambda n, status, priority, reason: objective(
            f"F{n}", status, priority=priority, explained=bool((reason or "").strip()), in_baseline=n % 2 == 0
        ),
        st.integers(0, 99),
        st.sampled_from(Status),
        st.sampled_from([None, *Priority]),
        st.sampled_from([None, "Report voté"]),
    ),
    max_size=12,
)
in_two_orders = some_objectives.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some)))


@given(in_two_orders, st.sampled_from([None, T0]))
def test_the_order_in_which_objectives_were_read_changes_nothing(
    read: tuple[list[ObjectiveEvidence], list[ObjectiveEvidence]], t0: str | None
) -> None:
    one, other = (evidence(*some, baseline_sha256=t0) for some in read)
    assert realisation(one) == realisation(other)


@given(st.integers(1, 60), st.integers(0, 60))
def test_one_objective_more_reached_never_lowers_the_mark(total: int, reached: int) -> None:
    before = realisation(evidence(*objectives(min(reached, total), total))).mark
    after = realisation(evidence(*objectives(min(reached + 1, total), total))).mark
    assert before is not None
    assert after is not None
    assert before <= after
