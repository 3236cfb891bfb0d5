"""A consultation as it is given to whoever asks: each commune with its clock, the result with its reason."""

from domain.base import Day, Value
from domain.consultation.judgement import explanation
from domain.consultation.state import Consultation, Seat, Status
from infra.dashboard import awaited_act


class SeatView(Value):
    """One commune: its clock in both readings, what it answered, what that weighs. Days are civil days."""

    insee: str
    name: str
    received_on: Day | None
    earliest: Day | None
    safe: Day | None
    silence_from: Day | None
    answer: str | None
    voted_on: Day | None
    silence: str | None
    to_qualify: str
    late: int
    position: str


class ConsultationView(Value):
    """A consultation as it stands. `reason` explains `result` with its article; `silence_effect` says what the law
    makes of silence; `act` is the act now awaited, empty when none is."""

    id: str
    title: str
    procedure: str
    article: str
    synthetic: bool
    status: str
    sent_on: Day | None
    result: str
    reason: str
    silence_effect: str
    act: str
    closed_on: Day | None
    communes: tuple[SeatView, ...]


def view(state: Consultation) -> ConsultationView:
    """What there is to see of an open consultation."""
    live = state.status in (Status.SENT, Status.ENDED, Status.CLOSED)
    return ConsultationView(
        id=state.stream,
        title=state.title,
        procedure=state.law.title,
        article=state.law.source.citation,
        synthetic=state.synthetic,
        status=state.status.value,
        sent_on=state.sent_on,
        result=state.result.value,
        reason=explanation(state) if live else state.reason,
        silence_effect=state.law.silence_effect,
        act=awaited_act(state),
        closed_on=state.closed_on,
        communes=tuple(_seat(seat) for seat in state.seats),
    )


def _seat(seat: Seat) -> SeatView:
    deadline, avis = seat.deadline, seat.avis
    return SeatView(
        insee=seat.insee,
        name=seat.name,
        received_on=seat.received_on,
        earliest=deadline.earliest if deadline else None,
        safe=deadline.safe if deadline else None,
        silence_from=deadline.silence_from if deadline else None,
        answer=avis.sens.value if avis else None,
        voted_on=avis.voted_on if avis else None,
        silence=seat.silence.value if seat.silence else None,
        to_qualify=avis.unclear if avis and not seat.qualification else "",
        late=len(seat.late),
        position=seat.position.value,
    )
