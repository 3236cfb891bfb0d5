"""Communes found as people write them."""

import pytest

from domain.calendar import METROPOLE, place_of
from domain.errors import DomainError
from domain.territory import Commune, Epci, Nature, Population


def commune(insee: str, name: str) -> Commune:
    population = Population(municipale=100, municipale_vintage="2022", totale=110, totale_vintage="2022")
    return Commune(insee=insee, siren=f"21{insee}0", name=name, departement=insee[:2], population=population)


def epci(departement: str = "32", *communes: Commune) -> Epci:
    return Epci(
        siren="200000000",
        name="CC d'exemple",
        nature=Nature.CC,
        financing="FPU",
        departement=departement,
        communes=communes,
    )


EPCI = epci(
    "32",
    commune("32080", "Castelnau-sur-l'Auvignon"),
    commune("32107", "Condom"),
    commune("32404", "Saint-Puy"),
    commune("32459", "Valence-sur-Baïse"),
    commune("38407", "Sainte-Foy"),
    commune("2A004", "Œting"),
)


@pytest.mark.parametrize(
    ("text", "insee"),
    [
        ("Valence-sur-Baïse", "32459"),
        ("Valence sur Baise", "32459"),
        ("  VALENCE-SUR-BAÏSE ", "32459"),
        ("Castelnau sur l’Auvignon", "32080"),
        ("castelnau-sur-l'auvignon", "32080"),
        ("St Puy", "32404"),
        ("STE-FOY", "38407"),
        ("Oeting", "2A004"),
        ("32107", "32107"),
        ("2a004", "2A004"),
    ],
)
def test_a_commune_is_found_as_people_write_it(text: str, insee: str) -> None:
    assert EPCI.find(text).insee == insee


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("Condon", "« Condon ». Vouliez-vous écrire « Condom » ?"),
        ("Valence", "« Valence ». Vouliez-vous écrire « Valence-sur-Baïse » ?"),
        ("Auch", "« Auch ». Vérifiez le nom, ou indiquez le code INSEE."),
        ("", "«  ». Vérifiez le nom, ou indiquez le code INSEE."),
    ],
)
def test_a_name_that_is_no_member_brings_the_close_ones(text: str, advice: str) -> None:
    with pytest.raises(DomainError) as refused:
        EPCI.find(text)
    assert str(refused.value) == f"CC d'exemple n'a pas de commune {advice}"


def test_two_members_of_one_name_are_told_by_their_code() -> None:
    both = epci("74", commune("01407", "Seyssel"), commune("74269", "Seyssel"))
    with pytest.raises(DomainError, match=r"Seyssel \(01407\) et Seyssel \(74269\)"):
        both.find("seyssel")
    assert both.find("74269").insee == "74269"


def test_a_commune_by_its_code() -> None:
    assert EPCI.commune("32107").name == "Condom"
    with pytest.raises(DomainError, match="« 32013 »"):
        EPCI.commune("32013")


def test_days_are_counted_where_the_epci_is() -> None:
    assert EPCI.place == METROPOLE
    assert epci("974").place == place_of("974")
    assert epci("974").place.tz == "Indian/Reunion"
