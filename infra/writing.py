"""What a turn writes, all in its transaction: journal, stream, outcomes, ledger, reactions, and the news of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from domain.calendar import METROPOLE, Place, civil_day
from domain.ids import derived_id
from domain.notices import Notice
from domain.reminders import USUAL, Habits, leaves_at
from domain.stream import Happened
from infra.chain import GENESIS, Entry, canonical, link
from infra.inbox import ADVANCED, digest
from infra.turn import Turn

_JOURNAL = """
INSERT INTO journal (stream, revision, occurred_at, recorded_at, by, cause, kind, event, prev_hash, hash)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s)
"""

_STREAM = """
INSERT INTO streams (id, kind, siren, revision, time, next_due, snapshot, closed_at, head_hash)
VALUES (%s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s)
ON CONFLICT (id) DO UPDATE SET (revision, time, next_due, snapshot, closed_at, head_hash)
  = (excluded.revision, excluded.time, excluded.next_due, excluded.snapshot, excluded.closed_at, excluded.head_hash)
"""

_TIME = "UPDATE streams SET time = %s, next_due = %s, closed_at = %s WHERE id = %s"

_DONE = """
UPDATE inbox SET done_at = %s, at = %s, status = %s, reason = %s, source = %s,
  first_revision = %s, last_revision = %s, alarm = %s
WHERE number = %s
"""

_NOTICE = """
INSERT INTO notices
  (key, siren, stream, revision, kind, role, commune, function, about, occurred_at, send_at, day, urgent, express)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (key) DO NOTHING
"""

# A dispatch sleeps until the first notice of its day: only a notice that leaves before all those already planned has to
# wake it, or one that is urgent. One that slips by while the last of the others leaves is found by the relay.
_FIRST_TO_LEAVE = """
SELECT DISTINCT new.siren, new.day, new.express FROM notices AS new
WHERE new.key = ANY(%(new)s) AND new.state = 'planned' AND (new.urgent OR new.express OR NOT EXISTS (
  SELECT 1 FROM notices AS planned
  WHERE planned.siren = new.siren AND planned.day = new.day AND planned.state = 'planned'
    AND NOT planned.express AND planned.send_at <= new.send_at AND planned.key <> ALL(%(new)s)))
ORDER BY new.day
"""

# No lock on the other stream and no instant: it is stamped by its own advance. Locking both would deadlock.
_REACTION = """
INSERT INTO inbox (stream, command_id, by, cause, command, digest) VALUES (%s, %s, %s, %s, %s::jsonb, %s)
ON CONFLICT (command_id) DO NOTHING
"""

_NEWS = "SELECT pg_notify(%s, %s)"


@dataclass(frozen=True)
class Standing:
    """Where a stream stood before the turn; `snapshot` is JSON text."""

    revision: int
    time: datetime
    next_due: datetime | None
    snapshot: str
    closed_at: datetime | None
    head_hash: bytes


#: A stream that nobody opened yet: it has no row.
NOTHING = Standing(0, datetime.min.replace(tzinfo=UTC), None, "", None, GENESIS)


@dataclass(frozen=True)
class Writing:
    """The writing of one turn on the connection that holds the lock of its stream."""

    connection: AsyncConnection[TupleRow]
    turn: Turn
    before: Standing

    async def write(self) -> tuple[str, ...]:
        """Writes what changed. Gives the workflows to wake: the streams told, then the dispatches of notices that leave
        before all others of their day."""
        notices = [row for entry, happened in self._happened() for row in self._notices(entry, happened)]
        reactions = [row for entry, happened in self._happened() for row in _reactions(entry, happened)]
        async with self.connection.pipeline(), self.connection.cursor() as cursor:
            if self.turn.entries:
                await cursor.execute(_STREAM, self._stream(await self._append()))
            elif self._moved():
                await cursor.execute(_TIME, [*self._times(), self.turn.stream])
            for statement, rows in ((_DONE, self._done()), (_NOTICE, notices), (_REACTION, reactions)):
                if rows:
                    await cursor.executemany(statement, rows)
            if self.turn.entries or self.turn.done:
                await cursor.execute(_NEWS, [ADVANCED, self.turn.stream])
        told = dict.fromkeys(stream for stream, *_ in reactions)
        return (*told, *(await self._dispatches([key for key, *_ in notices])))

    async def _dispatches(self, keys: list[str]) -> list[str]:
        """The dispatches to wake for the new notices `keys`, by day."""
        if not keys:
            return []
        first = await self.connection.execute(_FIRST_TO_LEAVE, {"new": keys})
        return list(dict.fromkeys(_lane(*row) for row in await first.fetchall()))

    async def _append(self) -> bytes:
        """Appends the events to the journal. Gives the hash of the last one."""
        head, rows = self.before.head_hash, []
        for entry in self.turn.entries:
            previous, head = head, link(head, entry)
            instants = (entry.occurred_at, entry.recorded_at)
            event = (entry.event["kind"], canonical(entry.event).decode())
            rows.append((entry.stream, entry.revision, *instants, entry.by, entry.cause, *event, previous, head))
        async with self.connection.cursor() as cursor:
            await cursor.executemany(_JOURNAL, rows)
        return head

    def _stream(self, head: bytes) -> tuple[Any, ...]:
        stream, state = self.turn.stream, self.turn.unfolding.state
        time, next_due, closed_at = self._times()
        kind = self.turn.unfolding.decider.kind
        place = (stream, kind, _siren(stream), self.turn.revision)
        return (*place, time, next_due, state.model_dump_json(), closed_at, head)

    def _times(self) -> tuple[datetime, datetime | None, datetime | None]:
        """`time`, `next_due` and `closed_at` after the turn."""
        decider, state = self.turn.unfolding.decider, self.turn.unfolding.state
        closed_at = None
        if decider.is_closed(state):
            last = self.turn.entries[-1].occurred_at if self.turn.entries else self.turn.time
            closed_at = self.before.closed_at or last
        return self.turn.time, decider.next_due(state), closed_at

    def _moved(self) -> bool:
        """Whether a stream that exists, and to which nothing happened, moved in time or came under a changed rule."""
        before = (self.before.time, self.before.next_due, self.before.closed_at)
        return self.before is not NOTHING and before != self._times()

    def _done(self) -> list[tuple[Any, ...]]:
        now = self.turn.now
        return [
            (now, it.at, it.status, it.reason, it.source, it.first_revision, it.last_revision, it.alarm, it.number)
            for it in self.turn.done
        ]

    def _happened(self) -> list[tuple[Entry, Happened]]:
        return list(zip(self.turn.entries, self.turn.unfolding.happened, strict=True))

    def _notices(self, entry: Entry, happened: Happened) -> Iterator[tuple[Any, ...]]:
        state: Any = happened.state
        place = state.place or METROPOLE
        for notice in happened.notices:
            send_at = self._leaves_at(notice, place, getattr(state, "habits", USUAL))
            yield (
                *(notice.key, _siren(entry.stream), entry.stream, entry.revision, notice.kind),
                *(notice.to.role, notice.to.commune, notice.to.function, notice.about),
                *(entry.occurred_at, send_at, civil_day(send_at, place), notice.urgent, notice.express),
            )

    def _leaves_at(self, notice: Notice, place: Place, habits: Habits) -> datetime:
        """When it may leave: those that an outage delayed meet, and merge, in the next morning's window."""
        if notice.send_at >= self.turn.now:
            return notice.send_at
        if notice.urgent or notice.express:
            return self.turn.now
        return leaves_at(self.turn.now, place, notice.kind, notice.to, habits)


def _reactions(entry: Entry, happened: Happened) -> list[tuple[Any, ...]]:
    cause = f"{entry.stream}#{entry.revision}"
    rows = []
    for n, reaction in enumerate(happened.reactions):
        command = reaction.command.model_dump(mode="json")
        body = (canonical(command).decode(), digest(reaction.stream, command))
        rows.append((reaction.stream, derived_id(f"{cause}.{n}"), entry.by, cause, *body))
    return rows


def _lane(siren: str, day: date, express: bool) -> str:
    """The workflow that delivers."""
    return f"express/{siren}/courriels" if express else f"dispatch/{siren}/{day}"


def _siren(stream: str) -> str:
    return stream.split("/")[1]
