"""The evaluations as their pages show them."""

from decimal import Decimal

from domain.evaluation.commands import PointType
from domain.evaluation.criteria import CriterionMark
from domain.evaluation.evidence import Evidence, ObjectiveEvidence
from domain.evaluation.outcome import Label, Outcome
from domain.evaluation.state import Evaluation
from domain.mandate.commands import MoveEnd
from domain.mandate.state import EvaluationRef, Mandate
from domain.objective.transitions import Status
from domain.objective.values import Priority
from domain.planned import parse_planned
from infra.reading.evaluation_view import (
    Stage,
    bars,
    compared,
    counted,
    hundredths,
    listed,
    previous_of,
    priority_of,
    ticks,
)
from tests.domain.mandate.mandates import SIREN, Story, communication, day, end_of_mandate, mid_mandate, plan

PARTIAL = Outcome(score=Decimal("62.5"), coverage=Decimal("0.55"), label=Label.BILAN_PARTIEL)


def ref(year: int, outcome: Outcome | None, type: PointType = PointType.MI_MANDAT) -> EvaluationRef:
    stream = f"evaluation/{SIREN}/{year}-{type}-1"
    return EvaluationRef(evaluation=stream, type=type, on=day(f"{year}-03-31"), outcome=outcome)


def mandate(*refs: EvaluationRef) -> Mandate:
    story = Story.opened().tell("2026-05-04", plan(communication("2027-02-25"), mid_mandate(), end_of_mandate()))
    return story.state.but(evaluations=refs)


def mark(id: str, value: int | None) -> CriterionMark:
    return CriterionMark(id=id, title="Titre", weight=15, mark=value, grade=None if value is None else 3, reason="")


def test_what_is_planned_stands_beside_what_was_started() -> None:
    lines = listed(mandate(ref(2028, PARTIAL), ref(2029, None)))
    assert [(one.on.year, one.stage, one.key) for one in lines] == [
        (2028, Stage.RECORDED, "2028-mi_mandat-1"),
        (2029, Stage.COLLECTING, "2029-mi_mandat-1"),
        (2031, Stage.PLANNED, ""),
    ]
    assert [one.coverage for one in lines] == [55, 0, 0]


def test_nothing_is_planned_any_more_once_the_mandate_has_ended() -> None:
    story = Story.opened().tell("2026-05-04", plan(end_of_mandate()))
    story.tell("2027-01-04", MoveEnd(end=parse_planned("2028-06"), reason="Fusion.")).until("2028-07-02")
    assert listed(story.state) == ()


def test_the_evaluation_before_is_the_last_one_recorded() -> None:
    state = mandate(ref(2027, PARTIAL), ref(2028, None), ref(2029, PARTIAL))
    before = previous_of(state, f"evaluation/{SIREN}/2029-mi_mandat-1")
    assert before is not None
    assert before.evaluation.endswith("2027-mi_mandat-1")
    assert previous_of(state, f"evaluation/{SIREN}/2027-mi_mandat-1") is None
    assert previous_of(state, f"evaluation/{SIREN}/inconnue") is None
    assert previous_of(None, f"evaluation/{SIREN}/2027-mi_mandat-1") is None


def test_a_mark_is_compared_only_where_both_were_given() -> None:
    now = Evaluation(stream="e", criteria=(mark("C1", 3), mark("C2", None), mark("C6", 2), mark("C7", 1)))
    before = Evaluation(stream="d", criteria=(mark("C1", 1), mark("C2", 2), mark("C6", None)))
    assert [(one.before, one.change) for one in compared(now, before)] == [
        (1, 2),
        (2, None),
        (None, None),
        (None, None),
    ]
    assert [one.before for one in compared(now, None)] == [None] * 4


def test_the_chart_draws_a_bar_for_each_mark_and_none_for_what_is_not_evaluable() -> None:
    marks = [mark("C1", 4), mark("C2", None), mark("C6", 0)]
    drawn = bars(marks)
    assert [(one.label, one.width, one.said) for one in drawn] == [("C1", 336, "4"), ("C2", 0, "NE"), ("C6", 0, "0")]
    assert ticks()[4][1] == ticks()[0][1] + drawn[0].width


def test_the_evidence_is_counted_by_status() -> None:
    one = ObjectiveEvidence(key="F1", title="Un", status=Status.REACHED, steps_due=3, steps_in_time=2, in_baseline=True)
    evidence = Evidence(
        frozen_on=day("2029-03-31"),
        objectives=(one, one.but(key="F2"), one.but(key="F3", status=Status.BLOCKED, in_baseline=False)),
        duties_due=4,
        duties_in_time=3,
    )
    told = counted(evidence)
    assert told.objectives == (("bloqué", 1), ("réalisé", 2))
    assert (told.total, told.in_baseline, told.steps_due, told.steps_in_time) == (3, 2, 9, 6)


def test_a_coverage_is_told_in_hundredths_and_a_priority_in_words() -> None:
    assert hundredths(Decimal("0.25")) == 25
    one = ObjectiveEvidence(key="F1", title="Un", status=Status.REACHED)
    assert priority_of(one) == "non dite"
    assert priority_of(one.but(priority=Priority.ELEVEE)) == "élevée"
