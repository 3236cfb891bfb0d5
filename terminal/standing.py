"""What a roadmap file asks, compared with what is there already: the same is left alone, a difference is an error."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from domain.errors import Refused
from domain.french import long_day, typeset
from domain.mandate.commands import OpenMandate, PlanRoadmap
from domain.mandate.state import Mandate
from domain.mandate.state import Status as MandateStatus
from domain.objective.commands import PlanObjective
from domain.objective.state import Objective
from domain.objective.transitions import Status as ObjectiveStatus
from domain.registry import decider_of
from domain.roadmap.file import RoadmapFile
from domain.roadmap.plan import Order, roadmap_plan
from domain.stream import Unfolding
from infra.roadmap_file import Roadmap, RoadmapRefused, written
from infra.snapshots import Snapshots
from terminal.epci import mandate_of

#: What remains to post of one stream, the key of the objective when it is kept as it is, what is wrong.
Judged = tuple[list[Order], str | None, list[str]]


async def compare(
    name: str, roadmap: Roadmap, orders: Sequence[Order], standing: Snapshots, at: datetime
) -> tuple[list[Order], tuple[str, ...]]:
    """What of `orders` is still to record at `at`, and the keys of the objectives that are there already.

    A file that does not say when its mandate began plans the one under way. Raises `RoadmapRefused`, with the path of
    each difference.
    """
    wanted = [*await _plan_of_the_mandate_under_way(roadmap, standing), *orders]
    states = await standing.many({stream for stream, _ in wanted})
    remaining: list[Order] = []
    kept: list[str] = []
    wrong: list[str] = []
    for stream, group in groupby(wanted, key=lambda order: order[0]):
        todo, same, errors = _judge(states[stream], list(group), at)
        remaining += todo
        kept += [same] if same else []
        wrong += [f"{_path(roadmap.file, stream)} : {error}" for error in errors]
    if wrong:
        raise RoadmapRefused(name, tuple(typeset(error) for error in wrong))
    return remaining, tuple(kept)


async def _plan_of_the_mandate_under_way(roadmap: Roadmap, standing: Snapshots) -> list[Order]:
    if roadmap.file.mandat is not None:
        return []
    mandate = await mandate_of(standing, roadmap.epci.siren)
    return [(mandate.stream, roadmap_plan(roadmap.file))] if mandate is not None else []


def _judge(state: Any, orders: list[Order], at: datetime) -> Judged:
    match state:
        case Objective() if state.status is not ObjectiveStatus.ABSENT:
            return _objective(state, orders, at)
        case Mandate() if state.status is not MandateStatus.ABSENT:
            return _mandate(state, orders, at)
        case _:
            return orders, None, []


def _objective(state: Objective, orders: list[Order], at: datetime) -> Judged:
    """Its plan is compared; what has happened to it since is told in Jalon, and no longer in the file."""
    planned = next(command for _, command in orders if isinstance(command, PlanObjective))
    if planned.plan == state.first_plan:
        return [], state.key, []
    _, errors = _rehearse(state, planned, at)
    return [], None, errors


def _mandate(state: Mandate, orders: list[Order], at: datetime) -> Judged:
    errors = [error for _, command in orders if isinstance(command, OpenMandate) for error in _dates(state, command)]
    remaining: list[Order] = []
    for stream, command in orders:
        if isinstance(command, PlanRoadmap):
            changes, refused = _rehearse(state, command, at)
            remaining += [(stream, command)] if changes else []
            errors += refused
    return remaining, None, errors


def _dates(state: Mandate, command: OpenMandate) -> Iterator[str]:
    if state.renewal is not None and command.renewal != state.renewal:
        yield f"le mandat {state.year} est déjà ouvert, au {long_day(state.renewal)}"
    if state.end is not None and command.end != state.end:
        yield f"le mandat {state.year} est déjà ouvert, avec une autre fin : {state.end.label}"


def _rehearse(state: Any, command: Any, at: datetime) -> tuple[bool, list[str]]:
    """Whether the command would make anything happen, and why it would be refused."""
    try:
        return Unfolding(decider_of(state.stream), state).command(command, at) > 0, []
    except Refused as no:
        return False, [no.reason.rstrip(".")]


def _path(file: RoadmapFile, stream: str) -> str:
    """Where the file speaks of the stream."""
    paths: Mapping[str, str] = {
        fiche.id: written(("axes", i, "fiches", j))
        for i, axe in enumerate(file.axes)
        for j, fiche in enumerate(axe.fiches)
    }
    kind, _, key = stream.split("/", 2)
    return paths[key] if kind == "objective" else "mandat"
