"""A small stream for the tests of the engine: communes give an avis before a deadline; silence is favourable."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, assert_never
from uuid import UUID

from pydantic import Field, TypeAdapter

from domain.base import Ask, Instant, Value
from domain.calendar import METROPOLE, Place
from domain.errors import Refused
from domain.ids import derived_id
from domain.notices import Notice, NoticeKind
from domain.people import mairie
from domain.sources import Confidence, Source
from domain.stream import Decider, PassTime, Reaction
from infra.inbox import Post

SIREN = "243200417"
L5211_39_1 = Source(article="CGCT, art. L. 5211-39-1", version="2019-12-29", confidence=Confidence.A)


class Open(Ask):
    kind: Literal["Open"] = "Open"
    communes: tuple[str, ...]
    remind_at: Instant
    deadline: Instant
    tell: str | None = None
    urgent: bool = False


class RecordAvis(Ask):
    kind: Literal["RecordAvis"] = "RecordAvis"
    commune: str
    favorable: bool = True


class Note(Value):  # also told by another stream
    kind: Literal["Note"] = "Note"
    text: str


class Opened(Value):
    kind: Literal["Opened"] = "Opened"
    communes: tuple[str, ...]
    remind_at: Instant
    deadline: Instant
    tell: str | None = None
    urgent: bool = False


class AvisRecorded(Value):
    kind: Literal["AvisRecorded"] = "AvisRecorded"
    commune: str
    favorable: bool


class Reminded(Value):
    kind: Literal["Reminded"] = "Reminded"
    communes: tuple[str, ...]


class SilenceRecorded(Value):
    kind: Literal["SilenceRecorded"] = "SilenceRecorded"
    commune: str


class Ended(Value):
    kind: Literal["Ended"] = "Ended"
    silences: int


class Noted(Value):
    kind: Literal["Noted"] = "Noted"
    text: str


Command = Annotated[Open | RecordAvis | Note, Field(discriminator="kind")]
Event = Annotated[Opened | AvisRecorded | Reminded | SilenceRecorded | Ended | Noted, Field(discriminator="kind")]


class Ballot(Value):
    id: str
    siren: str
    place: Place | None = None
    opened: Opened | None = None
    avis: dict[str, bool] = Field(default_factory=dict)
    silent: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    reminded: bool = False
    ended: bool = False

    @property
    def pending(self) -> tuple[str, ...]:
        return tuple(c for c in (self.opened.communes if self.opened else ()) if c not in self.avis)


def decide(state: Ballot, command: Open | RecordAvis | Note | PassTime, at: datetime) -> Sequence[Value]:
    match command:
        case PassTime():
            return _pass_time(state, at)
        case Open():
            return [Opened(**command.model_dump(exclude={"kind"}))]
        case Note():
            return [Noted(text=command.text)]
        case RecordAvis():
            if state.ended:
                raise Refused("Le délai est passé : le silence de la commune est déjà enregistré.", L5211_39_1)
            if command.commune not in state.pending:
                raise Refused("Cette commune n'a pas d'avis à rendre.")
            return [AvisRecorded(commune=command.commune, favorable=command.favorable)]
        case _:
            assert_never(command)


def _pass_time(state: Ballot, at: datetime) -> Sequence[Value]:
    assert state.opened
    if not state.reminded:
        return [Reminded(communes=state.pending)]
    silences = [SilenceRecorded(commune=commune) for commune in state.pending]
    return [*silences, Ended(silences=len(silences))]


def evolve(state: Ballot, event: Any) -> Ballot:
    match event:
        case Opened():
            return state.but(opened=event)
        case AvisRecorded():
            return state.but(avis={**state.avis, event.commune: event.favorable})
        case Reminded():
            return state.but(reminded=True)
        case SilenceRecorded():
            return state.but(silent=(*state.silent, event.commune))
        case Ended():
            return state.but(ended=True)
        case _:
            return state.but(notes=(*state.notes, event.text))


def next_due(state: Ballot) -> datetime | None:
    if state.opened is None or state.ended:
        return None
    return state.opened.deadline if state.reminded else state.opened.remind_at


def react(state: Ballot, event: Any) -> Sequence[Reaction]:
    if isinstance(event, Ended) and state.opened and state.opened.tell:
        return [Reaction(stream=state.opened.tell, command=Note(text=f"{state.id} : {event.silences} silences"))]
    return []


def notify(state: Ballot, event: Any, at: datetime) -> Sequence[Notice]:
    if not isinstance(event, Reminded):
        return []
    return [
        Notice(
            key=f"{state.id}#{commune}/avis_j7",
            kind=NoticeKind.AVIS_J7,
            to=mairie(commune),
            about=f"{state.id}#{commune}",
            send_at=at,
            urgent=bool(state.opened and state.opened.urgent),
        )
        for commune in event.communes
    ]


BALLOT: Decider[Ballot] = Decider(
    kind="ballot",
    state=Ballot,
    commands=TypeAdapter(Command),
    events=TypeAdapter(Event),
    new=lambda stream: Ballot(id=stream, siren=stream.split("/")[1], place=METROPOLE),
    decide=decide,
    evolve=evolve,
    next_due=next_due,
    is_closed=lambda state: state.ended,
    react=react,
    notify=notify,
    still_owed=lambda state, notice: notice.commune in state.pending,
    asks=lambda state: ("count",) if state.ended else (),
)


def registry(stream: str) -> Decider[Any]:
    return BALLOT


def ballot_id(key: str) -> str:
    return f"ballot/{SIREN}/{key}"


def post(stream: str, command: Ask | Value, *, at: datetime | None = None, key: str = "") -> Post:
    """`command`, under an id of its own content; another `key` makes it another command."""
    return Post(stream=stream, command_id=posted_id(stream, command, key), command=command, by="coordinateur", at=at)


def posted_id(stream: str, command: Ask | Value, key: str = "") -> UUID:
    return derived_id(stream, command.model_dump_json(), key)
