"""How the evidence of one objective is read from its state."""

from collections.abc import Sequence
from datetime import date

from domain.consultation.state import Consultation
from domain.evaluation.evidence import ObjectiveEvidence
from domain.mandate.commands import BaselineLine
from domain.mandate.state import Mandate
from domain.objective.state import Objective
from domain.objective.transitions import Status
from domain.objective.values import Milestone


def objective_evidence(
    objective: Objective, frozen_on: date, voted: BaselineLine | None, approved_on: date | None = None
) -> ObjectiveEvidence:
    """What counts of `objective` on the day `frozen_on`, in a roadmap approved on the day `approved_on`, if it was;
    `voted`: what T0 keeps of it, none when it is not there. It weighs what it weighed in T0.

    What was reached later was not reached yet. A step is due once the day promised when the roadmap was approved is
    over, that of its first promise when it was entered, or dated, later: what was moved or given up since counts as it
    was promised. One added since, once its day was over, was never promised. None is due in an objective still to
    discuss, nor after it was abandoned.
    """
    reached_later = objective.reached_on is not None and objective.reached_on > frozen_on
    first, last = objective.first_deadline, objective.deadline
    due, in_time, changed = _steps(objective, frozen_on, _promised(objective, voted, approved_on))
    return ObjectiveEvidence(
        key=objective.key,
        title=objective.title,
        status=Status.IN_PROGRESS if reached_later else objective.status,
        priority=voted.priority if voted is not None else objective.priority,
        reached_on=None if reached_later else objective.reached_on,
        deadline_first=first.text if first is not None else None,
        deadline_last=last.text if last is not None else None,
        explained=bool((objective.written_reason or "").strip()),
        steps_due=due,
        steps_in_time=in_time,
        steps_changed=changed,
        in_baseline=voted is not None,
    )


def annulments(consultations: Sequence[Consultation], mandate: Mandate, frozen_on: date) -> int:
    """How many acts a judge annulled in the consultations sent during the mandate, up to the day `frozen_on`."""
    renewal = mandate.renewal
    return sum(
        len(consultation.annulments)
        for consultation in consultations
        if renewal is not None and consultation.sent_on is not None and renewal <= consultation.sent_on <= frozen_on
    )


def _promised(
    objective: Objective, voted: BaselineLine | None, approved_on: date | None
) -> list[tuple[Milestone, date]]:
    """The steps that were promised, each with the last day that was."""
    known = {step.name for step in voted.milestones} if voted is not None else frozenset[str]()
    dated = [(step, step.promised_from(approved_on)) for step in objective.milestones]
    promised = [(step, promise.last_day) for step, promise in dated if promise is not None]
    return [
        (step, day)
        for step, day in promised
        # Steps entered once they are done, and never voted, would make up for those that are late.
        if approved_on is None or step.name in known or step.added_on is None or step.added_on <= day
    ]


def _steps(objective: Objective, frozen_on: date, promised: Sequence[tuple[Milestone, date]]) -> tuple[int, int, int]:
    """How many steps are due, were done in time, and were changed since they were promised."""
    if objective.status is Status.TO_DISCUSS:
        return 0, 0, 0
    last = frozen_on
    if objective.status is Status.ABANDONED:
        # Without its day, one cannot say that a step was due before it.
        last = objective.abandoned_on or date.min
    due = [(step, day) for step, day in promised if day < frozen_on and day <= last]
    in_time = sum(step.done_on is not None and step.done_on <= day for step, day in due)
    return len(due), in_time, sum(_is_changed(step, day) for step, day in due)


def _is_changed(step: Milestone, promised: date) -> bool:
    return step.given_up_on is not None or step.deadline is None or step.deadline.last_day != promised
