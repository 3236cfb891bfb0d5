"""The actors as they are listed: each commune, how it is reached, when its council sits, what it owes; the EPCI's own
functions, and those that nobody holds."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from domain.base import Day, Value
from domain.calendar import Place, civil_day, place_of
from domain.consultation.owing import owes
from domain.consultation.state import Consultation
from domain.convocation import conseil_municipal
from domain.forecast import FUNCTIONS
from domain.objective.values import EngagementLevel
from domain.people import Recipient, Role, stand_ins
from domain.roadmap.words import folded
from domain.territory import Commune, Epci
from infra.actor_reads import Mission, Scene
from infra.contacts import Contact

#: The functions of a commune that are written to, in the order in which they are shown.
OF_A_COMMUNE: Final = (Role.MAIRIE, Role.SECRETAIRE, Role.MAIRE, Role.REFERENT)

#: Being told no, and having left, is no engagement.
_NOT_ENGAGED: Final = (EngagementLevel.NON, EngagementLevel.SORTIE)


class Reach(StrEnum):
    """How a function can be reached."""

    MAIL = "mail"
    REFUSED = "refused"  #: every address is known to lead nowhere
    PHONE = "phone"  #: a number alone
    NOBODY = "nobody"


class FunctionLine(Value):
    """A function. `people`: how many hold it; `refused_on`: since when its address is refused; `instead`: who is
    written to in its place, empty when nobody is or when nobody needs to be."""

    to: Recipient
    label: str
    reach: Reach
    people: int
    refused_on: Day | None = None
    instead: str = ""


class Owed(Value):
    """An answer that is awaited; `until`: the end of its delay in the shortest reading, or the day that was agreed on;
    `None` when nothing says it yet."""

    stream: str
    title: str
    received_on: Day | None
    until: Day | None


class CommuneLine(Value):
    """A commune of the EPCI. `functions`: those that somebody holds; `councils`: the days to come on which its council
    sits, `past_councils`: how many days before are known; `jours_francs`: how long before, its council is convened;
    `engaged`: in how many objectives that go on it is engaged."""

    insee: str
    name: str
    municipale: int
    vintage: str
    functions: tuple[FunctionLine, ...]
    councils: tuple[Day, ...]
    past_councils: int
    jours_francs: int
    owed: tuple[Owed, ...]
    engaged: int

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


class HouseLine(FunctionLine):
    """A function of the EPCI. `pilots`, `seconds`: the objectives that it answers for, or stands in for."""

    pilots: tuple[Mission, ...] = ()
    seconds: tuple[Mission, ...] = ()

    @property
    def missing(self) -> bool:
        """Whether the roadmap names it for something that goes on, and nobody can be told."""
        going_on = any(not one.closed for one in (*self.pilots, *self.seconds))
        return self.reach in (Reach.NOBODY, Reach.REFUSED) and (going_on or self.to.role is not Role.PILOTE)


class Actors(Value):
    """The communes by name, then the EPCI's functions: the coordination and the president first."""

    communes: tuple[CommuneLine, ...]
    house: tuple[HouseLine, ...]


def actors(epci: Epci, scene: Scene, known: Sequence[Contact], today: date) -> Actors:
    """The actors of the EPCI on the day `today`; `known`: its contacts."""
    engaged = _engaged(scene.missions)
    communes = sorted(epci.communes, key=lambda one: folded(one.name))
    # Only those of a commune answer for it.
    there: dict[str | None, list[Contact]] = {}
    for contact in known:
        there.setdefault(contact.to.commune, []).append(contact)
    return Actors(
        communes=tuple(
            commune_line(one, scene, there.get(one.insee, ()), engaged.get(one.insee, 0), today) for one in communes
        ),
        house=tuple(house_lines(epci, scene.missions, known)),
    )


def commune_line(commune: Commune, scene: Scene, known: Sequence[Contact], engaged: int, today: date) -> CommuneLine:
    """The commune on the day `today`; `engaged`: in how many objectives it is."""
    place = place_of(commune.departement)
    functions = (function_line(Recipient(role=role, commune=commune.insee), known, place) for role in OF_A_COMMUNE)
    days = scene.mandate.councils_of(commune.insee) if scene.mandate is not None else ()
    return CommuneLine(
        insee=commune.insee,
        name=commune.name,
        municipale=commune.population.municipale,
        vintage=commune.population.municipale_vintage,
        functions=tuple(one for one in functions if one.people),
        councils=tuple(day for day in days if day >= today),
        past_councils=sum(day < today for day in days),
        jours_francs=conseil_municipal(commune.population.municipale).jours_francs,
        owed=tuple(_owed(scene.consultations, commune.insee)),
        engaged=engaged,
    )


def function_line(to: Recipient, known: Sequence[Contact], place: Place) -> FunctionLine:
    """How the function is reached; who is written to instead when it is not."""
    theirs = [one for one in known if one.to == to]
    reach = _reach(theirs)
    refused = [one.refused_at for one in theirs if one.address and one.refused_at is not None]
    return FunctionLine(
        to=to,
        label=to.function or FUNCTIONS[to.role],
        reach=reach,
        people=len(theirs),
        refused_on=civil_day(min(refused), place) if refused else None,
        instead="" if reach is Reach.MAIL else _instead(to, known),
    )


def house_lines(epci: Epci, missions: Sequence[Mission], known: Sequence[Contact]) -> Iterator[HouseLine]:
    """The EPCI's functions: those that are always there, then each pilote that the roadmap or a contact names."""
    named = {it for one in missions for it in (one.pilote, one.suppleant) if it}
    named |= {one.to.function for one in known if one.to.role is Role.PILOTE and one.to.function}
    pilotes = (Recipient(role=Role.PILOTE, function=each) for each in sorted(named, key=folded))
    for to in (Recipient(role=Role.COORDINATEUR), Recipient(role=Role.PRESIDENT), *pilotes):
        line = function_line(to, known, epci.place)
        yield HouseLine(
            **dict(line),
            pilots=tuple(one for one in missions if to.function and one.pilote == to.function),
            seconds=tuple(one for one in missions if to.function and one.suppleant == to.function),
        )


def engaged_in(missions: Sequence[Mission], insee: str) -> list[tuple[Mission, EngagementLevel]]:
    """The objectives in which the commune said something of its engagement, and how far."""
    return [(one, said.level) for one in missions for said in one.engagements if said.commune == insee]


def _engaged(missions: Sequence[Mission]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for one in missions:
        for said in one.engagements if not one.closed else ():
            if said.level not in _NOT_ENGAGED:
                counts[said.commune] = counts.get(said.commune, 0) + 1
    return counts


def _reach(theirs: Sequence[Contact]) -> Reach:
    if any(one.reachable for one in theirs):
        return Reach.MAIL
    if any(one.phone for one in theirs):
        return Reach.PHONE
    return Reach.REFUSED if any(one.address for one in theirs) else Reach.NOBODY


def _instead(to: Recipient, known: Sequence[Contact]) -> str:
    reachable = {one.to for one in known if one.reachable}
    return next((FUNCTIONS[each.role] for each in stand_ins(to) if each in reachable), "")


def _owed(consultations: Sequence[Consultation], insee: str) -> Iterator[Owed]:
    for state in consultations:
        seat = state.seat(insee)
        if seat is None or not owes(seat):
            continue
        until = seat.deadline.earliest if seat.deadline is not None else state.reply_by
        yield Owed(stream=state.stream, title=state.title, received_on=seat.received_on, until=until)
