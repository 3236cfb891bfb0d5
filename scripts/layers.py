"""The contracts on imports that import-linter cannot hold: it knows packages and named libraries, not single modules.

Run as `python scripts/layers.py`: prints every breach and exits with 1 when there is one.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

OURS = {"domain", "infra", "activities", "workflows", "terminal", "worker", "cli", "migrations"}
TOOLS = {"tests", "scripts", "benchmarks"}

#: What each part may name of ours. Packages keep their order by import-linter; here come the doors and the migrations.
MAY_NAME = {
    "domain": {"domain"},
    "infra": {"domain", "infra"},
    "activities": {"domain", "infra", "activities"},
    "workflows": {"domain", "activities", "workflows"},
    "migrations": {"domain", "infra"},
    "terminal": OURS - {"cli", "migrations"},
    "worker": OURS - {"cli", "terminal", "migrations"},
    "cli": OURS - {"migrations"},
}

#: The domain has no clock, no chance, no I/O: these parts of the standard library are not for it.
WORLD = {
    "asyncio",
    "concurrent",
    "getpass",
    "http",
    "io",
    "locale",
    "logging",
    "multiprocessing",
    "os",
    "pathlib",
    "platform",
    "random",
    "secrets",
    "select",
    "shutil",
    "signal",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
    "urllib",
}
DOMAIN_LIBRARIES = {"pydantic", "domain"} | set(sys.stdlib_module_names) - WORLD


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and top-level name of every import of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module.partition(".")[0]


def refusal(part: str, name: str) -> str | None:
    """Why `part` may not import `name`, or `None` when it may."""
    if name in TOOLS:
        return "le produit ne connaît pas ses outils"
    if name in OURS and name not in MAY_NAME[part]:
        return "les imports descendent"
    if part == "domain" and name not in DOMAIN_LIBRARIES:
        return "le domaine ne connaît que pydantic et la bibliothèque standard, sans horloge, hasard ni entrée-sortie"
    return None


def breaches(root: Path) -> Iterator[str]:
    """One French line per import that breaks a contract, in order of part and path."""
    for part in MAY_NAME:
        single = root / f"{part}.py"
        for path in [single] if single.exists() else sorted((root / part).rglob("*.py")):
            for line, name in imported(ast.parse(path.read_text(encoding="utf-8"), filename=str(path))):
                if reason := refusal(part, name):
                    yield f"{path.relative_to(root).as_posix()}:{line} importe {name} : {reason}"


def main(root: Path) -> int:
    """Print the breaches of the tree at `root`; 1 when there is one."""
    found = list(breaches(root))
    print("\n".join(found) or "couches : les imports descendent")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parents[1]))
