"""What people tell of an objective without moving it by hand: progress, milestones, deadlines, engagements, results."""

from datetime import date, datetime
from typing import assert_never

from domain.calendar import civil_day
from domain.errors import Refused
from domain.french import join, typeset
from domain.objective.commands import (
    AskProgress,
    CompleteMilestone,
    MoveDeadline,
    NoteConsultation,
    RecordProgress,
    SetEngagement,
)
from domain.objective.events import (
    ConsultationNoted,
    DeadlineMoved,
    EngagementSet,
    Event,
    Measure,
    MilestoneCompleted,
    ObjectiveStarted,
    ProgressAsked,
    ProgressRecorded,
)
from domain.objective.legal_time import check_deadline
from domain.objective.reminder_events import Schedule
from domain.objective.state import ConsultationResult, Note, Objective, Revision
from domain.objective.steps import past
from domain.objective.timetable import (
    STALE_DAYS,
    answered,
    in_order,
    late_at,
    not_of_plan,
    of_plan,
    planned,
    without_milestone,
)
from domain.objective.transitions import LABELS, UNDER_WAY, Status
from domain.objective.values import Engagement
from domain.planned import PlannedDay
from domain.reminders import PlanName


def record_progress(state: Objective, command: RecordProgress, at: datetime) -> list[Event]:
    """Progress, and the start of an objective that was planned.

    Raises `Refused` when nothing is told, when an indicator is not one of the objective's, when a percentage is told of
    an objective that is closed or not agreed yet, when the day has not come.
    """
    past(command.on, at, state.home)
    if command.percent is None and not command.note and not command.values:
        raise Refused("Dites où en est l'objectif : un pourcentage, une note ou la valeur d'un indicateur.")
    _check_percent(state, command)
    _check_indicators(state, command)
    today = civil_day(at, state.home)
    on = command.on or today
    progress = ProgressRecorded(
        percent=command.percent,
        note=command.note,
        measures=tuple(Measure(indicator=id, value=value, on=on) for id, value in sorted(command.values.items())),
        on=on,
        recorded_on=today,
        by=command.by,
    )
    return [*_start(state, on, at), progress]


def complete_milestone(state: Objective, command: CompleteMilestone, at: datetime) -> list[Event]:
    """A milestone done, or its day corrected. Raises `Refused` when it is none of the objective's."""
    past(command.on, at, state.home)
    milestone = next((milestone for milestone in state.milestones if milestone.name == command.name), None)
    if milestone is None:
        known = join([f"« {milestone.name} »" for milestone in state.milestones]) or "aucune"
        raise Refused(typeset(f"« {command.name} » n'est pas une étape de l'objectif {state.key} ; étapes : {known}."))
    if milestone.given_up_on is not None:
        told = f"L'étape « {milestone.name} » est abandonnée : reprenez-la d'abord, en redonnant son échéance."
        raise Refused(typeset(told))
    if milestone.done_on == command.on:
        return []
    done = MilestoneCompleted(name=command.name, on=command.on, recorded_on=civil_day(at, state.home))
    return [*_start(state, command.on, at), done]


def move_deadline(state: Objective, command: MoveDeadline, at: datetime) -> list[Event]:
    """Another deadline, with its own reminders.

    Raises `Refused` when it is the same, when the objective is closed, when the law does not leave the time for it.
    """
    if state.closed:
        raise Refused(typeset(f"L'objectif {state.key} est {LABELS[state.status]} : son échéance ne se déplace plus."))
    if command.deadline == state.deadline:
        known = f"déjà « {state.deadline.label} »" if state.deadline is not None else "déjà inconnue"
        raise Refused(typeset(f"L'échéance de l'objectif {state.key} est {known}."))
    if command.deadline is not None and not state.started and not state.consultations:
        check_deadline(command.deadline, state.procedure, state.home, civil_day(at, state.home))
    return [
        DeadlineMoved(
            before=state.deadline,
            deadline=command.deadline,
            reason=command.reason,
            at=at,
            schedule=_moved(state, command.deadline, at),
            by=command.by,
        )
    ]


def set_engagement(state: Objective, command: SetEngagement, at: datetime) -> list[Event]:
    """Where a commune now stands; nothing when it is said again. Raises `Refused` when the day has not come."""
    past(command.on, at, state.home)
    engagement = Engagement(commune=command.commune, level=command.level, since=command.on, by=command.by)
    return [] if engagement in state.engagements else [EngagementSet(engagement=engagement)]


def is_stale(state: Objective, on: date) -> bool:
    """Whether an objective under way has had no news for `STALE_DAYS` days on the day `on`, and nobody was asked."""
    if state.status not in UNDER_WAY or state.asked_on is not None or state.news_on is None:
        return False
    return (on - state.news_on).days > STALE_DAYS


def ask_progress(state: Objective, command: AskProgress, at: datetime) -> list[Event]:
    """The pilote is asked, once, when the objective is stale; again and then told as silent while nothing comes."""
    if not is_stale(state, command.on):
        return []
    asked = not_of_plan(state, PlanName.PROGRESS).but(asked_on=command.on)
    return [ProgressAsked(on=command.on, reminders=of_plan(planned(asked, at), PlanName.PROGRESS))]


def note_consultation(state: Objective, command: NoteConsultation) -> list[Event]:
    """Where a consultation stands, unless it is known already."""
    noted = ConsultationNoted(**command.model_dump(exclude={"kind"}))
    return [] if _result(noted) in state.consultations else [noted]


def told(state: Objective, event: ProgressRecorded | MilestoneCompleted | EngagementSet) -> Objective:
    """The objective after somebody told of it."""
    match event:
        case ProgressRecorded():
            note = Note(percent=event.percent, text=event.note, on=event.on, by=event.by)
            return answered(state).but(
                percent=event.percent if event.percent is not None else state.percent,
                notes=(*state.notes, note),
                measures=(*state.measures, *event.measures),
                news_on=event.recorded_on,
            )
        case MilestoneCompleted():
            milestones = tuple(m.but(done_on=event.on) if m.name == event.name else m for m in state.milestones)
            after = without_milestone(answered(state), event.name)
            return after.but(milestones=milestones, news_on=event.recorded_on)
        case EngagementSet():
            others = [e for e in state.engagements if e.commune != event.engagement.commune]
            return state.but(engagements=sorted([*others, event.engagement], key=lambda e: e.commune))
        case _:
            assert_never(event)


def noted(state: Objective, event: DeadlineMoved | ProgressAsked | ConsultationNoted) -> Objective:
    """The objective after its dates or its consultations changed."""
    match event:
        case DeadlineMoved():
            revision = Revision(**event.model_dump(exclude={"kind", "schedule"}))
            return not_of_plan(state, PlanName.OBJECTIVE).but(
                deadline=event.deadline,
                revisions=(*state.revisions, revision),
                schedule=event.schedule,
                late_since=None,
            )
        case ProgressAsked():
            asked = not_of_plan(state, PlanName.PROGRESS)
            reminders = in_order([*asked.schedule.reminders, *event.reminders])
            return asked.but(asked_on=event.on, schedule=asked.schedule.but(reminders=reminders))
        case ConsultationNoted():
            others = [c for c in state.consultations if c.consultation != event.consultation]
            return state.but(consultations=(*others, _result(event)))
        case _:
            assert_never(event)


def _moved(state: Objective, deadline: PlannedDay | None, at: datetime) -> Schedule:
    """What comes once the deadline is another one; what is promised of milestones and questions does not move."""
    after = not_of_plan(state, PlanName.OBJECTIVE)
    anew = of_plan(planned(after.but(deadline=deadline), at), PlanName.OBJECTIVE)
    reminders = in_order([*after.schedule.reminders, *anew])
    return Schedule(reminders=reminders, late_at=late_at(deadline, state.home, at))


def _start(state: Objective, on: date, at: datetime) -> list[Event]:
    return [ObjectiveStarted(on=on, at=at)] if state.status is Status.PLANNED else []


def _check_percent(state: Objective, command: RecordProgress) -> None:
    # 100 % of a reached objective changes nothing.
    if command.percent is None or (state.status is Status.REACHED and command.percent == state.percent):
        return
    if state.closed:
        raise Refused(
            typeset(
                f"L'objectif {state.key} est {LABELS[state.status]} : "
                "son avancement ne change plus, mais vous pouvez y ajouter une note."
            )
        )
    if state.status is Status.TO_DISCUSS:
        raise Refused(typeset(f"L'objectif {state.key} est à discuter : retenez-le avant d'en dire l'avancement."))


def _check_indicators(state: Objective, command: RecordProgress) -> None:
    followed = [indicator for indicator in state.indicators if indicator.dropped_on is None]
    known = {indicator.id for indicator in followed}
    for id in sorted(set(command.values) - known):
        names = join([f"{indicator.id} ({indicator.name})" for indicator in followed]) or "aucun"
        raise Refused(typeset(f"« {id} » n'est pas un indicateur de l'objectif {state.key} ; indicateurs : {names}."))


def _result(event: ConsultationNoted) -> ConsultationResult:
    return ConsultationResult(**event.model_dump(exclude={"kind"}))
