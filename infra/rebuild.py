"""The proof that a snapshot is no more than its journal: folded again, the events give the same state."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.base import Value
from infra.store import Registry
from infra.tables import journal, streams


class Rebuilt(Value):
    """What a rebuild found: how many events were folded and, when the snapshot differs, why in French."""

    stream: str
    events: int
    reason: str | None = None

    @property
    def ok(self) -> bool:
        return self.reason is None


async def rebuild(engine: AsyncEngine, registry: Registry, stream: str) -> Rebuilt:
    """Folds the whole journal of `stream` and compares with its snapshot. Changes nothing."""
    decider = registry(stream)
    state = decider.new(stream)
    events = 0
    # One snapshot of the database for both: an advance in between is no difference.
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        kept = (await connection.execute(select(streams.c.snapshot).where(streams.c.id == stream))).scalar_one_or_none()
        happened = select(journal.c.event).where(journal.c.stream == stream).order_by(journal.c.revision)
        for event in await connection.scalars(happened):
            state = decider.evolve(state, decider.events.validate_python(event))
            events += 1
    if kept is None:
        return Rebuilt(stream=stream, events=events, reason="le flux n'a pas d'état enregistré" if events else None)
    if decider.state.model_validate(kept) != state:
        return Rebuilt(stream=stream, events=events, reason="l'état enregistré n'est pas celui que donne le journal")
    return Rebuilt(stream=stream, events=events)
