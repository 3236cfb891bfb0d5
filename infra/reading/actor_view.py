"""The actors as they are listed: each commune, how it is reached, when its council sits, what it owes; the EPCI's own
functions, and those that nobody holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from domain.base import Day
from domain.calendar import Place, civil_day
from domain.consultation.owing import owes
from domain.consultation.state import Consultation, Status
from domain.convocation import conseil_municipal
from domain.forecast import FUNCTIONS
from domain.people import Recipient, Role, stand_ins
from domain.roadmap.words import folded
from domain.territory import Commune, Epci
from infra.contacts import Contact
from infra.reading.briefs import ObjectiveBrief
from infra.reading.morning import Glance

#: The functions of a commune that are written to, in the order in which they are shown.
OF_A_COMMUNE: Final = (Role.MAIRIE, Role.SECRETAIRE, Role.MAIRE, Role.REFERENT)


class Reach(StrEnum):
    """How a function can be reached."""

    MAIL = "mail"
    REFUSED = "refused"  #: every address is known to lead nowhere
    PHONE = "phone"  #: a number alone
    NOBODY = "nobody"


@dataclass(frozen=True)
class FunctionLine:
    """A function. `people`: how many hold it; `refused_on`: since when its address is refused; `instead`: who is
    written to in its place, empty when nobody is or when nobody needs to be."""

    to: Recipient
    reach: Reach
    people: int
    refused_on: Day | None
    instead: str

    @property
    def label(self) -> str:
        """What it is called."""
        return self.to.function or FUNCTIONS[self.to.role]


@dataclass(frozen=True)
class HouseLine(FunctionLine):
    """A function of the EPCI. `pilots`, `seconds`: the objectives that it answers for, or stands in for."""

    pilots: tuple[ObjectiveBrief, ...]
    seconds: tuple[ObjectiveBrief, ...]

    @property
    def missing(self) -> bool:
        """Whether it is always there, or named for something that goes on, and nobody can be told."""
        going_on = any(not one.closed for one in (*self.pilots, *self.seconds))
        return self.reach in (Reach.NOBODY, Reach.REFUSED) and (going_on or self.to.role is not Role.PILOTE)


@dataclass(frozen=True)
class Owed:
    """An answer that is awaited; `until`: the end of its delay in the shortest reading, or the day that was agreed on;
    `None` when nothing says it yet."""

    stream: str
    title: str
    received_on: Day | None
    until: Day | None


@dataclass(frozen=True)
class CommuneLine:
    """A commune of the EPCI. `functions`: those that somebody holds; `councils`: the days to come on which its council
    sits, `past_councils`: those before; `jours_francs`: how long before, it is convened."""

    commune: Commune
    functions: tuple[FunctionLine, ...]
    councils: tuple[Day, ...]
    past_councils: tuple[Day, ...]
    jours_francs: int
    owed: tuple[Owed, ...]

    @property
    def first_until(self) -> Day | None:
        """The first day by which an answer is awaited, `None` when nothing says one."""
        return min((one.until for one in self.owed if one.until is not None), default=None)

    @property
    def unproven(self) -> int:
        """How many of the requests that it has to answer nobody proved that it received."""
        return sum(one.received_on is None for one in self.owed)

    @property
    def reach(self) -> Reach:
        """The best way to reach it."""
        known = {one.reach for one in self.functions}
        return next((reach for reach in (Reach.MAIL, Reach.PHONE, Reach.REFUSED) if reach in known), Reach.NOBODY)

    @property
    def refused(self) -> bool:
        """Whether an address of it is known to lead nowhere."""
        return any(one.refused_on is not None for one in self.functions)


class Directory:
    """The contacts of an EPCI by function; `place`: where its civil days are counted."""

    def __init__(self, known: Sequence[Contact], place: Place) -> None:
        self._place = place
        self._by: dict[Recipient, list[Contact]] = {}
        for one in known:
            self._by.setdefault(one.to, []).append(one)

    @property
    def pilotes(self) -> set[str]:
        """The pilotes that somebody is."""
        return {to.function for to in self._by if to.role is Role.PILOTE and to.function}

    def line(self, to: Recipient) -> FunctionLine:
        """How the function is reached; who is written to instead when it is not."""
        theirs = self._by.get(to, [])
        reach = _reach(theirs)
        refused = [one.refused_at for one in theirs if one.address and one.refused_at is not None]
        return FunctionLine(
            to=to,
            reach=reach,
            people=len(theirs),
            refused_on=civil_day(min(refused), self._place) if refused else None,
            instead="" if reach is Reach.MAIL else self._instead(to),
        )

    def _instead(self, to: Recipient) -> str:
        reachable = (each for each in stand_ins(to) if any(one.reachable for one in self._by.get(each, ())))
        return next((FUNCTIONS[each.role] for each in reachable), "")


def commune_lines(epci: Epci, glance: Glance, directory: Directory, today: date) -> tuple[CommuneLine, ...]:
    """The communes of the EPCI by name, seen on the day `today`."""
    owed = _owed(glance.consultations)
    known = {one.commune: one.days for one in glance.mandate.commune_councils} if glance.mandate is not None else {}
    return tuple(
        CommuneLine(
            commune=commune,
            functions=tuple(line for line in functions_of(commune.insee, directory) if line.people),
            councils=tuple(day for day in known.get(commune.insee, ()) if day >= today),
            past_councils=tuple(day for day in known.get(commune.insee, ()) if day < today),
            jours_francs=conseil_municipal(commune.population.municipale).jours_francs,
            owed=tuple(owed.get(commune.insee, ())),
        )
        for commune in sorted(epci.communes, key=lambda one: folded(one.name))
    )


def functions_of(insee: str, directory: Directory) -> list[FunctionLine]:
    """The functions of the commune that are written to, those that nobody holds too."""
    return [directory.line(Recipient(role=role, commune=insee)) for role in OF_A_COMMUNE]


def house_lines(objectives: Sequence[ObjectiveBrief], directory: Directory) -> Iterator[HouseLine]:
    """The EPCI's functions: those that are always there, then each pilote that the roadmap or a contact names."""
    pilots, seconds = _by_function(objectives, "pilote"), _by_function(objectives, "suppleant")
    named = sorted({*pilots, *seconds, *directory.pilotes}, key=folded)
    pilotes = (Recipient(role=Role.PILOTE, function=each) for each in named)
    for to in (Recipient(role=Role.COORDINATEUR), Recipient(role=Role.PRESIDENT), *pilotes):
        function = to.function or ""
        yield HouseLine(
            **vars(directory.line(to)),
            pilots=tuple(pilots.get(function, ())),
            seconds=tuple(seconds.get(function, ())),
        )


def _by_function(objectives: Sequence[ObjectiveBrief], name: str) -> Mapping[str, list[ObjectiveBrief]]:
    found: dict[str, list[ObjectiveBrief]] = {}
    for one in objectives:
        if function := getattr(one, name):
            found.setdefault(function, []).append(one)
    return found


def _reach(theirs: Sequence[Contact]) -> Reach:
    if any(one.reachable for one in theirs):
        return Reach.MAIL
    if any(one.phone for one in theirs):
        return Reach.PHONE
    return Reach.REFUSED if any(one.address for one in theirs) else Reach.NOBODY


def _owed(consultations: Sequence[Consultation]) -> Mapping[str, list[Owed]]:
    """The answers that each commune owes, by INSEE code."""
    found: dict[str, list[Owed]] = {}
    for state in consultations:
        for seat in state.seats if state.status is Status.SENT else ():
            if owes(seat):
                until = seat.deadline.earliest if seat.deadline is not None else state.reply_by
                found.setdefault(seat.insee, []).append(Owed(state.stream, state.title, seat.received_on, until))
    return found
