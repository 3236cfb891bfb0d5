"""`jalon status` as a person reads it: empty at first, then with its lateness; drawn on a terminal alone."""

import os
import pty
import subprocess
import sys

from tests.terminal.conftest import EXAMPLE, ROOT, Jalon


def test_an_epci_of_which_nothing_is_known_yet_is_told_what_to_do(jalon: Jalon) -> None:
    jalon.done("init", "--siren", "243200417")
    page = jalon.done("status")
    assert "feuille de route pas encore saisie." in page
    assert "Aucun objectif : « jalon import FICHIER.yaml » en apporte." in page
    assert "CONSULTATIONS\nAucune consultation." in page
    assert "RISQUES JURIDIQUES\nAucun délai ne finit" in page
    assert "DONNÉES FICTIVES" not in page


def test_an_objective_whose_deadline_was_2020_is_late_in_its_line_and_in_the_list(jalon: Jalon) -> None:
    jalon.done("import", EXAMPLE)
    jalon.done("objective", "move-deadline", "F1.2", "2020", "--reason", "Pour voir")
    page = jalon.done("status")
    assert "DONNÉES FICTIVES" in page.splitlines()[0]
    assert "en retard de" in page
    assert "  31 décembre 2020 — F1.2 : échéance, Groupement de commandes" in page
    (late,) = [one for one in jalon("status", "--json").json["late"] if one["stream"].endswith("F1.2")]
    assert late["on"] == "2020-12-31"


def test_a_table_is_drawn_on_a_terminal_with_the_brackets_that_people_write(jalon: Jalon) -> None:
    jalon.done("import", EXAMPLE)
    jalon.done(
        "consult", "open", "paie", "--procedure", "service_commun", "--title", "Paie [b]", "--communes", "Condom"
    )
    screen, terminal = pty.openpty()
    environment = os.environ | {"JALON_DATABASE_URL": jalon.url, "TERM": "dumb"}
    command = [sys.executable, str(ROOT / "cli.py"), "consult", "list"]
    with subprocess.Popen(command, stdout=terminal, env=environment) as shown:
        os.close(terminal)
        drawn = os.read(screen, 10_000).decode()
        assert shown.wait(60) == 0
    os.close(screen)
    assert "────" in drawn
    assert "Paie [b]" in drawn
    assert "────" not in jalon.done("consult", "list")
