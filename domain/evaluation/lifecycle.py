"""The life of an evaluation: opened, its evidence gathered by the workflow, its result recorded once."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from domain.base import Value
from domain.errors import Refused
from domain.evaluation.commands import Command, OpenEvaluation, PointType, RecordEvidence, evaluation_id
from domain.evaluation.criteria import judge_all
from domain.evaluation.events import EvaluationOpened, EvaluationRecorded, Event, EvidenceFrozen
from domain.evaluation.evidence import Evidence
from domain.evaluation.fingerprint import fingerprint
from domain.evaluation.outcome import NoteEvaluation
from domain.evaluation.result import outcome
from domain.evaluation.state import Evaluation, Status
from domain.french import typeset
from domain.notices import Notice, NoticeKind
from domain.people import COORDINATEUR
from domain.reminders import leaves_at
from domain.reminders.commands import NoteBounce
from domain.stream import PassTime, Reaction

#: From which status each event leads where.
TRANSITIONS: dict[tuple[Status, type[Value]], Status] = {
    (Status.ABSENT, EvaluationOpened): Status.COLLECTING,
    (Status.COLLECTING, EvidenceFrozen): Status.COLLECTING,
    (Status.COLLECTING, EvaluationRecorded): Status.RECORDED,
}

_WHY_NOT = {
    Status.ABSENT: "Cette évaluation n'est pas ouverte.",
    Status.COLLECTING: "Cette évaluation est déjà ouverte ; ses éléments de preuve sont en cours de collecte.",
    Status.RECORDED: "Cette évaluation est enregistrée ; pour en refaire une, ouvrez-en une nouvelle.",
}


def decide(state: Evaluation, command: Command | PassTime, at: datetime) -> Sequence[Event]:
    """The events of `command`; nothing depends on `at`: the same evidence gives the same result. Raises `Refused`."""
    match command:
        case PassTime() | NoteBounce():
            return ()  # its result is said to the coordinator, for whom nobody stands
        case OpenEvaluation():
            return _open(state, command)
        case RecordEvidence():
            return _record(state, command.evidence)
        case _:
            assert_never(command)


def _open(state: Evaluation, command: OpenEvaluation) -> list[Event]:
    _allow(state, EvaluationOpened)
    if command.type is PointType.COMMUNICATION_ANNUELLE:
        raise Refused("La communication annuelle au conseil communautaire n'est pas une évaluation.")
    expected = evaluation_id(command.siren, command.year, command.type, 1)
    if state.stream.rpartition("-")[0] != expected.rpartition("-")[0]:
        raise Refused(f"L'évaluation {state.stream} n'est ni de cet EPCI, ni de cette année, ni de ce type.")
    return [EvaluationOpened.model_validate(dict(command) | {"kind": "EvaluationOpened"})]


def _record(state: Evaluation, evidence: Evidence) -> list[Event]:
    _allow(state, EvaluationRecorded)
    ordered = evidence.in_order()
    sha256 = fingerprint([ordered])
    marks = judge_all(ordered)
    return [
        EvidenceFrozen(evidence=ordered, sha256=sha256),
        EvaluationRecorded(frozen_on=ordered.frozen_on, outcome=outcome(marks), criteria=marks, evidence_sha256=sha256),
    ]


def _allow(state: Evaluation, event: type[Value]) -> None:
    if (state.status, event) not in TRANSITIONS:
        raise Refused(typeset(_WHY_NOT[state.status]))


def evolve(state: Evaluation, event: Event) -> Evaluation:
    """The evaluation after `event`."""
    status = TRANSITIONS.get((state.status, type(event)), state.status)
    match event:
        case EvaluationOpened():
            facts = {name: value for name, value in event if name != "kind"}
            return state.but(status=status, **facts)
        case EvidenceFrozen():
            return state.but(status=status, frozen_on=event.evidence.frozen_on, evidence_sha256=event.sha256)
        case EvaluationRecorded():
            return state.but(status=status, outcome=event.outcome, criteria=event.criteria)
        case _:
            assert_never(event)


def next_due(state: Evaluation) -> datetime | None:
    """Never: time alone changes nothing in an evaluation."""
    return None


def is_closed(state: Evaluation) -> bool:
    """Whether its result is recorded."""
    return state.status is Status.RECORDED


def react(state: Evaluation, event: Event) -> Sequence[Reaction]:
    """The mandate is told the result."""
    if not isinstance(event, EvaluationRecorded) or state.type is None or state.on is None:
        return ()
    note = NoteEvaluation(
        evaluation=state.stream,
        type=state.type,
        on=state.on,
        frozen_on=event.frozen_on,
        outcome=event.outcome,
    )
    return (Reaction(stream=state.mandate, command=note),)


def notify(state: Evaluation, event: Event, at: datetime) -> Sequence[Notice]:
    """The coordinator is told the result."""
    if not isinstance(event, EvaluationRecorded) or state.place is None:
        return ()
    return (
        Notice(
            key=f"{state.stream}/{NoticeKind.EVALUATION_RECORDED}",
            kind=NoticeKind.EVALUATION_RECORDED,
            to=COORDINATEUR,
            about=state.stream,
            send_at=leaves_at(at, state.place, NoticeKind.EVALUATION_RECORDED, COORDINATEUR),
        ),
    )


def still_owed(state: Evaluation, notice: Notice) -> bool:
    """A result is always worth telling."""
    return True


def asks(state: Evaluation) -> tuple[str, ...]:
    """« evidence » until it is recorded."""
    return ("evidence",) if state.status is Status.COLLECTING else ()
