"""Databases of tests: made by copying files, on memory where there is some, and dropped."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Final

import psycopg

from infra.embedded.places import scratch_directory
from infra.embedded.postgres import EmbeddedPostgres

#: A disk in memory, as Linux has one; containers often leave it too small.
_IN_MEMORY: Final = Path("/dev/shm")
_ENOUGH: Final = 4 * 2**30

_numbers = count(1)


@contextmanager
def quick_directory() -> Iterator[Path]:
    """A directory for servers that keep nothing, in memory where there is room for it."""
    if not _IN_MEMORY.is_dir() or shutil.disk_usage(_IN_MEMORY).free < _ENOUGH:
        with scratch_directory() as directory:
            yield directory
        return
    with tempfile.TemporaryDirectory(prefix="jalon-", dir=_IN_MEMORY, ignore_cleanup_errors=True) as made:
        directory = Path(made)
        # The account of the server is not ours: it crosses, and reads nothing.
        directory.chmod(0o711)
        yield directory


def new_copy(postgres: EmbeddedPostgres, template: str) -> str:
    """The name of a new database that is a copy of `template`, on which nobody may be connected."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(postgres.url_of("postgres"), autocommit=True) as administrator:
        # Nothing is synced to disk here: the checkpoints of a copy by files cost less than a log of every page.
        administrator.execute(f"create database {name} template {template} strategy file_copy".encode())
    return name


@contextmanager
def copied(postgres: EmbeddedPostgres, template: str) -> Iterator[str]:
    """The URL of a new database that is a copy of `template`; it is dropped at the end, whoever is connected."""
    name = new_copy(postgres, template)
    try:
        yield postgres.url_of(name)
    finally:
        with psycopg.connect(postgres.url_of("postgres"), autocommit=True) as administrator:
            administrator.execute(f"drop database {name} with (force)".encode())
