"""What one may ask of a consultation."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from domain.base import Ask, Day
from domain.calendar import Place
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
from domain.electorate import Electorate
from domain.people import Role
from domain.procedures.model import ClosingAct
from domain.reminders.commands import (
    FollowCouncils,
    FollowHabits,
    NoteBounce,
    SendReminderNow,
    SkipReminder,
    SnoozeReminders,
)
from domain.territory import Nature


class Sens(StrEnum):
    """What a commune answers."""

    FAVORABLE = "favorable"
    FAVORABLE_AVEC_RESERVES = "favorable_avec_reserves"
    DEFAVORABLE = "defavorable"
    NE_SE_PRONONCE_PAS = "ne_se_prononce_pas"


class Proof(StrEnum):
    """How it is known that the commune received the request."""

    PAGE = "page"  #: acknowledged on the commune's page
    COURRIEL = "courriel"  #: acknowledged by mail
    RECOMMANDE = "recommande"  #: postal acknowledgment of receipt
    MAIN_PROPRE = "main_propre"  #: handed over against a signature
    AUTRE = "autre"


class CountsAs(StrEnum):
    """What a human decides of an unclear vote."""

    FAVORABLE = "favorable"
    DEFAVORABLE = "defavorable"
    NON_COMPTE = "non_compte"  #: the commune has not expressed itself


class OpenConsultation(Ask):
    """Open a consultation. `communes`: INSEE codes of those concerned, empty for every member.

    `reply_by`: the local practice where the law sets no delay; it makes reminders, never a silence. `financing`: the
    fiscal régime of the EPCI, « FPU » or « FA », empty when unknown.
    """

    kind: Literal["OpenConsultation"] = "OpenConsultation"
    siren: str
    epci_name: str
    nature: Nature
    place: Place
    procedure: str
    title: str = Field(min_length=1, max_length=300)
    question: str = ""
    communes: tuple[str, ...] = ()
    objective: str | None = Field(default=None, pattern=r"^objective/[0-9]{9}/[^/#\s]{1,80}$")
    mandate: str | None = Field(default=None, pattern=r"^mandate/[0-9]{9}/[0-9]{4}$")
    reply_by: Day | None = None
    synthetic: bool = False
    financing: str = Field(default="", max_length=3)


class RecordCouncilVote(Ask):
    """Enter the délibération of the EPCI's council. Without the three counts, the délibération is taken as adopted.

    `casting_vote`: that of the president on a tie, which a secret ballot has not. `members`: those of the council, for
    the majorities counted among them. `reason`: why it is adopted or not where the text can be read in two ways.
    """

    kind: Literal["RecordCouncilVote"] = "RecordCouncilVote"
    voted_on: Day
    number: str = Field(min_length=1, max_length=80)
    votes_for: int | None = Field(default=None, ge=0)
    votes_against: int | None = Field(default=None, ge=0)
    abstentions: int | None = Field(default=None, ge=0)
    casting_vote: bool | None = None
    secret_ballot: bool = False
    members: int | None = Field(default=None, ge=1)
    settled_as_adopted: bool | None = None
    reason: str = Field(default="", max_length=2000)


class SendConsultation(Ask):
    """Send the request to the communes. `electorate`: every member, with its populations frozen for this vote."""

    kind: Literal["SendConsultation"] = "SendConsultation"
    sent_on: Day
    electorate: Electorate


class RecordReceipt(Ask):
    """Enter the day on which a commune received the request: what starts its clock.

    `function`: the function of who received it. `correction`: the reason, when another day was entered before.
    """

    kind: Literal["RecordReceipt"] = "RecordReceipt"
    commune: str
    received_on: Day
    proof: Proof
    function: str = Field(default="", max_length=120)
    correction: str = ""


class RecordAvis(Ask):
    """Enter the délibération of a commune, before or after it was notified.

    `prefecture_received_on`: the day on which the préfecture received it. `document`: the SHA-256 of the file that is
    kept, in hexadecimal. `deposited_as`: the function of who deposited it by a link, who is given a receipt.
    """

    kind: Literal["RecordAvis"] = "RecordAvis"
    commune: str
    sens: Sens
    voted_on: Day
    number: str = Field(default="", max_length=80)
    votes_for: int | None = Field(default=None, ge=0)
    votes_against: int | None = Field(default=None, ge=0)
    abstentions: int | None = Field(default=None, ge=0)
    reserve: str = Field(default="", max_length=2000)
    prefecture_received_on: Day | None = None
    document: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    deposited_as: Role | None = None


class QualifyAvis(Ask):
    """Decide, as a named human and with a reason, what an unclear vote counts as."""

    kind: Literal["QualifyAvis"] = "QualifyAvis"
    commune: str
    counts_as: CountsAs
    reason: str = Field(min_length=1, max_length=2000)


class RecordAnnulment(Ask):
    """Enter that a judge annulled an act of this consultation."""

    kind: Literal["RecordAnnulment"] = "RecordAnnulment"
    act: str = Field(min_length=1, max_length=300)
    on: Day


class CloseConsultation(Ask):
    """Enter the closing act (`act`, its day and number), or end without a follow-up (`act` none, with a reason).

    `effective_on`: the day on which what was decided takes effect, that of the act when it says nothing.
    """

    kind: Literal["CloseConsultation"] = "CloseConsultation"
    on: Day
    act: ClosingAct | None = None
    number: str = Field(default="", max_length=80)
    reason: str = Field(default="", max_length=2000)
    effective_on: Day | None = None


class CancelConsultation(Ask):
    """Withdraw the consultation, with a reason that the communes will read."""

    kind: Literal["CancelConsultation"] = "CancelConsultation"
    reason: str = Field(min_length=1, max_length=2000)


PublicCommand = (
    OpenConsultation
    | RecordCouncilVote
    | SendConsultation
    | RecordReceipt
    | RecordAvis
    | QualifyAvis
    | RecordAnnulment
    | CloseConsultation
    | CancelConsultation
    | RecordStep
    | SuspendConsultation
    | ResumeConsultation
    | ExtendConsultation
    | ReopenConsultation
    | ConfirmSilence
    | RecordDeparture
    | AnnulAvis
    | AttachDocument
    | SkipReminder
    | SnoozeReminders
    | SendReminderNow
)
Command = PublicCommand | FollowCouncils | FollowHabits | NoteBounce
COMMANDS: TypeAdapter[Command] = TypeAdapter(Annotated[Command, Field(discriminator="kind")])
