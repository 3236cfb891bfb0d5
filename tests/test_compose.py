"""The production stack: what can be known of it without starting it, and its scripts on real servers."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import psycopg
import pytest
from ruamel.yaml import YAML

from infra.embedded.cluster import find_binaries
from infra.embedded.postgres import EmbeddedPostgres
from infra.settings import Settings
from scripts import compose_check
from scripts.compose_check import FILE

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = Path(sysconfig.get_path("scripts"))


def stack() -> dict[str, Any]:
    read: dict[str, Any] = YAML(typ="safe").load((ROOT / FILE).read_text(encoding="utf-8"))
    return read


def broken(root: Path, was: str, becomes: str) -> list[str]:
    """What the checker finds once the stack is changed in one place."""
    shutil.copytree(ROOT / "deploy", root / "deploy", dirs_exist_ok=True)
    text = (ROOT / FILE).read_text(encoding="utf-8")
    assert was in text
    (root / FILE).write_text(text.replace(was, becomes, 1), encoding="utf-8")
    return list(compose_check.findings(root))


@pytest.mark.parametrize(
    "command",
    [
        ("check-jsonschema", "--builtin-schema", "vendor.compose-spec"),
        ("compose-lint", "check", "--strict-config", "--fail-on", "low"),
    ],
)
def test_the_stack_passes_the_checkers_of_others(command: tuple[str, ...]) -> None:
    program, *options = command
    said = subprocess.run([SCRIPTS / program, *options, ROOT / FILE], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


def test_the_stack_passes_ours(capsys: pytest.CaptureFixture[str]) -> None:
    assert compose_check.main(ROOT) == 0
    assert capsys.readouterr().out.startswith("compose : tout ce qui est nommé existe")


@pytest.mark.parametrize(
    ("was", "becomes", "found"),
    [
        ("temporal: {condition", "temporel: {condition", "attend temporel, qui n'existe pas"),
        ("migrate: {condition: service_completed", "web: {condition: service_completed", "qui recommence toujours"),
        ("migrate: {condition: service_completed_successfully}", "migrate: {condition: service_healthy}", "n'examine"),
        ("secrets: [temporal_password]", "secrets: [temporal_pwd]", "secrets temporal_pwd n'est pas déclaré"),
        ("networks: [database, outside]", "networks: [database, inside]", "networks inside n'est pas déclaré"),
        ("- jalon-data:/var", "- jalon-donnees:/var", "volumes : jalon-data ne sert à personne"),
        ('ports: ["127.0.0.1:8000:8000"]', 'ports: ["8000:8000"]', "s'ouvre au-delà de la boucle locale"),
        ("image: temporalio/server:1.31.0", "image: temporalio/server", "n'a pas de version"),
        ("${JALON_IMAGE:-jalon:local}", "${JALON_IMAGE:-jalon:latest}", "n'a pas de version"),
        ("./deploy/temporal/server.sh", "./deploy/temporal/serveur.sh", "le fichier ./deploy/temporal/serveur.sh"),
        ("{file: ./secrets/postgres_password}", "{environment: POSTGRES_PASSWORD}", "n'est pas un fichier"),
    ],
)
def test_a_broken_stack_is_caught(tmp_path: Path, was: str, becomes: str, found: str) -> None:
    findings = broken(tmp_path, was, becomes)
    assert any(found in each for each in findings), findings


def test_every_setting_and_every_secret_of_jalon_is_one_that_it_reads() -> None:
    known = {f"JALON_{name.upper()}" for name in Settings.model_fields}
    for service in stack()["services"].values():
        assert {name for name in service.get("environment", {}) if name.startswith("JALON_")} <= known
    assert {name.upper() for name in stack()["secrets"] if name.startswith("jalon_")} <= known


def test_the_web_cannot_reach_temporal_and_nothing_reaches_a_database_from_outside() -> None:
    services = stack()["services"]
    assert "engine" not in services["web"]["networks"]
    assert [name for name, it in services.items() if "outside" in it["networks"]] == ["temporal-ui", "worker", "web"]
    assert {name for name, it in stack()["networks"].items() if not it.get("internal")} == {"outside"}


def test_every_command_of_the_stack_is_one_of_jalons() -> None:
    commands = [it["command"] for it in stack()["services"].values() if it.get("command", [""])[0] == "jalon"]
    assert {command[1] for command in commands} == {"migrate", "worker", "web"}
    for _, command, *options in commands:
        helped = subprocess.run(
            [sys.executable, ROOT / "cli.py", command, "--help"], capture_output=True, text=True, check=True
        ).stdout
        assert all(option in helped for option in options if option.startswith("--"))


def test_the_image_holds_all_that_the_wheel_is_made_of() -> None:
    kept = set(re.findall(r"(?m)^!(\S+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8")))
    (wheel,) = re.findall(r"only-include = \[(.*)\]", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(re.findall(r'"([^"]+)"', wheel)) <= kept
    assert all((ROOT / name).exists() for name in kept)


def test_the_role_and_the_database_are_those_of_the_url(postgres: EmbeddedPostgres, tmp_path: Path) -> None:
    url = f"postgresql://mutualisation:0a1b2c@127.0.0.1:{postgres.port}/feuilles"
    secret = tmp_path / "jalon_database_url"
    secret.write_text(f"{url}\n")
    with psycopg.connect(postgres.url, autocommit=True) as administrator:
        environment = {
            "PATH": f"{find_binaries()}{os.pathsep}{os.environ['PATH']}",
            "PGHOST": administrator.info.host,
            "PGPORT": str(postgres.port),
            "PGPASSWORD": administrator.info.password,
            "POSTGRES_USER": administrator.info.user,
            "JALON_DATABASE_URL_FILE": str(secret),
        }
        subprocess.run(["sh", ROOT / "deploy/postgres/jalon.sh"], env=environment, check=True)
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (
                False,
            )
            connection.execute("CREATE TABLE essai ()")
        administrator.execute("DROP DATABASE feuilles")
        administrator.execute("DROP ROLE mutualisation")


def test_the_namespace_is_made_once_and_keeps_closed_workflows_for_90_days(dev_server: str) -> None:
    environment = {
        "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}",
        "HOME": os.environ.get("HOME", "/"),
        "TEMPORAL_ADDRESS": dev_server,
        "TEMPORAL_NAMESPACE": "compose",
    }
    for _ in range(2):
        subprocess.run(["sh", ROOT / "deploy/temporal/namespace.sh"], env=environment, check=True)
    described = subprocess.run(
        ["temporal", "operator", "namespace", "describe", "--namespace", "compose", "--output", "json"],
        env=environment,
        capture_output=True,
        check=True,
    )
    assert json.loads(described.stdout)["config"]["workflowExecutionRetentionTtl"] == "7776000s"
