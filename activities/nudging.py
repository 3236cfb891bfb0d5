"""Waking workflows by their ids: a nudge starts the one that is not running, and coalesces with those already sent."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from temporalio.client import Client
from temporalio.common import (
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.service import RPCError, RPCStatusCode

from infra.temporal import KIND, SIREN

#: Nudges under way at once: a start costs the server some ten milliseconds.
_AT_ONCE = 8

_TRIES = 5
_RPC_TIMEOUT = timedelta(seconds=10)

_log = structlog.get_logger()


@dataclass(frozen=True)
class Route:
    """The workflow that carries a kind of id: its type, its task queue, and the French noun that people read."""

    workflow: str
    queue: str
    label: str


def title(label: str, id: str) -> str:
    """What Temporal's pages show of a workflow: « Consultation transfert-eau · EPCI 243200417 »."""
    _, siren, key = id.split("/", 2)
    return f"{label} {key} · EPCI {siren}"


class Nudger:
    """Nudges by signal-with-start. `searchable`: the namespace has the search attributes (`infra.temporal.prepare`)."""

    def __init__(self, client: Client, routes: Mapping[str, Route], *, searchable: bool) -> None:
        self._client = client
        self._routes = routes
        self._searchable = searchable

    async def nudge(self, ids: Sequence[str]) -> None:
        """Wakes the workflows with these ids, each once. Raises Temporal's `RPCError` when it is away.

        An id of no known kind is logged and passed over: one bad row of the inbox must not stop the others.
        """
        turn = asyncio.Semaphore(_AT_ONCE)
        nudges = [self._one(id, turn) for id in dict.fromkeys(ids)]
        for failed in await asyncio.gather(*nudges, return_exceptions=True):
            if failed is not None:
                raise failed

    async def _one(self, id: str, turn: asyncio.Semaphore) -> None:
        kind, *rest = id.split("/", 2)
        route = self._routes.get(kind)
        if route is None or len(rest) != 2:
            _log.error("nudge_goes_nowhere", id=id)
            return
        async with turn:
            for tries_left in reversed(range(_TRIES)):
                try:
                    return await self._signal(id, kind, rest[0], route)
                except RPCError as refused:
                    # The time-skipping server refuses a signal to a workflow that is just ending: it is for the next.
                    if refused.status is not RPCStatusCode.NOT_FOUND or not tries_left:
                        raise

    async def _signal(self, id: str, kind: str, siren: str, route: Route) -> None:
        attributes = [SearchAttributePair(SIREN, siren), SearchAttributePair(KIND, kind)] if self._searchable else []
        await self._client.start_workflow(
            route.workflow,
            id,
            id=id,
            task_queue=route.queue,
            start_signal="nudge",
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            search_attributes=TypedSearchAttributes(attributes),
            static_summary=title(route.label, id),
            rpc_timeout=_RPC_TIMEOUT,
        )
