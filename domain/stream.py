"""What a stream is and how it moves: the decider, and the fold that lets time pass before each command.

A stream is the unit of consistency: an objective, a consultation, a mandate, an evaluation. Its id is also the id of
the workflow that wakes it: `objective/{siren}/{key}`, `consultation/{siren}/{key}`, `mandate/{siren}/{year}`,
`evaluation/{siren}/{year}-{type}-{n}`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from pydantic import TypeAdapter

from domain.base import Ask, Instant, Value
from domain.notices import Notice

S = TypeVar("S", bound=Value)


class PassTime(Value):
    """Time is a command too: the instant given is reached. Never part of what one may ask from outside."""

    kind: Literal["PassTime"] = "PassTime"
    until: Instant


@dataclass(frozen=True)
class Reaction:
    """A command that an event causes in another stream. The receiver stamps it; legal instants go in its body."""

    stream: str
    command: Ask | Value


@dataclass(frozen=True)
class Decider(Generic[S]):
    """The rules of one kind of stream, as pure functions over frozen values.

    `decide(state, command, at)` gives the events, in order, or raises `Refused`; with `PassTime` it never refuses and
    gives what happens at that instant. `next_due(state)` is the next instant at which time alone makes something
    happen, `None` if it never does; after `decide(PassTime(next_due))` has evolved, `next_due` has moved.
    `asks(state)` names the work that the stream expects of its workflow (freeze a baseline, gather evidence).
    """

    kind: str
    state: type[S]
    commands: TypeAdapter[Any]
    events: TypeAdapter[Any]
    new: Callable[[str], S]
    decide: Callable[[S, Any, datetime], Sequence[Value]]
    evolve: Callable[[S, Any], S]
    next_due: Callable[[S], datetime | None]
    is_closed: Callable[[S], bool]
    react: Callable[[S, Any], Sequence[Reaction]]
    notify: Callable[[S, Any, datetime], Sequence[Notice]]
    still_owed: Callable[[S, Notice], bool]
    asks: Callable[[S], tuple[str, ...]]


@dataclass(frozen=True)
class Happened:
    """One event, the instant at which it legally happened, and the state just after it."""

    event: Value
    occurred_at: datetime
    state: Value
    notices: Sequence[Notice]
    reactions: Sequence[Reaction]


@dataclass
class Unfolding(Generic[S]):
    """A state on its way through time and commands."""

    decider: Decider[S]
    state: S
    happened: list[Happened] = field(default_factory=list)

    def pass_time(self, until: datetime, most: int | None = None) -> bool:
        """Let everything due up to `until`, included, happen at its own instant. Gives whether all of it did: it stops
        between two instants once it holds `most` events or more.

        Raises `RuntimeError` when a decider does not move its `next_due`: time would stand still.
        """
        while (due := self.decider.next_due(self.state)) is not None and due <= until:
            if most is not None and len(self.happened) >= most:
                return False
            self._take(self.decider.decide(self.state, PassTime(until=due), due), due)
            after = self.decider.next_due(self.state)
            if after is not None and after <= due:
                raise RuntimeError(f"{self.decider.kind}: time does not pass {due.isoformat()}")
        return True

    def command(self, command: Any, at: datetime) -> int:
        """Decide `command` received at `at`. Gives how many events happened. Raises `Refused`."""
        events = self.decider.decide(self.state, command, at)
        self._take(events, at)
        return len(events)

    def _take(self, events: Sequence[Value], at: datetime) -> None:
        for event in events:
            self.state = self.decider.evolve(self.state, event)
            self.happened.append(
                Happened(
                    event=event,
                    occurred_at=at,
                    state=self.state,
                    notices=self.decider.notify(self.state, event, at),
                    reactions=self.decider.react(self.state, event),
                )
            )

    def __iter__(self) -> Iterator[Happened]:
        return iter(self.happened)
