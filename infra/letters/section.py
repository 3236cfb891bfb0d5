"""One matter of a letter: what its template is told, and its date."""

from dataclasses import dataclass
from typing import Any

from domain.notices import NoticeKind
from infra.letters.ics import Entry


@dataclass(frozen=True)
class Section:
    """`facts`: the names that the template of `kind` uses. `entry`: the date to keep, `None` when it has none."""

    kind: NoticeKind
    facts: dict[str, Any]
    entry: Entry | None = None
