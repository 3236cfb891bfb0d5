"""A file that somebody gives, before anything is known of it."""

from pathlib import Path
from typing import Final, NamedTuple

from domain.errors import DomainError
from domain.french import typeset

#: The most that any roadmap file may weigh, in bytes: a workbook is the heaviest.
HEAVIEST: Final = 5_000_000


class Source(NamedTuple):
    """A file: the name under which it is spoken of, and its content."""

    name: str
    content: bytes

    def refused(self, why: str) -> DomainError:
        """What is said when it cannot be read at all."""
        return DomainError(typeset(f"Le fichier « {self.name} » ne peut pas être importé : {why}."))


def source_at(path: Path) -> Source:
    """The file of that path, cut one byte past `HEAVIEST`. Raises `DomainError` when it cannot be read."""
    try:
        with path.open("rb") as file:
            return Source(path.name, file.read(HEAVIEST + 1))
    except FileNotFoundError:
        raise DomainError(typeset(f"Le fichier « {path} » n'existe pas ; vérifiez son chemin.")) from None
    except IsADirectoryError:
        raise DomainError(typeset(f"« {path} » est un dossier ; indiquez le fichier qu'il contient.")) from None
    except OSError as unreadable:
        raise DomainError(typeset(f"Le fichier « {path} » ne peut pas être lu ; vérifiez vos droits.")) from unreadable
