"""`jalon contact`: who is written to, added, replaced, erased."""

from typing import Any

import pytest

from tests.terminal.conftest import Jalon
from tests.terminal.test_consult import BELLE_ILE


@pytest.fixture
def epci(jalon: Jalon) -> Jalon:
    """An EPCI with nobody to write to."""
    jalon.done("init", "--siren", BELLE_ILE)
    return jalon


def known(jalon: Jalon) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = jalon("contact", "list", "--json").json["contacts"]
    return found


def test_somebody_is_added_then_corrected_under_the_same_address(epci: Jalon) -> None:
    assert "Personne" in epci.done("contact", "list")
    mairie = ("contact", "set", "mairie", "--commune", "Bangor", "--address", "mairie@bangor.example")
    epci.done(*mairie)
    epci.done(*mairie, "--name", "Mairie de Bangor", "--phone", "02 97 31 00 00")
    (one,) = known(epci)
    assert (one["name"], one["phone"]) == ("Mairie de Bangor", "02 97 31 00 00")
    shown = epci.done("contact", "list")
    assert "Bangor" in shown
    assert "mairie@bangor.example" in shown
    assert "habituel" in shown


def test_a_mayor_who_changes_is_replaced_and_the_former_one_is_erased(epci: Jalon) -> None:
    maire = ("maire", "--commune", "Sauzon")
    epci.done("contact", "set", *maire, "--name", "Ancien", "--address", "ancien@sauzon.example")
    epci.done("contact", "replace", *maire, "--name", "Nouvelle", "--address", "nouvelle@sauzon.example")
    (one,) = known(epci)
    assert one["name"] == "Nouvelle"
    # Added by hand where an import changes nothing any more.
    epci.done("contact", "set", *maire, "--address", "secretariat@sauzon.example")
    assert len(known(epci)) == 2


def test_somebody_is_erased_once(epci: Jalon) -> None:
    epci.done("contact", "set", "pilote", "--pilote", "DRH mutualisée", "--address", "drh@epci.example")
    (one,) = known(epci)
    assert one["to"]["function"] == "DRH mutualisée"
    epci.done("contact", "erase", one["id"])
    assert known(epci) == []
    again = epci("contact", "erase", one["id"])
    assert again.code == 2
    assert "Aucun contact" in again.err


def test_the_rhythm_of_somebody_is_chosen_and_goes_back_to_the_usual_one(epci: Jalon) -> None:
    epci.done("contact", "set", "coordinateur", "--address", "coordination@epci.example")
    (one,) = known(epci)
    for word, rhythm in (("quotidien", "daily"), ("jamais", "none"), ("habituel", None)):
        epci.done("contact", "rhythm", one["id"], word)
        assert known(epci)[0]["rhythm"] == rhythm


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("set mairie --address a@b.fr", "Indiquez --commune"),
        ("set coordinateur --commune Bangor --address a@b.fr", "et pour elle seule"),
        ("set pilote --address a@b.fr", "Indiquez --pilote"),
        ("set coordinateur", "Indiquez --address, --phone, ou les deux"),
        ("set coordinateur --address pas-une-adresse", "n'est pas une adresse"),
        ("set coordinateur --address a@b.fr,c@d.fr", "n'est pas une adresse"),
        ("set coordinateur --phone zéro", "n'est pas un numéro de téléphone"),
        ("set mairie --commune Sauson --address a@b.fr", "Vouliez-vous écrire « Sauzon »"),
        ("rhythm 00000000-0000-0000-0000-000000000001 jamais", "Aucun contact"),
    ],
)
def test_what_is_badly_written_keeps_nobody(epci: Jalon, words: str, said: str) -> None:
    refused = epci("contact", *words.split())
    assert refused.code == 2
    assert said in refused.err
    assert known(epci) == []
