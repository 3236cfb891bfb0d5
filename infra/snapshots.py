"""The states of streams as values of the domain: what activities read to serve, to evaluate and to deliver."""

from collections.abc import Collection
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.base import Value
from domain.stream import Decider
from infra.store import Registry
from infra.tables import streams

S = TypeVar("S", bound=Value)


class Span(NamedTuple):
    """The streams whose ids come after `after`, up to `until` included; `until` none: to the end."""

    after: str = ""
    until: str | None = None


EVERYTHING = Span()


class Snapshots:
    """Reads the snapshots, each list in one statement."""

    def __init__(self, engine: AsyncEngine, registry: Registry) -> None:
        self._engine = engine
        self._decider_of = registry

    async def one(self, decider: Decider[S], stream: str) -> S:
        """The state of one stream; that of a stream nobody opened when there is none."""
        found = await self._read(decider, select(streams.c.snapshot).where(streams.c.id == stream))
        return found[0] if found else decider.new(stream)

    async def every(self, decider: Decider[S], siren: str, span: Span = EVERYTHING) -> tuple[S, ...]:
        """The states of all the streams of a kind of an EPCI, or of those of a span, by id."""
        wanted = _of(siren, decider.kind, streams.c.snapshot).where(streams.c.id > span.after)
        if span.until is not None:
            wanted = wanted.where(streams.c.id <= span.until)
        return await self._read(decider, wanted.order_by(streams.c.id))

    async def many(self, ids: Collection[str]) -> dict[str, Any]:
        """The states of streams of any kind, by id."""
        states = {stream: self._decider_of(stream).new(stream) for stream in ids}
        wanted = select(streams.c.id, streams.c.snapshot).where(streams.c.id.in_(ids))
        async with self._engine.connect() as connection:
            for stream, snapshot in await connection.execute(wanted):
                states[stream] = self._decider_of(stream).state.model_validate(snapshot)
        return states

    async def revisions(self, ids: Collection[str]) -> dict[str, int]:
        """The revision of each of these streams that somebody opened, by id: its state moved when that did."""
        wanted = select(streams.c.id, streams.c.revision).where(streams.c.id.in_(ids))
        async with self._engine.connect() as connection:
            return {id: revision for id, revision in await connection.execute(wanted)}

    async def spans(self, siren: str, kind: str, size: int) -> tuple[Span, ...]:
        """The streams of a kind of an EPCI cut into spans of `size`, in order; the last one is open."""
        numbered = _of(siren, kind, streams.c.id, func.row_number().over(order_by=streams.c.id).label("n")).subquery()
        lasts = select(numbered.c.id).where(numbered.c.n % size == 0).order_by(numbered.c.id)
        async with self._engine.connect() as connection:
            cuts = list(await connection.scalars(lasts))
        return tuple(Span(after, until) for after, until in zip(["", *cuts], [*cuts, None], strict=True))

    async def _read(self, decider: Decider[S], wanted: Select[Any]) -> tuple[S, ...]:
        async with self._engine.connect() as connection:
            return tuple(decider.state.model_validate(snapshot) for snapshot in await connection.scalars(wanted))


def _of(siren: str, kind: str, *columns: Any) -> Select[Any]:
    return select(*columns).where(streams.c.siren == siren, streams.c.kind == kind)
