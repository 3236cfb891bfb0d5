"""The approval case: consultations open to communes, each of whose answers arrives as a request of its own."""

import random
from dataclasses import dataclass
from datetime import date

from domain.territory import Epci
from infra.territories import all_epci

#: Lone answers to one consultation.
_LONE_EACH = 10


@dataclass(frozen=True)
class Case:
    """How much of it, then one answer at a time: `lone` ones, and `isolated` ones, each alone in its consultation."""

    objectives: int = 100
    communes: int = 30
    senders: int = 64
    lone: int = 300
    isolated: int = 100

    @property
    def answers(self) -> int:
        return self.objectives * self.communes


@dataclass(frozen=True)
class Answer:
    """One commune agrees, in the consultation of that key."""

    consultation: str
    commune: str


@dataclass(frozen=True)
class Round:
    """The answers of one round, and the consultations they are for. The decision falls on the last answer of each."""

    burst: tuple[Answer, ...]
    lone: tuple[Answer, ...]
    isolated: tuple[Answer, ...]

    @property
    def decided(self) -> tuple[str, ...]:
        """The consultations that every commune answers in the burst."""
        return tuple(dict.fromkeys(answer.consultation for answer in sorted_by_key(self.burst)))

    @property
    def consultations(self) -> tuple[str, ...]:
        every = (*self.burst, *self.lone, *self.isolated)
        return tuple(dict.fromkeys(answer.consultation for answer in sorted_by_key(every)))


def sorted_by_key(answers: tuple[Answer, ...]) -> list[Answer]:
    return sorted(answers, key=lambda answer: answer.consultation)


def epci_for(case: Case) -> Epci:
    """The smallest EPCI that has as many communes, the first by SIREN."""
    large_enough = [epci for epci in all_epci() if len(epci.communes) >= case.communes]
    return min(large_enough, key=lambda epci: (len(epci.communes), epci.siren))


def communes_for(case: Case, epci: Epci) -> tuple[str, ...]:
    """The INSEE codes of the communes that are asked."""
    return tuple(commune.insee for commune in epci.communes[: case.communes])


def plan(case: Case, communes: tuple[str, ...], number: int) -> Round:
    """The answers of round `number`, shuffled, the same for every engine."""
    burst = [Answer(f"b{number}-o{n}", commune) for n in range(case.objectives) for commune in communes]
    random.Random(number).shuffle(burst)
    # Some to each consultation, in turn: two answers that follow each other wake two workflows.
    streams = -(-case.lone // min(_LONE_EACH, len(communes)))
    lone = [Answer(f"b{number}-l{n}", commune) for commune in communes for n in range(streams)][: case.lone]
    isolated = [Answer(f"b{number}-i{n}", communes[n % len(communes)]) for n in range(case.isolated)]
    return Round(tuple(burst), tuple(lone), tuple(isolated))


def body(answer: Answer, voted_on: date) -> dict[str, str | int]:
    """What a délibération says, as each engine is told it."""
    return {
        "commune": answer.commune,
        "sens": "favorable",
        "voted_on": voted_on.isoformat(),
        "number": "2026-42",
        "votes_for": 14,
        "votes_against": 1,
        "abstentions": 0,
    }
