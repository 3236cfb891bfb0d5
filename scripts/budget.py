"""Budgets of the house: how long a file and a function may be, how many arguments a function may take.

A file over budget is two nouns. Complexity is ruff's. Run as `python scripts/budget.py`: prints medians, and every
offender; exits with 1 when there is one.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

FILE_LINES = 250
FUNCTION_LINES = 40
ARGUMENTS = 6
WATCHED = (
    "domain",
    "workflows",
    "activities",
    "infra",
    "terminal",
    "web",
    "migrations",
    "scripts",
    "worker.py",
    "cli.py",
)


@dataclass(frozen=True)
class Size:
    """How big something is, and where it stands."""

    where: str
    size: int


def python_files(root: Path, names: tuple[str, ...] = WATCHED) -> Iterator[Path]:
    """Every Python file under the `names` of `root`, in order of path; a name that does not exist is passed over."""
    for name in names:
        path = root / name
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.exists() else []


def sizes(root: Path) -> tuple[list[Size], list[Size], list[Size]]:
    """The lines of every file, the lines of every function (from `def` to its end) and its arguments (`self` apart)."""
    files, lengths, arguments = [], [], []
    for path in python_files(root):
        text, where = path.read_text(encoding="utf-8"), path.relative_to(root).as_posix()
        files.append(Size(where, len(text.splitlines())))
        for node in ast.walk(ast.parse(text, filename=where)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                name = f"{where}:{node.lineno} {node.name}"
                lengths.append(Size(name, (node.end_lineno or node.lineno) - node.lineno + 1))
                arguments.append(Size(name, _arguments(node.args)))
    return files, lengths, arguments


def _arguments(args: ast.arguments) -> int:
    named = [arg.arg for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
    return sum(name not in {"self", "cls"} for name in named) + (args.vararg is not None) + (args.kwarg is not None)


def report(title: str, measured: list[Size], budget: int) -> list[str]:
    """One line of figures, then one line per offender, the biggest first."""
    ordered = sorted(measured, key=lambda size: size.size)
    if not ordered:
        return [f"{title} : rien à mesurer"]
    p90, largest = ordered[(9 * len(ordered) - 1) // 10], ordered[-1]
    figures = f"médiane {median(size.size for size in ordered):g}, p90 {p90.size}, max {largest.size}"
    over = [size for size in reversed(ordered) if size.size > budget]
    return [f"{title} : {len(ordered)}, {figures} (budget {budget})"] + [
        f"  trop long : {size.where} ({size.size})" for size in over
    ]


def main(root: Path) -> int:
    """Print the report of the tree at `root`; 1 when something is over budget."""
    files, lengths, arguments = sizes(root)
    lines = [
        *report("lignes par fichier", files, FILE_LINES),
        *report("lignes par fonction", lengths, FUNCTION_LINES),
        *report("arguments par fonction", arguments, ARGUMENTS),
    ]
    print("\n".join(lines))
    return int(any(line.startswith("  ") for line in lines))


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parents[1]))
