"""`jalon token`: a secret is shown once, and a token is listed and revoked without it."""

import pytest

from tests.terminal.conftest import Jalon


def test_a_secret_is_shown_once_and_never_again(idle: Jalon) -> None:
    created = idle("token", "create", "logiciel de la communauté")
    assert created.code == 0
    secret = created.out.strip()
    assert secret.startswith("jalon_")
    assert "il ne sera plus montré" in created.err
    listed = idle.done("token", "list")
    assert "logiciel de la communauté" in listed
    assert "tous" in listed
    assert secret not in listed + idle.done("token", "list", "--json")


def test_a_token_may_open_one_epci_alone(idle: Jalon) -> None:
    created = idle("token", "create", "essai", "--siren", "243200417", "--json").json
    assert created["siren"] == "243200417"
    (row,) = idle("token", "list", "--json").json["tokens"]
    assert (row["label"], row["siren"], row["revoked_at"]) == ("essai", "243200417", None)
    unknown = idle("token", "create", "essai", "--siren", "000000000")
    assert unknown.code == 2
    assert "Aucun EPCI" in unknown.err


def test_a_token_may_have_few_rights_and_a_last_day(idle: Jalon) -> None:
    few = ("--scope", "lecture", "--scope", "avancement", "--expires", "2199-06-30")
    created = idle("token", "create", "essai", *few, "--json").json
    assert (created["scopes"], created["expires"]) == (["lecture", "avancement"], "2199-06-30")
    listed = idle.done("token", "list")
    assert "avancement, lecture" in listed
    assert "ouvert jusqu'au 30 juin 2199" in listed
    late = idle("token", "create", "essai", "--expires", "2020-01-01")
    assert late.code == 2
    assert "Ce jour est passé" in late.err
    assert idle("token", "create", "essai", "--scope", "tout").code == 2


def test_a_token_is_revoked_by_its_id(idle: Jalon) -> None:
    idle.done("token", "create", "essai")
    (row,) = idle("token", "list", "--json").json["tokens"]
    assert idle.done("token", "revoke", row["id"]) == "Jeton retiré.\n"
    assert "retiré le" in idle.done("token", "list")
    again = idle("token", "revoke", row["id"])
    assert again.code == 2
    assert "Aucun jeton ouvert" in again.err


@pytest.mark.parametrize("label", ["", "   ", "x" * 81, "a\nb"])
def test_a_token_says_what_it_is_for(idle: Jalon, label: str) -> None:
    refused = idle("token", "create", label)
    assert refused.code == 2
    assert "à qui sert ce jeton" in refused.err


def test_no_token_is_said_with_the_way_to_have_one(idle: Jalon) -> None:
    assert idle.done("token", "list") == "Aucun jeton : « jalon token create » en donne un.\n"
