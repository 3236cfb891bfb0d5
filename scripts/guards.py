"""Guards of what is handed over: locks that are complete, pinned and up to date, and no address of a package registry.

Run as `python scripts/guards.py`: prints every finding and exits with 1 when there is one.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

#: Built from parts: this file is read by the guard too.
REGISTRIES = [
    ".".join(parts).encode()
    for parts in (
        ("pypi", "org"),
        ("python" + "hosted", "org"),
        ("registry", "npmjs"),
        ("registry", "yarnpkg"),
        ("proxy", "golang"),
        ("crates", "io"),
        ("rubygems", "org"),
    )
]
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[^]]*\])?==(?P<version>[^ ;\\]+)", re.MULTILINE)


def tracked(root: Path) -> list[Path]:
    """Every file that git keeps or would keep, deleted ones apart."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, check=True, capture_output=True).stdout.decode().split("\0")
    return [path for name in listed if name and (path := root / name).is_file()]


def registries_named(files: list[Path]) -> Iterator[str]:
    """One line per file that names a package registry."""
    for path in files:
        content = path.read_bytes().lower()
        if any(host in content for host in REGISTRIES):
            yield f"{path} nomme un registre de paquets"


def pins(lock: str) -> dict[str, str]:
    """The version of every package pinned in the text of a lock."""
    return {canonicalize_name(pin["name"]): pin["version"] for pin in PIN.finditer(lock)}


def loose(name: str, lock: str) -> Iterator[str]:
    """What is not pinned by a hash in the lock called `name`, and any address in it."""
    if "://" in lock or re.search(r"^--", lock, re.MULTILINE):
        yield f"{name} contient une adresse ou une option"
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        if not PIN.match(entry) or "--hash=sha256:" not in entry:
            yield f"{name} : sans empreinte : {entry.splitlines()[0]}"


def outdated(name: str, lock: str, wanted: list[str]) -> Iterator[str]:
    """What `wanted` (requirements as `pyproject.toml` writes them) asks and the lock called `name` does not give."""
    pinned = pins(lock)
    for requirement in map(Requirement, wanted):
        version = pinned.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            yield f"{name} : {requirement} demandé, {version or 'rien'} épinglé ; lancez « make lock »"


def findings(root: Path) -> Iterator[str]:
    """Everything that the guards find in the tree at `root`."""
    yield from registries_named(tracked(root))
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    runtime = project["project"]["dependencies"] + extras["embedded"]
    wanted = {
        "requirements.lock": runtime,
        "dev.lock": runtime + extras["dev"],
        "build.lock": project["build-system"]["requires"],
    }
    locks = {name: (root / name).read_text(encoding="utf-8") for name in wanted}
    for name, lock in locks.items():
        yield from loose(name, lock)
        yield from outdated(name, lock, wanted[name])
    for name in ("requirements.lock", "build.lock"):
        for package, version in pins(locks[name]).items() - pins(locks["dev.lock"]).items():
            yield f"{name} : {package} {version} n'est pas la version de dev.lock ; lancez « make lock »"


def main(root: Path) -> int:
    """Print the findings in the tree at `root`; 1 when there is one."""
    found = list(findings(root))
    print("\n".join(found) or "gardes : verrous complets et à jour, aucun registre nommé")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parents[1]))
