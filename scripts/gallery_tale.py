"""A stream told day by day by the real rules, and what somebody is told of it one morning."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from domain.calendar import at_time, civil_day
from domain.notices import NoticeKind
from domain.registry import decider_of
from domain.stream import Unfolding
from infra.ledger import Due
from infra.territories import load_epci

SIREN = "243200417"  #: CC de la Tenarèze
EPCI = load_epci(SIREN)
COMMUNES = {commune.name: commune.insee for commune in EPCI.communes}


@dataclass(frozen=True)
class Case:
    """What one person is told one morning: the notices and the states of their streams, by id."""

    notices: tuple[Due, ...]
    states: dict[str, Any]

    def __add__(self, other: "Case") -> "Case":
        return Case(self.notices + other.notices, self.states | other.states)


class Tale:
    """One stream to which things happen, each at ten in the morning."""

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.unfolding: Unfolding[Any] = Unfolding(decider=decider_of(stream), state=decider_of(stream).new(stream))

    def tell(self, day: str, *commands: Any) -> "Tale":
        at = _at(day)
        for command in commands:
            self.unfolding.pass_time(at)
            self.unfolding.command(command, at)
        self.unfolding.pass_time(at)
        return self

    def case(self, kind: NoticeKind, *communes: str) -> Case:
        """The notices of that kind that are still owed, of each of those communes if any is named; time passes until
        they are due. Raises `LookupError` when they never are."""
        wanted = {COMMUNES[name] for name in communes}
        while not (due := self._due(kind)) or not wanted <= {one.notice.commune for one in due}:
            instant = self.unfolding.decider.next_due(self.unfolding.state)
            if instant is None:
                raise LookupError(f"{self.stream} never tells {kind}")
            self.unfolding.pass_time(instant)
        told = tuple(one for one in due if not wanted or one.notice.commune in wanted)
        return Case(told, {self.stream: self.unfolding.state})

    def _due(self, kind: NoticeKind) -> list[Due]:
        state, owed = self.unfolding.state, self.unfolding.decider.still_owed
        return [
            Due(
                notice=notice,
                siren=SIREN,
                stream=self.stream,
                revision=revision,
                occurred_at=happened.occurred_at,
                day=civil_day(notice.send_at, EPCI.place),
            )
            for revision, happened in enumerate(self.unfolding, start=1)
            for notice in happened.notices
            if notice.kind is kind and owed(state, notice)
        ]


def _at(day: str) -> datetime:
    return at_time(date.fromisoformat(day), time(10), EPCI.place)
