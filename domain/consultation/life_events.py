"""What comes before the communes' answers, interrupts or corrects a consultation."""

from typing import Literal

from domain.base import Day, Value
from domain.consultation.life_commands import Departure, StepOutcome
from domain.consultation.reminder_events import SeatReminders


class StepRecorded(Value):
    """An act that comes before the communes are asked. `first_on`: the day of the first meeting of a CST
    that met again."""

    kind: Literal["StepRecorded"] = "StepRecorded"
    key: str
    on: Day
    number: str = ""
    note: str = ""
    outcome: StepOutcome = StepOutcome.DONE
    first_on: Day | None = None


class ConsultationSuspended(Value):
    kind: Literal["ConsultationSuspended"] = "ConsultationSuspended"
    reason: str
    on: Day


class ConsultationResumed(Value):
    kind: Literal["ConsultationResumed"] = "ConsultationResumed"
    reason: str
    on: Day


class ConsultationExtended(Value):
    """The day wished for was moved. `planned`: the reminders to come of each commune that received the request; those
    of one that has answered wait, in case a human decides that its answer is none."""

    kind: Literal["ConsultationExtended"] = "ConsultationExtended"
    reply_by: Day
    reason: str
    on: Day
    planned: tuple[SeatReminders, ...] = ()


class ConsultationReopened(Value):
    kind: Literal["ConsultationReopened"] = "ConsultationReopened"
    reason: str
    on: Day


class SilenceConfirmed(Value):
    """A human has asked the mairie: it has not deliberated. The legal day of the silence does not move."""

    kind: Literal["SilenceConfirmed"] = "SilenceConfirmed"
    commune: str
    on: Day
    note: str = ""


class CommuneDeparted(Value):
    """A commune left the electorate while it was consulted: what its vote still weighs is for the texts, and they are
    mute; both readings are counted."""

    kind: Literal["CommuneDeparted"] = "CommuneDeparted"
    commune: str
    on: Day
    how: Departure
    into: str = ""
    reason: str = ""


class AvisAnnulled(Value):
    """The délibération of a commune was annulled or withdrawn; `unclear` tells the human who must say what is left."""

    kind: Literal["AvisAnnulled"] = "AvisAnnulled"
    commune: str
    on: Day
    act: str
    unclear: str


class Document(Value):
    """A document joined to the request on the day `on`: a file that is kept, known by its SHA-256. `size` in bytes."""

    title: str
    filename: str
    media_type: str
    size: int
    sha256: str
    on: Day


class DocumentAttached(Value):
    kind: Literal["DocumentAttached"] = "DocumentAttached"
    document: Document
