"""What is decided of each command on a mandate."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import assert_never

from domain.calendar import civil_day
from domain.errors import Refused
from domain.evaluation.commands import PointType
from domain.evaluation.outcome import NoteEvaluation
from domain.french import join, long_day, typeset
from domain.mandate import adapting, following, recording, roadmap
from domain.mandate.agenda import agenda, schedule, start_evaluation
from domain.mandate.commands import (
    AdaptReminders,
    Command,
    CompleteDuty,
    MoveEnd,
    NoteFollowUp,
    NoteHabitsFollowed,
    NoteOver,
    NoteRunning,
    OpenMandate,
    RecordStock,
    StartEvaluation,
)
from domain.mandate.events import (
    DutiesScheduled,
    DutyCompleted,
    EndMoved,
    EvaluationNoted,
    Event,
    MandateOpened,
    StockTaken,
)
from domain.mandate.lifecycle import evolve
from domain.mandate.renewals import check_renewal
from domain.mandate.state import Mandate, Roadmap, Status
from domain.refusals import not_to_come
from domain.reminders.commands import NoteBounce
from domain.stream import PassTime

_WHY_NOT = {
    Status.ABSENT: "Ce mandat n'est pas ouvert ; ouvrez-le d'abord.",
    Status.OPEN: "Ce mandat est déjà ouvert.",
    Status.ENDED: "Ce mandat est terminé : rien ne peut plus y être changé.",
}

FollowUpCommand = MoveEnd | CompleteDuty | StartEvaluation | RecordStock | NoteEvaluation


def decide(state: Mandate, command: Command | PassTime, at: datetime) -> Sequence[Event]:
    """The events of `command` received at `at`, and the duties when they change with them. Raises `Refused`."""
    if isinstance(command, PassTime):
        return [event for instant, event in agenda(state) if instant <= command.until]
    if _is_too_late(state, command):
        return []
    if state.status not in _allowed(command):
        raise Refused(typeset(_WHY_NOT[state.status]))
    events = _facts(state, command, at)
    for event in events:
        state = evolve(state, event)
    duties = schedule(state, at, anew=isinstance(command, AdaptReminders) and bool(events))
    return events if duties == state.duties else [*events, DutiesScheduled(duties=duties)]


def _allowed(command: Command) -> tuple[Status, ...]:
    """In which status the command is decided. The end of a consultation or of an evaluation may come after the end."""
    match command:
        case OpenMandate():
            return (Status.ABSENT,)
        case NoteEvaluation() | NoteFollowUp():
            return (Status.OPEN, Status.ENDED)
        case _:
            return (Status.OPEN,)


def _is_too_late(state: Mandate, command: Command) -> bool:
    """Whether another stream tells of itself to a mandate that is not open, and follows nothing."""
    told = isinstance(command, NoteRunning | NoteOver | NoteHabitsFollowed | NoteBounce)
    return told and state.status is not Status.OPEN


def _facts(state: Mandate, command: Command, at: datetime) -> list[Event]:
    if isinstance(command, OpenMandate):
        return _open(state, command, at)
    if isinstance(command, roadmap.RoadmapCommand):
        return roadmap.decide(state, command, at)
    if isinstance(command, recording.RecordingCommand):
        return recording.decide(state, command, civil_day(at, state.home))
    if isinstance(command, following.FollowingCommand):
        return following.decide(state, command, at)
    if isinstance(command, AdaptReminders):
        return adapting.decide(state, command, at)
    return _follow_up(state, command, civil_day(at, state.home))


def _open(state: Mandate, command: OpenMandate, at: datetime) -> list[Event]:
    check_renewal(state.stream, command)
    facts = {name: value for name, value in command if name != "kind"}
    return [MandateOpened(**facts, on=civil_day(at, command.place))]


def _move_end(state: Mandate, command: MoveEnd, today: date) -> list[Event]:
    if command.end.last_day < today:
        raise Refused(typeset("La nouvelle fin du mandat est déjà passée ; donnez une date à venir."))
    if command.end == state.end:
        raise Refused(typeset(f"La fin du mandat est déjà fixée à cette date : {command.end.label}."))
    return [EndMoved(end=command.end, reason=command.reason)]


def _follow_up(state: Mandate, command: FollowUpCommand, today: date) -> list[Event]:
    match command:
        case MoveEnd():
            return _move_end(state, command, today)
        case CompleteDuty():
            return _complete_duty(state, command, today)
        case StartEvaluation():
            return _start_evaluation(state, command, today)
        case RecordStock():
            if command.stock.on != state.stock_due:
                raise Refused(f"Aucun état d'avancement n'est attendu pour le {long_day(command.stock.on)}.")
            return [StockTaken(stock=command.stock)]
        case NoteEvaluation():
            return [EvaluationNoted.model_validate(dict(command) | {"kind": "EvaluationNoted"})]
        case _:
            assert_never(command)


def _complete_duty(state: Mandate, command: CompleteDuty, today: date) -> list[Event]:
    duty = state.duty(command.key)
    if duty is None:
        known = join([f"« {duty.key} »" for duty in state.duties]) or "aucune"
        raise Refused(typeset(f"« {command.key} » n'est pas une obligation de ce mandat ; obligations : {known}."))
    not_to_come(command.on, today)
    if duty.done_on == command.on:
        raise Refused(f"Cette obligation est déjà notée comme faite le {long_day(command.on)}.")
    return [DutyCompleted(key=command.key, on=command.on)]


def _start_evaluation(state: Mandate, command: StartEvaluation, today: date) -> list[Event]:
    if command.type is PointType.COMMUNICATION_ANNUELLE:
        raise Refused("La communication annuelle est une obligation à noter comme faite, pas une évaluation.")
    if state.roadmap is Roadmap.ABSENT:
        raise Refused(typeset("Il n'y a rien à évaluer : la feuille de route n'est pas encore saisie."))
    return [start_evaluation(state, command.type, today)]
