"""What the schema of compose cannot see: names that lead nowhere, waiting on a health nobody checks, public ports.

Run as `python scripts/compose_check.py`: prints every finding in docker-compose.yml and exits with 1 when there is one.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

Mapping = dict[str, Any]

FILE = "docker-compose.yml"

#: What a service may name, by the section of the file that declares it.
NAMED = ("networks", "secrets", "volumes")

LOOPBACK = "127.0.0.1:"

#: `${NAME:-default}`, and `${NAME:?message}`, which has none.
VARIABLE = re.compile(r"\$\{\w+:?[-?](?P<rest>[^}]*)\}")


def findings(root: Path) -> Iterator[str]:
    """One French line for each thing wrong in the file at `root`, in the order of its services."""
    file: Mapping = YAML(typ="safe").load((root / FILE).read_text(encoding="utf-8"))
    services: dict[str, Mapping] = file["services"]
    for name, service in services.items():
        found = (
            *_awaited(service, services),
            *_undeclared(service, file),
            *_public(service),
            *_unpinned(service),
            *_missing_files(service, root),
        )
        yield from (f"{name} : {each}" for each in found)
    yield from _unused(file)
    for name, secret in file.get("secrets", {}).items():
        if "file" not in secret:
            yield f"secrets : {name} n'est pas un fichier"


def _awaited(service: Mapping, services: dict[str, Mapping]) -> Iterator[str]:
    """Services that are waited for: they exist, say their health if it is waited for, end if their end is."""
    for name, wait in service.get("depends_on", {}).items():
        other = services.get(name)
        condition = wait["condition"]
        if other is None:
            yield f"attend {name}, qui n'existe pas"
        elif condition == "service_healthy" and "healthcheck" not in other:
            yield f"attend que {name} aille bien, ce que rien n'examine"
        elif condition == "service_completed_successfully" and other.get("restart") in ("always", "unless-stopped"):
            yield f"attend la fin de {name}, qui recommence toujours"


def _used(service: Mapping, section: str) -> list[str]:
    """The names of a section that a service uses. A volume that begins with a dot or a slash is a path, no name."""
    names = [use.partition(":")[0] for use in service.get(section, [])]
    return [name for name in names if not name.startswith((".", "/"))]


def _undeclared(service: Mapping, file: Mapping) -> Iterator[str]:
    for section in NAMED:
        for name in _used(service, section):
            if name not in file.get(section, {}):
                yield f"{section} {name} n'est pas déclaré"


def _unused(file: Mapping) -> Iterator[str]:
    for section in NAMED:
        used = {name for service in file["services"].values() for name in _used(service, section)}
        for name in file.get(section, {}):
            if name not in used:
                yield f"{section} : {name} ne sert à personne"


def _public(service: Mapping) -> Iterator[str]:
    for port in service.get("ports", []):
        if not str(port).startswith(LOOPBACK):
            yield f"le port {port} s'ouvre au-delà de la boucle locale"


def _unpinned(service: Mapping) -> Iterator[str]:
    image = VARIABLE.sub(lambda found: found["rest"], service.get("image", ""))
    _, _, tag = image.rpartition("/")[2].partition(":")
    if tag in ("", "latest"):
        yield f"l'image « {image} » n'a pas de version"


def _missing_files(service: Mapping, root: Path) -> Iterator[str]:
    """Files of the checkout that a service mounts: Docker would make an empty folder of one that is missing."""
    for use in service.get("volumes", []):
        source = use.partition(":")[0]
        if source.startswith(".") and not (root / source).is_file():
            yield f"le fichier {source} n'existe pas"


def main(root: Path) -> int:
    """Print the findings in the tree at `root`; 1 when there is one."""
    found = list(findings(root))
    print("\n".join(found) or "compose : tout ce qui est nommé existe, aucun port public")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parents[1]))
