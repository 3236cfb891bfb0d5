"""How the evidence of one objective is read from its state."""

from datetime import date

from domain.evaluation.evidence import ObjectiveEvidence
from domain.objective.state import Objective
from domain.objective.transitions import Status


def objective_evidence(objective: Objective, frozen_on: date, in_baseline: bool) -> ObjectiveEvidence:
    """What counts of `objective` at the end of the day `frozen_on`.

    What was reached later was not reached yet. No step is due in an objective still to discuss, nor after it was
    abandoned.
    """
    reached_later = objective.reached_on is not None and objective.reached_on > frozen_on
    first, last = objective.first_deadline, objective.deadline
    due, in_time = _steps(objective, frozen_on)
    return ObjectiveEvidence(
        key=objective.key,
        title=objective.title,
        status=Status.IN_PROGRESS if reached_later else objective.status,
        priority=objective.priority,
        reached_on=None if reached_later else objective.reached_on,
        deadline_first=first.text if first is not None else None,
        deadline_last=last.text if last is not None else None,
        written_reason=objective.written_reason,
        steps_due=due,
        steps_in_time=in_time,
        in_baseline=in_baseline,
    )


def _steps(objective: Objective, frozen_on: date) -> tuple[int, int]:
    if objective.status is Status.TO_DISCUSS:
        return 0, 0
    until = frozen_on
    if objective.status is Status.ABANDONED:
        # Without its day, one cannot say that a step was due before it.
        until = min(frozen_on, objective.abandoned_on or date.min)
    due = [m for m in objective.milestones if m.deadline is not None and m.deadline.last_day <= until]
    in_time = sum(m.done_on is not None and m.deadline is not None and m.done_on <= m.deadline.last_day for m in due)
    return len(due), in_time
