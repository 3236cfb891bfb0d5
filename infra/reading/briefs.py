"""Objectives at a glance: the few things that a list of a thousand of them needs, read without what is long."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.mandate.commands import Axis
from domain.mandate.state import Mandate
from domain.objective.state import Objective, lateness_of
from domain.objective.transitions import CLOSED, Status
from domain.planned import PlannedDay, parse_planned

#: One record of each snapshot, so that it is unpacked once; milestones that nobody awaits or that have no day are
#: left out.
_BRIEFS: Final = text("""
SELECT streams.id, read.key, read.title, read.status, read.percent, read.axis, read.pilote, read.suppleant,
  read.synthetic, read.deadline ->> 'text' AS deadline, read.news_on, (
    SELECT array_agg(ARRAY[step ->> 'name', step -> 'deadline' ->> 'text'] ORDER BY place)
    FROM jsonb_array_elements(read.milestones) WITH ORDINALITY AS one (step, place)
    WHERE step ->> 'done_on' IS NULL AND step ->> 'given_up_on' IS NULL AND step -> 'deadline' ->> 'text' IS NOT NULL
  ) AS steps
FROM streams, LATERAL jsonb_to_record(streams.snapshot) AS read (
  key text, title text, status text, percent int, axis text, pilote text, suppleant text, synthetic boolean,
  deadline jsonb, news_on date, milestones jsonb)
WHERE streams.siren = :siren AND streams.kind = 'objective' ORDER BY streams.id
""")


class Step(NamedTuple):
    """A milestone that is awaited, and the last day of what it is planned for."""

    name: str
    due: date


class ObjectiveBrief(NamedTuple):
    """One objective. `percent` from 0 to 100; `due`: the last day of its deadline; `steps`: its milestones that are
    awaited and have a day, in the order of the plan; `news_on`: the last day on which somebody told something of it."""

    stream: str
    key: str
    title: str
    status: Status
    percent: int | None
    axis: str
    pilote: str | None
    suppleant: str | None
    synthetic: bool
    deadline: PlannedDay | None
    due: date | None
    news_on: date | None
    steps: tuple[Step, ...]

    @property
    def closed(self) -> bool:
        """Whether it is reached or abandoned."""
        return self.status in CLOSED

    def days_late(self, day: date) -> int:
        """By how many days it is late on `day`, 0 when it is not."""
        return max(0, (day - self.due).days) if self.due is not None and not self.closed else 0

    def lateness(self, day: date) -> str:
        """Why it is late on `day`, in French, empty when it is not."""
        return lateness_of(self.status, self.deadline, day) or ""


def by_axis(
    mandate: Mandate | None, objectives: Iterable[ObjectiveBrief]
) -> tuple[tuple[Axis, tuple[ObjectiveBrief, ...]], ...]:
    """The axes of the roadmap with their objectives; the last one, without a key, is that of those of no known axis."""
    known = mandate.axes if mandate else ()
    sorted_out: dict[str, list[ObjectiveBrief]] = {axis.key: [] for axis in known}
    others: list[ObjectiveBrief] = []
    for brief in objectives:
        sorted_out.get(brief.axis, others).append(brief)
    found = tuple((axis, tuple(sorted_out[axis.key])) for axis in known)
    elsewhere = Axis.model_construct(key="", title="Sans axe" if known else "Objectifs")
    return (*found, (elsewhere, tuple(others))) if others else found


def brief_of(state: Objective) -> ObjectiveBrief:
    """What there is to say at a glance of an objective that is at hand."""
    steps = [(each.name, each.deadline) for each in state.milestones if each.awaited]
    return ObjectiveBrief(
        stream=state.stream,
        key=state.key,
        title=state.title,
        status=state.status,
        percent=state.percent,
        axis=state.axis,
        pilote=state.pilote,
        suppleant=state.suppleant,
        synthetic=state.synthetic,
        deadline=state.deadline,
        due=state.deadline.last_day if state.deadline else None,
        news_on=state.news_on,
        steps=tuple(Step(name, deadline.last_day) for name, deadline in steps if deadline is not None),
    )


async def read_briefs(engine: AsyncEngine, siren: str) -> tuple[ObjectiveBrief, ...]:
    """Those of an EPCI, by id, in one statement."""
    async with engine.connect() as connection:
        rows = (await connection.execute(_BRIEFS, {"siren": siren})).all()
    return tuple(map(_brief, rows))


def _brief(row: Row[Any]) -> ObjectiveBrief:
    deadline, due = _planned(row.deadline) if row.deadline else (None, None)
    return ObjectiveBrief(
        stream=row.id,
        key=row.key,
        title=row.title,
        status=Status(row.status),
        percent=row.percent,
        axis=row.axis,
        pilote=row.pilote,
        suppleant=row.suppleant,
        synthetic=row.synthetic,
        deadline=deadline,
        due=due,
        news_on=row.news_on,
        steps=tuple(Step(name, _planned(written)[1]) for name, written in row.steps or ()),
    )


@lru_cache(maxsize=8192)
def _planned(written: str) -> tuple[PlannedDay, date]:
    """A planned day and its last day: a thousand objectives share few of them."""
    planned = parse_planned(written)
    return planned, planned.last_day
