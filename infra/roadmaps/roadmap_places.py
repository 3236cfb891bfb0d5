"""Where something stands in a roadmap file, whatever its format, and what is wrong there."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from domain.errors import DomainError
from domain.french import number, plural, typeset

#: Where in the content: keys and positions from the top.
Loc = tuple[str | int, ...]

#: For more, whoever reads them corrects the first ones and imports again.
MOST_SHOWN = 200


class Place(NamedTuple):
    """A place of a file. `order`: where it comes among the others; `line`, from 1, 0 for a whole sheet. `path` in a
    text, `sheet` and `column` (as displayed, empty for a whole line) in a workbook."""

    order: tuple[int, ...]
    line: int
    path: str = ""
    sheet: str = ""
    column: str = ""

    @property
    def short(self) -> str:
        """« axes[1].fiches[0].echeance », « feuille « Objectifs », ligne 7 »."""
        if not self.sheet:
            return self.path
        return f"feuille « {self.sheet} »" + (f", ligne {self.line}" if self.line else "")

    @property
    def said(self) -> str:
        """« axes[1].fiches[0].echeance (ligne 42) », « feuille « Objectifs », ligne 7, colonne « Échéance » »."""
        if not self.sheet:
            return f"{self.path} (ligne {self.line})"
        return self.short + (f", colonne « {self.column} »" if self.column else "")


class Fault(NamedTuple):
    """Something wrong, where it stands; `message` is a French sentence without its capital."""

    place: Place
    message: str

    @property
    def sentence(self) -> str:
        """The place, then what is wrong."""
        return typeset(f"{self.place.said} : ") + self.message


class Document(Protocol):
    """What a file says, as the keys and texts of the format, and where each of them stands in it."""

    @property
    def data(self) -> dict[str, Any]:
        """Dictionaries, lists, texts and `None`."""

    @property
    def faults(self) -> Sequence[Fault]:
        """What is wrong already with the way it is written."""

    def place(self, loc: Loc) -> Place:
        """The place of a part, or of the closest part around it that is written."""


class RoadmapRefused(DomainError):
    """The file is not right. `faults` in the order of the file, each once; `errors`: one French sentence for each."""

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.faults = tuple(dict.fromkeys(sorted(faults, key=lambda fault: fault.place.order)))
        self.errors = tuple(fault.sentence for fault in self.faults)
        count = len(self.faults)
        head = f"Le fichier « {name} » n'est pas importé : {number(count)} {plural(count, 'erreur', 'erreurs')}."
        more = [f"… et {number(count - MOST_SHOWN)} de plus."] if count > MOST_SHOWN else []
        super().__init__("\n".join([typeset(head), *self.errors[:MOST_SHOWN], *more]))


def written(loc: Loc) -> str:
    """« axes[1].fiches[0].echeance »."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return text.removeprefix(".") or "fichier"
