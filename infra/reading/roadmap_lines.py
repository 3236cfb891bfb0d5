"""The objectives of a roadmap as a timeline wants them, a thousand at once: their dates, and little more."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ARRAY, RowMapping, Text, cast, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.mandate import DECIDER as MANDATE
from domain.mandate.state import Mandate
from domain.objective.state import YearMeans
from domain.objective.timetable import STALE_DAYS
from domain.objective.transitions import CLOSED, UNDER_WAY, Status
from domain.objective.values import Means
from domain.planned import PlannedDay, parse_planned
from infra.reading.views import under_way
from infra.tables import streams

#: More objectives than this are not drawn at once: an axis is opened, and turned in pages of as many.
MOST: Final = 120

#: What is long in the snapshot of a mandate and has no place here.
_LONG: Final = ("stocks", "commune_councils", "follow_ups", "evaluations", "duties")

#: One record of each snapshot, so that it is unpacked once. `engaged`: the commune asked for is in the objective, or on
#: the way to it.
_LINES: Final = text("""
SELECT streams.id, read.key, read.title, read.axis, read.status, read.percent, read.pilote, read.suppleant,
  read.deadline ->> 'text' AS deadline, read.scheduled ->> 'text' AS scheduled,
  read.news_on, read.reached_on, read.abandoned_on, (
    SELECT array_agg(one -> 'before' ->> 'text' ORDER BY place)
    FROM jsonb_array_elements(read.revisions) WITH ORDINALITY AS each (one, place)
  ) AS befores, (
    SELECT array_agg(ARRAY[one -> 'deadline' ->> 'text', one ->> 'done_on'] ORDER BY place)
    FROM jsonb_array_elements(read.milestones) WITH ORDINALITY AS each (one, place)
    WHERE one ->> 'given_up_on' IS NULL
  ) AS steps, read.means, read.spent, :commune = '' OR EXISTS (
    SELECT FROM jsonb_array_elements(read.engagements) AS each (one)
    WHERE one ->> 'commune' = :commune AND one ->> 'level' NOT IN ('non', 'sortie')
  ) AS engaged
FROM streams, LATERAL jsonb_to_record(streams.snapshot) AS read (
  key text, title text, axis text, status text, percent int, pilote text, suppleant text, deadline jsonb,
  scheduled jsonb, news_on date, reached_on date, abandoned_on date, revisions jsonb, milestones jsonb,
  engagements jsonb, means jsonb, spent jsonb)
WHERE streams.siren = :siren AND streams.kind = 'objective' AND read.status <> 'absent' ORDER BY streams.id
""")


_UNSAID: Final = Means()


class Planned(NamedTuple):
    """A planned day as it was written, and its last day."""

    day: PlannedDay
    last: date

    @property
    def label(self) -> str:
        """As it is displayed."""
        return self.day.label


class Step(NamedTuple):
    """A milestone: when it is planned for and when it was done, where that is known."""

    planned: Planned | None
    done_on: date | None


class Line(NamedTuple):
    """One objective. `first`: its first promise; `moves`: what it became at each revision but the last one, in order,
    where it had a deadline then; `revisions` counts them all. `percent` from 0 to 100; `steps`: those not given up;
    `means`: the forecast, `spent`: what the years took."""

    stream: str
    key: str
    title: str
    axis: str
    status: Status
    percent: int | None
    pilote: str | None
    suppleant: str | None
    deadline: Planned | None
    scheduled: Planned | None
    first: Planned | None
    moves: tuple[Planned, ...]
    revisions: int
    steps: tuple[Step, ...]
    news_on: date | None
    reached_on: date | None
    abandoned_on: date | None
    engaged: bool = True
    means: Means = Means()
    spent: tuple[YearMeans, ...] = ()

    @property
    def closed(self) -> bool:
        """Whether it is reached or abandoned."""
        return self.status in CLOSED

    def days_late(self, day: date) -> int:
        """By how many days it is late on `day`, 0 when it is not."""
        return max(0, (day - self.deadline.last).days) if self.deadline is not None and not self.closed else 0

    def silent(self, day: date) -> date | None:
        """Since when nobody tells anything of it, `None` when somebody does or nobody has to."""
        since = self.news_on if self.status in UNDER_WAY else None
        return since if since is not None and (day - since).days > STALE_DAYS else None

    @property
    def years(self) -> range:
        """The civil years that its dates go through."""
        years = [day.year for day in self._days()]
        return range(min(years), max(years) + 1) if years else range(0)

    def _days(self) -> Iterator[date]:
        planned = (self.first, *self.moves, self.deadline, self.scheduled, *(step.planned for step in self.steps))
        yield from (one.last for one in planned if one is not None)
        done = (self.reached_on, self.abandoned_on, *(step.done_on for step in self.steps))
        yield from (day for day in done if day is not None)


class Roadmap(NamedTuple):
    """The mandate under way, else the last one, without what is long in it, `None` if there is none; its objectives."""

    mandate: Mandate | None
    lines: tuple[Line, ...]


async def read_roadmap(engine: AsyncEngine, siren: str, commune: str = "") -> Roadmap:
    """The roadmap of the EPCI, in two statements; `engaged` in each line is about the commune (INSEE code)."""
    kept = cast(streams.c.snapshot.op("-")(cast(list(_LONG), ARRAY(Text))), Text).label("snapshot")
    mandates = select(kept).where(streams.c.siren == siren, streams.c.kind == MANDATE.kind)
    async with engine.connect() as connection:
        known = [Mandate.model_validate_json(row.snapshot) for row in await connection.execute(mandates)]
        rows = (await connection.execute(_LINES, {"siren": siren, "commune": commune})).all()
    return Roadmap(mandate=under_way(known), lines=tuple(_line(row._mapping) for row in rows))


def _line(row: RowMapping) -> Line:
    befores: Sequence[str | None] = row["befores"] or ()
    deadline = _planned(row["deadline"])
    return Line(
        stream=row["id"],
        key=row["key"],
        title=row["title"],
        axis=row["axis"] or "",
        status=Status(row["status"]),
        percent=row["percent"],
        pilote=row["pilote"],
        suppleant=row["suppleant"],
        deadline=deadline,
        scheduled=_planned(row["scheduled"]),
        first=_planned(befores[0]) if befores else deadline,
        moves=tuple(each for each in map(_planned, befores[1:]) if each is not None),
        revisions=len(befores),
        steps=tuple(_step(*each) for each in row["steps"] or ()),
        news_on=row["news_on"],
        reached_on=row["reached_on"],
        abandoned_on=row["abandoned_on"],
        engaged=row["engaged"],
        means=_means(row["means"]),
        spent=tuple(map(YearMeans.model_validate, row["spent"] or ())),
    )


def _means(kept: Mapping[str, Any] | None) -> Means:
    """Many objectives say nothing of theirs."""
    said = {name: value for name, value in (kept or {}).items() if value is not None}
    return Means.model_validate(said) if said else _UNSAID


def _step(planned: str | None, done_on: str | None) -> Step:
    return Step(_planned(planned), date.fromisoformat(done_on) if done_on else None)


@lru_cache(maxsize=8192)
def _planned(written: str | None) -> Planned | None:
    """A thousand objectives share few of them."""
    if not written:
        return None
    day = parse_planned(written)
    return Planned(day, day.last_day)
