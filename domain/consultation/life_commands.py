"""What one may ask of a consultation beyond its answers: what comes before or with it, interrupts it, corrects it."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from domain.base import Ask, Day


class StepOutcome(StrEnum):
    """What came of an act entered before the communes are asked."""

    DONE = "done"  #: done, or given a favourable or divided avis: it stops nothing
    UNANIMOUS_AGAINST = "unanimous_against"  #: every representative of the staff voted against


class Departure(StrEnum):
    """How a commune left the electorate while it was consulted."""

    WITHDRAWN = "withdrawn"  #: it left the EPCI
    MERGED = "merged"  #: it became part of a commune nouvelle
    NO_LONGER_CONCERNED = "no_longer_concerned"  #: it takes no part any more in what is decided


class RecordStep(Ask):
    """Enter an act that comes before the communes are asked (`key` of a prerequisite). Entered again, another day
    corrects it; a CST that met again after an unanimous refusal is entered with its second day."""

    kind: Literal["RecordStep"] = "RecordStep"
    key: str = Field(min_length=1, max_length=80)
    on: Day
    number: str = Field(default="", max_length=80)
    note: str = Field(default="", max_length=2000)
    outcome: StepOutcome = StepOutcome.DONE


class SuspendConsultation(Ask):
    """Stop reminders and the recording of silences for a while, with the reason. No legal delay stops with it."""

    kind: Literal["SuspendConsultation"] = "SuspendConsultation"
    reason: str = Field(min_length=1, max_length=2000)


class ResumeConsultation(Ask):
    """Go on after a suspension: silences that fell due meanwhile are recorded at their legal instant."""

    kind: Literal["ResumeConsultation"] = "ResumeConsultation"
    reason: str = Field(default="", max_length=2000)


class ExtendConsultation(Ask):
    """Wish for answers by a later day, where the law sets no delay; with the reason."""

    kind: Literal["ExtendConsultation"] = "ExtendConsultation"
    reply_by: Day
    reason: str = Field(min_length=1, max_length=2000)


class ReopenConsultation(Ask):
    """Reopen a consultation that was closed or cancelled by mistake, or whose closing act was annulled."""

    kind: Literal["ReopenConsultation"] = "ReopenConsultation"
    reason: str = Field(min_length=1, max_length=2000)


class ConfirmSilence(Ask):
    """Confirm, once the mairie was asked, that it has not deliberated. The legal day does not move."""

    kind: Literal["ConfirmSilence"] = "ConfirmSilence"
    commune: str
    note: str = Field(default="", max_length=2000)


class RecordDeparture(Ask):
    """Enter that a commune left the electorate while it was consulted. `into`: INSEE code of the commune nouvelle."""

    kind: Literal["RecordDeparture"] = "RecordDeparture"
    commune: str
    on: Day
    how: Departure
    into: str = Field(default="", max_length=5)
    reason: str = Field(min_length=1, max_length=2000)


class AnnulAvis(Ask):
    """Enter that the délibération of a commune was annulled or withdrawn: `act` is the judgment or the act, with its
    number; what it then counts as is for a human to say."""

    kind: Literal["AnnulAvis"] = "AnnulAvis"
    commune: str
    on: Day
    act: str = Field(min_length=1, max_length=300)


class AttachDocument(Ask):
    """Join a document to the request, for the communes to read: a file that is kept, known by its SHA-256 in
    hexadecimal. `size` in bytes. The same file joined again under another title corrects it."""

    kind: Literal["AttachDocument"] = "AttachDocument"
    title: str = Field(min_length=1, max_length=300)
    filename: str = Field(min_length=1, max_length=200, pattern=r"^[^/\\\x00-\x1f\x7f]+$")
    media_type: str = Field(min_length=1, max_length=100, pattern=r"^[\x20-\x7e]+$")
    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
