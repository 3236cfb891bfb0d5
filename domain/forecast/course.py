"""Time let pass over the streams of an EPCI as if nobody did anything: what it would write in the ledger, and how each
stream would then stand at any instant."""

from bisect import bisect_right
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import Any, Final

from domain.base import Ask, Value
from domain.calendar import METROPOLE, Place, at_time, civil_day
from domain.errors import Refused
from domain.evaluation.commands import RecordEvidence
from domain.evaluation.evidence import Evidence
from domain.evaluation.state import Evaluation
from domain.mailing import Due
from domain.mandate.commands import RecordStock
from domain.mandate.readings import take_stock
from domain.mandate.state import Mandate
from domain.objective.commands import AskProgress
from domain.objective.facts import is_stale
from domain.objective.state import Objective
from domain.registry import decider_of
from domain.reminders import WINDOW_OPENS
from domain.stream import Happened, PassTime, Unfolding

#: What falls due in the two hours before mail leaves is spread for the sake of machines: letters do not see it.
_SPREAD: Final = timedelta(hours=2)
_TICK: Final = timedelta(microseconds=1)


@dataclass(frozen=True)
class Foresight:
    """What time alone would bring up to the instant `until`: the notices `due` in the order of their coming, and the
    streams on their way, by id, from their `initial` states."""

    until: datetime
    due: tuple[Due, ...]
    initial: Mapping[str, Any]
    happened: Mapping[str, list[Happened]]

    def state(self, stream: str, at: datetime) -> Any:
        """How the stream would stand at the instant `at`, `None` when it is none of those."""
        passed = self.happened.get(stream, [])
        count = bisect_right(passed, at, key=lambda one: one.occurred_at)
        return passed[count - 1].state if count else self.initial.get(stream)


def foresee(siren: str, states: Mapping[str, Any], until: datetime) -> Foresight:
    """Lets time pass up to `until`, included, over the streams of the EPCI that `states` holds, by id. They tell each
    other what they would; one that is not among them hears nothing, unless it opens then.

    Stocks are taken and evaluations recorded at once, as workflows would do. What stocks and results say is not told.
    """
    course = _Course(siren)
    for stream, state in states.items():
        course.add(stream, state)
    course.pass_time(until)
    happened = {stream: unfolding.happened for stream, unfolding in course.unfoldings.items()}
    return Foresight(until=until, due=tuple(course.due), initial=course.initial, happened=happened)


@dataclass
class _Course:
    siren: str
    unfoldings: dict[str, Unfolding[Any]] = field(default_factory=dict)
    initial: dict[str, Any] = field(default_factory=dict)
    due: list[Due] = field(default_factory=list)
    coming: list[tuple[datetime, str]] = field(default_factory=list)

    def add(self, stream: str, state: Any) -> None:
        self.unfoldings[stream] = Unfolding(decider_of(stream), state)
        self.initial[stream] = state

    def pass_time(self, until: datetime) -> None:
        """The instants of all streams in their order; what one tells another is heard at that instant.

        Raises `RuntimeError` when a stream does not move: time would stand still.
        """
        self.coming = [(due, stream) for stream in self.unfoldings if (due := self._next(stream)) is not None]
        heapify(self.coming)
        while self.coming and self.coming[0][0] <= until:
            due, stream = heappop(self.coming)
            if due != self._next(stream):
                continue  # told something meanwhile: its new instant waits in its place
            at = min(until, _together(due, self.unfoldings[stream].state.place or METROPOLE))
            self._command(stream, PassTime(until=at), at)
            after = self._next(stream)
            if after is not None and after <= due:
                raise RuntimeError(f"{stream}: time does not pass {due.isoformat()}")

    def _command(self, stream: str, command: Ask | Value, at: datetime) -> None:
        """What `command` makes of the stream, and of those that it tells; nothing when it is refused."""
        unfolding = self.unfoldings[stream]
        known = len(unfolding.happened)
        with suppress(Refused):
            unfolding.command(command, at)
        if (due := self._next(stream)) is not None:
            heappush(self.coming, (due, stream))
        for n, one in enumerate(unfolding.happened[known:], start=known + 1):
            self._note(stream, n, one)
            for reaction in one.reactions:
                self._tell(reaction.stream, reaction.command, at)
        self._serve(unfolding, at)

    def _tell(self, stream: str, command: Ask | Value, at: datetime) -> None:
        if stream.startswith("evaluation/") and stream not in self.unfoldings:
            self.add(stream, decider_of(stream).new(stream))
        if stream in self.unfoldings:
            self._command(stream, command, at)

    def _serve(self, unfolding: Unfolding[Any], at: datetime) -> None:
        """The work that workflows do of what a stream asks, as far as somebody is told of it."""
        state = unfolding.state
        asked = unfolding.decider.asks(state) if unfolding.happened else ()
        if isinstance(state, Mandate) and "stock" in asked and state.stock_due is not None:
            self._take_stock(state.stream, state.stock_due, at)
        elif isinstance(state, Evaluation) and "evidence" in asked and state.on is not None:
            self._command(state.stream, RecordEvidence(evidence=Evidence(frozen_on=state.on)), at)

    def _take_stock(self, mandate: str, on: date, at: datetime) -> None:
        objectives = [it.state for it in self.unfoldings.values() if isinstance(it.state, Objective)]
        for objective in objectives:
            if is_stale(objective, on):
                self._command(objective.stream, AskProgress(on=on), at)
        self._command(mandate, RecordStock(stock=take_stock(objectives, on)), at)

    def _next(self, stream: str) -> datetime | None:
        unfolding = self.unfoldings[stream]
        return unfolding.decider.next_due(unfolding.state)

    def _note(self, stream: str, revision: int, one: Happened) -> None:
        place: Place = getattr(one.state, "place", None) or METROPOLE
        for notice in one.notices:
            day = civil_day(notice.send_at, place)
            facts = {"siren": self.siren, "stream": stream, "revision": revision, "day": day}
            self.due.append(Due(notice=notice, occurred_at=one.occurred_at, **facts))


def _together(due: datetime, place: Place) -> datetime:
    """Until when what falls due with `due` does, for letters: the end of the small hours in which reminders are spread.
    Nothing else that the law or a plan dates falls in them; what it costs is which of the functions that one mailbox
    holds is named first."""
    opens = at_time(civil_day(due, place), WINDOW_OPENS, place)
    return opens - _TICK if opens - _SPREAD <= due < opens else due
