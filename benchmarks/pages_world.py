"""What the pages case looks at: an EPCI with a full roadmap, its consultations, and years of journal.

Each stream is made by the store, as it would be; its journal is then made longer by copies of what is in it.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import psycopg

from benchmarks.pages_orders import Asked, Said, consultation, mandate, objective, people
from domain.ids import derived_id
from domain.mandate.commands import mandate_id
from domain.objective.commands import objective_id
from domain.registry import decider_of
from domain.territory import Epci
from infra.contacts import Contacts
from infra.database import POSTER, Pool, engine, migrate, pool, read_clock
from infra.inbox import Inbox, Post
from infra.store import Store

_TOGETHER: Final = 50
# A year apart, the same things happen again: what was recorded is recorded again, before.
_LONGER = """
INSERT INTO journal (stream, revision, occurred_at, recorded_at, by, cause, kind, event, prev_hash, hash)
SELECT stream, revision + 1000 * copy, occurred_at - copy * step, recorded_at - copy * step, by, cause, kind, event,
  hash, sha256(hash || convert_to(copy::text, 'UTF8'))
FROM journal, generate_series(1, %(copies)s) AS copy,
  (SELECT %(years)s * interval '1 year' / %(copies)s AS step) AS by_year
"""


# No worker delivers here: what should have left has left.
_SENT = "UPDATE notices SET state = 'sent', sent_at = send_at WHERE send_at < clock_timestamp()"


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
    asked: Asked
    inbox: Inbox
    store: Store

    async def tell(self, stream: str, said: Sequence[Said]) -> None:
        """Lets commands happen, each so many days ago, then time pass up to now."""
        posts = [
            Post(stream=stream, command_id=derived_id(stream, str(n)), command=it, by="banc", at=self.asked.at(days))
            for n, (days, it) in enumerate(said)
        ]
        await self.inbox.post_all(posts)
        for start in range(0, len(posts), _TOGETHER):
            await self.store.advance(stream, posts[min(start + _TOGETHER, len(posts)) - 1].at)
        while (await self.store.advance(stream, self.asked.now)).more:
            pass


async def build(url: str, epci: Epci, size: Size) -> World:
    """Makes the database at `url`, which is empty, hold a mandate of `epci` of that size."""
    migrate(url)
    door = engine(url)
    try:
        now = await read_clock(door)
        await Contacts(door).upsert(epci.siren, list(people(epci)))
    finally:
        await door.dispose()
    async with pool(url, POSTER, size=2) as posters, pool(url, {}, size=2) as advancers:
        asked = Asked(epci, now)
        maker = _Maker(asked, Inbox(posters), Store(advancers, decider_of))
        await maker.tell(mandate_id(epci.siren, 2026), list(mandate(asked)))
        work = [(objective_id(epci.siren, f"F{n}"), objective(asked, n)) for n in range(1, size.objectives + 1)]
        work += [
            (f"consultation/{epci.siren}/eau-{n}", consultation(asked, n)) for n in range(1, size.consultations + 1)
        ]
        await asyncio.gather(_in_turn(maker, work[::2]), _in_turn(maker, work[1::2]))
        events = await _lengthened(advancers, size)
    return World(url, epci, "eau-1", "F1", events)


async def _in_turn(maker: _Maker, work: Sequence[tuple[str, Iterator[Said]]]) -> None:
    for stream, said in work:
        await maker.tell(stream, list(said))


async def _lengthened(connections: Pool, size: Size) -> int:
    """Copies what the journal holds into the years before, and gives how much it then holds."""
    async with connections.connection() as connection:
        real = await _count(connection)
        copies = max(0, -(-size.events // real) - 1)
        if copies:
            await connection.execute(_LONGER, {"copies": copies, "years": size.years})
        await connection.execute(_SENT)
        await connection.execute("VACUUM ANALYZE")
        return await _count(connection)


async def _count(connection: psycopg.AsyncConnection[Any]) -> int:
    (found,) = await (await connection.execute("SELECT count(*) FROM journal")).fetchone() or (0,)
    return int(found)
