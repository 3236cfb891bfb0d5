"""As root, PostgreSQL runs as somebody else, who must reach its files without one directory being opened for him."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from infra.embedded.accounts import Account, database_account, own_account
from infra.embedded.cluster import find_binaries
from infra.embedded.errors import ServerUnavailable
from infra.embedded.places import private_directory, reachable_programs, scratch_directory
from infra.embedded.postgres import EmbeddedPostgres

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL under another account")


@pytest.fixture
def scratch() -> Iterator[Path]:
    with scratch_directory() as directory:
        yield directory


@pytest.fixture
def nobody() -> Account:
    return database_account()


@pytest.fixture
def closed(scratch: Path) -> Path:
    """A directory like root's home."""
    home = scratch / "root"
    home.mkdir(mode=0o700)
    return home


@pytest.fixture
def system(scratch: Path) -> Path:
    return scratch / "system"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_database_does_not_run_as_root(postgres: EmbeddedPostgres, nobody: Account) -> None:
    assert nobody.uid != 0
    assert Path(f"/proc/{postgres.pid}").stat().st_uid == nobody.uid


def test_programs_of_a_closed_directory_are_copied_once_and_it_stays_closed(
    closed: Path, system: Path, nobody: Account, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = find_binaries()
    package = there.parent.parent
    strict = closed / package.name / there.parent.name
    shutil.copytree(there.parent, strict, symlinks=True)
    shutil.copytree(package.with_name(f"{package.name}.libs"), closed / f"{package.name}.libs", symlinks=True)
    for each in (strict / "bin", *(strict / "bin").iterdir()):
        each.chmod(0o700)

    copy = reachable_programs(strict / "bin", nobody, system)

    assert copy.is_relative_to(system)
    assert reachable_programs(strict / "bin", nobody, system) == copy
    assert len(list(system.iterdir())) == 1
    assert mode(closed) == mode(strict / "bin") == 0o700
    monkeypatch.setenv("PG_BIN", str(copy))
    with EmbeddedPostgres(scratch / "postgres", durable=False) as server, psycopg.connect(server.url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_programs_within_reach_are_used_where_they_are(nobody: Account, system: Path) -> None:
    assert reachable_programs(Path("/usr/bin"), own_account(), system) == Path("/usr/bin")
    assert not system.exists()


def test_data_wanted_in_a_closed_directory_stand_elsewhere_behind_a_link(
    closed: Path, system: Path, nobody: Account
) -> None:
    real = private_directory(closed / "jalon/postgres", nobody, system)
    assert real.parent == system
    assert (closed / "jalon/postgres").resolve() == real
    assert private_directory(closed / "jalon/postgres", nobody, system) == real
    assert (real.stat().st_uid, mode(real), mode(closed)) == (nobody.uid, 0o700, 0o700)
    real.rmdir()
    assert private_directory(closed / "jalon/postgres", nobody, system) == real


def test_somebody_elses_files_are_not_taken_over(scratch: Path, closed: Path, nobody: Account) -> None:
    taken = scratch / "taken"
    taken.mkdir()
    (taken / "letter.txt").write_text("…")
    with pytest.raises(ServerUnavailable, match="contient les fichiers d'un autre compte"):
        private_directory(taken, nobody)
    assert taken.stat().st_uid == 0
    (closed / "postgres").mkdir()
    with pytest.raises(ServerUnavailable, match="n'atteint pas"):
        private_directory(closed / "postgres", nobody)


def test_a_place_that_cannot_be_made_is_said_in_french(scratch: Path, nobody: Account) -> None:
    (scratch / "file").touch()
    with pytest.raises(ServerUnavailable, match="ne peut pas être préparé"):
        private_directory(scratch / "file/postgres", nobody)


def test_a_scratch_directory_can_be_crossed_and_disappears(nobody: Account, closed: Path) -> None:
    with scratch_directory() as directory:
        assert nobody.crosses(directory)
        assert not nobody.crosses(closed)
        (directory / "file").touch()
    assert not directory.exists()
