"""How the evidence of one objective is read from its state."""

from collections.abc import Sequence
from datetime import date

from domain.consultation.state import Consultation
from domain.evaluation.evidence import ObjectiveEvidence
from domain.mandate.state import Mandate
from domain.objective.state import Objective
from domain.objective.transitions import Status


def objective_evidence(objective: Objective, frozen_on: date, in_baseline: bool) -> ObjectiveEvidence:
    """What counts of `objective` on the day `frozen_on`.

    What was reached later was not reached yet. A step is due once its day is over. None is in an objective still to
    discuss, nor after it was abandoned.
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
        explained=bool((objective.written_reason or "").strip()),
        steps_due=due,
        steps_in_time=in_time,
        in_baseline=in_baseline,
    )


def annulments(consultations: Sequence[Consultation], mandate: Mandate, frozen_on: date) -> int:
    """How many acts a judge annulled in the consultations sent during the mandate, up to the day `frozen_on`."""
    renewal = mandate.renewal
    return sum(
        len(consultation.annulments)
        for consultation in consultations
        if renewal is not None and consultation.sent_on is not None and renewal <= consultation.sent_on <= frozen_on
    )


def _steps(objective: Objective, frozen_on: date) -> tuple[int, int]:
    if objective.status is Status.TO_DISCUSS:
        return 0, 0
    last = frozen_on
    if objective.status is Status.ABANDONED:
        # Without its day, one cannot say that a step was due before it.
        last = objective.abandoned_on or date.min
    days = [(m, m.deadline.last_day) for m in objective.milestones if m.deadline is not None]
    due = [m for m, day in days if day < frozen_on and day <= last]
    in_time = sum(m.done_on is not None and m.deadline is not None and m.done_on <= m.deadline.last_day for m in due)
    return len(due), in_time
