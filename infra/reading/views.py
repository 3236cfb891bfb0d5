"""What pages and lists show, as plain SQL on the snapshots and the journal: each function is one statement."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    Text,
    UnaryExpression,
    and_,
    cast,
    func,
    select,
    text,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.base import Instant, Value
from domain.consultation import DECIDER as CONSULTATION
from domain.consultation.state import Consultation
from domain.mandate import DECIDER as MANDATE
from domain.mandate.state import Mandate, Status
from domain.registry import DECIDERS
from infra.reading.dashboard import Standing
from infra.reading.journal_search import ALL, Search, found
from infra.reading.reads import JournalRow
from infra.tables import inbox, journal, streams

#: How long what is due may wait before somebody should look.
ALARM_AFTER: Final = timedelta(minutes=5)


class Heartbeat(Value):
    """Whether time passes, for the whole installation, at the instant `now`.

    `passed`: the last instant that a stream passed; `next_due`: the next one at which something happens by itself.
    `overdue_since`: the oldest instant due that has not happened; `waiting`: commands without an answer, the oldest
    recorded at `waiting_since`.
    """

    now: Instant
    passed: Instant | None
    next_due: Instant | None
    overdue_since: Instant | None
    waiting: int
    waiting_since: Instant | None

    @property
    def behind(self) -> timedelta:
        """How long the oldest thing to do has been waiting; zero when nothing waits."""
        since = [instant for instant in (self.overdue_since, self.waiting_since) if instant is not None]
        return max(self.now - min(since), timedelta()) if since else timedelta()

    @property
    def alarm(self) -> bool:
        """Whether somebody should look."""
        return self.behind > ALARM_AFTER


# From one SIREN to the next by the index: as long as there are EPCI, not streams.
_KNOWN: Final = text("""
WITH RECURSIVE each (siren) AS (
  (SELECT siren FROM streams ORDER BY siren LIMIT 1)
  UNION ALL
  SELECT (SELECT siren FROM streams WHERE streams.siren > each.siren ORDER BY siren LIMIT 1) FROM each
  WHERE each.siren IS NOT NULL
)
SELECT siren, EXISTS (SELECT 1 FROM streams WHERE streams.siren = each.siren AND synthetic) AS synthetic
FROM each WHERE siren IS NOT NULL ORDER BY siren
""")


class Edge(NamedTuple):
    """Where a page of the journal begins: just before an event, towards the past, or just after it."""

    recorded_at: datetime
    stream: str
    revision: int


class JournalPage(NamedTuple):
    """Events, the last recorded first; the edge of the page of older ones and of newer ones, `None` at the ends."""

    rows: tuple[JournalRow, ...]
    older: Edge | None
    newer: Edge | None


class Known(Value):
    """An EPCI that has a stream. `synthetic`: something of it is invented."""

    siren: str
    synthetic: bool


class Views:
    """What pages and lists read."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def known(self) -> tuple[Known, ...]:
        """The EPCI that have a stream, by SIREN."""
        async with self._engine.connect() as connection:
            rows = (await connection.execute(_KNOWN)).all()
        return tuple(Known.model_validate(row._mapping) for row in rows)

    async def heartbeat(self, now: datetime) -> Heartbeat:
        """Whether time passes, seen at `now`."""
        undone = inbox.c.done_at.is_(None)
        due = streams.c.next_due
        (row,) = await self._rows(
            select(
                func.max(streams.c.time).label("passed"),
                func.min(due).filter(due > now).label("next_due"),
                func.min(due).filter(due <= now).label("overdue_since"),
                select(func.count()).select_from(inbox).where(undone).scalar_subquery().label("waiting"),
                select(func.min(inbox.c.at)).where(undone).scalar_subquery().label("waiting_since"),
            )
        )
        return Heartbeat(now=now, **row._mapping)

    async def state(self, stream: str) -> Any:
        """The state of a stream of any kind, `None` when nobody opened it."""
        found = await self._states(_snapshots(stream.split("/")[1]).where(streams.c.id == stream))
        return found[0] if found else None

    async def around(self, objective: str) -> Standing:
        """What stands around the stream `objective`: the mandate of its EPCI, the consultations about it."""
        about = streams.c.snapshot["objective"].astext == objective
        wanted = (streams.c.kind == MANDATE.kind) | ((streams.c.kind == CONSULTATION.kind) & about)
        states = await self._states(_snapshots(objective.split("/")[1]).where(wanted))
        return Standing(
            mandate=under_way([state for state in states if isinstance(state, Mandate)]),
            objectives=[],
            consultations=[state for state in states if isinstance(state, Consultation)],
        )

    async def events(self, stream: str, kind: str) -> tuple[dict[str, Any], ...]:
        """The events of one kind of a stream, as the journal keeps them, the oldest first."""
        wanted = select(journal.c.event).where(journal.c.stream == stream, journal.c.kind == kind)
        return tuple(row.event for row in await self._rows(wanted.order_by(journal.c.revision)))

    async def between(self, stream: str, first: int, last: int) -> tuple[dict[str, Any], ...]:
        """The events of a stream from a revision to another, both included."""
        wanted = select(journal.c.event).where(journal.c.stream == stream, journal.c.revision.between(first, last))
        return tuple(row.event for row in await self._rows(wanted.order_by(journal.c.revision)))

    async def journal(
        self,
        siren: str,
        stream: str | None = None,
        edge: Edge | None = None,
        newer: bool = False,
        limit: int = 50,
        search: Search = ALL,
    ) -> JournalPage:
        """A page of at most `limit` events of an EPCI, or of one of its streams, among those that `search` leaves: the
        last ones recorded or, from `edge`, the ones before it or, if `newer`, just after it."""
        wanted = found(search, siren, stream).subquery()
        place = (wanted.c.recorded_at, wanted.c.stream, wanted.c.revision)
        kept = select(*place)
        if edge is not None:
            kept = kept.where(tuple_(*place) > edge if newer else tuple_(*place) < edge)
        # Where they stand first: what they say is read of those that are shown.
        page = kept.order_by(*(_towards(each, newer) for each in place)).limit(limit + 1).subquery()
        whole = select(journal).join(page, _same_event(journal, page))
        order = [_towards(each, newer) for each in (page.c.recorded_at, page.c.stream, page.c.revision)]
        rows = [JournalRow.model_validate(row._mapping) for row in await self._rows(whole.order_by(*order))]
        return _page(rows[:limit], more=len(rows) > limit, edge=edge, newer=newer)

    async def _states(self, wanted: Select[Any]) -> list[Any]:
        """The states of the streams, by id."""
        rows = await self._rows(wanted.order_by(streams.c.id))
        return [DECIDERS[row.kind].state.model_validate_json(row.snapshot) for row in rows]

    async def _rows(self, wanted: Select[Any]) -> Sequence[Row[Any]]:
        async with self._engine.connect() as connection:
            rows: Sequence[Row[Any]] = (await connection.execute(wanted)).all()
        return rows


def under_way(mandates: Sequence[Mandate]) -> Mandate | None:
    """The mandate under way, or the last one when none is; `None` when there is none."""
    open_ones = [mandate for mandate in mandates if mandate.status is Status.OPEN]
    return max(open_ones or mandates, key=lambda mandate: mandate.year, default=None)


def _snapshots(siren: str) -> Select[Any]:
    # As text: pydantic reads JSON faster than what psycopg makes of it.
    return select(streams.c.kind, cast(streams.c.snapshot, Text).label("snapshot")).where(streams.c.siren == siren)


def _towards(column: ColumnElement[Any], newer: bool) -> UnaryExpression[Any]:
    return column.asc() if newer else column.desc()


def _same_event(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    return and_(one.c.stream == other.c.stream, one.c.revision == other.c.revision)


def _page(rows: list[JournalRow], more: bool, edge: Edge | None, newer: bool) -> JournalPage:
    if newer:
        rows.reverse()
    has_older, has_newer = (True, more) if newer else (more, edge is not None)
    return JournalPage(
        rows=tuple(rows),
        older=_edge(rows[-1]) if rows and has_older else None,
        newer=_edge(rows[0]) if rows and has_newer else None,
    )


def _edge(row: JournalRow) -> Edge:
    return Edge(row.recorded_at, row.stream, row.revision)
