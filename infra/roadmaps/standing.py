"""What a roadmap file asks, compared with what is there already: the same is left alone, a difference is an error."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from domain.errors import DomainError, Refused
from domain.french import long_day
from domain.mandate import DECIDER as MANDATE
from domain.mandate.commands import OpenMandate
from domain.mandate.state import Mandate
from domain.mandate.state import Roadmap as RoadmapStatus
from domain.mandate.state import Status as MandateStatus
from domain.objective import DECIDER as OBJECTIVE
from domain.objective.commands import PlanObjective
from domain.objective.state import Objective
from domain.objective.transitions import Status as ObjectiveStatus
from domain.registry import decider_of
from domain.roadmap.differences import differences
from domain.roadmap.fiche_writing import fiche_of
from domain.roadmap.file import RoadmapFile
from domain.roadmap.plan import Order, commands, refusals, roadmap_plan
from domain.roadmap.writing import NO_AXIS, Standing, written
from domain.stream import Unfolding
from infra.reading.views import under_way
from infra.roadmaps.roadmap_file import Read
from infra.roadmaps.roadmap_places import Fault, RoadmapRefused
from infra.snapshots import Snapshots


class Compared(NamedTuple):
    """What of a file is still to record, in its order. `added`: the keys of the objectives that are new; `kept`: of
    those that are there already, as the file says them or said them when they were entered; `amends`: whether an
    approved roadmap would be amended."""

    orders: list[Order]
    added: tuple[str, ...]
    kept: tuple[str, ...]
    amends: bool = False


async def compare(read: Read, standing: Snapshots, at: datetime) -> Compared:
    """What of the file is still to record at `at`.

    A file that does not say when its mandate began plans the one under way. Raises `RoadmapRefused` with the place of
    each difference, and of each thing that the rules would refuse.
    """
    file, epci = read.roadmap
    mandate = await mandate_of(standing, epci.siren)
    objectives = {one.stream: one for one in await standing.every(OBJECTIVE, epci.siren)}
    plan = [(mandate.stream, roadmap_plan(file))] if file.mandat is None and mandate is not None else []
    wanted: list[Order] = [*plan, *commands(file, epci)]
    mandates = await standing.many({stream for stream, _ in wanted if stream.startswith("mandate/")})
    stands = Standing(mandate, [*objectives.values()])
    # A long roadmap takes a while to judge: others are answered meanwhile.
    return await asyncio.to_thread(_judged, read, at, wanted, {**mandates, **objectives}, stands)


def _judged(
    read: Read, at: datetime, wanted: Sequence[Order], states: Mapping[str, Any], standing: Standing
) -> Compared:
    unchanged = _same_head(read, standing)
    judging = _Judging(read, at)
    for stream, group in groupby(wanted, key=lambda order: order[0]):
        judging.judge(stream, states.get(stream), list(group), unchanged)
    if judging.wrong:
        raise RoadmapRefused(read.name, judging.wrong)
    return Compared(judging.remaining, tuple(judging.added), tuple(judging.kept), judging.amends)


async def mandate_of(snapshots: Snapshots, siren: str) -> Mandate | None:
    """The mandate under way, or the last one when none is; `None` when the EPCI has none."""
    return under_way(await snapshots.every(MANDATE, siren))


def new_roadmap(read: Read, at: datetime) -> Compared:
    """The same for an EPCI that nobody opened. Raises `RoadmapRefused` with what the rules would refuse."""
    file, epci = read.roadmap
    orders = commands(file, epci)
    if wrong := [read.fault(stream, reason) for stream, reason in refusals(orders, at)]:
        raise RoadmapRefused(read.name, wrong)
    return Compared(orders, tuple(fiche.id for axe in file.axes for fiche in axe.fiches), ())


def _same_head(read: Read, standing: Standing) -> bool:
    """Whether the file says of the mandate and of its axes what an export would."""
    file, epci = read.roadmap
    try:
        return _head(written(epci, standing).file) == _head(file)
    except DomainError:
        return False


def _head(file: RoadmapFile) -> tuple[Any, ...]:
    calendar = file.calendrier
    days = {*calendar.conseils_communautaires}, {*calendar.communications_annuelles}, {*calendar.points_d_evaluation}
    return file.titre, file.mandat, days, [(axe.id, axe.intitule) for axe in file.axes]


class _Judging:
    """Judges the streams of a file one after the other."""

    def __init__(self, read: Read, at: datetime) -> None:
        self._read, self._at = read, at
        self.remaining: list[Order] = []
        self.added: list[str] = []
        self.kept: list[str] = []
        self.wrong: list[Fault] = []
        self.amends = False

    def judge(self, stream: str, state: Any, orders: list[Order], unchanged: bool) -> None:
        match state:
            case Objective() if state.status is not ObjectiveStatus.ABSENT:
                self._objective(state, orders)
            case Mandate() if state.status is not MandateStatus.ABSENT:
                if not unchanged:
                    self._mandate(state, orders)
            case _:
                self._new(stream, orders)

    def _new(self, stream: str, orders: list[Order]) -> None:
        self.wrong += [self._read.fault(stream, reason) for _, reason in refusals(orders, self._at)]
        self.remaining += orders
        if stream.startswith("objective/"):
            self.added.append(stream.rpartition("/")[2])

    def _objective(self, state: Objective, orders: list[Order]) -> None:
        """Told as it was entered, or as it now stands, it is left alone."""
        planned = next(command for _, command in orders if isinstance(command, PlanObjective))
        entered = planned.plan == state.first_plan
        axis = state.axis or NO_AXIS[0]
        found = {} if entered else differences(*self._read.fiche(state.key), axis, fiche_of(state))
        if not found:
            self.kept.append(state.key)
        for field, message in found.items():
            self.wrong.append(self._read.fault(state.stream, message, field))

    def _mandate(self, state: Mandate, orders: list[Order]) -> None:
        for stream, command in orders:
            if isinstance(command, OpenMandate):
                self.wrong += [self._read.fault(stream, error) for error in _dates(state, command)]
            else:
                self._plan(state, (stream, command))

    def _plan(self, state: Mandate, order: Order) -> None:
        try:
            if Unfolding(decider_of(state.stream), state).command(order[1], self._at):
                self.remaining.append(order)
                self.amends = state.roadmap is RoadmapStatus.APPROVED
        except Refused as no:
            self.wrong.append(self._read.fault(state.stream, no.reason.rstrip(".")))


def _dates(state: Mandate, command: OpenMandate) -> Iterator[str]:
    if state.renewal is not None and command.renewal != state.renewal:
        yield f"le mandat {state.year} est déjà ouvert, au {long_day(state.renewal)}"
    if state.end is not None and command.end != state.end:
        yield f"le mandat {state.year} est déjà ouvert, avec une autre fin : {state.end.label}"
