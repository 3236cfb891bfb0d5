"""The rules of an objective: what each command makes happen, and what each event changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from domain.calendar import civil_day
from domain.errors import Refused
from domain.french import typeset
from domain.objective import amending, facts, reminding, steps, timetable
from domain.objective.amend_commands import AmendCommand
from domain.objective.amend_events import Amended
from domain.objective.commands import (
    AbandonObjective,
    AskProgress,
    BlockObjective,
    Command,
    CompleteMilestone,
    MoveDeadline,
    NoteConsultation,
    PauseObjective,
    PlanObjective,
    ReachObjective,
    RecordProgress,
    ResumeObjective,
    RetainObjective,
    SetEngagement,
    StartObjective,
    UnblockObjective,
)
from domain.objective.events import (
    ConsultationNoted,
    DeadlineMoved,
    EngagementSet,
    Event,
    LateRecorded,
    MilestoneCompleted,
    ObjectivePlanned,
    ProgressAsked,
    ProgressRecorded,
)
from domain.objective.legal_time import check_deadline
from domain.objective.reminder_events import (
    BounceNoted,
    HabitsFollowed,
    ReminderDue,
    ReminderSkipped,
    RemindersSnoozed,
    Schedule,
)
from domain.objective.state import Objective
from domain.objective.transitions import TRANSITIONS, Move, Status
from domain.reminders.commands import FollowHabits, NoteBounce, SendReminderNow, SkipReminder, SnoozeReminders
from domain.stream import PassTime


def decide(state: Objective, command: Command | PassTime, at: datetime) -> Sequence[Event]:
    """The events of `command` received at `at`, in order. Raises `Refused`, with the reason in French."""
    if isinstance(command, PassTime):
        return timetable.pass_time(state, command.until)
    if isinstance(command, PlanObjective):
        return [_plan(state, command, at)]
    if state.status is Status.ABSENT:
        raise Refused(f"L'objectif {state.key} n'est pas dans la feuille de route ; vérifiez son identifiant.")
    if isinstance(command, AmendCommand):
        return amending.decide(state, command, at)
    match command:
        case SkipReminder() | SnoozeReminders() | SendReminderNow() | FollowHabits() | NoteBounce():
            return reminding.decide(state, command, at)
        case RetainObjective() | StartObjective() | ReachObjective() | AbandonObjective():
            return steps.advance(state, command, at)
        case BlockObjective() | UnblockObjective() | PauseObjective() | ResumeObjective():
            return steps.halt(state, command, at)
        case _:
            return _record(state, command, at)


def evolve(state: Objective, event: Event) -> Objective:
    """The objective after `event`."""
    if isinstance(event, Amended):
        return amending.evolve(state, event)
    if isinstance(event, steps.Moved):
        return steps.moved(state, event)
    match event:
        case ObjectivePlanned():
            return _planned(state, event)
        case ProgressRecorded() | MilestoneCompleted() | EngagementSet():
            return facts.told(state, event)
        case DeadlineMoved() | ProgressAsked() | ConsultationNoted():
            return facts.noted(state, event)
        case ReminderDue() | LateRecorded():
            return timetable.passed(state, event)
        case HabitsFollowed() | ReminderSkipped() | RemindersSnoozed() | BounceNoted():
            return reminding.evolve(state, event)
        case _:
            assert_never(event)


def _record(
    state: Objective,
    command: RecordProgress | CompleteMilestone | MoveDeadline | SetEngagement | AskProgress | NoteConsultation,
    at: datetime,
) -> list[Event]:
    match command:
        case RecordProgress():
            return facts.record_progress(state, command, at)
        case CompleteMilestone():
            return facts.complete_milestone(state, command, at)
        case MoveDeadline():
            return facts.move_deadline(state, command, at)
        case SetEngagement():
            return facts.set_engagement(state, command, at)
        case AskProgress():
            return facts.ask_progress(state, command, at)
        case NoteConsultation():
            return facts.note_consultation(state, command)
        case _:
            assert_never(command)


def _plan(state: Objective, command: PlanObjective, at: datetime) -> Event:
    if state.status is not Status.ABSENT:
        raise Refused(_already_there(state, command))
    for milestone in command.plan.milestones:
        steps.past(milestone.done_on, at, command.place)
    today = civil_day(at, command.place)
    deadline, milestones = command.plan.deadline, command.plan.milestones
    entered = state.but(place=command.place, deadline=deadline, milestones=milestones)
    # An old roadmap is entered as it was: a deadline already past is late, not impossible.
    if deadline is not None and not command.begun and deadline.last_day >= today:
        check_deadline(deadline, command.plan.procedure, command.place, today, entered=True)
    return ObjectivePlanned(
        epci_name=command.epci_name,
        place=command.place,
        plan=command.plan,
        recorded_on=today,
        schedule=Schedule(
            reminders=timetable.planned(entered, at), late_at=timetable.late_at(deadline, command.place, at)
        ),
        to_discuss=command.to_discuss,
        synthetic=command.synthetic,
    )


def _already_there(state: Objective, command: PlanObjective) -> str:
    if command.plan == state.first_plan:
        return typeset(f"L'objectif {state.key} est déjà enregistré à l'identique : il n'y a rien à refaire.")
    return typeset(
        f"Un objectif porte déjà l'identifiant {state.key} : « {state.title} ». "
        "Donnez-en un autre à celui-ci, ou modifiez l'objectif existant."
    )


def _planned(state: Objective, event: ObjectivePlanned) -> Objective:
    plan = dict(event.plan) | {"engagements": sorted(event.plan.engagements, key=lambda e: e.commune)}
    return state.but(
        **plan,
        first_plan=event.plan,
        status=TRANSITIONS[Move.PROPOSE if event.to_discuss else Move.PLAN].arrival,
        epci_name=event.epci_name,
        place=event.place,
        synthetic=event.synthetic,
        schedule=event.schedule,
        news_on=event.recorded_on,
    )
