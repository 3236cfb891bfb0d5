"""The milestones of an objective, once it is entered: added, said anew, given up."""

from datetime import datetime

from domain.calendar import civil_day
from domain.errors import Refused
from domain.french import join, typeset
from domain.objective.amend_commands import GiveUpMilestone, PlanMilestone
from domain.objective.amend_events import MilestoneGivenUp, MilestonePlanned
from domain.objective.ledger import is_held, leaves, recipients
from domain.objective.reminder_events import ObjectiveReminder, Schedule
from domain.objective.state import Objective
from domain.objective.steps import past
from domain.objective.timetable import in_order, planned, without_milestone
from domain.objective.values import Milestone, MilestoneMove

Event = MilestonePlanned | MilestoneGivenUp


def decide(state: Objective, command: PlanMilestone | GiveUpMilestone, at: datetime) -> list[Event]:
    """The event of the command; nothing when it changes nothing. Raises `Refused`."""
    return _plan(state, command, at) if isinstance(command, PlanMilestone) else _give_up(state, command, at)


def evolve(state: Objective, event: Event) -> Objective:
    """The objective after the event. A milestone keeps its place: its reminders are told apart by it."""
    if isinstance(event, MilestonePlanned):
        return _without(state, event).but(schedule=event.schedule)
    left = {"given_up_on": event.on, "given_up_reason": event.reason, "given_up_recorded_on": event.recorded_on}
    steps = tuple(step.but(**left) if step.name == event.name else step for step in state.milestones)
    return without_milestone(state, event.name).but(milestones=steps)


def _plan(state: Objective, command: PlanMilestone, at: datetime) -> list[Event]:
    before = _step(state, command.was) if command.was else None
    if before is not None and before.done_on is not None:
        raise Refused(typeset(f"L'étape « {before.name} » est faite : ce qui en était prévu ne change plus."))
    if command.name != command.was and any(step.name == command.name for step in state.milestones):
        raise Refused(typeset(f"Une étape de l'objectif {state.key} s'appelle déjà « {command.name} »."))
    after = _becoming(state, before, command, at)
    if after == before:
        return []
    event = MilestonePlanned(
        before=before, milestone=after, reason=command.reason, at=at, schedule=Schedule(), by=command.by
    )
    return [event.but(schedule=_schedule(state, event, at))]


def _becoming(state: Objective, before: Milestone | None, command: PlanMilestone, at: datetime) -> Milestone:
    if before is None:
        return Milestone(name=command.name, deadline=command.deadline, added_on=civil_day(at, state.home))
    changes = {"name": command.name, "deadline": command.deadline}
    taken_up = {"given_up_on": None, "given_up_reason": "", "given_up_recorded_on": None}
    return before.but(**changes, **taken_up, moves=(*before.moves, *_moves(state, before, command, at)))


def _moves(state: Objective, before: Milestone, command: PlanMilestone, at: datetime) -> list[MilestoneMove]:
    """What to keep of how the deadline was until now. One that is taken up was no promise while it was given up."""
    today, left = civil_day(at, state.home), before.given_up_recorded_on or before.given_up_on
    if left is not None:
        return [MilestoneMove(before=before.deadline, on=left), MilestoneMove(before=None, on=today)]
    return [MilestoneMove(before=before.deadline, on=today)] if command.deadline != before.deadline else []


def _schedule(state: Objective, event: MilestonePlanned, at: datetime) -> Schedule:
    """What comes once the milestone is so: its own reminders anew, the others as promised. Those of one that only has
    another name stay, with those that fell due without leaving: they leave under that name."""
    if _is_renamed(event):
        kept = [_called(each, event) for each in state.schedule.reminders]
        held = [_called(each, event).but(at=_leaves(state, each, at)) for each in _held(state, event, at)]
        return state.schedule.but(reminders=in_order([*kept, *held]))
    after = _without(state, event)
    anew = [reminder for reminder in planned(after, at) if reminder.milestone == event.milestone.name]
    return after.schedule.but(reminders=in_order([*after.schedule.reminders, *anew]))


def _without(state: Objective, event: MilestonePlanned) -> Objective:
    """The objective with the milestone as it now is, and as if nothing had ever been reminded of it; one that only has
    another name keeps what was."""
    if event.before is None:
        return state.but(milestones=(*state.milestones, event.milestone))
    was = event.before.name
    rank = next(n for n, step in enumerate(state.milestones, start=1) if step.name == was)
    steps = tuple(event.milestone if step.name == was else step for step in state.milestones)
    if _is_renamed(event):
        coming = {each.name for each in event.schedule.reminders}
        told = [one.but(reminder=_called(one.reminder, event)) for one in state.reminded]
        return state.but(milestones=steps, reminded=[one for one in told if one.reminder.name not in coming])
    skipped = tuple(name for name in state.skipped if name[1] != f"étape {rank}")
    return without_milestone(state, was).but(milestones=steps, skipped=skipped)


def _is_renamed(event: MilestonePlanned) -> bool:
    """Whether nothing of it changes but its name."""
    return event.before is not None and event.before.but(name=event.milestone.name) == event.milestone


def _called(reminder: ObjectiveReminder, event: MilestonePlanned) -> ObjectiveReminder:
    mine = event.before is not None and reminder.milestone == event.before.name
    return reminder.but(milestone=event.milestone.name) if mine else reminder


def _held(state: Objective, event: MilestonePlanned, at: datetime) -> list[ObjectiveReminder]:
    was = event.before.name if event.before is not None else ""
    return [told.reminder for told in state.reminded if told.reminder.milestone == was and is_held(state, told, at)]


def _leaves(state: Objective, reminder: ObjectiveReminder, at: datetime) -> datetime:
    """When one that is held would have left, which is after `at`."""
    return leaves(state, reminder.notice, recipients(state, reminder)[0], reminder.at)


def _give_up(state: Objective, command: GiveUpMilestone, at: datetime) -> list[Event]:
    past(command.on, at, state.home)
    step = _step(state, command.name)
    if step.done_on is not None:
        raise Refused(typeset(f"L'étape « {step.name} » est faite : elle ne s'abandonne plus."))
    if step.given_up_on is not None:
        return []
    today = civil_day(at, state.home)
    on = command.on or today
    return [MilestoneGivenUp(name=step.name, on=on, recorded_on=today, reason=command.reason, by=command.by)]


def _step(state: Objective, name: str) -> Milestone:
    found = next((step for step in state.milestones if step.name == name), None)
    if found is None:
        known = join([f"« {step.name} »" for step in state.milestones]) or "aucune"
        raise Refused(typeset(f"« {name} » n'est pas une étape de l'objectif {state.key} ; étapes : {known}."))
    return found
