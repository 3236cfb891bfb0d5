"""The life of a consultation: the tables, the decision of each command, and how each event changes the state."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from domain.base import Ask
from domain.calendar import civil_day
from domain.consultation import answers, clock, closing, sending
from domain.consultation.commands import (
    CancelConsultation,
    CloseConsultation,
    Command,
    OpenConsultation,
    QualifyAvis,
    RecordAnnulment,
    RecordAvis,
    RecordCouncilVote,
    RecordReceipt,
    SendConsultation,
)
from domain.consultation.events import (
    ConsultationCancelled,
    ConsultationEnded,
    Event,
    Result,
    ResultChanged,
)
from domain.consultation.evolution import evolve
from domain.consultation.judgement import all_settled, judge
from domain.consultation.state import Consultation, Status
from domain.errors import Refused
from domain.stream import PassTime

#: In which status each command is decided; anywhere else it is refused.
ALLOWED: dict[type[Ask], frozenset[Status]] = {
    OpenConsultation: frozenset({Status.ABSENT}),
    RecordCouncilVote: frozenset({Status.OPEN, Status.ENDED}),
    SendConsultation: frozenset({Status.OPEN}),
    RecordReceipt: frozenset({Status.SENT, Status.ENDED}),
    # A late answer is an event, never a refusal: it is kept even after the end.
    RecordAvis: frozenset({Status.SENT, Status.ENDED, Status.CLOSED, Status.CANCELLED}),
    QualifyAvis: frozenset({Status.SENT, Status.ENDED}),
    RecordAnnulment: frozenset({Status.SENT, Status.ENDED, Status.CLOSED}),
    CloseConsultation: frozenset({Status.SENT, Status.ENDED}),
    CancelConsultation: frozenset({Status.OPEN, Status.SENT, Status.ENDED}),
}

_WHY_NOT = {
    Status.ABSENT: "Cette consultation n'existe pas ; ouvrez-la d'abord.",
    Status.OPEN: "Cette consultation n'est pas encore envoyée aux communes.",
    Status.SENT: "Cette consultation est déjà envoyée aux communes et n'est pas terminée.",
    Status.ENDED: "Cette consultation est terminée : il ne manque que l'acte qui la clôt.",
    Status.CLOSED: "Cette consultation est close.",
    Status.CANCELLED: "Cette consultation est annulée.",
}

_EXISTS = "Une consultation existe déjà sous ce nom ; choisissez-en un autre."


def decide(state: Consultation, command: Command | PassTime, at: datetime) -> Sequence[Event]:
    """The events of `command` received at `at`, and what they make of the result. Raises `Refused`."""
    if isinstance(command, PassTime):
        events = clock.pass_time(state, command.until)
    else:
        if state.status not in ALLOWED[type(command)]:
            raise Refused(_EXISTS if isinstance(command, OpenConsultation) else _WHY_NOT[state.status])
        events = _facts(state, command, at)
    for event in events:
        state = evolve(state, event)
    return [*events, *_consequences(state, at)] if events else []


def _facts(state: Consultation, command: Command, at: datetime) -> list[Event]:  # noqa: C901 - one case a command
    match command:
        case OpenConsultation():
            return sending.open_consultation(state, command, at)
        case RecordCouncilVote():
            return closing.record_council_vote(state, command, at)
        case SendConsultation():
            return sending.send(state, command, at)
        case RecordReceipt():
            return clock.record_receipt(state, command, at)
        case RecordAvis():
            return answers.record_avis(state, command, at)
        case QualifyAvis():
            return answers.qualify(state, command)
        case RecordAnnulment():
            return closing.record_annulment(state, command, at)
        case CloseConsultation():
            return closing.close(state, command, at)
        case CancelConsultation():
            return [ConsultationCancelled(reason=command.reason, on=civil_day(at, state.home))]
        case _:
            assert_never(command)


def _consequences(state: Consultation, at: datetime) -> list[Event]:
    """What the positions amount to after an event: the result when it changed, the end when all is settled."""
    if state.status not in (Status.SENT, Status.ENDED):
        return []
    today = civil_day(at, state.home)
    result, reason = judge(state)
    events: list[Event] = []
    if result is not state.result:
        events.append(ResultChanged(result=result, reason=reason, on=today))
    if state.status is Status.SENT and all_settled(state):
        events.append(ConsultationEnded(reason=reason, on=today))
    return events


def is_closed(state: Consultation) -> bool:
    """Whether time brings nothing more: it was closed or cancelled."""
    return state.status in (Status.CLOSED, Status.CANCELLED)


def waits_for_act(state: Consultation) -> bool:
    """Whether the closing act may now be entered: « en attente de l'arrêté » for a transfert."""
    good = (Result.AVIS_RECUEILLIS, Result.MAJORITE_REUNIE, Result.ACCORDS_REUNIS)
    return state.result in good and (state.status is Status.ENDED or state.law.closes_before_end)
