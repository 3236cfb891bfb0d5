"""The command of a benchmark: its options, its rounds, what it prints."""

import argparse
import json
import os
import platform
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import uvloop


@dataclass(frozen=True)
class Benchmark:
    """`doc`: what `--help` says. `case`: a dataclass of integers, each an option. `run` gives the raw rows of so many
    rounds, `figures` their medians and ratios, `told` the same as text."""

    doc: str | None
    case: type[Any]
    run: Callable[[Any, int], Awaitable[Sequence[Any]]]
    figures: Callable[[Any], Mapping[str, Any]]
    told: Callable[[Any, Any], str]


def main(benchmark: Benchmark) -> None:
    """Reads the options, runs, and prints."""
    options = argparse.ArgumentParser(description=benchmark.doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--json", action="store_true", help="one JSON object")
    options.add_argument("--rounds", type=int, default=5)
    for name, value in asdict(benchmark.case()).items():
        options.add_argument(f"--{name}", type=int, default=value)
    given = vars(options.parse_args())
    as_json, rounds = given.pop("json"), given.pop("rounds")
    case = benchmark.case(**given)
    rows = uvloop.run(_rows(benchmark, case, rounds))
    if not as_json:
        print(benchmark.told(case, rows))
        return
    machine = {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}
    raw = [asdict(row) for row in rows]
    print(json.dumps({**benchmark.figures(rows), "case": asdict(case), "machine": machine, "rows": raw}))


async def _rows(benchmark: Benchmark, case: Any, rounds: int) -> Sequence[Any]:
    return await benchmark.run(case, rounds)
