"""The installation that `jalon up` runs on a data directory: how the other commands of the machine find it.

While it runs, a file of the directory, for its owner alone, says how to reach it; nobody has to copy a password.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

_FILE = "connexion.env"
_HEADER = "# Écrit par « jalon up » pour les autres commandes ; il disparaît à l'arrêt.\n"


def connection_file(directory: Path) -> Path | None:
    """The settings of the installation that runs on `directory`, as an env file; `None` when none runs there.

    Raises `PermissionError` when it is another account's.
    """
    file = directory / _FILE
    if not file.is_file():
        return None
    file.open().close()
    return file


def publish(directory: Path, settings: Mapping[str, str]) -> None:
    """Says how to reach it, by variables `JALON_…`. Whole or not at all for who reads meanwhile."""
    lines = [f"{name}='{value}'\n" for name, value in settings.items()]
    write_private(directory / _FILE, "".join([_HEADER, *lines]))


def withdraw(directory: Path) -> None:
    """Says that nothing runs there any more."""
    with suppress(FileNotFoundError):
        (directory / _FILE).unlink()


def write_private(file: Path, text: str) -> None:
    """Writes `file` for its owner alone (0600), whole or not at all, on the disk when it returns."""
    draft = file.with_name(f".{file.name}.new")
    with suppress(FileNotFoundError):
        draft.unlink()
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
