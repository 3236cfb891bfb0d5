"""One turn of a stream: time and its commands, in order of instant. What was read goes in, what to write comes out."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from domain.errors import DomainError, Refused
from domain.stream import Unfolding
from infra.chain import Entry

#: Who does what time alone makes happen, and why: how an automatic act is told from a person's.
TIME_BY, TIME_CAUSE = "jalon", "time"

#: Events after which a turn lets no more time pass: its transaction must stay short after years of outage too.
MOST_EVENTS = 250


@dataclass(frozen=True)
class Undone:
    """A command that waits in the inbox; `command` is its JSON text, `at` is `None` for a reaction."""

    number: int
    command_id: UUID
    at: datetime | None
    by: str
    command: str


@dataclass(frozen=True)
class Done:
    """What became of a command. `alarm`: it was received before an instant that had passed, a clock stepped back."""

    number: int
    at: datetime
    status: Literal["applied", "refused"]
    reason: str | None
    source: str | None
    first_revision: int | None
    last_revision: int | None
    alarm: bool


@dataclass
class Turn:
    """A stream on its way from `time`, the last instant passed, to `now`, the clock read under its lock.

    `entries` are what to append to the journal, one for each of `unfolding.happened`, in the same order.
    """

    stream: str
    unfolding: Unfolding[Any]
    revision: int
    time: datetime
    now: datetime
    entries: list[Entry] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    most: int = MOST_EVENTS

    def take(self, row: Undone) -> bool:
        """Lets time pass up to the instant of `row`, then decides its command. Rows come in order of instant. Gives
        whether it was decided: when too much was due before it, it is left for the next turn.

        A row behind `time` is decided by its own instant all the same: the legal comparison is with it. A command
        that cannot be read (pydantic's ValidationError) is a crash, not a refusal: nothing of the stream is lost, and
        everything keeps its instant until it is read again.
        """
        at = max(self.now, self.time) if row.at is None else row.at
        alarm = at < self.time
        if not self.pass_time(at):
            return False
        first = self.revision + 1
        no = self._decide(row, at)
        happened = self.revision >= first
        self.done.append(
            Done(
                number=row.number,
                at=at,
                status="refused" if no else "applied",
                reason=str(no) if no else None,
                source=no.source.citation if isinstance(no, Refused) and no.source else None,
                first_revision=first if happened else None,
                last_revision=self.revision if happened else None,
                alarm=alarm,
            )
        )
        return True

    def pass_time(self, until: datetime) -> bool:
        """Lets everything due up to `until` happen, each at its own instant, and gives whether all of it did: a turn
        has an end (`most` events). Time never steps back."""
        until = max(self.time, until)
        whole = self.unfolding.pass_time(until, self.most)
        self.time = until if whole else max(self.time, self.unfolding.happened[-1].occurred_at)
        self._record(TIME_BY, TIME_CAUSE)
        return whole

    def _decide(self, row: Undone, at: datetime) -> DomainError | None:
        command = self.unfolding.decider.commands.validate_json(row.command)
        state = self.unfolding.state
        try:
            self.unfolding.command(command, at)
        except DomainError as no:
            # An answer comes before the first event; after it, it is a bug of the rules, and nothing may be written.
            if self.unfolding.state is not state:
                raise
            return no
        self._record(row.by, str(row.command_id))
        return None

    def _record(self, by: str, cause: str) -> None:
        for happened in self.unfolding.happened[len(self.entries) :]:
            self.revision += 1
            event = happened.event.model_dump(mode="json")
            self.entries.append(Entry(self.stream, self.revision, happened.occurred_at, self.now, by, cause, event))
