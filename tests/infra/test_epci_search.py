"""Finding an EPCI of 2025 as people ask for it: by a name half remembered, a number, a commune, a département."""

import pytest

from domain.territory import Nature
from infra.departements import DEPARTEMENTS, departement_label
from infra.epci_search import SHOWN, search
from infra.territories import all_epci

TENAREZE = "243200417"


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("CC de la Tenarèze", "CC de la Tenarèze"),
        ("tenareze", "CC de la Tenarèze"),
        ("  Communauté de communes de la TÉNARÈZE ", "CC de la Tenarèze"),
        ("communauté de communes du bas armagnac", "CC du Bas Armagnac"),
        ("bastides lomagne", "CC Bastides de Lomagne"),
        ("243 200 417", "CC de la Tenarèze"),
        (TENAREZE, "CC de la Tenarèze"),
        ("Condom", "CC de la Tenarèze"),
        ("32107", "CC de la Tenarèze"),
        ("condom gers", "CC de la Tenarèze"),
        ("St Etienne Metropole", "Saint-Étienne Métropole"),
        ("saint-étienne", "Saint-Étienne Métropole"),
        ("métropole de Lyon", "Métropole de Lyon"),
        ("CA du Sud", "CA du Sud"),
        ("CC du Sud", "CC du Sud"),
        ("Marie Galante", "CC de Marie-Galante"),
        ("Mamoudzou", "CA de Dembeni / Mamoudzou"),
        ("L'Isle d'Abeau", "CA Porte de l'Isère (CAPI)"),
        ("quatre rivières 74", "CC des Quatre Rivières"),
        ("Pays de Nay", "CC Pays de Nay"),
        ("coeur du Jura", "CC Arbois, Poligny, Salins, Coeur du Jura"),
        ("Ajaccio", "CA du Pays Ajaccien"),
        ("CU grand paris", "CU Grand Paris Seine et Oise"),
    ],
)
def test_in_2025_an_epci_is_found_first_by_what_people_write(query: str, first: str) -> None:
    assert search(query).found[0].name == first


def test_homonyms_are_both_shown_and_their_departement_tells_them_apart() -> None:
    both = [found for found in search("CC des Quatre Rivières").found if found.name == "CC des Quatre Rivières"]
    assert {found.departement for found in both} == {"70", "74"}
    assert search("quatre rivières haute-saône").found[0].departement == "70"


def test_many_answers_are_cut_to_twenty_and_counted() -> None:
    pays = search("CC du Pays")
    assert len(pays.found) == SHOWN
    assert pays.total == SHOWN + pays.more > 150
    assert all(found.nature is Nature.CC for found in pays.found)


def test_a_departement_is_asked_by_its_number_or_its_name_and_its_own_epci_come_first() -> None:
    by_number, by_name = search("974"), search("La Réunion")
    assert {found.siren for found in by_number.found} <= {found.siren for found in by_name.found}
    assert {found.departement for found in by_number.found} == {"974"}
    gers = search("32").found
    assert [found.departement for found in gers] == sorted(
        (found.departement for found in gers), key=lambda it: it != "32"
    )


def test_a_commune_that_made_it_answer_is_named() -> None:
    found = search("Montréal-du-Gers").found or search("Montréal 32").found
    assert (found[0].siren, found[0].through) == (TENAREZE, "Montréal")
    assert search("tenarèze").found[0].through == ""


def test_what_is_shown_of_the_tenareze_is_what_the_file_holds() -> None:
    found = search("Tenarèze").found[0]
    assert (found.siren, found.departement, found.communes, found.vintage) == (TENAREZE, "32", 26, "2022")
    assert found.population > 10_000


def test_a_slip_of_the_pen_is_corrected_and_what_is_nowhere_finds_nothing() -> None:
    assert search("communauté de communes de la tenarese").nearest == "tenareze"
    nothing = search("xyzzyx")
    assert (nothing.found, nothing.total, nothing.nearest) == ((), 0, "")


@pytest.mark.parametrize("query", ["", "   ", "le", "de la", "'", "\u202e", "%", "123456789012", "111 222 333"])
def test_what_says_nothing_finds_nothing(query: str) -> None:
    assert search(query).total == 0


def test_every_epci_of_2025_is_found_by_its_siren_and_by_its_own_name() -> None:
    for epci in list(all_epci())[::25]:
        assert [found.siren for found in search(epci.siren).found] == [epci.siren]
        assert epci.siren in {found.siren for found in search(epci.name).found}, epci.name


def test_every_departement_of_the_file_has_a_name() -> None:
    assert {epci.departement for epci in all_epci()} <= set(DEPARTEMENTS)
    assert len(DEPARTEMENTS) == 101
    assert departement_label("2A") == "Corse-du-Sud (2A)"
    assert departement_label("987") == "987"
