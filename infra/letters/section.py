"""One matter of a letter: what its template is told, its date, and what goes with it."""

from dataclasses import dataclass
from typing import Any

from domain.notices import NoticeKind
from infra.letters.ics import Entry
from infra.letters.letter import Attachment


@dataclass(frozen=True)
class Section:
    """`facts`: the names that the template of `kind` uses. `entry`: the date to keep, `None` when it has none.
    `attachments`: the files that it speaks of. `asks`: the kind that says what its button is for, where it is not its
    own."""

    kind: NoticeKind
    facts: dict[str, Any]
    entry: Entry | None = None
    attachments: tuple[Attachment, ...] = ()
    asks: NoticeKind | None = None
