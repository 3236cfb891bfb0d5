"""What the database kept of a run, read once everything is settled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Select, Table, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.base import Instant, Value
from domain.registry import decider_of
from infra.chain import Report, verify
from infra.inbox import Outcome
from infra.reading.reads import JournalRow
from infra.rebuild import Rebuilt, rebuild
from infra.tables import inbox, journal, notices, streams


class Owed(Value):
    """A notice of the ledger, by its key, and what became of it."""

    key: str
    send_at: Instant
    state: str
    message_id: str | None


@dataclass(frozen=True)
class Record:
    """`commands` stand in the order of their numbers, `events` in that of streams and revisions."""

    commands: tuple[Outcome, ...]
    events: tuple[JournalRow, ...]
    ledger: tuple[Owed, ...]
    chains: tuple[Report, ...]
    rebuilt: tuple[Rebuilt, ...]


async def read_record(engine: AsyncEngine) -> Record:
    """The whole record, with each chain verified and each snapshot rebuilt by the tools of the product."""
    async with engine.connect() as connection:
        ids = list(await connection.scalars(select(streams.c.id).order_by(streams.c.id)))
        commands = await connection.execute(_columns(inbox, Outcome).order_by(inbox.c.number))
        events = await connection.execute(_columns(journal, JournalRow).order_by(journal.c.stream, journal.c.revision))
        ledger = await connection.execute(_columns(notices, Owed).order_by(notices.c.key))
    return Record(
        commands=tuple(Outcome.model_validate(row._mapping) for row in commands),
        events=tuple(JournalRow.model_validate(row._mapping) for row in events),
        ledger=tuple(Owed.model_validate(row._mapping) for row in ledger),
        chains=tuple([await verify(engine, stream) for stream in ids]),
        rebuilt=tuple([await rebuild(engine, decider_of, stream) for stream in ids]),
    )


def by_instant(commands: Iterable[Outcome]) -> list[Outcome]:
    """The same commands in the order in which they are decided; those without an instant last."""
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(commands, key=lambda it: (it.at or never, it.number))


def _columns(table: Table, shape: type[Value]) -> Select[tuple[object, ...]]:
    return select(*(table.c[name] for name in shape.model_fields))
