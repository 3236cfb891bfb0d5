"""How an EPCI adapts the plans and the quiet weeks to itself."""

from datetime import date

import pytest
from pydantic import ValidationError

from domain.notices import NoticeKind
from domain.people import Role
from domain.reminders import CONSULTATION_PLAN, DUTY_PLAN, USUAL, Anchor, Change, Habits, Plan, PlanName, Week, adapted

CONSULTATION = PlanName.CONSULTATION


def habits(*changes: Change) -> Habits:
    return Habits(changes=changes)


def kinds(plan: Plan) -> list[tuple[NoticeKind, str, int]]:
    return [(step.notice, step.label, step.days_before) for step in plan.steps]


def test_usual_habits_change_nothing() -> None:
    assert adapted(CONSULTATION_PLAN, CONSULTATION, USUAL) == CONSULTATION_PLAN


def test_a_step_removed_is_told_to_nobody() -> None:
    change = Change(plan=CONSULTATION, notice=NoticeKind.AVIS_J60, removed=True)
    plan = adapted(CONSULTATION_PLAN, CONSULTATION, habits(change))
    assert NoticeKind.AVIS_J60 not in {step.notice for step in plan.steps}
    assert len(plan.steps) == len(CONSULTATION_PLAN.steps) - 1


def test_a_step_shifted_to_20_days_keeps_its_anchor_and_whom_it_tells() -> None:
    change = Change(plan=CONSULTATION, notice=NoticeKind.AVIS_J15, days_before=20)
    plan = adapted(CONSULTATION_PLAN, CONSULTATION, habits(change))
    [step] = [step for step in plan.steps if step.notice is NoticeKind.AVIS_J15]
    assert (step.days_before, step.anchor, step.to) == (20, Anchor.DEADLINE, (Role.MAIRE,))


def test_a_step_shifted_by_ten_days_moves_by_as_much_where_councils_are_known() -> None:
    change = Change(plan=CONSULTATION, notice=NoticeKind.AVIS_J30, days_before=40)
    plan = adapted(CONSULTATION_PLAN, CONSULTATION, habits(change))
    moved = [(step.days_before, step.anchor) for step in plan.steps if step.notice is NoticeKind.AVIS_J30]
    assert moved == [(40, Anchor.DEADLINE), (17, Anchor.AGENDA)]


def test_two_steps_added_stand_under_their_labels() -> None:
    changes = [
        Change(plan=CONSULTATION, notice=NoticeKind.AVIS_EXTRA, label=label, days_before=days)
        for label, days in (("J-20", 20), ("J-10", 10))
    ]
    plan = adapted(CONSULTATION_PLAN, CONSULTATION, habits(*changes))
    assert kinds(plan)[-2:] == [(NoticeKind.AVIS_EXTRA, "J-20", 20), (NoticeKind.AVIS_EXTRA, "J-10", 10)]


def test_the_last_change_of_a_step_stands_for_those_before_it() -> None:
    added = Change(plan=CONSULTATION, notice=NoticeKind.AVIS_EXTRA, label="J-20", days_before=20)
    moved, taken = added.but(days_before=22), added.but(removed=True, days_before=None)
    assert kinds(adapted(CONSULTATION_PLAN, CONSULTATION, habits(added, moved)))[-1][2] == 22
    assert adapted(CONSULTATION_PLAN, CONSULTATION, habits(added, taken)) == CONSULTATION_PLAN


def test_a_change_of_one_plan_leaves_the_others() -> None:
    change = Change(plan=PlanName.DUTY, notice=NoticeKind.DUTY_J7, removed=True)
    assert adapted(CONSULTATION_PLAN, CONSULTATION, habits(change)) == CONSULTATION_PLAN
    assert kinds(adapted(DUTY_PLAN, PlanName.DUTY, habits(change))) == [(NoticeKind.DUTY_J30, "", 30)]


def test_a_kind_that_is_not_in_the_plan_is_added_only_as_an_extra() -> None:
    change = Change(plan=CONSULTATION, notice=NoticeKind.DUTY_J7, days_before=3)
    assert adapted(CONSULTATION_PLAN, CONSULTATION, habits(change)) == CONSULTATION_PLAN


def test_a_change_says_when_and_a_week_ends_after_it_began() -> None:
    with pytest.raises(ValidationError, match="combien de jours"):
        Change(plan=CONSULTATION, notice=NoticeKind.AVIS_J15)
    with pytest.raises(ValidationError, match="avant le premier"):
        Week(first=date(2027, 4, 12), last=date(2027, 4, 11))
    assert Week(first=date(2027, 4, 12), last=date(2027, 4, 12)).reason == ""
