"""A consultation as it stands: one seat per commune, each with its own clock."""

from enum import StrEnum

from domain.base import Day, Instant, Value
from domain.calendar import Place
from domain.consultation.commands import CountsAs, Proof, Sens
from domain.consultation.events import Avis, CouncilVote, Result
from domain.consultation.life_commands import Departure
from domain.consultation.life_events import Document, StepRecorded
from domain.consultation.reminder_events import Aimed, Bounce, Told
from domain.deadline import Deadline
from domain.electorate import Electorate
from domain.procedures.model import ClosingAct, Procedure, Silence
from domain.reminders import USUAL, Habits, Reminder
from domain.territory import Nature


class Status(StrEnum):
    """Where the consultation is in its life."""

    ABSENT = "absent"
    OPEN = "open"  #: prepared, nothing sent yet
    SENT = "sent"  #: the communes have it
    ENDED = "ended"  #: nothing more is awaited from the communes
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Position(StrEnum):
    """What a seat weighs now."""

    FAVORABLE = "favorable"
    DEFAVORABLE = "defavorable"
    NEUTRE = "neutre"  #: expressed, or silent, without weighing either way
    AWAITED = "awaited"
    TO_QUALIFY = "to_qualify"


class Left(Value):
    """How and when a commune left the electorate while it was consulted."""

    on: Day
    how: Departure
    into: str = ""
    reason: str = ""


class EarlyAvis(Value):
    """A délibération taken before the commune was asked: it counts from the sending."""

    commune: str
    avis: Avis


class Qualification(Value):
    counts_as: CountsAs
    reason: str


class Seat(Value):
    """One commune (INSEE code, name) in one consultation.

    `pending`: its reminders to come, in order; `told`: those that fell due, in order; `skipped`: those left out by a
    human. `snoozed_until`: the day until which it is left in peace. `councils`: the days on which its council sits.
    `called`: it was asked for the proof of receipt that it owed; `called_again`: once more. `bounces`: the mails that
    came back. `answers`: how many délibérations counted in turn; `deposits`: how many came by a link.
    `versions`: the avis that the present one replaced. `late`: those kept and not counted. `silence_confirmed_on`: the
    day on which a human, or the vote of the EPCI's council, confirmed the silence presumed. `left`: it left meanwhile.
    """

    insee: str
    name: str
    received_on: Day | None = None
    proof: Proof | None = None
    deadline: Deadline | None = None
    pending: tuple[Reminder, ...] = ()
    called: bool = False
    avis: Avis | None = None
    qualification: Qualification | None = None
    versions: tuple[Avis, ...] = ()
    late: tuple[Avis, ...] = ()
    silence: Silence | None = None
    silence_on: Day | None = None
    silence_confirmed_on: Day | None = None
    left: Left | None = None
    councils: tuple[Day, ...] = ()
    told: tuple[Told, ...] = ()
    skipped: tuple[Aimed, ...] = ()
    snoozed_until: Day | None = None
    called_again: bool = False
    bounces: tuple[Bounce, ...] = ()
    answers: int = 0
    deposits: int = 0

    @property
    def uncounted(self) -> bool:
        """Whether a human decided that the answer received is no expression at all."""
        return self.qualification is not None and self.qualification.counts_as is CountsAs.NON_COMPTE

    @property
    def silent(self) -> bool:
        """Whether nothing that counts as an expression has been received."""
        return self.avis is None or self.uncounted

    @property
    def position(self) -> Position:
        """What the commune's answer, the human's decision on it, or its silence weighs."""
        if self.avis is None or self.uncounted:
            return _SILENT[self.silence]
        if self.qualification is not None:
            return Position(self.qualification.counts_as.value)
        return Position.TO_QUALIFY if self.avis.unclear else _WEIGHT[self.avis.sens]


_SILENT = {
    None: Position.AWAITED,
    Silence.FAVORABLE: Position.FAVORABLE,
    Silence.DEFAVORABLE: Position.DEFAVORABLE,
    Silence.NEUTRE: Position.NEUTRE,
}
_WEIGHT = {
    Sens.FAVORABLE: Position.FAVORABLE,
    Sens.FAVORABLE_AVEC_RESERVES: Position.FAVORABLE,
    Sens.DEFAVORABLE: Position.DEFAVORABLE,
    Sens.NE_SE_PRONONCE_PAS: Position.NEUTRE,
}


class Consultation(Value):
    """The state of a consultation; `seats` stand in the order of their INSEE codes.

    `steps`: the acts entered before the sending, the last of each key. `early`: délibérations that came before it, in
    the order of their arrival; once it is sent, those of communes that were not asked.
    `latest_on`: the day on which the last of its facts became known. `reopened`: the reasons, in order;
    `closed_before`: the act that had closed it before it was reopened. `habits`: what the EPCI changes of the plan of
    reminders. `documents`: those joined to the request, in the order of their coming. `resumed_on`: the day on which it
    last went on after an interruption; `suspensions`: how many there were.
    """

    stream: str
    status: Status = Status.ABSENT
    siren: str = ""
    epci_name: str = ""
    nature: Nature = Nature.CC
    place: Place | None = None
    synthetic: bool = False
    procedure: Procedure | None = None
    title: str = ""
    question: str = ""
    communes: tuple[str, ...] = ()
    objective: str | None = None
    mandate: str | None = None
    reply_by: Day | None = None
    council_vote: CouncilVote | None = None
    sent_on: Day | None = None
    receipts_due_at: Instant | None = None
    by_letter: bool = False
    electorate: Electorate | None = None
    seats: tuple[Seat, ...] = ()
    result: Result = Result.EN_COURS
    reason: str = ""
    decided_on: Day | None = None
    ended_on: Day | None = None
    annulments: tuple[str, ...] = ()
    closed_on: Day | None = None
    closing_act: ClosingAct | None = None
    closing_number: str = ""
    closing_reason: str = ""
    financing: str = ""
    steps: tuple[StepRecorded, ...] = ()
    early: tuple[EarlyAvis, ...] = ()
    suspended_on: Day | None = None
    suspended_reason: str = ""
    reopened: tuple[str, ...] = ()
    latest_on: Day | None = None
    effective_on: Day | None = None
    closed_before: ClosingAct | None = None
    habits: Habits = USUAL
    documents: tuple[Document, ...] = ()
    resumed_on: Day | None = None
    suspensions: int = 0

    def seat(self, insee: str) -> Seat | None:
        """The seat of the commune with this INSEE code, `None` if it has none here."""
        return next((seat for seat in self.seats if seat.insee == insee), None)

    def with_seat(self, seat: Seat) -> "Consultation":
        """The same consultation with the seat of that commune replaced."""
        return self.but(seats=tuple(seat if old.insee == seat.insee else old for old in self.seats))

    def holding(self, *positions: Position) -> list[Seat]:
        """The seats that hold one of `positions` now."""
        return [seat for seat in self.seats if seat.position in positions]

    @property
    def present(self) -> tuple[Seat, ...]:
        """The seats of the communes that did not leave while they were consulted."""
        return tuple(seat for seat in self.seats if seat.left is None)

    @property
    def law(self) -> Procedure:
        """The procedure as it stood when the consultation opened. Raises `ValueError` before that."""
        if self.procedure is None:
            raise ValueError(f"{self.stream} is not open")
        return self.procedure

    @property
    def home(self) -> Place:
        """Where the civil days of this consultation are counted. Raises `ValueError` before it is open."""
        if self.place is None:
            raise ValueError(f"{self.stream} is not open")
        return self.place
