"""What one engine gave in one round, and the figures that several rounds amount to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Row:
    """One engine, one round: the burst, the answers with one in flight (`lone_…`), those each alone in its
    consultation (`isolated_…`).

    `…cpu_ms`: milliseconds of processor for each answer, by process; the sender's are apart.
    `events`, `isolated_events`: of Temporal's histories, for each answer. `decided_s`: from the first request to the
    last decision stored. `busy`: requests that had to be repeated. `load`: of the machine, before.
    """

    engine: str
    round: int
    load: float
    acks_per_s: float
    p50_ms: float
    p99_ms: float
    lone_p50_ms: float
    lone_p99_ms: float
    cpu_ms: dict[str, float]
    lone_cpu_ms: dict[str, float]
    sender_cpu_ms: float
    busy: int
    decided_s: float
    events: float
    isolated_cpu_ms: dict[str, float]
    isolated_events: float


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that `percent` % of the values do not exceed, interpolated."""
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]


def figures(rows: Sequence[Row]) -> dict[str, float]:
    """The figures that the goals are about: medians over rounds, ratios taken inside each round."""
    jalon, route, updates = (
        {row.round: row for row in rows if row.engine == engine} for engine in ("jalon", "route", "updates")
    )

    def ratio(peers: dict[int, Row], of: Callable[[Row], float]) -> float:
        return median(of(row) / of(peers[number]) for number, row in jalon.items())

    def middle(of: Callable[[Row], float]) -> float:
        return median(of(row) for row in jalon.values())

    return {
        "acks_ratio": ratio(route, lambda row: row.acks_per_s),
        "cpu_ratio": ratio(route, lambda row: sum(row.cpu_ms.values())),
        "p50_ratio": ratio(route, lambda row: row.lone_p50_ms),
        "p99_ratio": ratio(route, lambda row: row.p99_ms),
        "events_per_answer": middle(lambda row: row.events),
        "events_per_answer_isolated": middle(lambda row: row.isolated_events),
        "decision_ratio_vs_update": ratio(updates, lambda row: 1 / row.decided_s),
        "lone_cpu_ratio_vs_update": ratio(updates, lambda row: sum(row.lone_cpu_ms.values())),
        "isolated_cpu_ratio_vs_update": ratio(updates, lambda row: sum(row.isolated_cpu_ms.values())),
        "seconds_to_last_decision": middle(lambda row: row.decided_s),
    }
