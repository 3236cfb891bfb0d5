"""What a consultation causes in other streams: its objective, the mandate, the procedures that follow from it."""

from collections.abc import Iterator, Sequence
from datetime import date

from domain.consultation.commands import OpenConsultation
from domain.consultation.events import (
    ConsultationCancelled,
    ConsultationClosed,
    ConsultationEnded,
    ConsultationSent,
    Event,
    ReceiptRecorded,
    ResultChanged,
)
from domain.consultation.life_events import AvisAnnulled, ConsultationReopened
from domain.consultation.state import Consultation, Status
from domain.mandate.commands import (
    NoteFollowUp,
    NoteOver,
    NoteRunning,
    NoteSchemaApproved,
    TransmitRoadmap,
    WithdrawRoadmap,
)
from domain.objective.commands import NoteConsultation
from domain.procedures import known_on
from domain.procedures.model import ClosingAct, Consulted, Procedure
from domain.procedures.program import FollowUp
from domain.stream import Reaction

#: The only procedure whose text is the roadmap itself.
_SCHEMA = "schema_mutualisation"


def react(state: Consultation, event: Event) -> Sequence[Reaction]:
    """What the objective learns, each end; what the mandate learns of the schéma, and of whom is reminded meanwhile;
    and, once the procedure is closed by its own act, what opens by itself."""
    return [*_caused(state, event), *_reminding(state, event)]


def _caused(state: Consultation, event: Event) -> Sequence[Reaction]:
    match event:
        case ConsultationSent():
            return list(_transmitted(state, event.sent_on))
        case ConsultationReopened() if state.sent_on is not None:
            return list(_transmitted(state, state.sent_on))
        case ResultChanged() if state.status is Status.ENDED:
            return list(_to_objective(state, event.on))
        case ConsultationEnded():
            return list(_to_objective(state, event.on))
        case ConsultationCancelled():
            return [*_to_objective(state, event.on), *_withdrawn(state, event.reason)]
        case ConsultationClosed():
            return [*_to_objective(state, event.on), *_of_schema(state, event), *_follow_ups(state, event)]
        case _:
            return []


def _reminding(state: Consultation, event: Event) -> Iterator[Reaction]:
    """Whether communes are reminded from now on: the mandate tells of their councils as long as they are."""
    if state.mandate is None:
        return
    match event:
        case ConsultationSent() | ConsultationReopened() | AvisAnnulled() if state.status is Status.SENT:
            yield Reaction(stream=state.mandate, command=NoteRunning(consultation=state.stream))
        case ReceiptRecorded() if event.revokes_silence and state.status is Status.SENT:
            yield Reaction(stream=state.mandate, command=NoteRunning(consultation=state.stream))
        case ConsultationEnded():
            yield Reaction(stream=state.mandate, command=NoteOver(consultation=state.stream))
        case ConsultationClosed() | ConsultationCancelled() if state.sent_on is not None and state.ended_on is None:
            yield Reaction(stream=state.mandate, command=NoteOver(consultation=state.stream))
        case _:
            return


def _to_objective(state: Consultation, on: date) -> Iterator[Reaction]:
    if state.objective is not None:
        yield Reaction(
            stream=state.objective,
            command=NoteConsultation(
                consultation=state.stream, procedure=state.law.id, result=state.result.value, on=on
            ),
        )


def _transmitted(state: Consultation, on: date) -> Iterator[Reaction]:
    """The communes have the roadmap in hand, for the first time or again."""
    if state.mandate is not None and _schema(state):
        yield Reaction(stream=state.mandate, command=TransmitRoadmap(on=on))


def _withdrawn(state: Consultation, reason: str) -> Iterator[Reaction]:
    """The communes no longer have it in hand: what was not approved is a draft again."""
    if state.mandate is not None and _schema(state) and state.sent_on is not None:
        yield Reaction(stream=state.mandate, command=WithdrawRoadmap(reason=reason))


def _of_schema(state: Consultation, event: ConsultationClosed) -> Iterator[Reaction]:
    if event.act is None:
        yield from _withdrawn(state, event.reason)
    elif state.mandate is not None and _schema(state):
        yield Reaction(
            stream=state.mandate,
            command=NoteSchemaApproved(consultation=state.stream, on=event.on, number=event.number),
        )


def _schema(state: Consultation) -> bool:
    """Whether it is on the schéma, that no council approved yet: reopened later, it tells the mandate nothing twice."""
    return state.law.id == _SCHEMA and state.closed_before is None


def _follow_ups(state: Consultation, event: ConsultationClosed) -> Iterator[Reaction]:
    if event.act is not state.law.closing:
        return
    for follow_up in state.law.follow_ups:
        if follow_up.financing not in ("", state.financing):
            continue
        if not follow_up.opens:
            yield from _duty(state, event, follow_up)
        elif state.closed_before is None and (opened := known_on(follow_up.opens, event.on)) is not None:
            yield _opening(state, opened)


def _duty(state: Consultation, event: ConsultationClosed, follow_up: FollowUp) -> Iterator[Reaction]:
    """A duty of the mandate, counted from the day on which an arrêté takes effect, or a convention is signed."""
    if state.mandate is None:
        return
    effective = event.effective_on if event.act is ClosingAct.ARRETE else None
    yield Reaction(
        stream=state.mandate,
        command=NoteFollowUp(
            consultation=state.stream, title=state.title, on=effective or event.on, follow_up=follow_up
        ),
    )


def _opening(state: Consultation, opened: Procedure) -> Reaction:
    """The consultation that follows, prepared; what it needs before it is sent is still to be entered."""
    return Reaction(
        stream=f"{state.stream}-{opened.id}",
        command=OpenConsultation(
            siren=state.siren,
            epci_name=state.epci_name,
            nature=state.nature,
            place=state.home,
            procedure=opened.id,
            title=f"{opened.title} – {state.title}"[:300],
            communes=() if opened.consulted is Consulted.MEMBERS else state.communes,
            objective=state.objective,
            mandate=state.mandate,
            synthetic=state.synthetic,
            financing=state.financing,
        ),
    )
