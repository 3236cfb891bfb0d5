"""What has happened in a consultation."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from domain.base import Day, Instant, Value
from domain.calendar import Place
from domain.consultation.commands import CountsAs, Proof, Sens
from domain.consultation.life_events import (
    AvisAnnulled,
    CommuneDeparted,
    ConsultationExtended,
    ConsultationReopened,
    ConsultationResumed,
    ConsultationSuspended,
    DocumentAttached,
    SilenceConfirmed,
    StepRecorded,
)
from domain.consultation.reminder_events import (
    BounceNoted,
    CouncilsFollowed,
    HabitsFollowed,
    ReminderDue,
    ReminderSkipped,
    RemindersSnoozed,
)
from domain.deadline import Deadline
from domain.electorate import Electorate
from domain.people import Role
from domain.procedures.model import ClosingAct, Procedure, Silence
from domain.reminders import Reminder
from domain.territory import Nature


class Result(StrEnum):
    """Where the positions of the communes stand."""

    EN_COURS = "en_cours"
    AVIS_RECUEILLIS = "avis_recueillis"
    MAJORITE_REUNIE = "majorite_reunie"
    MAJORITE_IMPOSSIBLE = "majorite_impossible"
    ACCORDS_REUNIS = "accords_reunis"
    ACCORD_MANQUANT = "accord_manquant"
    ANNULEE = "annulee"
    SANS_COMMUNES = "sans_communes"  #: no commune has a say: the EPCI's council decides alone


class Avis(Value):
    """One délibération of a commune, as it was entered. `unclear`: why a human must say what it counts as; `annulled`:
    the act that annulled or withdrew it; `document`: the SHA-256 of the file that is kept."""

    sens: Sens
    voted_on: Day
    number: str = ""
    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None
    reserve: str = ""
    unclear: str = ""
    prefecture_received_on: Day | None = None
    annulled: str = ""
    document: str = ""


class CouncilVote(Value):
    """A délibération of the EPCI's council. `reason`: why it is adopted or not, `said` what the person who entered it
    gave of that; this and what follows it, as `RecordCouncilVote` names them, for the vote to be corrected.
    """

    voted_on: Day
    number: str
    adopted: bool
    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None
    members: int | None = None
    reason: str = ""
    said: str = ""
    casting_vote: bool | None = None
    secret_ballot: bool = False
    settled_as_adopted: bool | None = None


class ConsultationOpened(Value):
    """The procedure is kept whole: the law as it stood on the day the consultation opened."""

    kind: Literal["ConsultationOpened"] = "ConsultationOpened"
    siren: str
    epci_name: str
    nature: Nature
    place: Place
    procedure: Procedure
    title: str
    question: str
    communes: tuple[str, ...]
    objective: str | None
    mandate: str | None
    reply_by: Day | None
    synthetic: bool
    financing: str = ""


class CouncilVoteRecorded(Value):
    kind: Literal["CouncilVoteRecorded"] = "CouncilVoteRecorded"
    vote: CouncilVote


class ConsultationSent(Value):
    """`by_letter`: it began outside Jalon, on a day already past; no first mail leaves.

    `receipts_due_at`: the instant at which communes that gave no proof of receipt are called.
    """

    kind: Literal["ConsultationSent"] = "ConsultationSent"
    sent_on: Day
    electorate: Electorate
    receipts_due_at: Instant
    by_letter: bool = False


class ReceiptRecorded(Value):
    """The clock of one commune, frozen with its reminders. `deadline` is `None` where the law sets no delay."""

    kind: Literal["ReceiptRecorded"] = "ReceiptRecorded"
    commune: str
    received_on: Day
    proof: Proof
    function: str
    deadline: Deadline | None
    reminders: tuple[Reminder, ...] = ()
    correction: str = ""
    revokes_silence: bool = False
    recorded_on: Day | None = None


class AvisRecorded(Value):
    """A délibération that counts. `rectifies`: it was voted in time and reached us after silence was recorded;
    `deposited_as`: the function of who deposited it by a link."""

    kind: Literal["AvisRecorded"] = "AvisRecorded"
    commune: str
    avis: Avis
    rectifies: bool = False
    recorded_on: Day | None = None
    deposited_as: Role | None = None


class LateAvisRecorded(Value):
    """A délibération that is kept and shown and does not count, and why. `deposited_as`: as above."""

    kind: Literal["LateAvisRecorded"] = "LateAvisRecorded"
    commune: str
    avis: Avis
    reason: str
    deposited_as: Role | None = None


class AvisQualified(Value):
    kind: Literal["AvisQualified"] = "AvisQualified"
    commune: str
    counts_as: CountsAs
    reason: str
    recorded_on: Day | None = None


class SilenceRecorded(Value):
    """The delay of a commune ran out without a délibération. `meaning`: what the law makes of it."""

    kind: Literal["SilenceRecorded"] = "SilenceRecorded"
    commune: str
    meaning: Silence
    on: Day


class ResultChanged(Value):
    """The rule is met, or cannot be met any more, or is open again: revocable until the consultation closes."""

    kind: Literal["ResultChanged"] = "ResultChanged"
    result: Result
    reason: str
    on: Day


class ConsultationEnded(Value):
    """Nothing more is awaited from the communes; the closing act is."""

    kind: Literal["ConsultationEnded"] = "ConsultationEnded"
    reason: str
    on: Day


class AnnulmentRecorded(Value):
    kind: Literal["AnnulmentRecorded"] = "AnnulmentRecorded"
    act: str
    on: Day


class ConsultationClosed(Value):
    kind: Literal["ConsultationClosed"] = "ConsultationClosed"
    on: Day
    act: ClosingAct | None
    number: str = ""
    reason: str = ""
    effective_on: Day | None = None


class ConsultationCancelled(Value):
    kind: Literal["ConsultationCancelled"] = "ConsultationCancelled"
    reason: str
    on: Day


Event = Annotated[
    ConsultationOpened
    | CouncilVoteRecorded
    | ConsultationSent
    | ReceiptRecorded
    | AvisRecorded
    | LateAvisRecorded
    | AvisQualified
    | ReminderDue
    | SilenceRecorded
    | ResultChanged
    | ConsultationEnded
    | AnnulmentRecorded
    | ConsultationClosed
    | ConsultationCancelled
    | StepRecorded
    | ConsultationSuspended
    | ConsultationResumed
    | ConsultationExtended
    | ConsultationReopened
    | SilenceConfirmed
    | CommuneDeparted
    | AvisAnnulled
    | DocumentAttached
    | CouncilsFollowed
    | HabitsFollowed
    | ReminderSkipped
    | RemindersSnoozed
    | BounceNoted,
    Field(discriminator="kind"),
]
EVENTS: TypeAdapter[Event] = TypeAdapter(Event)
