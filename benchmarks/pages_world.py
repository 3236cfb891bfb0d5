"""What the pages case looks at: an EPCI with a full roadmap, its consultations, and years of journal.

Each stream is made by the store, as it would be; its journal is then made longer by copies of what is in it.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

import psycopg
from pydantic import BaseModel

from domain.calendar import at_time
from domain.consultation.commands import (
    OpenConsultation,
    Proof,
    RecordAvis,
    RecordCouncilVote,
    RecordReceipt,
    SendConsultation,
    Sens,
)
from domain.electorate import Electorate
from domain.ids import derived_id
from domain.mandate.commands import Axis, OpenMandate, PlanRoadmap, RecordCouncils, mandate_id
from domain.objective.commands import PlanObjective, RecordProgress, StartObjective, objective_id
from domain.objective.values import Engagement, EngagementLevel, Indicator, Milestone, ObjectivePlan
from domain.people import Recipient, Role
from domain.planned import parse_planned
from domain.procedures.competences import TRANSFERT_COMPETENCE
from domain.registry import decider_of
from domain.territory import Epci
from infra.contacts import Contacts, Person
from infra.database import POSTER, Pool, engine, migrate, pool, read_clock
from infra.inbox import Inbox, Post
from infra.store import Store

_AXES: Final = 12
_NOTES: Final = 24
_TOGETHER: Final = 50
_TOLD: Final = (Role.MAIRIE, Role.MAIRE, Role.SECRETAIRE)

#: One objective in so many has this many indicators; the others have two.
_MEASURED: Final = 50
_INDICATORS: Final = 20

# A year apart, the same things happen again: what was recorded is recorded again, before.
_LONGER = """
INSERT INTO journal (stream, revision, occurred_at, recorded_at, by, cause, kind, event, prev_hash, hash)
SELECT stream, revision + 1000 * copy, occurred_at - copy * step, recorded_at - copy * step, by, cause, kind, event,
  hash, sha256(hash || convert_to(copy::text, 'UTF8'))
FROM journal, generate_series(1, %(copies)s) AS copy,
  (SELECT %(years)s * interval '1 year' / %(copies)s AS step) AS by_year
"""


@dataclass(frozen=True)
class Size:
    """How much of everything. `events`: at least so many in the journal, over `years`."""

    objectives: int
    consultations: int
    events: int
    years: int


@dataclass(frozen=True)
class World:
    """A database that holds it, and the keys of what has pages; `events`: those in its journal."""

    url: str
    epci: Epci
    consultation: str
    objective: str
    events: int


@dataclass(frozen=True)
class _Maker:
    epci: Epci
    inbox: Inbox
    store: Store
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()

    def at(self, days: int) -> datetime:
        """Ten in the morning, so many days ago."""
        return at_time(self.today - timedelta(days=days), time(10), self.epci.place)

    async def tell(self, stream: str, *told: tuple[int, BaseModel]) -> None:
        """Lets commands happen, each so many days ago, then time pass up to now."""
        posts = [
            Post(stream=stream, command_id=derived_id(stream, str(n)), command=command, by="banc", at=self.at(days))
            for n, (days, command) in enumerate(told)
        ]
        await self.inbox.post_all(posts)
        for start in range(0, len(posts), _TOGETHER):
            last = posts[min(start + _TOGETHER, len(posts)) - 1].at
            await self.store.advance(stream, last)
        while (await self.store.advance(stream, self.now)).more:
            pass


async def build(url: str, epci: Epci, size: Size) -> World:
    """Makes the database at `url`, which is empty, hold a mandate of `epci` of that size."""
    migrate(url)
    door = engine(url)
    try:
        now = await read_clock(door)
        await Contacts(door).upsert(epci.siren, list(_people(epci)))
    finally:
        await door.dispose()
    async with pool(url, POSTER, size=2) as posters, pool(url, {}, size=2) as advancers:
        maker = _Maker(epci, Inbox(posters), Store(advancers, decider_of), now)
        await maker.tell(mandate_id(epci.siren, 2026), *_mandate(maker))
        work = [(objective_id(epci.siren, f"F{n}"), list(_objective(maker, n))) for n in range(1, size.objectives + 1)]
        work += [(_consultation_id(epci, n), list(_consultation(maker, n))) for n in range(1, size.consultations + 1)]
        await asyncio.gather(_in_turn(maker, work[::2]), _in_turn(maker, work[1::2]))
        events = await _lengthened(advancers, size)
    return World(url, epci, "eau-1", "F1", events)


async def _in_turn(maker: _Maker, work: Sequence[tuple[str, list[tuple[int, BaseModel]]]]) -> None:
    for stream, told in work:
        await maker.tell(stream, *told)


async def _lengthened(connections: Pool, size: Size) -> int:
    """Copies what the journal holds into the years before, and gives how much it then holds."""
    async with connections.connection() as connection:
        real = await _count(connection)
        copies = max(0, -(-size.events // real) - 1)
        if copies:
            await connection.execute(_LONGER, {"copies": copies, "years": size.years})
        await connection.execute("VACUUM ANALYZE")
        return await _count(connection)


async def _count(connection: psycopg.AsyncConnection[Any]) -> int:
    (found,) = await (await connection.execute("SELECT count(*) FROM journal")).fetchone() or (0,)
    return int(found)


def _people(epci: Epci) -> Iterator[Person]:
    for commune in epci.communes:
        for role in _TOLD:
            to = Recipient(role=role, commune=commune.insee)
            yield Person(to=to, name=f"{role} de {commune.name}", address=f"{role}-{commune.insee}@communes.test")


def _mandate(maker: _Maker) -> Iterator[tuple[int, BaseModel]]:
    epci = maker.epci
    yield (
        200,
        OpenMandate(
            siren=epci.siren,
            epci_name=epci.name,
            nature=epci.nature,
            place=epci.place,
            synthetic=True,
            year=2026,
            renewal=date(2026, 3, 22),
            second_round=True,
            end=parse_planned("2032-03"),
        ),
    )
    axes = tuple(Axis(key=f"A{n}", title=f"Axe {n} de la feuille de route") for n in range(1, _AXES + 1))
    yield 199, PlanRoadmap(title="Schéma de mutualisation (banc d'essai)", axes=axes)
    for commune in epci.communes:
        days = tuple(maker.today + timedelta(days=each) for each in (-60, 10, 40, 100))
        yield 198, RecordCouncils(commune=commune.insee, days=days)


def _objective(maker: _Maker, number: int) -> Iterator[tuple[int, BaseModel]]:
    indicators = tuple(
        Indicator(id=f"i{n}", name=f"Indicateur {n}", unit="agents", base=Decimal(2), target=Decimal(40))
        for n in range(_INDICATORS if number % _MEASURED == 1 else 2)
    )
    # One in ten is late; the others fall due over four years.
    due = maker.today + timedelta(days=-30 if number % 10 == 0 else number % 1400)
    plan = ObjectivePlan(
        title=f"Mutualiser le service n° {number} de l'EPCI et de ses communes",
        why="Partager ce que chaque commune ne peut plus porter seule.",
        axis=f"A{number % _AXES + 1}",
        pilote=f"Direction {number % 30 + 1}",
        deadline=parse_planned(due.isoformat()),
        milestones=tuple(
            Milestone(name=f"Étape {n}", deadline=parse_planned((due - timedelta(days=90 * n)).isoformat()))
            for n in range(3)
        ),
        indicators=indicators,
        engagements=tuple(
            Engagement(commune=commune.insee, level=EngagementLevel.VOLONTAIRE) for commune in maker.epci.communes[:10]
        ),
    )
    yield 190, PlanObjective(epci_name=maker.epci.name, place=maker.epci.place, plan=plan, begun=True, synthetic=True)
    yield 189, StartObjective(on=maker.at(189).date())
    for step in range(_NOTES):
        values = {each.id: Decimal(2 + step) for each in indicators}
        note = f"Point n° {step + 1} : les communes volontaires se sont réunies, le calendrier est tenu."
        yield 180 - 7 * step, RecordProgress(percent=4 * step, note=note, values=values)


def _consultation_id(epci: Epci, number: int) -> str:
    return f"consultation/{epci.siren}/eau-{number}"


def _consultation(maker: _Maker, number: int) -> Iterator[tuple[int, BaseModel]]:
    """A transfert put to every commune: all received it but one in twenty, two thirds have answered."""
    epci, sent = maker.epci, 60
    yield (
        sent + 20,
        OpenConsultation(
            siren=epci.siren,
            epci_name=epci.name,
            nature=epci.nature,
            place=epci.place,
            procedure=TRANSFERT_COMPETENCE.id,
            title=f"Transfert de la compétence n° {number}",
            synthetic=True,
        ),
    )
    yield sent + 2, RecordCouncilVote(voted_on=maker.at(sent + 3).date(), number=f"C-{number}")
    yield sent, SendConsultation(sent_on=maker.at(sent).date(), electorate=Electorate.of(epci))
    for place, commune in enumerate(epci.communes):
        if place % 20:
            on = maker.at(sent - 1 - place % 5).date()
            yield sent - 1 - place % 5, RecordReceipt(commune=commune.insee, received_on=on, proof=Proof.COURRIEL)
    for place, commune in enumerate(epci.communes):
        if place % 20 and place % 3:
            sens = Sens.DEFAVORABLE if place % 7 == 0 else Sens.FAVORABLE
            yield (
                20,
                RecordAvis(
                    commune=commune.insee,
                    sens=sens,
                    voted_on=maker.at(21).date(),
                    number=f"2026-{place}",
                    votes_for=11,
                    votes_against=2,
                    abstentions=1,
                ),
            )
