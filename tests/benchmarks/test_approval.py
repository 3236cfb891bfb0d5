"""The approval case, in small: that it runs, and that its figures are what they say. Never that they are good."""

import json
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from benchmarks.rows import Row, figures, percentile
from benchmarks.workload import Case, communes_for, epci_for, plan

ROOT = Path(__file__).resolve().parents[2]
ASKED = {
    "acks_ratio",
    "cpu_ratio",
    "p50_ratio",
    "p99_ratio",
    "events_per_answer",
    "events_per_answer_isolated",
    "decision_ratio_vs_update",
    "seconds_to_last_decision",
}
SMALL = Case(objectives=2, communes=3, senders=2, lone=4, isolated=2)
ROW = Row(
    engine="jalon",
    round=1,
    load=0.1,
    acks_per_s=600,
    p50_ms=50,
    p99_ms=90,
    lone_p50_ms=1.5,
    lone_p99_ms=4,
    cpu_ms={"web": 1.0, "worker": 1.0},
    lone_cpu_ms={"web": 1.0},
    sender_cpu_ms=0.1,
    busy=0,
    decided_s=4,
    events=0.5,
    isolated_cpu_ms={"worker": 10.0},
    isolated_events=10,
)


def test_every_commune_answers_once_in_each_consultation_and_every_round_is_another() -> None:
    case = Case(objectives=3, communes=4)
    communes = communes_for(case, epci_for(case))
    first, second = plan(case, communes, 1), plan(case, communes, 2)
    assert len(set(first.burst)) == case.answers == 12
    assert {answer.commune for answer in first.burst} == set(communes)
    assert len(first.decided) == case.objectives
    assert len(set(first.isolated)) == len({answer.consultation for answer in first.isolated}) == case.isolated
    assert not set(first.consultations) & set(second.consultations)


def test_figures_are_medians_of_ratios_inside_each_round() -> None:
    rows = []
    for number, speed in enumerate((300, 600, 3000), start=1):
        jalon = replace(ROW, round=number, acks_per_s=speed)
        route = replace(ROW, engine="route", round=number, acks_per_s=speed / number, cpu_ms={"web": 1.0})
        rows += [jalon, route, replace(ROW, engine="updates", round=number, decided_s=20)]
    found = figures(rows)
    assert found["acks_ratio"] == pytest.approx(2)
    assert found["cpu_ratio"] == pytest.approx(2)
    assert found["decision_ratio_vs_update"] == pytest.approx(5)
    assert found["events_per_answer_isolated"] == 10


def test_a_percentile_is_interpolated() -> None:
    assert percentile([float(n) for n in range(101)], 99) == pytest.approx(99)
    assert percentile([3.0], 50) == 3


@pytest.mark.timeout(300)  # a busy machine is no failure
def test_the_three_engines_run_the_case_and_one_json_object_is_printed() -> None:
    options = [word for name, value in asdict(SMALL).items() for word in (f"--{name}", str(value))]
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.approval", "--json", "--rounds", "1", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert set(told) >= ASKED
    assert {row["engine"] for row in told["rows"]} == {"jalon", "route", "updates"}
    jalon = next(row for row in told["rows"] if row["engine"] == "jalon")
    assert jalon["events"] > 0
    assert set(jalon["cpu_ms"]) == {"web", "worker", "temporal", "postgresql"}
