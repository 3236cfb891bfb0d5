"""What is looked at before anything is started: a refusal is one sentence, and leaves nothing behind."""

import os
import shutil
from pathlib import Path
from typing import Any, Final

from infra.embedded.accounts import database_account
from infra.embedded.cluster import find_binaries
from infra.embedded.temporal import find_program
from infra.settings import Environment, Settings, SettingsUnusable, is_set, load_settings
from terminal.exits import Unavailable

#: Below this, a database that can no longer write would stop on its own, at a bad moment.
ROOM_BYTES: Final = 1_500_000_000

#: What `jalon up` decides by itself.
_OURS: Final = ("database_url", "temporal_address", "temporal_namespace")


def settings(**known: str) -> Settings:
    """The settings, in which the database and Temporal are those of `known`, or not known yet. Unless somebody says
    otherwise it is a demonstration, whose mails go nowhere. Raises `Unavailable`."""
    for field in _OURS:
        if is_set(field):
            raise Unavailable(
                f"JALON_{field.upper()} est réglé, mais « jalon up » démarre sa propre base et son propre Temporal : "
                "retirez ce réglage, ou lancez « jalon worker » et « jalon web » sur vos serveurs."
            )
    given: dict[str, Any] = {"database_url": "postgresql://127.0.0.1/jalon", **known}
    if not is_set("environment"):
        given["environment"] = Environment.DEMO
    try:
        return load_settings(**given)
    except SettingsUnusable as unusable:
        raise Unavailable(str(unusable)) from None


def programs() -> None:
    """Whether the servers are installed. Raises `ServerUnavailable`."""
    find_binaries()
    find_program("temporal", "TEMPORAL_CLI")


def directory(wanted: Path) -> Path:
    """The data directory, made if it is missing; never another one. Raises `Unavailable` when it cannot serve."""
    account = database_account()
    try:
        wanted.mkdir(mode=0o700 if account.is_ours else 0o711, parents=True, exist_ok=True)
    except OSError as refused:
        raise Unavailable(f"Le dossier {wanted} ne peut pas être préparé : {_why(refused)}. {_ELSEWHERE}") from None
    if not os.access(wanted, os.R_OK | os.W_OK | os.X_OK):
        raise Unavailable(f"Le dossier {wanted} n'est pas ouvert à ce compte en lecture et en écriture. {_ELSEWHERE}")
    if not account.crosses(wanted):
        raise Unavailable(
            f"PostgreSQL refuse de tourner sous root, et le compte « nobody », qui le fait tourner, ne peut pas "
            f"traverser {wanted} ou un dossier au-dessus. {_ELSEWHERE}"
        )
    _require_room(wanted, shutil.disk_usage(wanted).free)
    return wanted


_ELSEWHERE: Final = "Indiquez un autre dossier dans JALON_DATA."


def _require_room(wanted: Path, free_bytes: int) -> None:
    if free_bytes < ROOM_BYTES:
        left = f"{free_bytes / 1e9:.1f}".replace(".", ",")
        raise Unavailable(
            f"Il reste {left} Go sur le disque de {wanted}, et Jalon en demande 1,5 : libérez de la place."
        )


def _why(refused: OSError) -> str:
    match refused:
        case FileExistsError() | NotADirectoryError():
            return "un fichier porte déjà ce nom"
        case PermissionError():
            return "ce compte n'en a pas le droit"
        case _:
            return str(refused.strerror)
