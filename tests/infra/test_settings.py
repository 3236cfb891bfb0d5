"""Settings: everything that is wrong is said at once, in French, and no secret is repeated."""

import os
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from infra.installation import publish, withdraw
from infra.settings import Environment, Settings, SettingsUnusable, load_settings
from infra.transports import Encryption, Maildir, Smtp, parse_transport

DATABASE = "postgresql://jalon:motdepasse@127.0.0.1:5432/jalon"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.upper().startswith("JALON_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("infra.settings.SYSTEM_DATA", tmp_path / "var/lib/jalon")
    monkeypatch.chdir(tmp_path)


def refusal(**given: Any) -> str:
    with pytest.raises(SettingsUnusable) as refused:
        load_settings(**given)
    return str(refused.value)


def test_a_demo_needs_a_database_and_nothing_else(tmp_path: Path) -> None:
    settings = load_settings(environment="demo", database_url=DATABASE)
    assert settings.environment is Environment.DEMO
    assert settings.temporal_address == "127.0.0.1:7233"
    assert settings.temporal_namespace == "default"
    assert settings.data_dir == tmp_path / ("var/lib/jalon" if os.geteuid() == 0 else ".local/share/jalon")
    assert settings.mail_transport == Maildir(directory=settings.data_dir / "courriels")
    assert settings.mail_sender == "Jalon <jalon@example.invalid>"
    assert settings.mail_reply_to is None


def test_production_is_set_by_variables_and_its_password_by_a_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "jalon_mail_password").write_text("motdepasse\n")
    (secrets / "jalon_database_url").write_text(DATABASE)
    monkeypatch.setenv("JALON_SECRETS_DIR", str(secrets))
    monkeypatch.setenv("JALON_TEMPORAL_ADDRESS", "temporal:7233")
    monkeypatch.setenv("JALON_TEMPORAL_NAMESPACE", "")
    monkeypatch.setenv("JALON_MAIL_TRANSPORT", "smtp://jalon%40cc.fr@relais.exemple.fr?tls=tls")
    monkeypatch.setenv("JALON_MAIL_SENDER", "CC de la Ténarèze, mutualisation <schema@exemple.fr>")
    monkeypatch.setenv("JALON_MAIL_REPLY_TO", "accueil@exemple.fr")
    monkeypatch.setenv("JALON_MAIL_BOUNCES", "maildir:/var/mail/retours")
    monkeypatch.setenv("JALON_PUBLIC_URL", "https://jalon.exemple.fr/mutualisation/")

    settings = load_settings()

    assert settings.environment is Environment.PRODUCTION
    assert settings.database_url == DATABASE
    assert settings.temporal_address == "temporal:7233"
    assert settings.temporal_namespace == "default"
    assert settings.mail_transport == Smtp(
        host="relais.exemple.fr", port=465, user="jalon@cc.fr", encryption=Encryption.TLS
    )
    assert settings.mail_password is not None
    assert settings.mail_password.get_secret_value() == "motdepasse"
    assert settings.mail_sender == '"CC de la Ténarèze, mutualisation" <schema@exemple.fr>'
    assert settings.mail_reply_to == "accueil@exemple.fr"
    assert (settings.mail_connections, settings.mail_per_minute) == (4, 0)
    assert settings.mail_bounces == Maildir(directory=Path("/var/mail/retours"))
    assert settings.public_url == "https://jalon.exemple.fr/mutualisation"
    assert "motdepasse" not in repr(settings)


def test_everything_missing_in_production_is_said_at_once() -> None:
    assert refusal().splitlines() == [
        "Jalon ne peut pas démarrer avec ces réglages :",
        "- JALON_DATABASE_URL manque : lancez « jalon up », ou donnez l'adresse de votre base, "
        "postgresql://utilisateur:motdepasse@serveur:5432/base",
        "- JALON_MAIL_TRANSPORT : obligatoire en production : smtp://utilisateur@serveur:587?tls=starttls",
        "- JALON_MAIL_SENDER : obligatoire en production : « Nom <adresse@domaine.fr> », celle qui signe les courriels",
        "- JALON_PUBLIC_URL : obligatoire en production : l'adresse des pages, https://jalon.mon-epci.fr",
    ]


def test_everything_wrong_is_said_at_once_without_repeating_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JALON_ENVIRONMENT", "prod")
    monkeypatch.setenv("JALON_DATABASE_URL", "mysql://jalon:t0p-s3cr3t@localhost/jalon")
    monkeypatch.setenv("JALON_TEMPORAL_ADRESS", "temporal:7233")
    monkeypatch.setenv("JALON_TEMPORAL_ADDRESS", "temporal")
    monkeypatch.setenv("JALON_MAIL_TRANSPORT", "smtp://jalon:t0p-s3cr3t@relais.exemple.fr")
    monkeypatch.setenv("JALON_MAIL_SENDER", "schema@exemple.fr\nBcc: autre@exemple.fr")
    monkeypatch.setenv("JALON_SECRETS_DIR", "/nulle/part")

    said = refusal()

    for sentence in (
        "JALON_SECRETS_DIR : le dossier /nulle/part n'existe pas",
        "JALON_TEMPORAL_ADRESS : réglage inconnu ; vouliez-vous dire JALON_TEMPORAL_ADDRESS ?",
        "JALON_ENVIRONMENT : valeur inconnue ; les valeurs sont production, demo, test",
        "JALON_DATABASE_URL : adresse illisible",
        "JALON_TEMPORAL_ADDRESS : adresse illisible",
        "JALON_MAIL_TRANSPORT : le mot de passe ne s'écrit pas dans l'adresse",
        "JALON_MAIL_SENDER : adresse illisible",
    ):
        assert sentence in said
    assert len(said.splitlines()) == 8
    assert "t0p-s3cr3t" not in said


def test_a_misspelt_line_of_the_env_file_is_refused_and_other_programs_lines_are_not(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"COMPOSE_PROJECT_NAME=x\nJALON_ENVIRONMENT=demo\nJALON_DATABASE_URL={DATABASE}\n")
    assert load_settings().environment is Environment.DEMO
    (tmp_path / ".env").write_text(f"JALON_ENVIRONNEMENT=demo\nJALON_DATABASE_URL={DATABASE}\n")
    assert "JALON_ENVIRONNEMENT : réglage inconnu ; vouliez-vous dire JALON_ENVIRONMENT ?" in refusal()
    assert load_settings(env_file=None, environment="test", database_url=DATABASE).database_url == DATABASE


def test_settings_do_not_change_once_loaded() -> None:
    settings = load_settings(environment="test", database_url=DATABASE)
    with pytest.raises(ValidationError, match="frozen"):
        settings.temporal_namespace = "other"  # type: ignore[misc]


def test_a_relay_that_knows_a_user_wants_a_password() -> None:
    relay: dict[str, Any] = {
        "environment": "demo",
        "database_url": DATABASE,
        "mail_transport": "smtp://jalon@relais.exemple.fr",
    }
    assert "JALON_MAIL_PASSWORD : le relais demande un mot de passe" in refusal(**relay)
    assert isinstance(load_settings(**relay, mail_password="x").mail_transport, Smtp)
    assert isinstance(load_settings(**relay | {"mail_transport": "smtp://relais.exemple.fr"}), Settings)


@pytest.mark.parametrize(
    ("address", "transport"),
    [
        ("maildir:/var/mail/jalon", Maildir(directory=Path("/var/mail/jalon"))),
        ("maildir:courriels", Maildir(directory=Path("courriels"))),
        ("smtp://relais.fr", Smtp(host="relais.fr", port=587)),
        ("smtp://127.0.0.1:1025?tls=none", Smtp(host="127.0.0.1", port=1025, encryption=Encryption.NONE)),
        ("smtp://u@localhost?tls=none", Smtp(host="localhost", port=25, user="u", encryption=Encryption.NONE)),
        ("smtp://u@relais.fr:2525/", Smtp(host="relais.fr", port=2525, user="u")),
    ],
)
def test_a_transport_is_one_address(address: str, transport: Maildir | Smtp) -> None:
    assert parse_transport(address) == transport


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("", "transport illisible"),
        ("maildir:", "transport illisible"),
        ("smtp://", "transport illisible"),
        ("http://relais.fr", "transport illisible"),
        ("smtp://relais.fr:port", "port illisible"),
        ("smtp://relais.fr?tls=maybe", "seul tls=starttls"),
        ("smtp://relais.fr?ssl=1", "seul tls=starttls"),
        ("smtp://u@relais.fr?tls=none", "passerait en clair"),
    ],
)
def test_a_transport_that_is_not_understood_says_how_to_write_it(address: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_transport(address)


@pytest.mark.parametrize("sender", ["schema@exemple.fr", "Le schéma <schema@exemple.fr>"])
def test_a_sender_may_have_a_name(sender: str) -> None:
    assert load_settings(environment="test", database_url=DATABASE, mail_sender=sender).mail_sender == sender


@pytest.mark.parametrize("sender", ["schema", "<schema@exemple.fr", "a@b.fr, c@d.fr", "a@b.fr>", "Nom a@b.fr"])
def test_a_sender_is_one_address(sender: str) -> None:
    assert "JALON_MAIL_SENDER : adresse illisible" in refusal(
        environment="test", database_url=DATABASE, mail_sender=sender
    )


@pytest.mark.parametrize(
    ("setting", "written", "reason"),
    [
        ("public_url", "jalon.exemple.fr", "adresse illisible ; écrivez https://jalon.mon-epci.fr"),
        ("public_url", "https://jalon.exemple.fr/?a=1", "adresse illisible"),
        ("mail_bounces", "smtp://relais.fr", "les retours se lisent dans un dossier"),
        ("mail_connections", 0, "valeur illisible"),
        ("mail_per_minute", -1, "valeur illisible"),
    ],
)
def test_what_letters_need_is_refused_when_it_cannot_be_read(setting: str, written: Any, reason: str) -> None:
    refused = refusal(environment="test", database_url=DATABASE, **{setting: written})
    assert f"JALON_{setting.upper()} : {reason}" in refused


def test_the_links_of_production_are_encrypted() -> None:
    assert "en production, les liens des courriels sont en https" in refusal(public_url="http://jalon.exemple.fr")
    assert load_settings(environment="demo", database_url=DATABASE).public_url == "http://127.0.0.1:8470"


def test_the_data_directory_is_one_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JALON_DATA", "ici")
    settings = load_settings(environment="demo", database_url=DATABASE)
    assert settings.data_dir == tmp_path / "ici"
    assert settings.mail_transport == Maildir(directory=tmp_path / "ici/courriels")
    monkeypatch.setenv("JALON_DATA_DIR", "là")
    assert "JALON_DATA_DIR : réglage inconnu ; vouliez-vous dire JALON_DATA ?" in refusal(database_url=DATABASE)


def test_who_says_nothing_of_a_database_means_the_installation_that_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JALON_DATA", str(tmp_path))
    assert "JALON_DATABASE_URL manque : lancez « jalon up »" in refusal(environment="demo")
    running = {"JALON_ENVIRONMENT": "demo", "JALON_DATABASE_URL": DATABASE, "JALON_TEMPORAL_ADDRESS": "127.0.0.1:7"}
    publish(tmp_path, running)
    assert (tmp_path / "connexion.env").stat().st_mode & 0o777 == 0o600
    found = load_settings()
    assert (found.environment, found.database_url, found.temporal_address) == ("demo", DATABASE, "127.0.0.1:7")
    other = DATABASE.replace("127.0.0.1", "ailleurs")
    (tmp_path / ".env").write_text(f"JALON_ENVIRONMENT=test\nJALON_DATABASE_URL={other}\n")
    told = load_settings()
    assert (told.environment, told.database_url, told.temporal_address) == ("test", other, "127.0.0.1:7233")
    (tmp_path / ".env").unlink()
    withdraw(tmp_path)
    assert "JALON_DATABASE_URL manque" in refusal(environment="demo")


def test_the_installation_of_another_account_is_said_to_be_closed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JALON_DATA", str(tmp_path))
    publish(tmp_path, {"JALON_DATABASE_URL": DATABASE})
    (tmp_path / "connexion.env").chmod(0)
    us, nobody = os.geteuid(), 65534
    try:
        if us == 0:
            os.seteuid(nobody)
        assert "est fermé à ce compte ; prenez celui de « jalon up »" in refusal(environment="demo", env_file=None)
    finally:
        os.seteuid(us)


def test_only_a_crash_test_moves_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JALON_CLOCK_OFFSET", "-3600")
    moved = load_settings(environment="test", database_url=DATABASE).database_url
    assert moved == f"{DATABASE}?options=-c%20jalon.clock_offset%3D-3600"
    assert "JALON_CLOCK_OFFSET : interdit en production" in refusal(database_url=DATABASE)
    monkeypatch.delenv("JALON_CLOCK_OFFSET")
    assert "ne se décale que par JALON_CLOCK_OFFSET" in refusal(environment="test", database_url=moved)
