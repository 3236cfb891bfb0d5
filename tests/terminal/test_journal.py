"""`jalon journal`: what was recorded, and where a chain is broken."""

import psycopg

from tests.terminal.conftest import EXAMPLE, Jalon

TAMPERED = b"""
ALTER TABLE journal DISABLE TRIGGER append_only;
UPDATE journal SET event = jsonb_set(event, '{plan,title}', '"Autre"') WHERE stream = 'objective/243200417/F1.2';
ALTER TABLE journal ENABLE ALWAYS TRIGGER append_only;
"""


def test_verify_finds_every_chain_whole(jalon: Jalon) -> None:
    jalon.done("import", EXAMPLE)
    assert "dans 7 flux, chaîne intacte." in jalon.done("journal", "verify")
    verified = jalon("journal", "verify", "--json").json
    assert verified["chain_ok"] is True
    assert sum(stream["verified"] for stream in verified["streams"]) == verified["events"]


def test_verify_says_where_a_chain_is_broken_and_ends_with_1(jalon: Jalon) -> None:
    jalon.done("import", EXAMPLE)
    with psycopg.connect(jalon.url, autocommit=True) as connection:
        connection.execute(TAMPERED)
    broken = jalon("journal", "verify")
    assert broken.code == 1
    assert "Chaîne rompue : objective/243200417/F1.2, événement 1" in broken.err
    assert jalon("journal", "verify", "--json").json["chain_ok"] is False
    assert "✗ journal : chaîne rompue dans objective/243200417/F1.2" in jalon("doctor").out
    assert "✗ états : objective/243200417/F1.2" in jalon("doctor", "--rebuild").out


def test_show_gives_every_stream_under_its_name_or_one_of_them(jalon: Jalon) -> None:
    jalon.done("import", EXAMPLE)
    whole = jalon.done("journal", "show")
    assert whole.startswith("mandate/243200417/2026\n  1. ")
    assert "objective/243200417/F3.2\n" in whole
    one = jalon.done("journal", "show", "objective/243200417/F1.1")
    assert one == jalon.done("journal", "show", "objective/F1.1")
    assert "cli:coordination : Objectif commencé." in one


def test_show_of_a_stream_without_events_and_of_no_stream(jalon: Jalon) -> None:
    jalon.done("init", "--siren", "243200417")
    assert "Aucun événement dans consultation/eau." in jalon.done("journal", "show", "consultation/eau")
    unknown = jalon("journal", "show", "facture/12")
    assert (unknown.code, "ne désigne ni un objectif" in unknown.err) == (2, True)


def test_the_journal_of_an_empty_base_is_whole(jalon: Jalon) -> None:
    assert jalon("journal", "verify", "--json").json == {"chain_ok": True, "events": 0, "streams": []}
