"""A consultation as it is given to whoever asks: each commune with its clock, the result with its reason."""

from domain.base import Day, Value
from domain.consultation.judgement import explanation
from domain.consultation.next_act import next_act
from domain.consultation.state import Consultation, Seat, Status
from infra.reading.consultation_program import Stage, stages
from infra.reading.majority_view import MajorityView, majority_view


class SeatView(Value):
    """One commune: its clock in both readings, what it answered, what that weighs. Days are civil days.

    `silence_confirmed_on` is `None` while the silence is only presumed. `left`: how it left meanwhile, empty if not.
    """

    insee: str
    name: str
    received_on: Day | None
    earliest: Day | None
    safe: Day | None
    silence_from: Day | None
    answer: str | None
    voted_on: Day | None
    prefecture_received_on: Day | None
    silence: str | None
    silence_on: Day | None
    silence_confirmed_on: Day | None
    left_on: Day | None
    left: str
    to_qualify: str
    late: int
    position: str


class ConsultationView(Value):
    """A consultation as it stands. `reason` explains `result` with its article; `silence_effect` says what the law
    makes of silence; `act` is the act now awaited, empty when none is. `program`: the acts of the procedure, with what
    is done of them. `majority`: where a qualified majority stands, `None` where the rule is another or nothing is sent.
    """

    id: str
    title: str
    procedure: str
    article: str
    synthetic: bool
    status: str
    suspended_on: Day | None
    sent_on: Day | None
    result: str
    reason: str
    silence_effect: str
    act: str
    closed_on: Day | None
    program: tuple[Stage, ...]
    majority: MajorityView | None
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
        suspended_on=state.suspended_on,
        sent_on=state.sent_on,
        result=state.result.value,
        reason=explanation(state) if live else state.reason,
        silence_effect=state.law.silence_effect,
        act=next_act(state),
        closed_on=state.closed_on,
        program=stages(state),
        majority=majority_view(state) if live else None,
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
        prefecture_received_on=avis.prefecture_received_on if avis else None,
        silence=seat.silence.value if seat.silence else None,
        silence_on=seat.silence_on,
        silence_confirmed_on=seat.silence_confirmed_on,
        left_on=seat.left.on if seat.left else None,
        left=seat.left.how.value if seat.left else "",
        to_qualify=avis.unclear if avis and not seat.qualification else "",
        late=len(seat.late),
        position=seat.position.value,
    )
