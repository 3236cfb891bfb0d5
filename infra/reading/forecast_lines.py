"""A forecast as it is shown: each letter to come with what it says and why, and the load of each commune."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from pydantic import Field

from domain.base import Day, Instant, Value
from domain.calendar import civil_day
from domain.consultation.state import Consultation
from domain.forecast import FUNCTIONS, REASONS, TITLES, Action, Expected, Fate, aims_at, handle
from domain.french import join, long_day, plural, typeset
from domain.mandate.state import Mandate
from domain.notices import Notice, NoticeKind
from domain.objective.state import Objective
from domain.people import Recipient
from domain.territory import Epci
from infra.reading.sentences import commune_name


class Stage(StrEnum):
    """How far a notice to come is."""

    PLANNED = "planned"  #: in the ledger: it waits for its hour
    FORESEEN = "foreseen"  #: time will write it


class Item(Value):
    """One thing that a letter says: `title` and `why` in French, `matter` what it is about, `commune` that it speaks of
    (INSEE code, with its `commune_name`). `label` names it in its plan, among those of its kind. `actions`: what may
    still be asked of it. `fate`: what becomes of it; one that is merged is said by another of the same letter."""

    key: str
    kind: NoticeKind
    label: str
    title: str
    stream: str
    matter: str
    commune: str | None
    commune_name: str
    urgent: bool
    stage: Stage
    fate: Fate
    why: str
    actions: tuple[Action, ...]


class Line(Value):
    """One letter to come: the instant `at` from which it leaves, of the civil day `day`; the functions `to` that it
    reaches, `who` in French. `reachable`: somebody is known to whom to write. `contact_id` stays inside."""

    at: Instant
    day: Day
    to: tuple[Recipient, ...]
    who: str
    reachable: bool
    items: tuple[Item, ...]
    contact_id: UUID | None = Field(default=None, exclude=True)

    @property
    def shown(self) -> tuple[Item, ...]:
        """What it says, once each: to somebody who holds several functions it says nothing twice."""
        said = {(item.kind, item.label, item.stream, item.matter, item.commune): item for item in reversed(self.items)}
        return tuple(reversed(said.values()))

    @property
    def leaves(self) -> bool:
        """Whether a letter leaves at all."""
        return any(item.fate is Fate.LEAVES for item in self.items)

    def concerns(self, commune: str) -> bool:
        """Whether it goes to the commune or speaks of it."""
        return any(to.commune == commune for to in self.to) or any(item.commune == commune for item in self.items)


class Load(Value):
    """How many letters leave for a commune (INSEE code; empty: the EPCI's own people) in each month of the forecast."""

    commune: str
    name: str
    letters: tuple[int, ...]


class Forecast(Value):
    """What will leave if nobody does anything, from the day `on` to the day `until`, included. `months`: « 2027-02 ».

    `lines`: the letters, in the order of their instants. `load`: the EPCI first, then its communes by name.
    """

    siren: str
    epci: str
    on: Day
    until: Day
    months: tuple[str, ...]
    lines: tuple[Line, ...]
    load: tuple[Load, ...]


@dataclass(frozen=True)
class Seen:
    """What the lines are made from: the keys that are `planned` in the ledger, the `states` of the streams at `now`,
    and by key of notice that of its stream when it leaves (`then`)."""

    epci: Epci
    now: datetime
    planned: frozenset[str]
    states: Mapping[str, Any]
    then: Mapping[str, Any]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The communes consulted, as they were called when they were."""
        seats = (state.seats for state in self.states.values() if isinstance(state, Consultation))
        return {seat.insee: seat.name for of_one in seats for seat in of_one}

    def name(self, insee: str) -> str:
        """What a commune is called."""
        return self.names.get(insee) or commune_name(insee, self.epci)


def forecast_of(seen: Seen, expected: Sequence[Expected], until: datetime) -> Forecast:
    """The forecast that the notices `expected` make, in their order."""
    place = seen.epci.place
    on, last = civil_day(seen.now, place), civil_day(until, place)
    lines = tuple(_lines(seen, expected))
    months = tuple(_months(on, last))
    return Forecast(
        siren=seen.epci.siren,
        epci=seen.epci.name,
        on=on,
        until=last,
        months=months,
        lines=lines,
        load=tuple(_load(seen, lines, months)),
    )


def month_of(day: date) -> str:
    """« 2027-02 »."""
    return f"{day.year}-{day.month:02}"


def _months(first: date, last: date) -> Iterator[str]:
    day = first.replace(day=1)
    while day <= last:
        yield month_of(day)
        day = (day + timedelta(days=31)).replace(day=1)


def _lines(seen: Seen, expected: Sequence[Expected]) -> Iterator[Line]:
    letters: dict[tuple[datetime, str], list[Expected]] = defaultdict(list)
    for one in expected:
        whom = one.addressee.mailbox if one.addressee else str(one.due.notice.to)
        letters[one.at, whom].append(one)
    for (at, _), told in letters.items():
        to = tuple(dict.fromkeys(one.due.notice.to for one in told))
        addressee = told[0].addressee
        yield Line(
            at=at,
            day=civil_day(at, seen.epci.place),
            to=to,
            who=_who(to, seen),
            reachable=addressee is not None,
            items=tuple(_item(seen, one) for one in told),
            contact_id=addressee.id if addressee else None,
        )


def _item(seen: Seen, one: Expected) -> Item:
    notice = one.due.notice
    state = seen.states.get(one.due.stream)
    held = handle(state, notice, seen.now)
    commune = notice.commune if isinstance(state, Consultation) else None
    return Item(
        key=notice.key,
        kind=notice.kind,
        label=held.label,
        title=typeset(TITLES[notice.kind]),
        stream=one.due.stream,
        matter=typeset(_matter(seen.then[notice.key], notice)),
        commune=commune,
        commune_name=seen.name(commune) if commune else "",
        urgent=notice.urgent,
        stage=Stage.PLANNED if notice.key in seen.planned else Stage.FORESEEN,
        fate=one.fate,
        why=typeset(_why(seen, one)),
        actions=held.actions,
    )


def _why(seen: Seen, one: Expected) -> str:
    notice = one.due.notice
    aimed = aims_at(seen.then[notice.key], notice)
    if aimed is None:
        return REASONS.get(notice.kind, "")
    if notice.kind in REASONS:
        return f"{REASONS[notice.kind]} ({long_day(aimed)})"
    days = (aimed - civil_day(one.due.occurred_at, seen.epci.place)).days
    if days == 0:
        return f"le jour même, le {long_day(aimed)}"
    return f"{abs(days)} {plural(days, 'jour', 'jours')} {'avant' if days > 0 else 'après'} le {long_day(aimed)}"


def _matter(state: Any, notice: Notice) -> str:
    match state:
        case Consultation():
            return state.title
        case Objective():
            milestone = notice.about.partition("#")[2]
            return f"{state.key} {state.title}{f' : {milestone}' if milestone else ''}"
        case Mandate():
            duty = state.duty(notice.about.partition("#")[2])
            return duty.title if duty is not None else "mandat"
        case _:
            return "évaluation du mandat"


def _who(to: Sequence[Recipient], seen: Seen) -> str:
    """« mairie et secrétaire de mairie, Condom », « pilote : DRH mutualisée »."""
    communes = list(dict.fromkeys(each.commune for each in to if each.commune))
    pilots = list(dict.fromkeys(each.function for each in to if each.function))
    roles = list(dict.fromkeys(FUNCTIONS[each.role] for each in to if not each.function))
    told = join(roles) + (f", {join([seen.name(insee) for insee in communes])}" if communes else "")
    return " ; ".join(part for part in (told, f"pilote : {join(pilots)}" if pilots else "") if part)


def _load(seen: Seen, lines: Sequence[Line], months: Sequence[str]) -> Iterator[Load]:
    counts: Counter[tuple[str, str]] = Counter()
    for line in lines:
        if line.leaves:
            counts.update((commune, month_of(line.day)) for commune in {to.commune or "" for to in line.to})
    told = {commune for commune, _ in counts}
    for commune in sorted(told, key=lambda insee: (insee != "", seen.name(insee) if insee else "")):
        name = seen.name(commune) if commune else "EPCI et pilotes"
        yield Load(commune=commune, name=name, letters=tuple(counts[commune, month] for month in months))
