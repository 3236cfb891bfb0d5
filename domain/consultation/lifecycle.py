"""The life of a consultation: the tables, the decision of each command, and how each event changes the state."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from domain.base import Ask, Value
from domain.calendar import civil_day
from domain.consultation import answers, clock, closing, council_votes, life, reminding, sending, steps
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
    ResultChanged,
)
from domain.consultation.evolution import evolve
from domain.consultation.judgement import all_settled, judge
from domain.consultation.life_commands import (
    AnnulAvis,
    AttachDocument,
    ConfirmSilence,
    ExtendConsultation,
    RecordDeparture,
    RecordStep,
    ReopenConsultation,
    ResumeConsultation,
    SuspendConsultation,
)
from domain.consultation.state import Consultation, Status
from domain.errors import Refused
from domain.reminders.commands import (
    FollowCouncils,
    FollowHabits,
    NoteBounce,
    SendReminderNow,
    SkipReminder,
    SnoozeReminders,
)
from domain.stream import PassTime

_RUNNING = frozenset({Status.SENT, Status.ENDED})
_OVER = frozenset({Status.CLOSED, Status.CANCELLED})
_ANY = frozenset(Status)

#: In which status each command is decided; anywhere else it is refused.
ALLOWED: dict[type[Ask | Value], frozenset[Status]] = {
    OpenConsultation: frozenset({Status.ABSENT}),
    RecordStep: frozenset({Status.OPEN}),
    RecordCouncilVote: _RUNNING | {Status.OPEN},
    SendConsultation: frozenset({Status.OPEN}),
    RecordReceipt: _RUNNING,
    # Early or late, an answer is an event, never a refusal: it is kept before the sending and after the end.
    RecordAvis: _RUNNING | _OVER | {Status.OPEN},
    QualifyAvis: _RUNNING,
    AnnulAvis: _RUNNING | {Status.CLOSED},
    ConfirmSilence: _RUNNING,
    RecordDeparture: _RUNNING,
    RecordAnnulment: _RUNNING | {Status.CLOSED},
    SuspendConsultation: frozenset({Status.SENT}),
    ResumeConsultation: frozenset({Status.SENT}),
    ExtendConsultation: frozenset({Status.SENT}),
    CloseConsultation: _RUNNING | {Status.OPEN},
    CancelConsultation: _RUNNING | {Status.OPEN},
    ReopenConsultation: _OVER,
    AttachDocument: _RUNNING | {Status.OPEN},
    SkipReminder: frozenset({Status.SENT}),
    SnoozeReminders: frozenset({Status.SENT}),
    SendReminderNow: frozenset({Status.SENT}),
    # What Jalon tells itself is never refused: where it changes nothing, nothing happens.
    FollowCouncils: _ANY,
    FollowHabits: _ANY,
    NoteBounce: _ANY,
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
    if isinstance(command, reminding.OfReminders):
        return reminding.facts(state, command, at)
    if isinstance(command, life.OfLife):
        return life.facts(state, command, at)
    match command:
        case OpenConsultation():
            return sending.open_consultation(state, command, at)
        case RecordCouncilVote():
            return council_votes.record_council_vote(state, command, at)
        case SendConsultation():
            return sending.send(state, command, at)
        case RecordReceipt():
            return clock.record_receipt(state, command, at)
        case RecordAvis():
            return answers.record_avis(state, command, at)
        case QualifyAvis():
            return answers.qualify(state, command, at)
        case RecordAnnulment():
            return closing.record_annulment(state, command, at)
        case CloseConsultation():
            return closing.close(state, command, at)
        case CancelConsultation():
            return [ConsultationCancelled(reason=command.reason, on=civil_day(at, state.home))]
        case RecordStep():
            return steps.record_step(state, command, at)
        case _:
            assert_never(command)


def _consequences(state: Consultation, at: datetime) -> list[Event]:
    """What the positions amount to after an event: the result when it changed, the end when all is settled.

    A silence whose day is past when its receipt is entered keeps its day; what it makes of the result is dated from
    the day on which the last fact was known.
    """
    if state.status not in _RUNNING:
        return []
    today = civil_day(at, state.home)
    known_on = max(today, state.latest_on or today)
    result, reason = judge(state)
    events: list[Event] = []
    if result is not state.result:
        events.append(ResultChanged(result=result, reason=reason, on=known_on))
    if state.status is Status.SENT and all_settled(state):
        events.append(ConsultationEnded(reason=reason, on=known_on))
    return events


def is_closed(state: Consultation) -> bool:
    """Whether time brings nothing more: it was closed or cancelled."""
    return state.status in _OVER
