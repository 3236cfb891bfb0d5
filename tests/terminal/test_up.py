"""`jalon up` as a person runs it: one command starts everything, nothing that dies stays dead, nothing is left."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psycopg
import pytest

from infra.embedded.places import scratch_directory
from infra.embedded.postgres import EmbeddedPostgres
from terminal.exits import Unavailable
from terminal.up import checks
from tests.terminal.launched import PARTS, Installation, Launched, children, command_of, launch, refused, soon

OBJECTIVE = "objective/243200417/F1.1"


@pytest.fixture
def scratch() -> Iterator[Path]:
    with scratch_directory() as directory:
        yield directory / "jalon"


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    """One data directory for the tests: each finds what those before it recorded."""
    with scratch_directory() as directory:
        installation = Installation(directory / "jalon")
        yield installation
        installation.end()


@pytest.fixture
def running(installation: Installation) -> Launched:
    return installation.up()


def progress(up: Launched, percent: int) -> httpx2.Response:
    """An answer by the API: where an objective of the example stands."""
    order = {"stream": OBJECTIVE, "command": {"kind": "RecordProgress", "percent": percent, "note": f"{percent} %"}}
    return up.ask("POST", "/api/v1/commands", json=order, headers={"Idempotency-Key": f"test-{percent}"})


def percent_of(up: Launched) -> int | None:
    """Where `jalon status` says that the objective stands."""
    objectives = {each["key"]: each for axis in up.jalon("status")["axes"] for each in axis["objectives"]}
    percent: int | None = objectives["F1.1"]["percent"]
    return percent


def create_account(up: Launched) -> None:
    """The first account, made on the page that the welcome names."""
    password = "un long mot de passe"
    fields = {"jeton": up.token, "nom": "Awa Diop", "adresse": "awa@jalon.example"}
    asked = {**fields, "mot_de_passe": password, "encore": password}
    answer = httpx2.post(up.told("compte"), data=asked, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303, answer.text


def test_one_command_starts_everything_and_tells_where_it_is(running: Launched) -> None:
    assert "Exemple importé : CC de la Tenarèze, 6 objectifs, données fictives." in running.said
    assert httpx2.get(f"{running.url}/pret").status_code == 200
    assert httpx2.get(running.told("Temporal")).status_code == 200
    assert running.told("compte") == f"{running.url}/premiers-pas"
    assert running.told("jeton") == str(running.directory / "jeton")
    assert running.told("courriels") == str(running.directory / "courriels")
    for secret in ("jeton", "connexion.env", "postgres/password"):
        assert (running.directory / secret).stat().st_mode & 0o777 == 0o600
    for pid in (running.process.pid, *children(running.process.pid)):
        assert "postgresql://" not in command_of(pid)
        assert running.token not in command_of(pid)
    logs = "".join(log.read_text() for log in (running.directory / "journaux").iterdir())
    assert running.token not in logs + running.said
    assert sum(len(axis["objectives"]) for axis in running.jalon("status")["axes"]) == 6


def test_an_answer_by_the_api_is_applied_and_seen_by_the_command_line(running: Launched) -> None:
    answer = progress(running, 20)
    assert (answer.status_code, answer.json()["status"]) == (200, "applied")
    assert percent_of(running) == 20
    assert progress(running, 20).json()["number"] == answer.json()["number"]
    assert httpx2.post(f"{running.url}/api/v1/commands", json={}).status_code == 401


def test_a_second_instance_on_the_same_data_is_refused_and_the_first_goes_on(running: Launched) -> None:
    said = refused(running.directory)
    assert said == (
        f"Une autre instance de Jalon utilise déjà {running.directory} : arrêtez-la, ou prenez un autre dossier."
    )
    assert progress(running, 21).status_code == 200


@pytest.mark.parametrize(("part", "percent"), list(zip(PARTS, range(31, 35), strict=True)))
def test_a_part_that_is_killed_is_started_again_and_answers_go_on(running: Launched, part: str, percent: int) -> None:
    killed = running.part(part)
    os.kill(killed, signal.SIGKILL)
    soon(lambda: True if running.part(part) != killed else None)
    # While PostgreSQL comes back, « réessayez » is an answer; under one key, trying again is not asking twice.
    answer = soon(lambda: it if (it := progress(running, percent)).status_code == 200 else None)
    assert answer.json()["status"] == "applied"


def test_ctrl_c_leaves_nothing_and_the_second_start_finds_everything_on_another_port(
    installation: Installation,
) -> None:
    first = installation.up()
    assert progress(first, 40).status_code == 200
    token = first.token
    create_account(first)
    assert "Arrêt en cours…" in first.stop()
    assert first.process.returncode == 0
    assert not (installation.directory / "connexion.env").exists()
    with socket.create_server(("127.0.0.1", 0)) as other:
        busy = other.getsockname()[1]
        second = installation.up(port=busy)
    assert f"Le port {busy} est déjà pris : les pages sont sur le port " in second.said
    assert "Exemple importé" not in second.said
    assert "premiers-pas" not in second.said
    assert second.token == token
    assert percent_of(second) == 40


def test_a_kill_9_leaves_nothing_and_the_next_start_recovers(installation: Installation) -> None:
    assert progress(installation.up(), 50).status_code == 200
    installation.up().stop(signal.SIGKILL)
    after = installation.up()
    assert percent_of(after) == 50
    assert progress(after, 51).status_code == 200
    assert after.jalon("journal", "verify")["chain_ok"] is True
    after.stop(signal.SIGTERM)
    assert after.process.returncode == 0


def test_without_the_example_nothing_is_there_and_newer_data_are_refused(scratch: Path) -> None:
    relay = "smtp://relais.example.invalid:25?tls=none"
    up = launch(scratch, "--port", "0", "--sans-exemple", JALON_MAIL_TRANSPORT=relay)
    assert "Exemple" not in up.said
    assert "confiés au relais relais.example.invalid:25" in up.said
    assert up.ask("GET", "/api/v1/objectives", params={"siren": "243200417"}).status_code == 404
    up.stop()
    with EmbeddedPostgres(scratch / "postgres") as server, psycopg.connect(server.url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    assert refused(scratch) == "La base de données vient d'une version plus récente de Jalon : mettez Jalon à jour."
    (scratch / "postgres/data/PG_VERSION").write_text("99\n")
    assert refused(scratch).startswith(f"PostgreSQL n'a pas démarré dans {scratch}/postgres : ")


def test_what_cannot_start_is_said_in_one_sentence(scratch: Path) -> None:
    assert refused(scratch, PG_BIN="/nulle/part").startswith("PostgreSQL est introuvable : installez l'extra")
    assert "« temporal » de Temporal est introuvable" in refused(scratch, TEMPORAL_CLI="/nulle/part")
    said = refused(scratch, JALON_DATABASE_URL="postgresql://u:secret@ailleurs/jalon")
    assert said.startswith("JALON_DATABASE_URL est réglé, mais « jalon up » démarre sa propre base")
    scratch.write_text("un fichier")
    assert refused(scratch) == (
        f"Le dossier {scratch} ne peut pas être préparé : un fichier porte déjà ce nom. "
        "Indiquez un autre dossier dans JALON_DATA."
    )


def test_a_disk_without_room_is_refused_before_anything_is_written(
    scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(checks.directory(scratch).iterdir()) == []
    monkeypatch.setattr(checks, "ROOM_BYTES", 10**18)
    with pytest.raises(Unavailable, match=r"Il reste [0-9,]+ Go sur le disque de .*libérez de la place"):
        checks.directory(scratch)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands PostgreSQL over to another account")
def test_a_directory_that_nobody_crosses_is_refused_rather_than_moved(scratch: Path) -> None:
    scratch.mkdir(mode=0o700)
    with pytest.raises(Unavailable, match=r"« nobody », qui le fait tourner, ne peut pas traverser .*JALON_DATA"):
        checks.directory(scratch / "jalon")
