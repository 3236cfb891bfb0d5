"""Who runs a server. PostgreSQL refuses root: from root it runs as `nobody`, which must reach its files.

Nothing here changes the mode of a directory that it did not make: programs that `nobody` cannot reach are copied, data
that would stand where it cannot go are kept elsewhere (`places`).
"""

import os
import pwd
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.embedded.errors import ServerUnavailable


@dataclass(frozen=True)
class Account:
    """The system account that runs a server, and the environment it is given (ours may hold secrets)."""

    uid: int
    gid: int
    environment: Mapping[str, str]

    @property
    def is_ours(self) -> bool:
        """Whether it is the account of this process, which therefore reaches all that we reach."""
        return self.uid == os.geteuid()

    def as_subprocess(self) -> dict[str, Any]:
        """What `subprocess` is told to run a program under this account."""
        return {} if self.is_ours else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def reaches(self, file: Path) -> bool:
        """Whether it may read `file`, by its mode and those of the directories above."""
        return self.is_ours or (bool(file.stat().st_mode & stat.S_IROTH) and self.crosses(file.parent))

    def crosses(self, directory: Path) -> bool:
        """Whether it may go through `directory`, which exists, by its mode and those of the directories above."""
        real = directory.resolve()
        return self.is_ours or all(each.stat().st_mode & stat.S_IXOTH for each in (real, *real.parents))


def own_account() -> Account:
    """The account of this process."""
    return _account(os.geteuid(), os.getegid())


def database_account() -> Account:
    """The account for PostgreSQL: ours, or `nobody` when we are root. Raises ServerUnavailable when it is missing."""
    if os.geteuid() != 0:
        return own_account()
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise ServerUnavailable(
            "PostgreSQL refuse de tourner sous root et le compte « nobody » manque : créez-le, ou lancez Jalon sous "
            "un autre compte que root."
        ) from None
    return _account(nobody.pw_uid, nobody.pw_gid)


def _account(uid: int, gid: int) -> Account:
    return Account(uid, gid, {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"})
