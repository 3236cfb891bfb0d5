"""The rules of the house that no library checks: layers of single modules, no world in the domain, a whole wheel."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import layers
from scripts.budget import python_files

ROOT = Path(__file__).resolve().parents[1]
NOT_IN_THE_WHEEL = {"tests", "scripts", "benchmarks", "docs"}

#: What looks at a clock, at chance or at the machine, as it is written. Time, ids and files are arguments.
#: `workflow.now` is none of these: it is replayed, and only arms a timer.
LOOKS = re.compile(
    r"((datetime|dt)\.)?(datetime|date)\.(now|today|utcnow)"
    r"|(uuid\.)?uuid[14]"
    r"|(random|secrets|os|sys|pathlib|subprocess|socket)\.\w+"
    r"|time\.(time|time_ns|monotonic|perf_counter|sleep)"
    r"|workflow\.(random|uuid4)"
    r"|(.+\.)?(getenv|environ|read_text|read_bytes|write_text|write_bytes)"
    r"|open|input|print|exec|eval|__import__"
)


def looks_at_the_world(tree: ast.AST) -> Iterator[str]:
    """Line and text of every look at the world in a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            written = [ast.unparse(node)]
        elif isinstance(node, ast.ImportFrom):
            written = [alias.name for alias in node.names] + [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (f"{node.lineno} {text}" for text in written if LOOKS.fullmatch(text))


def test_the_domain_and_the_workflows_look_at_no_clock_no_chance_and_no_file() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{look}"
        for path in python_files(ROOT, ("domain", "workflows"))
        for look in looks_at_the_world(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found == set()


@pytest.mark.parametrize(
    "line",
    [
        "datetime.now(UTC)",
        "date.today()",
        "uuid.uuid4()",
        "from uuid import uuid4",
        "random.random()",
        "os.environ['HOME']",
        "open('x')",
        "clock = datetime.now",
        "datetime.datetime.now()",
        "from random import choice",
        "workflow.uuid4()",
        "Path('x').read_text()",
    ],
)
def test_a_look_at_the_world_is_seen(line: str) -> None:
    assert list(looks_at_the_world(ast.parse(line)))


def test_imports_flow_down() -> None:
    assert list(layers.breaches(ROOT)) == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("domain/calendar.py", "import sqlalchemy"),
        ("domain/calendar.py", "from os import environ"),
        ("domain/calendar.py", "from infra.store import Store"),
        ("workflows/stream.py", "import infra.store"),
        ("activities/streams.py", "from terminal.status import status"),
        ("terminal/status.py", "import cli"),
        ("worker.py", "from terminal.status import status"),
        ("migrations/versions/0001.py", "from activities.streams import advance"),
        ("infra/store.py", "from scripts import budget"),
    ],
)
def test_an_import_that_climbs_is_seen(tmp_path: Path, path: str, line: str) -> None:
    module = tmp_path / path
    module.parent.mkdir(parents=True, exist_ok=True)
    module.write_text(line)
    assert len(list(layers.breaches(tmp_path))) == 1


def test_every_package_of_the_checkout_goes_into_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"])
    source = {name.removeprefix("/") for name in project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]}
    here = {path.relative_to(ROOT).parts[0] for path in ROOT.glob("[!.]*/**/*.py")} | {
        path.name for path in ROOT.glob("*.py")
    }
    assert here - NOT_IN_THE_WHEEL - wheel == set()
    assert wheel <= source
