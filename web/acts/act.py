"""What an act is: what it takes hold of, what its form asks, the commands that it makes of it.

Each act is one value, in the file of its kind of stream; the steps that it goes through are the same for all and stand
in `web/acts/routes.py`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from domain.access import Right
from domain.base import Ask
from domain.mandate.state import Mandate
from infra.contacts import Contact
from infra.documents import Sheet
from infra.reading.roadmap_lines import Line
from infra.reading.sentences import commune_name
from web.acts.rehearsal import Rehearsal
from web.forms import Form
from web.pages.scope import Scope

#: What stands between several choices of one field.
BETWEEN: Final = "\n"


class Kind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    LONG = "long"  #: several lines
    DAY = "day"
    COUNT = "count"
    RADIOS = "radios"
    SELECT = "select"
    TICK = "tick"  #: « oui » or nothing
    TICKS = "ticks"  #: several choices, joined by `BETWEEN`
    FILE = "file"  #: a PDF or an image: what is typed becomes the SHA-256 of the file that is kept
    DOCUMENT = "document"  #: the same, for a text or a sheet too


#: What forms and addresses of acts hold beside fields.
TAKEN: Final = frozenset({"etape", "cle", "vu", "flux", "commune", "repere", "siren"})

#: Those that hold a file.
FILES: Final = frozenset({Kind.FILE, Kind.DOCUMENT})


@dataclass(frozen=True)
class Field:
    """A field of a form. `value`: what it holds before anybody types; `choices`: label by value, in order; `legend`:
    fields that follow one another under the same one are a group; `most`: characters at most."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    required: bool = False
    value: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    most: int = 300
    legend: str = ""

    def __post_init__(self) -> None:
        """Raises `ValueError` for a name that the steps of acts or their address use themselves."""
        if self.name in TAKEN:
            raise ValueError(f"a field of an act cannot be named {self.name}")


@dataclass(frozen=True)
class Held:
    """What an act takes hold of: a stream of the EPCI as it stands, `commune` (INSEE code) and `mark` (a milestone, a
    duty, a step…) when the address names them, else empty. `mandate`: that of the EPCI, if there is one; `files`: what
    is kept about the stream or its commune; `contacts`: who is written to in the EPCI, for an act that writes to them;
    `lines`: the objectives of the roadmap, for an act that looks at them all.
    """

    scope: Scope
    stream: str
    state: Any
    commune: str = ""
    mark: str = ""
    mandate: Mandate | None = None
    files: tuple[Sheet, ...] = ()
    contacts: tuple[Contact, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def where(self) -> str:
        """The name of the commune, empty when there is none."""
        return commune_name(self.commune, self.scope.epci) if self.commune else ""

    @property
    def about(self) -> str:
        """What files of the act are about: the stream, or its commune."""
        return f"{self.stream}#{self.commune}" if self.commune else self.stream


def _nothing(held: Held) -> str:
    return ""


def _same_stream(held: Held, form: Form) -> str:
    return held.stream


def _to_the_stream(held: Held) -> tuple[str, str]:
    return held.scope.link_to(held.stream), getattr(held.state, "title", "") or "Feuille de route"


def _no_more(held: Held, rehearsal: Rehearsal) -> Sequence[str]:
    return ()


async def _no_look(held: Held, rehearsal: Rehearsal) -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class Act:
    """One thing that somebody does to a stream of one of `kinds`, at `/actes/{name}`.

    `title` is imperative (« Déplacer l'échéance »); `lead` says in a sentence or two what it is for, with its article.
    `fields` gives the form, prefilled. `read` reads it: the commands, in order; nothing, and `form.wrong`, when
    something is missing. `closed` says why it cannot be done now, empty when it can; it is shown instead of the form.
    `target`: the stream that is told, that of the address unless it is a new one. `says`: what will happen beyond what
    the rehearsal tells, in sentences. `back`: the address of the page that one comes from, and what its link says.
    `done`: what is said once it is applied. `writes_to`: whether `says` tells who is written to.
    `whole`: whether it says anew all that its form holds, so that what others record meanwhile is to be seen.
    `reads_roadmap`: whether it looks at every objective of the roadmap.
    `followed`: other streams follow it, and the rehearsal does not see what it changes of their reminders. `looks`:
    what will happen that only a look at other streams can tell, in sentences.
    """

    name: str
    kinds: tuple[str, ...]
    title: str
    lead: Callable[[Held], str]
    fields: Callable[[Held], Sequence[Field]]
    read: Callable[[Held, Form], Sequence[Ask]]
    confirm: str
    right: Right = Right.COORDINATE
    of_a_commune: bool = False
    closed: Callable[[Held], str] = _nothing
    target: Callable[[Held, Form], str] = _same_stream
    says: Callable[[Held, Rehearsal], Sequence[str]] = _no_more
    back: Callable[[Held], tuple[str, str]] = _to_the_stream
    done: str = "C'est fait."
    followed: bool = False
    looks: Callable[[Held, Rehearsal], Awaitable[Sequence[str]]] = _no_look
    writes_to: bool = False
    whole: bool = False
    reads_roadmap: bool = False
