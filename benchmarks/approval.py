"""The approval case: Jalon beside a bare FastAPI route and beside a Temporal workflow with an Update per answer.

    python -m benchmarks.approval --json

Starts its own servers on free ports, takes the engines in turn, and prints one JSON object: the figures, medians of
ratios taken inside each round, then the rows they come from. `docs/benchmarks.md` says what each one is about.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

from benchmarks.command import Benchmark, main
from benchmarks.engine import Engine, measure
from benchmarks.jalon import jalon
from benchmarks.route import route
from benchmarks.rows import Row, figures
from benchmarks.servers import Servers, servers
from benchmarks.updates import updates
from benchmarks.workload import Case, communes_for, epci_for, plan


async def run(case: Case, rounds: int) -> list[Row]:
    """The rows of every engine, round by round."""
    rows: list[Row] = []
    async with servers() as shared:
        for number in range(1, rounds + 1):
            for opening in _engines(shared, case, number):
                async with opening as engine:
                    rows.append(await measure(engine, case, plan(case, _communes(case), number), number))
    return rows


def _engines(shared: Servers, case: Case, number: int) -> list[AbstractAsyncContextManager[Engine]]:
    """One after the other, never two at once; each round begins with another one."""
    epci = epci_for(case)
    work = plan(case, _communes(case), number)
    order: list[AbstractAsyncContextManager[Engine]] = [
        jalon(shared, case, work, epci),
        route(shared),
        updates(shared, work, _communes(case)),
    ]
    return [order[(number + turn) % len(order)] for turn in range(len(order))]


def _communes(case: Case) -> tuple[str, ...]:
    return communes_for(case, epci_for(case))


def told(case: Case, rows: Sequence[Row]) -> str:
    """The figures as lines for a person."""
    lines = [f"{case.objectives} consultations × {case.communes} communes, {case.senders} émetteurs"]
    lines += [f"{name:<32} {value:8.2f}" for name, value in figures(rows).items()]
    lines += [
        f"{row.engine:<8} tour {row.round} : {row.acks_per_s:6.0f} reçus/s, p50 {row.p50_ms:.1f} ms, "
        f"p99 {row.p99_ms:.1f} ms, isolé {row.lone_p50_ms:.2f} ms, {sum(row.cpu_ms.values()):.2f} ms de processeur"
        for row in rows
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main(Benchmark(__doc__, Case, run, figures, told))
