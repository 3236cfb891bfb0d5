"""The steps from one status to another: whether they may be made, and what they leave behind."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import assert_never

from domain.calendar import Place, civil_day
from domain.errors import Refused
from domain.french import long_day, typeset
from domain.objective.commands import (
    AbandonObjective,
    BlockObjective,
    PauseObjective,
    ReachObjective,
    ResumeObjective,
    RetainObjective,
    StartObjective,
    UnblockObjective,
)
from domain.objective.events import (
    Event,
    ObjectiveAbandoned,
    ObjectiveBlocked,
    ObjectivePaused,
    ObjectiveReached,
    ObjectiveResumed,
    ObjectiveRetained,
    ObjectiveStarted,
    ObjectiveUnblocked,
)
from domain.objective.state import Blockage, Objective
from domain.objective.timetable import answered, still_to_come
from domain.objective.transitions import LABELS, TRANSITIONS, VERBS, Move, Status

Advance = RetainObjective | StartObjective | ReachObjective | AbandonObjective
Halt = BlockObjective | UnblockObjective | PauseObjective | ResumeObjective
Advanced = ObjectiveRetained | ObjectiveStarted | ObjectiveReached | ObjectiveAbandoned
Halted = ObjectiveBlocked | ObjectiveUnblocked | ObjectivePaused | ObjectiveResumed
Moved = Advanced | Halted


def allow(state: Objective, move: Move) -> None:
    """Raises `Refused` when the table has no such move from the present status."""
    origins = TRANSITIONS[move].origins
    if state.status not in origins:
        raise Refused(
            typeset(
                f"L'objectif {state.key} est {LABELS[state.status]} : "
                f"on ne peut {VERBS[move]} que s'il est {_either([LABELS[status] for status in origins])}."
            )
        )


def past(on: date | None, at: datetime, place: Place) -> None:
    """Raises `Refused` when the day `on` of a fact received at `at` has not come yet at the place."""
    if on is not None and on > civil_day(at, place):
        raise Refused(f"Le {long_day(on)} n'est pas encore venu : indiquez le jour où cela s'est fait.")


def advance(state: Objective, command: Advance, at: datetime) -> list[Event]:
    """The event of a move forward or out. Raises `Refused`."""
    past(command.on, at, state.home)
    match command:
        case RetainObjective():
            allow(state, Move.RETAIN)
            return [ObjectiveRetained(on=command.on, at=at)]
        case StartObjective():
            allow(state, Move.START)
            return [ObjectiveStarted(on=command.on, at=at)]
        case ReachObjective():
            allow(state, Move.REACH)
            return [ObjectiveReached(on=command.on)]
        case AbandonObjective():
            allow(state, Move.ABANDON)
            return [ObjectiveAbandoned(reason=command.reason, on=command.on)]
        case _:
            assert_never(command)


def halt(state: Objective, command: Halt, at: datetime) -> list[Event]:
    """The event of a halt or of its end. Raises `Refused`."""
    past(command.since if isinstance(command, BlockObjective) else command.on, at, state.home)
    match command:
        case BlockObjective():
            allow(state, Move.BLOCK)
            return [ObjectiveBlocked(**command.model_dump(exclude={"kind"}))]
        case UnblockObjective():
            allow(state, Move.UNBLOCK)
            return [ObjectiveUnblocked(on=command.on)]
        case PauseObjective():
            allow(state, Move.PAUSE)
            return [ObjectivePaused(reason=command.reason, on=command.on)]
        case ResumeObjective():
            allow(state, Move.RESUME)
            return [ObjectiveResumed(on=command.on, at=at)]
        case _:
            assert_never(command)


def moved(state: Objective, event: Moved) -> Objective:
    """The objective after it went from one status to another."""
    return _advanced(state, event) if isinstance(event, Advanced) else _halted(state, event)


def _advanced(state: Objective, event: Advanced) -> Objective:
    match event:
        case ObjectiveRetained():
            return _arrived(state, Move.RETAIN, schedule=still_to_come(state.schedule, event.at))
        case ObjectiveStarted():
            schedule = still_to_come(state.schedule, event.at)
            news_on = civil_day(event.at, state.home)
            return _arrived(state, Move.START, schedule=schedule, started=True, started_on=event.on, news_on=news_on)
        case ObjectiveReached():
            ended = _lifted(state, event.on)
            return _arrived(state, Move.REACH, reached_on=event.on, percent=100, blockages=ended)
        case ObjectiveAbandoned():
            ended = _lifted(state, event.on)
            return _arrived(state, Move.ABANDON, abandoned_on=event.on, abandon_reason=event.reason, blockages=ended)
        case _:
            assert_never(event)


def _halted(state: Objective, event: Halted) -> Objective:
    match event:
        case ObjectiveBlocked():
            blockage = Blockage(**event.model_dump(exclude={"kind"}))
            return _arrived(answered(state), Move.BLOCK, blockages=(*state.blockages, blockage))
        case ObjectiveUnblocked():
            return _arrived(answered(state), Move.UNBLOCK, blockages=_lifted(state, event.on))
        case ObjectivePaused():
            return _arrived(state, Move.PAUSE, pause_reason=event.reason)
        case ObjectiveResumed():
            state = answered(state)
            schedule = still_to_come(state.schedule, event.at)
            news_on = civil_day(event.at, state.home)
            return _arrived(state, Move.RESUME, schedule=schedule, pause_reason="", news_on=news_on)
        case _:
            assert_never(event)


def _arrived(state: Objective, move: Move, **changes: object) -> Objective:
    arrival = TRANSITIONS[move].arrival
    moved = state.but(**changes)
    return moved.but(status=arrival if arrival is not None else _before_the_halt(moved))


def _before_the_halt(state: Objective) -> Status:
    if state.blockage is not None:
        return Status.BLOCKED
    return Status.IN_PROGRESS if state.started else Status.PLANNED


def _lifted(state: Objective, on: date | None) -> tuple[Blockage, ...]:
    return tuple(
        blockage if blockage.lifted else blockage.but(lifted=True, lifted_on=on) for blockage in state.blockages
    )


def _either(labels: Sequence[str]) -> str:
    *head, last = labels
    return f"{', '.join(head)} ou {last}" if head else last
