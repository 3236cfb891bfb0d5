"""What will leave in the months to come, read from the streams, the ledger and the contacts: the letters of each day,
and how many each commune will receive each month."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import ARRAY, Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.calendar import METROPOLE, Place, civil_day, start_of_day
from domain.consultation import DECIDER as CONSULTATION
from domain.forecast import Foresight, Mornings, foresee
from domain.mailing import Due, Home
from domain.mandate import DECIDER as MANDATE
from domain.mandate.state import Mandate
from domain.objective import DECIDER as OBJECTIVE
from domain.objective.transitions import UNDER_WAY
from domain.registry import DECIDERS, decider_of
from domain.reminders import USUAL
from domain.territory import Epci
from infra.contacts import Contact, Contacts, addressees
from infra.ledger import Ledger
from infra.reading.forecast_lines import Forecast, Seen, forecast_of
from infra.snapshots import Snapshots
from infra.tables import notices, streams

__all__ = ["MOST_MONTHS", "Forecast", "Forecasts", "end_of", "last_instant"]

#: A plan reaches no further, and elections, fusions and holidays make the rest a guess.
MOST_MONTHS: Final = 12

#: What is long in a snapshot, and no notice depends on.
_LONG: Final = (
    *("first_plan", "engagements", "indicators", "means", "spent", "risks", "notes", "measures"),
    *("baseline", "stocks", "axes"),
)

_ONE_DAY: Final = timedelta(days=1)


@dataclass
class _Kept:
    """What was last computed of an EPCI: it stands as long as no stream moves (`version`), no paper that was `read`
    changes, and the hour of no letter comes: from the instant `at` to the instant `until`."""

    version: tuple[int, int]
    foresight: Foresight
    read: object = None
    at: datetime | None = None
    until: datetime | None = None
    forecast: Forecast | None = None

    def stands(self, read: object, now: datetime) -> bool:
        return self.at is not None and self.until is not None and self.read == read and self.at <= now < self.until


#: By database, then by EPCI: the web makes a `Forecasts` for each request.
_kept: WeakKeyDictionary[AsyncEngine, dict[str, _Kept]] = WeakKeyDictionary()


class Forecasts:
    """Reads and computes forecasts."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, epci: Epci, now: datetime, until: datetime) -> Forecast:
        """What will leave from the instant `now` to the instant `until`, included, if nobody does anything.

        The first one after something happened takes seconds for a very large EPCI; it is kept for those that follow.
        """
        kept = await self._foresight(epci.siren, until)
        due = await Ledger(self._engine).due(epci.siren, civil_day(until, epci.place))
        known = await Contacts(self._engine).every(epci.siren)
        today = civil_day(now, epci.place)
        told = await Ledger(self._engine).told(epci.siren, start_of_day(today, epci.place))
        read = (due, known, told, today)
        if kept.forecast is None or not kept.stands(read, now):
            others = await self._others(kept.foresight, due)
            papers = _Papers(epci, now, due, known, told, others)
            kept.forecast = await asyncio.to_thread(papers.forecast, kept.foresight)
            kept.until = min((line.at for line in kept.forecast.lines if line.at > now), default=until)
            kept.read, kept.at = read, now
        return kept.forecast

    async def _foresight(self, siren: str, until: datetime) -> _Kept:
        version = await self._version(siren)
        of_base = _kept.setdefault(self._engine, {})
        kept = of_base.get(siren)
        if kept is None or kept.version != version or kept.foresight.until != until:
            states = await self._states(siren, until)
            foresight = await asyncio.to_thread(foresee, siren, states, until)
            kept = of_base[siren] = _Kept(version, await self._without_told(foresight))
        return kept

    async def _version(self, siren: str) -> tuple[int, int]:
        """What changes whenever a stream of the EPCI does: none is ever removed, and revisions only grow."""
        wanted = select(func.count(), func.coalesce(func.sum(streams.c.revision), 0)).where(streams.c.siren == siren)
        async with self._engine.connect() as connection:
            count, revisions = (await connection.execute(wanted)).one()
        return count, revisions

    async def _states(self, siren: str, until: datetime) -> dict[str, Any]:
        """Those that time moves by then, and those that are asked for news when stock is taken."""
        kept = cast(streams.c.snapshot.op("-")(cast(list(_LONG), ARRAY(Text))), Text)
        under_way = (streams.c.kind == OBJECTIVE.kind) & streams.c.snapshot["status"].astext.in_(sorted(UNDER_WAY))
        moved = streams.c.next_due <= until
        wanted = select(streams.c.id, streams.c.kind, kept.label("snapshot")).where(
            streams.c.siren == siren,
            streams.c.closed_at.is_(None),
            moved | under_way | streams.c.kind.in_([MANDATE.kind, CONSULTATION.kind]),
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(wanted.order_by(streams.c.id))).all()
        return {row.id: DECIDERS[row.kind].state.model_validate_json(row.snapshot) for row in rows}

    async def _without_told(self, foresight: Foresight) -> Foresight:
        """What is in the ledger already under the same key is not written twice."""
        keys = [one.notice.key for one in foresight.due]
        async with self._engine.connect() as connection:
            there = set(await connection.scalars(select(notices.c.key).where(notices.c.key.in_(keys))))
        due = tuple(one for one in foresight.due if one.notice.key not in there)
        return Foresight(until=foresight.until, due=due, initial=foresight.initial, happened=foresight.happened)

    async def _others(self, foresight: Foresight, due: Sequence[Due]) -> Mapping[str, Any]:
        """The streams of which the ledger still has something to tell, and that time does not move."""
        others = {one.stream for one in due}.difference(foresight.initial)
        return await Snapshots(self._engine, decider_of).many(others)


@dataclass(frozen=True)
class _Papers:
    """What is read for one forecast."""

    epci: Epci
    now: datetime
    due: Sequence[Due]
    known: Sequence[Contact]
    told: frozenset[str]
    others: Mapping[str, Any]

    def forecast(self, foresight: Foresight) -> Forecast:
        def owed(one: Due, at: datetime) -> bool:
            return decider_of(one.stream).still_owed(self._state(foresight, one.stream, at), one.notice)

        every = [*self.due, *foresight.due]
        mornings = Mornings(
            home=Home(place=self.epci.place, habits=_habits(foresight)),
            now=self.now,
            until=foresight.until,
            people=addressees(self.known, {one.notice.to for one in every}),
            told=self.told,
            owed=owed,
        )
        planned = frozenset(one.notice.key for one in self.due)
        expected = mornings.letters(every)
        states = dict(foresight.initial) | dict(self.others)
        at_the_time = {it.due.notice.key: self._state(foresight, it.due.stream, it.at) for it in expected}
        seen = Seen(epci=self.epci, now=self.now, planned=planned, states=states, then=at_the_time)
        return forecast_of(seen, expected, foresight.until)

    def _state(self, foresight: Foresight, stream: str, at: datetime) -> Any:
        state = foresight.state(stream, at)
        return state if state is not None else self.others[stream]


def last_instant(today: date, months: int, place: Place = METROPOLE) -> datetime:
    """The last instant of the month that comes `months` months after that of `today`, which is month 0."""
    year, month = divmod(today.year * 12 + today.month - 1 + months + 1, 12)
    return end_of(date(year, month + 1, 1) - _ONE_DAY, place)


def end_of(day: date, place: Place) -> datetime:
    """The last instant of the day at the place."""
    return start_of_day(day + _ONE_DAY, place) - timedelta(microseconds=1)


def _habits(foresight: Foresight) -> Any:
    mandates = (state for state in foresight.initial.values() if isinstance(state, Mandate))
    return next((mandate.habits for mandate in mandates), USUAL)
