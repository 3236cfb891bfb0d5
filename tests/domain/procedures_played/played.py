"""Tools to play a procedure from its first act to its closing act."""

from collections.abc import Callable
from typing import Any, Self, TypeVar

from domain.base import Value
from domain.consultation.commands import CancelConsultation, CloseConsultation, RecordCouncilVote, Sens
from domain.consultation.life_commands import RecordStep
from domain.procedures.model import ClosingAct
from tests.domain.consultation.stories import Story, day

MANDATE = "mandate/200000001/2026"

#: The ids of the procedures that a story plays whole.
PLAYED: set[str] = set()

Test = TypeVar("Test", bound=Callable[..., None])


def plays(procedure: str) -> Callable[[Test], Test]:
    """Marks the story that plays `procedure` from its first act to its closing act."""

    def mark(test: Test) -> Test:
        PLAYED.add(procedure)
        return test

    return mark


class Play(Story):
    """A consultation on one procedure, with its acts by name; the day that an act bears is that of its entry."""

    def __init__(self, procedure: str, *populations: int, **opening: Any) -> None:
        super().__init__(procedure, *populations, **{"mandate": MANDATE, "financing": "FPU"} | opening)

    def step(self, key: str, on: str, **more: Any) -> Self:
        self.do(RecordStep(key=key, on=day(on), **more), on)
        return self

    def vote(self, on: str, number: str = "2027-31", **votes: Any) -> Self:
        """The délibération of the EPCI's council."""
        self.do(RecordCouncilVote(voted_on=day(on), number=number, **votes), on)
        return self

    def sent_on(self, on: str, *communes: str) -> Self:
        """Sent, and received the same day by `communes`."""
        self.send(on)
        for commune in communes:
            self.receive(commune, on)
        return self

    def yes(self, commune: str, on: str) -> Self:
        self.answer(commune, Sens.FAVORABLE, on, on)
        return self

    def no(self, commune: str, on: str) -> Self:
        self.answer(commune, Sens.DEFAVORABLE, on, on)
        return self

    def close(self, act: ClosingAct, on: str, number: str = "A-1", **more: Any) -> Self:
        self.do(CloseConsultation(on=day(on), act=act, number=number, **more), on)
        return self

    def caused(self, kind: str) -> list[Value | Any]:
        """The commands that the events of this kind caused in other streams, in order."""
        return [reaction.command for happened in self.happened(kind) for reaction in happened.reactions]

    def opened(self) -> list[str]:
        """The streams of the consultations that its closing opened."""
        [closed] = self.happened("ConsultationClosed")
        return [it.stream for it in closed.reactions if getattr(it.command, "kind", "") == "OpenConsultation"]

    def silent(self) -> dict[str, str]:
        """The communes whose silence was recorded, each with its legal day."""
        events: list[Any] = [happened.event for happened in self.happened("SilenceRecorded")]
        return {event.commune: event.on.isoformat() for event in events}

    def cancel(self, on: str, reason: str) -> Self:
        self.do(CancelConsultation(reason=reason), on)
        return self

    def end(self, on: str, reason: str) -> Self:
        """Ended without an act."""
        self.do(CloseConsultation(on=day(on), reason=reason), on)
        return self
