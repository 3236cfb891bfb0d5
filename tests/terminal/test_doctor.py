"""`jalon doctor`: an installation that is whole passes, with and without a database."""

import psycopg
import pytest

from tests.terminal.conftest import EXAMPLE, Jalon, somebody_works
from tests.terminal.test_session import without_settings

MAIL = {
    "JALON_MAIL_TRANSPORT": "smtp://relais.example.invalid:25?tls=none",
    "JALON_MAIL_SENDER": "jalon@example.invalid",
    "JALON_PUBLIC_URL": "https://jalon.example.invalid",
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


def test_what_nobody_was_told_is_found(idle: Jalon) -> None:
    idle("import", EXAMPLE)
    with psycopg.connect(idle.url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO inbox (stream, command_id, by, cause, command, digest, done_at, at, status, reason) VALUES "
            "('objective/243200417/F9', gen_random_uuid(), 'jalon', 'consultation/243200417/eau#4', '{}', '', "
            "now(), now(), 'refused', 'Cet objectif n''existe pas.')"
        )
        connection.execute(
            "INSERT INTO notices (key, siren, stream, revision, kind, role, about, occurred_at, send_at, day, urgent, "
            "state) VALUES ('k', '243200417', 's', 1, 'avis_j7', 'mairie', 'a', now(), now(), now(), false, "
            "'no_contact')"
        )
    said = idle("doctor").out
    assert "– moteur : aucun ne tourne sur cette base" in said
    assert "✗ suites automatiques : 1 refusée, dont objective/243200417/F9 : Cet objectif n'existe pas." in said
    assert "✗ courriels : 1 sans destinataire connu" in said


def test_a_reaction_that_waits_since_its_cause_was_written_is_without_an_answer(database_url: str) -> None:
    with somebody_works(database_url):
        jalon = Jalon(database_url)
        jalon.done("import", EXAMPLE)
        assert "✓ moteur : il tourne" in jalon("doctor").out
        assert "✓ demandes : toutes ont leur réponse" in jalon("doctor").out
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("ALTER TABLE journal DISABLE TRIGGER USER")
        connection.execute("UPDATE journal SET recorded_at = recorded_at - interval '1 hour'")
        connection.execute(
            "INSERT INTO inbox (stream, command_id, by, cause, command, digest) "
            "SELECT 'objective/243200417/F9', gen_random_uuid(), 'jalon', stream || '#' || revision, '{}', '' "
            "FROM journal ORDER BY recorded_at LIMIT 1"
        )
    assert "✗ demandes : 1 sans réponse" in jalon("doctor").out
