"""A stream told day by day by the real rules, and what somebody is told of it one morning."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from domain.calendar import at_time, civil_day
from domain.mailing import Due
from domain.notices import Notice, NoticeKind
from domain.people import Recipient, Role
from domain.registry import decider_of
from domain.stream import Unfolding
from infra.reading.digest import Digest
from infra.territories import load_epci

SIREN = "243200417"  #: CC de la Tenarèze
EPCI = load_epci(SIREN)
COMMUNES = {commune.name: commune.insee for commune in EPCI.communes}


@dataclass(frozen=True)
class Case:
    """What one person is told one morning: the notices and the states of their streams, by id; the digest, if any."""

    notices: tuple[Due, ...]
    states: dict[str, Any]
    digest: Digest | None = field(default=None)

    def __add__(self, other: "Case") -> "Case":
        return Case(self.notices + other.notices, self.states | other.states)

    @property
    def to_coordinator(self) -> bool:
        """Whether it is read by the coordination alone."""
        return {due.notice.to.role for due in self.notices} == {Role.COORDINATEUR}


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

    def until(self, day: str) -> "Tale":
        """The same once time has passed until that morning."""
        self.unfolding.pass_time(_at(day))
        return self

    def case(self, kind: NoticeKind, *communes: str, role: Role | None = None) -> Case:
        """The notices of that kind that are still owed, of each of those communes if any is named; time passes until
        they are due. Of what several functions are told, `role`, or the first, is kept. Raises `LookupError` when they
        never are."""
        wanted = {COMMUNES[name] for name in communes}
        while not (due := self._due(kind, role)) or not wanted <= {one.notice.commune for one in due}:
            instant = self.unfolding.decider.next_due(self.unfolding.state)
            if instant is None:
                raise LookupError(f"{self.stream} never tells {kind}")
            self.unfolding.pass_time(instant)
        told = tuple(one for one in due if not wanted or one.notice.commune in wanted)
        first = told[0].notice.to
        told = tuple(one for one in told if one.notice.to.but(commune=None) == first.but(commune=None))
        return Case(told, {self.stream: self.unfolding.state})

    def asked(self, kind: NoticeKind, commune: str, day: str) -> Case:
        """A notice that no event causes: what the secrétariat of a commune asked for on a page."""
        to = Recipient(role=Role.SECRETAIRE, commune=COMMUNES[commune])
        about = f"{self.stream}#{to.commune}"
        notice = Notice(key=f"{kind}/x", kind=kind, to=to, about=about, send_at=_at(day), urgent=True, express=True)
        due = Due(notice=notice, siren=SIREN, stream=self.stream, revision=0, occurred_at=_at(day), day=_at(day).date())
        return Case((due,), {self.stream: self.unfolding.state})

    def _due(self, kind: NoticeKind, role: Role | None) -> list[Due]:
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
            if notice.kind is kind and role in (None, notice.to.role) and owed(state, notice)
        ]


def _at(day: str) -> datetime:
    return at_time(date.fromisoformat(day), time(10), EPCI.place)
