"""`jalon doctor`: an installation that is whole passes, with and without a database."""

import pytest

from tests.terminal.conftest import EXAMPLE, Jalon
from tests.terminal.test_session import without_settings

MAIL = {
    "JALON_MAIL_TRANSPORT": "smtp://relais.example.invalid:25?tls=none",
    "JALON_MAIL_SENDER": "jalon@example.invalid",
}


def test_an_installation_without_a_server_has_nothing_to_put_right() -> None:
    well = without_settings("doctor")
    assert (well.code, well.err) == (0, "")
    marks = {line[0] for line in well.out.splitlines()}
    assert marks <= {"✓", "–"}
    assert "– base de données : non configuré" in well.out
    assert "✓ exemple fourni : CC de la Tenarèze, 6 objectifs" in well.out


def test_a_database_that_serves_is_looked_into(jalon: Jalon, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in MAIL.items():
        monkeypatch.setenv(name, value)
    jalon.done("import", EXAMPLE)
    said = jalon.done("doctor", "--rebuild")
    assert "✓ réglages" in said
    assert "✓ base de données, à jour" in said
    assert "événements, chaîne intacte" in said
    assert "✓ états : 7 flux refaits d'après le journal, identiques" in said


def test_settings_that_do_not_allow_a_start_are_said_with_what_is_wrong(jalon: Jalon) -> None:
    said = jalon("doctor")
    assert said.code == 1
    assert "✗ réglages" in said.out
    assert "JALON_MAIL_SENDER : obligatoire en production" in said.out
    assert "à réparer" in said.err


def test_a_temporal_server_that_was_asked_for_and_does_not_answer_is_wrong(
    jalon: Jalon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JALON_TEMPORAL_ADDRESS", "127.0.0.1:1")
    assert "✗ Temporal (127.0.0.1:1, espace « default ») : ne répond pas" in jalon("doctor").out


def test_a_temporal_server_that_answers_is_well(idle: Jalon, dev_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JALON_TEMPORAL_ADDRESS", dev_server)
    assert f"✓ Temporal ({dev_server}" in idle("doctor").out
