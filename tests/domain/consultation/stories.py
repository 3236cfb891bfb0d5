"""Tools of the stories: a small EPCI, and a consultation told day by day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Self

from domain.base import Value
from domain.calendar import METROPOLE, at_time, civil_day
from domain.consultation import DECIDER
from domain.consultation.commands import (
    OpenConsultation,
    Proof,
    RecordAvis,
    RecordCouncilVote,
    RecordReceipt,
    SendConsultation,
    Sens,
)
from domain.consultation.events import Result
from domain.consultation.life_commands import RecordStep
from domain.consultation.state import Consultation, Status
from domain.councils import CommuneCouncils
from domain.electorate import Electorate, Voter
from domain.notices import Notice, NoticeKind
from domain.people import Role
from domain.reminders.commands import FollowCouncils
from domain.stream import Happened, Unfolding
from domain.territory import Nature

STREAM = "consultation/200000001/eau"


def electorate(*populations: int) -> Electorate:
    """Communes 01001, 01002… with these populations (totale and municipale alike)."""
    voters = tuple(
        Voter(insee=f"0{1001 + rank}", name=f"Commune {rank + 1}", totale=population, municipale=population)
        for rank, population in enumerate(populations)
    )
    return Electorate(
        siren="200000001", nature=Nature.CC, voters=voters, totale_vintage="2022", municipale_vintage="2022"
    )


class Story:
    """A consultation to which things happen, each on its day at ten in the morning unless an instant is given."""

    def __init__(self, procedure: str = "transfert_competence", *populations: int, **opening: Any) -> None:
        self.electorate = electorate(*(populations or (110, 100, 90)))
        self.unfolding: Unfolding[Consultation] = Unfolding(decider=DECIDER, state=DECIDER.new(STREAM))
        self.opening = {"procedure": procedure, **opening}

    @property
    def state(self) -> Consultation:
        return self.unfolding.state

    def status(self) -> Status:
        return self.state.status

    def result(self) -> Result:
        return self.state.result

    def happened(self, kind: str) -> list[Happened]:
        return [happened for happened in self.unfolding.happened if getattr(happened.event, "kind", "") == kind]

    def do(self, command: Value | Any, on: str | datetime) -> Self:
        at = instant(on)
        self.unfolding.pass_time(at)
        self.unfolding.command(command, at)
        self.unfolding.pass_time(at)
        return self

    def wait(self, until: str | datetime) -> Self:
        self.unfolding.pass_time(instant(until))
        return self

    def open(self, on: str) -> Self:
        epci = {"siren": "200000001", "epci_name": "CC d'Exemple", "nature": Nature.CC, "place": METROPOLE}
        return self.do(OpenConsultation(**epci | {"title": "Eau potable"} | self.opening), on)

    def council(self, on: str, **votes: Any) -> Self:
        return self.do(RecordCouncilVote(voted_on=day(on), number="2027-12", **votes), on)

    def send(self, on: str, sent_on: str | None = None) -> Self:
        return self.do(SendConsultation(sent_on=day(sent_on or on), electorate=self.electorate), on)

    def receive(self, commune: str, on: str, received_on: str | None = None, correction: str = "") -> Self:
        command = RecordReceipt(
            commune=commune, received_on=day(received_on or on), proof=Proof.COURRIEL, correction=correction
        )
        return self.do(command, on)

    def answer(self, commune: str, sens: Sens, voted_on: str, on: str | datetime) -> Self:
        return self.do(RecordAvis(commune=commune, sens=sens, voted_on=day(voted_on), number="12"), on)

    def councils(self, commune: str, on: str | datetime, *days: str) -> Self:
        """The mandate says on which days the council of the commune sits."""
        known = CommuneCouncils(commune=commune, days=tuple(day(each) for each in days))
        return self.do(FollowCouncils(councils=(known,)), on)

    def told(self, *kinds: NoticeKind, commune: str = "01001") -> list[Notice]:
        """The notices about the commune in the ledger, in order; those of `kinds` alone if any is given."""
        notices = [notice for happened in self.unfolding.happened for notice in happened.notices]
        return [one for one in notices if one.commune == commune and (not kinds or one.kind in kinds)]

    def owed(self, *kinds: NoticeKind, commune: str = "01001") -> list[Notice]:
        """Those that would leave, if mail left now."""
        return [notice for notice in self.told(*kinds, commune=commune) if DECIDER.still_owed(self.state, notice)]

    def plan(self, commune: str = "01001") -> dict[NoticeKind, str]:
        """The reminders of the commune that are to come, and their days."""
        seat = self.state.seat(commune)
        pending = seat.pending if seat is not None else ()
        return {each.notice: civil_day(each.at, METROPOLE).isoformat() for each in pending}

    def sent(self, communes: Sequence[str] = ("01001", "01002", "01003")) -> Self:
        """Opened, prepared, voted and sent on 1 December 2026, received the same day by `communes`."""
        self.open("2026-11-30")
        for needed in self.state.law.prerequisites:
            if needed.binding:
                self.do(RecordStep(key=needed.key, on=day("2026-11-30")), "2026-11-30")
        if self.state.law.deliberation_first:
            self.council("2026-12-01")
        self.send("2026-12-01")
        for commune in communes:
            self.receive(commune, "2026-12-01")
        return self


def day(text: str) -> date:
    return date.fromisoformat(text)


def instant(on: str | datetime) -> datetime:
    if isinstance(on, datetime):
        return on
    return at_time(day(on), time(10), METROPOLE)


def paris_midnight(text: str) -> datetime:
    return at_time(day(text), time(0), METROPOLE).astimezone(UTC)


def leaves(notices: Sequence[Notice]) -> list[tuple[str, Role]]:
    """The day on which each may leave, and the function told."""
    return [(civil_day(notice.send_at, METROPOLE).isoformat(), notice.to.role) for notice in notices]
