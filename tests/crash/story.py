"""What happens in a run, drawn from its seed: who is consulted, who answers what and when, around one midnight."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from domain.base import Ask
from domain.consultation.commands import (
    OpenConsultation,
    Proof,
    RecordAvis,
    RecordCouncilVote,
    RecordReceipt,
    SendConsultation,
    Sens,
)
from domain.deadline import legal_deadline
from domain.electorate import Electorate
from domain.objective.commands import PlanObjective, objective_id
from domain.objective.values import ObjectivePlan
from domain.procedures.competences import RESTITUTION_COMPETENCE, TRANSFERT_COMPETENCE
from domain.territory import Epci

_ONE_DAY = timedelta(days=1)
_MONTHS = 3

#: How the answers crowd around midnight: their standard deviation, as a part of the time before it.
_AROUND = 0.25


@dataclass(frozen=True)
class Size:
    """How big a run is. `before_s` and `after_s`: how long around midnight people act and parts are killed, in seconds.

    `standing`: consultations whose delay ends at midnight. `opened`: consultations opened and sent meanwhile, whose
    mails leave under the faults.
    """

    standing: int
    opened: int
    before_s: float
    after_s: float


@dataclass(frozen=True)
class Midnight:
    """The end of the delay: `eve` is its last day, `day` the first day of silence, `at` the instant between the two."""

    received_on: date
    eve: date
    day: date
    at: datetime


@dataclass(frozen=True)
class Asked:
    """A command for a stream, under the key that its sender gives it."""

    key: str
    stream: str
    command: Ask


@dataclass(frozen=True)
class Errand:
    """What one person sends, one thing after the other, from `starts_s` seconds after midnight (before: negative)."""

    starts_s: float
    asks: tuple[Asked, ...]
    waits: bool


def midnight_after(today: date, epci: Epci, chance: Random) -> Midnight:
    """One of the midnights of the coming year at which a delay of three months may end."""
    while True:
        received_on = today + timedelta(days=chance.randrange(1, 365))
        end = legal_deadline(received_on, _MONTHS, epci.place)
        if end.safe.isoweekday() <= 5:
            return Midnight(received_on=received_on, eve=end.safe, day=end.silence_from, at=end.silence_at)


class Story:
    """The commands of one run. The same seed, EPCI and midnight give the same ones."""

    def __init__(self, size: Size, epci: Epci, midnight: Midnight, chance: Random) -> None:
        self.size = size
        self.epci = epci
        self.midnight = midnight
        self._chance = chance
        self._keys = 0

    def standing(self) -> list[tuple[str, Ask]]:
        """What was done by letter in the three months before, entered on the eve: every commune has the request."""
        done: list[tuple[str, Ask]] = []
        for n in range(self.size.standing):
            stream = self._stream("attendue", n)
            done.append((objective_id(self.epci.siren, f"O{n}"), self._objective(n)))
            done += [(stream, command) for command in self._sent(n, self.midnight.received_on)]
            done += [(stream, self._receipt(commune.insee)) for commune in self.epci.communes]
        return done

    def errands(self) -> list[Errand]:
        """Everything that is sent by HTTP during the run, the soonest first."""
        drawn = [*self._answers(), *self._openings()]
        return sorted(drawn, key=lambda errand: errand.starts_s)

    def _answers(self) -> Iterator[Errand]:
        """Three communes in four answer, some of them twice."""
        for n in range(self.size.standing):
            for commune in self.epci.communes:
                times = self._chance.choices((0, 1, 2), (25, 60, 15))[0]
                if times:
                    asks = tuple(self._answer(n, commune.insee) for _ in range(times))
                    yield Errand(self._instant_s(), asks, waits=self._chance.random() < 0.3)

    def _openings(self) -> Iterator[Errand]:
        """Sent on the day on which they are opened, so that their mails leave at once."""
        for n in range(self.size.opened):
            starts_s = self._chance.uniform(-self.size.before_s, self.size.after_s)
            today = self.midnight.eve if starts_s < 0 else self.midnight.day
            stream = self._stream("ouverte", n)
            asks = tuple(Asked(self._key(), stream, command) for command in self._sent(n, today))
            yield Errand(starts_s, asks, waits=self._chance.random() < 0.3)

    def _instant_s(self) -> float:
        """Near midnight for most, anywhere in the run for the others."""
        if self._chance.random() < 0.25:
            return self._chance.uniform(-self.size.before_s, self.size.after_s)
        around_s = _AROUND * self.size.before_s
        drawn = self._chance.gauss(-around_s / 2, around_s)
        return max(-self.size.before_s, min(self.size.after_s, drawn))

    def _answer(self, n: int, insee: str) -> Asked:
        """A délibération of long ago, of the last day of the delay, or of the day after, which never counts."""
        key = self._key()
        clear = self.midnight.received_on + timedelta(days=self._chance.randrange(20, 80))
        voted_on = self._chance.choices((clear, self.midnight.eve, self.midnight.day), (60, 15, 25))[0]
        sens = self._chance.choice(list(Sens))
        return Asked(
            key,
            self._stream("attendue", n),
            RecordAvis(commune=insee, sens=sens, voted_on=voted_on, number=f"D-{key}"),
        )

    def _sent(self, n: int, sent_on: date) -> tuple[Ask, Ask, Ask]:
        law = RESTITUTION_COMPETENCE if n % 2 else TRANSFERT_COMPETENCE
        opened = OpenConsultation(
            siren=self.epci.siren,
            epci_name=self.epci.name,
            nature=self.epci.nature,
            place=self.epci.place,
            procedure=law.id,
            title=f"{law.title} n° {n}",
            objective=objective_id(self.epci.siren, f"O{n % self.size.standing}"),
            synthetic=True,
        )
        vote = RecordCouncilVote(voted_on=sent_on - _ONE_DAY, number=f"C-{n}")
        return opened, vote, SendConsultation(sent_on=sent_on, electorate=Electorate.of(self.epci))

    def _objective(self, n: int) -> PlanObjective:
        plan = ObjectivePlan(title=f"Objectif n° {n}")
        return PlanObjective(epci_name=self.epci.name, place=self.epci.place, plan=plan, synthetic=True)

    def _receipt(self, insee: str) -> RecordReceipt:
        return RecordReceipt(commune=insee, received_on=self.midnight.received_on, proof=Proof.RECOMMANDE)

    def _stream(self, word: str, n: int) -> str:
        return f"consultation/{self.epci.siren}/{word}-{n}"

    def _key(self) -> str:
        self._keys += 1
        return f"envoi-{self._keys}"
