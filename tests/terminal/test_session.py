"""What is not there is said in French, with its own exit code; several EPCI are told apart."""

import psycopg
import pytest
from typer.testing import CliRunner

from cli import app
from infra.embedded.postgres import EmbeddedPostgres
from tests.terminal.conftest import Answer, Jalon, answer


def without_settings(*args: str) -> Answer:
    return answer(CliRunner().invoke(app, args, env={"JALON_DATABASE_URL": None}, catch_exceptions=False))


@pytest.mark.parametrize("line", ["status", "migrate", "consult list", "journal verify", "progress F1 --percent 2"])
def test_without_a_database_one_sentence_says_what_to_set(line: str) -> None:
    refused = without_settings(*line.split())
    assert (refused.code, refused.out) == (4, "")
    assert "JALON_DATABASE_URL manque" in refused.err


@pytest.mark.parametrize("line", ["status", "migrate", "progress F1 --percent 2"])
def test_a_database_that_does_not_answer_is_said_without_its_password(line: str) -> None:
    away = Jalon("postgresql://jalon:secret@127.0.0.1:1/jalon")(*line.split())
    assert (away.code, away.out, away.err.count("\n")) == (4, "", 1)
    assert "ne répond pas à l'adresse 127.0.0.1:1/jalon" in away.err
    assert "secret" not in away.err


def test_a_database_that_is_not_migrated_asks_for_it_then_serves(postgres: EmbeddedPostgres) -> None:
    with psycopg.connect(postgres.url_of("postgres"), autocommit=True) as connection:
        connection.execute("create database bare")
        jalon = Jalon(postgres.url_of("bare"))
        assert (jalon("status").code, "lancez « jalon migrate »" in jalon("status").err) == (4, True)
        assert "✗ base de données : elle n'est pas à jour" in jalon("doctor").out
        assert "La base de données est prête." in jalon.done("migrate")
        assert "déjà à jour" in jalon.done("migrate")
        assert "Aucun EPCI n'est encore ouvert ici" in jalon("status").err
        connection.execute("drop database bare with (force)")


def test_with_several_epci_the_siren_is_asked_for(jalon: Jalon) -> None:
    for siren in ("243200417", "245600465"):
        jalon.done("init", "--siren", siren)
    refused = jalon("status")
    assert refused.code == 2
    assert "243200417 (CC de la Tenarèze) et 245600465 (CC de Belle Ile en Mer)" in refused.err
    assert jalon("status", "--siren", "245600465", "--json").json["epci"] == "CC de Belle Ile en Mer"
    stranger = jalon("status", "--siren", "200023372")
    assert (stranger.code, "jalon init --siren 200023372" in stranger.err) == (2, True)


def test_a_busy_stream_is_an_answer_and_nothing_is_recorded(jalon: Jalon) -> None:
    jalon.done("init", "--siren", "243200417")
    with psycopg.connect(jalon.url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('mandate/243200417/2026', 0))")
        busy = jalon("mandate", "move-end", "2033", "--reason", "Loi")
    assert (busy.code, "réessayez" in busy.err) == (1, True)


def test_the_version_is_said() -> None:
    assert without_settings("version").out.startswith("Jalon")
