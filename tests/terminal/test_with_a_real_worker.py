"""The command line, PostgreSQL, the Temporal dev server and `jalon worker`, all real: a transfert step by step."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from tests.terminal.conftest import ROOT, Jalon

# Workflows are named after their streams: no other test of the dev server speaks of this EPCI.
BELLE_ILE = "245600465"
ROADMAP = f"""
titre: Schéma de mutualisation de Belle-Île (données fictives)
nature: synthetique
territoire: {{siren: "{BELLE_ILE}"}}
mandat: {{debut: 2026-03-15, second_tour: non, fin: 2032-03}}
axes:
- id: A1
  intitule: L'eau
  fiches:
  - {{id: F1.1, intitule: Transférer l'eau potable, pilote: DGS, echeance: 2031-12-31, procedure: transfert_competence}}
  - {{id: F1.2, intitule: Relever les compteurs ensemble, pilote: DGS, echeance: 2031-12-31, statut: realise}}
"""
_LEADS = b"""
SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
  AND (classid::bigint << 32 | objid::bigint) = hashtextextended('relay', 0)
"""
_ANSWERED = b"SELECT WHERE NOT EXISTS (SELECT FROM inbox WHERE done_at IS NULL)"
_EVALUATED = b"SELECT FROM streams WHERE kind = 'evaluation' AND snapshot ->> 'status' = 'recorded'"


@dataclass(frozen=True)
class Worked(Jalon):
    """`jalon` beside a `jalon worker`."""

    worker: subprocess.Popen[bytes]
    log: Path

    def until(self, query: bytes) -> None:
        """Until the query gives a row; the worker must be alive meanwhile."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            while connection.execute(query).fetchone() is None:
                assert self.worker.poll() is None, self.log.read_text()

    def settled(self, *args: str) -> str:
        """As `done`, once everything recorded is answered: a loaded machine may take longer than a person waits."""
        said = self.done(*args)
        self.until(_ANSWERED)
        return said


@pytest.fixture
def worked(database_url: str, dev_server: str, tmp_path: Path) -> Iterator[Worked]:
    """The worker is stopped as an operator stops it."""
    settings = {
        "JALON_ENVIRONMENT": "test",
        "JALON_DATABASE_URL": database_url,
        "JALON_TEMPORAL_ADDRESS": dev_server,
        "JALON_DATA": str(tmp_path),
    }
    command = [sys.executable, str(ROOT / "cli.py"), "worker"]
    log = tmp_path / "worker.log"
    with (
        log.open("wb") as out,
        subprocess.Popen(command, env=os.environ | settings, cwd=tmp_path, stderr=out) as worker,
    ):
        worked = Worked(database_url, worker, log)
        worked.until(_LEADS)
        yield worked
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0, log.read_text()


def imported(jalon: Worked, tmp_path: Path) -> None:
    path = tmp_path / "belle-ile.yaml"
    path.write_text(ROADMAP, encoding="utf-8")
    assert "2 objectifs importés." in jalon.settled("import", str(path))


def test_a_transfert_goes_from_the_deliberation_to_the_arrete_and_progress_is_seen(
    worked: Worked, tmp_path: Path
) -> None:
    now = datetime.now(ZoneInfo("Europe/Paris"))
    today, yesterday = now.date().isoformat(), (now - timedelta(days=1)).date().isoformat()
    imported(worked, tmp_path)
    opening = ("--procedure", "transfert_competence", "--title", "Eau potable", "--objective", "F1.1")
    worked.settled("consult", "open", "eau", *opening)
    council = ("--on", yesterday, "--number", "2027-12", "--for", "14", "--against", "3", "--abstentions", "1")
    worked.settled("consult", "council-vote", "eau", *council)
    worked.settled("consult", "send", "eau", "--on", yesterday)
    for commune in ("Bangor", "Le Palais", "Sauzon"):
        receipt = ("--commune", commune, "--on", yesterday, "--proof", "courriel", "--function", "secrétaire de mairie")
        worked.settled("consult", "receipt", "eau", *receipt)
        avis = ("--commune", commune, "--sens", "favorable", "--voted-on", today, "--for", "9", "--against", "1")
        worked.settled("consult", "answer", "eau", *avis)
    shown = worked.done("consult", "show", "eau")
    assert "Résultat : majorité réunie." in shown
    assert "L5211-5" in shown
    assert "En attente de l'arrêté préfectoral." in shown
    worked.settled("consult", "close", "eau", "--on", today, "--act", "arrete", "--number", "56-2027-03")
    closed = worked("consult", "show", "eau", "--json").json
    assert (closed["status"], closed["result"], closed["act"]) == ("closed", "majorite_reunie", "")

    worked.settled("progress", "F1.1", "--percent", "40", "--note", "Arrêté pris")
    (told, _) = worked("status", "--json").json["axes"][0]["objectives"]
    assert (told["key"], told["percent"], told["status"]) == ("F1.1", 40, "in_progress")
    journal = worked.done("journal", "show", "objective/F1.1")
    assert "40 %. Arrêté pris" in journal
    assert "Consultation sur cet objectif" in journal
    assert worked("journal", "verify", "--json").json["chain_ok"] is True


def test_an_evaluation_asked_for_is_computed_and_shown_with_its_label(worked: Worked, tmp_path: Path) -> None:
    imported(worked, tmp_path)
    none = worked("evaluate", "--last")
    assert (none.code, "Aucune évaluation n'est encore enregistrée" in none.err) == (2, True)
    worked.done("evaluate", "--type", "mi_mandat")
    worked.until(_EVALUATED)
    worked.until(_ANSWERED)
    grid = worked("evaluate", "--last", "--json").json
    assert [criterion["id"] for criterion in grid["criteria"]] == [f"C{n}" for n in range(1, 10)]
    assert (grid["score"], grid["label"]) == (None, "couverture insuffisante")
    page = worked.done("evaluate", "--last")
    assert "évaluation de mi-mandat — DONNÉES FICTIVES" in page
    assert "Pas de note globale" in page
    assert "NE" in page
