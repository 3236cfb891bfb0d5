"""What a mandate reads of its objectives: the lines of T0, and the stock taken each quarter."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from domain.mandate.commands import BaselineLine, BaselineMilestone, Stock
from domain.objective.state import Objective, is_late
from domain.objective.transitions import Status
from domain.planned import PlannedDay


def baseline(objectives: Sequence[Objective]) -> tuple[BaselineLine, ...]:
    """T0: what the roadmap promises as it is approved. One still to discuss, or abandoned before, is not promised;
    nor is a step given up before."""
    left_out = (Status.TO_DISCUSS, Status.ABANDONED)
    return tuple(_line(objective) for objective in objectives if objective.status not in left_out)


def _line(objective: Objective) -> BaselineLine:
    return BaselineLine(
        key=objective.key,
        title=objective.title,
        deadline=_text(objective.deadline),
        priority=objective.priority,
        milestones=tuple(
            BaselineMilestone(name=milestone.name, deadline=_text(milestone.deadline))
            for milestone in objective.milestones
            if milestone.given_up_on is None
        ),
    )


def take_stock(objectives: Sequence[Objective], on: date) -> Stock:
    """Where the objectives stand, those late being judged on the day `on`; one to discuss counts as open."""
    reached = sum(objective.status is Status.REACHED for objective in objectives)
    abandoned = sum(objective.status is Status.ABANDONED for objective in objectives)
    return Stock(
        on=on,
        total=len(objectives),
        reached=reached,
        late=sum(is_late(objective, on) for objective in objectives),
        abandoned=abandoned,
        open=len(objectives) - reached - abandoned,
        percent_mean=_mean([objective.percent for objective in objectives if objective.percent is not None]),
    )


def _mean(percents: Sequence[int]) -> Decimal | None:
    """To the nearest tenth, halves up."""
    if not percents:
        return None
    return Decimal((20 * sum(percents) + len(percents)) // (2 * len(percents))).scaleb(-1)


def _text(planned: PlannedDay | None) -> str | None:
    return planned.text if planned is not None else None
