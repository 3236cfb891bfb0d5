"""Where the servers' programs and data stand, so that the account that runs them reaches them."""

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.embedded.accounts import Account, database_account
from infra.embedded.errors import ServerUnavailable

#: As root: where stand the data and the programs that `nobody` would not reach.
SYSTEM_DATA = Path("/var/lib/jalon")


def reachable_programs(binaries: Path, account: Account, system: Path = SYSTEM_DATA) -> Path:
    """`binaries` (…/package/tree/bin), or their copy under `system` when `account` does not reach them.

    The tree is copied with the shared libraries beside its package (…/package.libs), once for each build.
    Raises ServerUnavailable when it cannot be copied.
    """
    program = binaries / "postgres"
    if account.reaches(program):
        return binaries
    tree, package = binaries.parent, binaries.parent.parent
    copy = system / f"{package.name}-{hashlib.sha256(program.read_bytes()).hexdigest()[:16]}"
    try:
        if not copy.exists():
            unfinished = _made_in(system, ".copy-")
            _copy_readable(tree, unfinished / package.name / tree.name)
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.is_dir():
                _copy_readable(libraries, unfinished / libraries.name)
            _publish(unfinished, copy)
    except OSError as refused:
        raise ServerUnavailable(f"PostgreSQL n'a pas pu être copié dans {copy} : {refused.strerror}.") from refused
    return copy / package.name / tree.name / "bin"


def private_directory(wanted: Path, account: Account, system: Path = SYSTEM_DATA) -> Path:
    """A directory that `account` alone owns (0700): `wanted`, made if it is missing, or the one it links to.

    When `account` cannot reach what would stand in `wanted`, the directory is made under `system` and `wanted` becomes
    a link to it. Raises ServerUnavailable when that is impossible, or when `wanted` holds somebody else's files.
    """
    try:
        wanted.parent.mkdir(parents=True, exist_ok=True)
        if not os.path.lexists(wanted) and not account.crosses(wanted.parent):
            wanted.symlink_to(_made_in(system, f"{wanted.name}-"))
        real = wanted.resolve()
        real.mkdir(exist_ok=True)
        if not account.crosses(real.parent):
            raise ServerUnavailable(
                f"PostgreSQL n'atteint pas {real} : supprimez ce dossier ou choisissez-en un autre."
            )
        if real.stat().st_uid != account.uid:
            if any(real.iterdir()):
                raise ServerUnavailable(
                    f"Le dossier {real} contient les fichiers d'un autre compte : choisissez-en un autre."
                )
            os.chown(real, account.uid, account.gid)
        real.chmod(0o700)
    except OSError as refused:
        raise ServerUnavailable(f"Le dossier {wanted} ne peut pas être préparé : {refused.strerror}.") from refused
    return real


@contextmanager
def scratch_directory(prefix: str = "jalon-") -> Iterator[Path]:
    """A temporary directory that every account may cross, removed at the end with all it holds."""
    account = database_account()
    usual = [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")]
    place = next((each for each in usual if each.is_dir() and account.crosses(each)), usual[0])
    with tempfile.TemporaryDirectory(prefix=prefix, dir=place, ignore_cleanup_errors=True) as made:
        directory = Path(made)
        directory.chmod(0o711)
        yield directory


def _made_in(system: Path, prefix: str) -> Path:
    """A new directory of `system` that every account may cross."""
    system.mkdir(mode=0o755, parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=system, prefix=prefix))
    made.chmod(0o755)
    return made


def _copy_readable(source: Path, target: Path) -> None:
    """Copies a tree for everyone to read: it may have been installed under a strict umask."""
    shutil.copytree(source, target, symlinks=True)
    for each in (target.parent, target, *target.rglob("*")):
        if not each.is_symlink():
            mode = each.stat().st_mode
            crossed = stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH if mode & stat.S_IXUSR else 0
            each.chmod(mode | stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH | crossed)


def _publish(unfinished: Path, copy: Path) -> None:
    """Gives a whole copy its name at once; another process may have been first, with the same content."""
    try:
        unfinished.rename(copy)
    except OSError:
        if not copy.is_dir():
            raise
        shutil.rmtree(unfinished)
