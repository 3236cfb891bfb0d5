"""The milestones of an objective, once it is entered: added, said anew, given up."""

from datetime import datetime

from domain.calendar import civil_day
from domain.errors import Refused
from domain.french import join, typeset
from domain.objective.amend_commands import GiveUpMilestone, PlanMilestone
from domain.objective.amend_events import MilestoneGivenUp, MilestonePlanned
from domain.objective.reminder_events import Schedule
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
        return _with_step(_forgotten(state, event), event).but(schedule=event.schedule)
    given_up = {"given_up_on": event.on, "given_up_reason": event.reason}
    steps = tuple(step.but(**given_up) if step.name == event.name else step for step in state.milestones)
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
        return Milestone(name=command.name, deadline=command.deadline)
    moved = () if command.deadline == before.deadline else (_moved(state, before, at),)
    changes = {"name": command.name, "deadline": command.deadline, "moves": (*before.moves, *moved)}
    return before.but(**changes, given_up_on=None, given_up_reason="")


def _moved(state: Objective, before: Milestone, at: datetime) -> MilestoneMove:
    return MilestoneMove(before=before.deadline, on=civil_day(at, state.home))


def _schedule(state: Objective, event: MilestonePlanned, at: datetime) -> Schedule:
    """What comes once the milestone is so: its own reminders anew, the others as promised."""
    after = _with_step(_forgotten(state, event), event)
    anew = [reminder for reminder in planned(after, at) if reminder.milestone == event.milestone.name]
    return after.schedule.but(reminders=in_order([*after.schedule.reminders, *anew]))


def _forgotten(state: Objective, event: MilestonePlanned) -> Objective:
    """The objective as if nothing had ever been reminded of the milestone."""
    if event.before is None:
        return state
    rank = next(n for n, step in enumerate(state.milestones, start=1) if step.name == event.before.name)
    skipped = tuple(name for name in state.skipped if name[1] != f"étape {rank}")
    return without_milestone(state, event.before.name).but(skipped=skipped)


def _with_step(state: Objective, event: MilestonePlanned) -> Objective:
    if event.before is None:
        return state.but(milestones=(*state.milestones, event.milestone))
    was = event.before.name
    return state.but(milestones=tuple(event.milestone if step.name == was else step for step in state.milestones))


def _give_up(state: Objective, command: GiveUpMilestone, at: datetime) -> list[Event]:
    past(command.on, at, state.home)
    step = _step(state, command.name)
    if step.done_on is not None:
        raise Refused(typeset(f"L'étape « {step.name} » est faite : elle ne s'abandonne plus."))
    if step.given_up_on is not None:
        return []
    on = command.on or civil_day(at, state.home)
    return [MilestoneGivenUp(name=step.name, on=on, reason=command.reason, by=command.by)]


def _step(state: Objective, name: str) -> Milestone:
    found = next((step for step in state.milestones if step.name == name), None)
    if found is None:
        known = join([f"« {step.name} »" for step in state.milestones]) or "aucune"
        raise Refused(typeset(f"« {name} » n'est pas une étape de l'objectif {state.key} ; étapes : {known}."))
    return found
