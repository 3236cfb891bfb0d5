"""`jalon account`: who signs in, from a terminal."""

import re

import psycopg
import pytest

from tests.terminal.conftest import Jalon

SIREN = "243200417"
ANA = ("--address", "ana@epci.fr", "--name", "Ana Lopez")


def test_an_account_is_opened_listed_and_given_a_link(idle: Jalon) -> None:
    opened = idle("account", "create", *ANA, "--role", "administrateur")
    assert opened.code == 0
    assert "Compte ouvert" in opened.out
    listed = idle.done("account", "list")
    for said in ("Ana Lopez", "ana@epci.fr", "administrateur (partout)", "invité"):
        assert said in listed
    link = idle("account", "password", "ANA@epci.fr")
    assert re.fullmatch(r"\S*/mot-de-passe/[\w-]{43}\n", link.out)
    assert "sert une fois" in link.err
    (row,) = idle("account", "list", "--json").json["accounts"]
    assert (row["chosen"], row["roles"]) == (False, [{"siren": None, "access": "administrateur", "function": ""}])


def test_a_role_is_given_and_taken_in_one_epci(idle: Jalon) -> None:
    idle.done("account", "create", *ANA, "--role", "lecteur", "--siren", SIREN)
    given = idle.done("account", "role", "ana@epci.fr", "pilote", "--siren", SIREN, "--function", "DRH mutualisée")
    assert given == "Rôle donné.\n"
    assert "pilote (DRH mutualisée)" in idle.done("account", "list", "--siren", SIREN)
    assert idle.done("account", "role", "ana@epci.fr", "--siren", SIREN) == "Rôle retiré.\n"
    again = idle("account", "role", "ana@epci.fr", "--siren", SIREN)
    assert again.code == 2
    assert "rien n'est retiré" in again.err


def test_an_account_is_disabled_then_erased(idle: Jalon) -> None:
    idle.done("account", "create", *ANA, "--role", "lecteur")
    assert idle.done("account", "disable", "ana@epci.fr") == "Compte désactivé.\n"
    assert "désactivé" in idle.done("account", "list")
    assert idle("account", "password", "ana@epci.fr").code == 2
    assert idle.done("account", "disable", "ana@epci.fr", "--erase") == "Compte effacé.\n"
    assert "ana@epci.fr" not in idle.done("account", "list")


def test_the_tokens_that_stop_with_a_role_or_an_account_are_said(idle: Jalon) -> None:
    idle.done("account", "create", *ANA, "--role", "administrateur", "--siren", SIREN)
    (ana,) = idle("account", "list", "--json").json["accounts"]
    made_by(idle, ana["id"], "paie", "cartes")
    assert "Ana Lopez" in idle.done("token", "list")
    lowered = idle("account", "role", "ana@epci.fr", "lecteur", "--siren", SIREN)
    assert f"retirés aussi : « paie » ({SIREN}), « cartes » ({SIREN})" in " ".join(lowered.err.split())
    assert "retirés aussi" not in idle("account", "disable", "ana@epci.fr").err
    assert all(row["revoked_at"] for row in idle("token", "list", "--json").json["tokens"])


def made_by(jalon: Jalon, account: str, *labels: str) -> None:
    """Tokens of the EPCI that the account made on the pages."""
    with psycopg.connect(jalon.url, autocommit=True) as connection:
        for label in labels:
            connection.execute(
                "INSERT INTO api_tokens (digest, label, siren, scopes, created_by) VALUES (%s, %s, %s, %s, %s)",
                (label.encode(), label, SIREN, ["lecture"], f"compte:{account}"),
            )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("create", "--address", "ana", "--name", "Ana", "--role", "lecteur"), "n'est pas une adresse"),
        (("create", "--address", "a@b.fr", "--name", " ", "--role", "lecteur"), "écrivez un nom"),
        (("create", *ANA, "--role", "pilote", "--siren", SIREN), "--function"),
        (("create", *ANA, "--role", "lecteur", "--siren", "000000000"), "Aucun EPCI"),
        (("disable", "personne@epci.fr"), "Aucun compte"),
    ],
)
def test_what_is_badly_asked_for_changes_nothing(idle: Jalon, args: tuple[str, ...], said: str) -> None:
    refused = idle("account", *args)
    assert refused.code == 2
    assert said in refused.err
    assert idle.done("account", "list") == "Aucun compte : « jalon account create » en ouvre un.\n"
