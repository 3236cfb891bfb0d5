"""The whole mandate, 2026-03 to 2032-03, played twice at once by the real workflows, and read as its report."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import pytest

from terminal.demo.report import ConsultationPart, Report

ROOT = Path(__file__).resolve().parents[3]


#: Of both plays together, on a slow machine that does something else too.
_PATIENCE_S: Final = 540

pytestmark = pytest.mark.timeout(_PATIENCE_S + 60)


@pytest.fixture(scope="module")
def plays() -> list[tuple[str, str]]:
    """What two processes said at once of the same mandate: on stdout, and on stderr."""
    command: list[str | Path] = [sys.executable, ROOT / "cli.py", "demo", "--json"]
    with ExitStack() as running:
        both = [running.enter_context(_started(command)) for _ in range(2)]
        said = [each.communicate(timeout=_PATIENCE_S) for each in both]
    assert [each.returncode for each in both] == [0, 0], said
    return said


@contextmanager
def _started(command: list[str | Path]) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture(scope="module")
def demo(plays: list[tuple[str, str]]) -> tuple[Report, str]:
    """The report of one run, and what it said on stderr."""
    told, said = plays[0]
    return Report.model_validate_json(told), said


@pytest.fixture(scope="module")
def report(demo: tuple[Report, str]) -> Report:
    return demo[0]


def consultation(report: Report, key: str) -> ConsultationPart:
    [part] = [part for part in report.consultations if part.id.endswith(f"/{key}")]
    return part


def test_two_plays_of_the_same_mandate_give_the_same_bytes(plays: list[tuple[str, str]]) -> None:
    (first, _), (second, _) = plays
    assert first == second


def test_it_says_where_the_mail_is_and_that_everything_is_invented(demo: tuple[Report, str]) -> None:
    report, said = demo
    assert report.synthetic
    [mailbox] = [Path(line.rpartition(" : ")[2]) for line in said.splitlines() if line.startswith("Courriels")]
    letters = list((mailbox / "new").iterdir())
    assert len(letters) > 300
    assert all("fictives" in letter.read_text(encoding="utf-8") for letter in letters[:20])


def test_the_26_communes_of_the_tenareze_lived_six_years_and_the_chain_holds(report: Report) -> None:
    assert (report.epci.siren, report.epci.communes) == ("243200417", 26)
    assert report.journal.chain_ok
    assert report.mandate.roadmap == "approved"
    assert report.objectives.model_dump() == {"total": 6, "reached": 4, "late": 1, "abandoned": 1, "open": 1}


def test_the_schema_of_2027_has_silences_a_reserve_and_two_unfavourable_avis(report: Report) -> None:
    schema = consultation(report, "schema")
    assert schema.result == "avis_recueillis"
    assert schema.silences == 10
    assert schema.avis["defavorable"] == 2
    assert schema.avis["favorable_avec_reserves"] == 1
    assert str(schema.decided_on) == "2027-03-09"
    assert "L5211-39-1" in schema.reason


def test_the_transfert_of_2028_is_reached_with_the_most_populated_commune(report: Report) -> None:
    transfert = consultation(report, "transfert-eau")
    assert transfert.result == "majorite_reunie"
    assert "Condom, commune la plus peuplée" in transfert.reason
    assert "L5211-5" in transfert.reason
    assert "L5211-17" in transfert.article


def test_the_transfert_of_2029_is_blocked_by_45_percent_of_the_population(report: Report) -> None:
    transfert = consultation(report, "transfert-urbanisme")
    assert transfert.result == "majorite_impossible"
    assert "45,2" in transfert.reason
    assert transfert.avis["favorable"] == 21


def test_the_restitution_of_2030_is_lost_by_silence(report: Report) -> None:
    restitution = consultation(report, "restitution-musique")
    assert restitution.result == "majorite_impossible"
    assert restitution.silences == 15
    assert "réputée défavorable" in restitution.reason
    assert "L5211-17-1" in restitution.reason


def test_reminders_of_every_kind_were_written_in_the_ledger(report: Report) -> None:
    for kind in ("transmission", "avis_j60", "avis_j2", "call_mairie", "silence_recorded", "objective_late", "duty_j7"):
        assert report.notices[kind] > 0, kind


def test_progress_was_recorded_and_the_evaluation_says_what_it_covers(report: Report) -> None:
    assert report.journal.by_kind["ProgressRecorded"] >= 6
    assert report.evaluation is not None
    assert report.evaluation.score is None
    assert report.evaluation.label == "couverture insuffisante"
    marks = {criterion.id: criterion.mark for criterion in report.evaluation.criteria}
    assert len(marks) == 9
    assert marks["C1"] == 4
    assert all(marks[id] is None for id in ("C2", "C3", "C4", "C5", "C7", "C8", "C9"))
    assert all(criterion.reason for criterion in report.evaluation.criteria)
