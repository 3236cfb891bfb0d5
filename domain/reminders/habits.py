"""How an EPCI adapts the plans and the quiet weeks to itself, without code: what it adds, removes or shifts."""

from enum import StrEnum
from typing import Final, Self

from pydantic import Field, model_validator

from domain.base import Day, Value
from domain.notices import NoticeKind
from domain.reminders.plan import Plan, Step


class PlanName(StrEnum):
    """The plans that can be adapted."""

    CONSULTATION = "consultation"
    OBJECTIVE = "objective"
    MILESTONE = "milestone"
    PROGRESS = "progress"
    DUTY = "duty"


class Change(Value):
    """What the EPCI makes of one plan, the last change of a step standing for those before it.

    `removed`: the step `notice` is taken out. Else it falls `days_before` its anchor: a step of the plan is shifted,
    one of kind `…_extra` is added under its own `label`.
    """

    plan: PlanName
    notice: NoticeKind
    label: str = Field(default="", max_length=20)
    removed: bool = False
    days_before: int | None = Field(default=None, ge=-60, le=366)

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if not self.removed and self.days_before is None:
            raise ValueError("dites combien de jours avant l'échéance tombe le rappel")
        return self

    @property
    def name(self) -> tuple[PlanName, NoticeKind, str]:
        return self.plan, self.notice, self.label


class Week(Value):
    """Days, from `first` to `last` included, in which reminders are held, and why (« élections »)."""

    first: Day
    last: Day
    reason: str = Field(default="", max_length=200)

    @model_validator(mode="after")
    def _is_a_period(self) -> Self:
        if self.last < self.first:
            raise ValueError("le dernier jour est avant le premier")
        return self


class Habits(Value):
    """What an EPCI changed of the plans, and the quiet weeks that it added."""

    changes: tuple[Change, ...] = ()
    quiet: tuple[Week, ...] = ()


#: Those of an EPCI that changed nothing.
USUAL: Final = Habits()

#: The kind of the steps that can be added to each plan.
EXTRA: Final = {
    PlanName.CONSULTATION: NoticeKind.AVIS_EXTRA,
    PlanName.OBJECTIVE: NoticeKind.OBJECTIVE_EXTRA,
    PlanName.DUTY: NoticeKind.DUTY_EXTRA,
}


def adapted(plan: Plan, name: PlanName, habits: Habits) -> Plan:
    """The plan as the EPCI wants it. A shifted step keeps its anchor and whom it tells, and the one of its name for
    communes whose councils are known moves by as much; an added one aims at the deadline, and tells those whom the
    stream tells by default."""
    changes = {(change.notice, change.label): change for change in habits.changes if change.plan is name}
    if not changes:
        return plan
    first = {(step.notice, step.label): step.days_before for step in reversed(plan.steps)}
    kept = [
        _shifted(step, changes.get((step.notice, step.label)), first[step.notice, step.label]) for step in plan.steps
    ]
    added = [
        Step(notice=change.notice, days_before=change.days_before, label=change.label)
        for change in changes.values()
        if change.notice is EXTRA.get(name) and not change.removed and change.days_before is not None
    ]
    return plan.but(steps=(*(step for step in kept if step is not None), *added))


def _shifted(step: Step, change: Change | None, usual_days: int) -> Step | None:
    """`usual_days`: those of the first step of that name, from which the change is counted."""
    if change is None:
        return step
    if change.removed or change.days_before is None:
        return None
    return step.but(days_before=step.days_before + change.days_before - usual_days)
