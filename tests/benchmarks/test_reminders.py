"""The reminders case, in small: that it runs, and that its figures are what they say. Never that they are good."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.reminders import Row, figures
from benchmarks.sink import LENGTH, taken

ROOT = Path(__file__).resolve().parents[2]
ROW = Row(side="jalon", round=1, load=0.1, letters=100, bytes=1000, seconds=2.0, cpu_s=0.3)


def test_the_ratio_is_the_median_of_those_taken_inside_each_round() -> None:
    rows = []
    for number, seconds in ((1, 1.0), (2, 4.0), (3, 2.0)):
        mine = replace(ROW, round=number)
        rows += [mine, replace(mine, side="raw", seconds=seconds), replace(mine, side="wire", seconds=seconds / 2)]
    found = figures(rows)
    assert found["ratio"] == pytest.approx(1)
    assert found["ratio_to_wire"] == pytest.approx(0.5)
    assert (found["jalon_per_s"], found["raw_per_s"]) == (50, 50)
    assert found["jalon_cpu_ms"] == pytest.approx(3)
    assert found["bytes_per_letter"] == 10


def test_the_mails_that_were_taken_are_read_whole_and_in_order(tmp_path: Path) -> None:
    mails = [b"", b"a\r\n.\r\nb", bytes(range(256))]
    (tmp_path / "taken").write_bytes(b"".join(LENGTH.pack(len(mail)) + mail for mail in mails))
    assert taken(tmp_path) == mails


@pytest.mark.timeout(300)  # a busy machine is no failure
def test_the_three_sides_send_the_same_letters_and_one_json_object_is_printed() -> None:
    small = ["--rounds", "1", "--epcis", "1", "--communes", "3", "--functions", "2", "--connections", "2"]
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.reminders", "--json", *small],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert set(told) >= {"ratio", "ratio_to_wire", "jalon_per_s", "raw_per_s", "case", "machine", "rows"}
    assert {row["side"]: row["letters"] for row in told["rows"]} == {"jalon": 6, "raw": 6, "wire": 6}
