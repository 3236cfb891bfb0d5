"""The paragraphs that mayors read, word for word."""

from collections.abc import Iterable, Sequence

import pytest

from domain.electorate import Base, Electorate, Positions, Voter
from domain.majority import cletc, creation_epci
from domain.territory import Nature
from infra.territories import load_epci

TENAREZE = Electorate.of(load_epci("243200417"))
BY_SIZE = [voter.insee for voter in sorted(TENAREZE.voters, key=lambda voter: voter.totale, reverse=True)]
CONDOM, *OTHERS = BY_SIZE


def read(reason: str) -> str:
    """The same words with ordinary spaces."""
    return reason.replace("\u00a0", " ").replace("\u202f", " ")


def of_tenareze(favorable: Iterable[str], defavorable: Iterable[str] = ()) -> str:
    positions = Positions(favorable=frozenset(favorable), defavorable=frozenset(defavorable))
    return read(creation_epci(TENAREZE, positions).reason)


def of(totale: Sequence[int], municipale: Sequence[int] | None = None, nature: Nature = Nature.CC) -> Electorate:
    voters = (
        Voter(insee=f"{i:05}", name=name, totale=inhabitants, municipale=other)
        for i, (name, inhabitants, other) in enumerate(
            zip(("Agde", "Bessan", "Caux", "Adissan", "Cers"), totale, municipale or totale, strict=False)
        )
    )
    return Electorate(
        siren="200000000", nature=nature, voters=tuple(voters), totale_vintage="2022", municipale_vintage="2022"
    )


def votes(favorable: Sequence[int] = (), defavorable: Sequence[int] = ()) -> Positions:
    return Positions(
        favorable=frozenset(f"{i:05}" for i in favorable), defavorable=frozenset(f"{i:05}" for i in defavorable)
    )


def test_reached_with_the_most_populated_commune() -> None:
    assert of_tenareze([CONDOM, *OTHERS[-17:]]) == (
        "Majorité qualifiée réunie : 18 communes favorables sur 26 (deux tiers au moins) représentant 9 589 habitants "
        "sur 14 683 (plus de la moitié) ; Condom, commune la plus peuplée et plus du quart de la population, est "
        "favorable (article L5211-5 II du CGCT)."
    )


def test_reached_by_half_of_the_communes() -> None:
    assert of_tenareze(BY_SIZE[:13]).startswith(
        "Majorité qualifiée réunie : 13 communes favorables sur 26 (la moitié au moins) représentant 12 714 habitants "
        "sur 14 683 (deux tiers au moins) ; Condom"
    )


def test_a_report_of_the_cletc_names_the_code_general_des_impots_and_no_commune() -> None:
    verdict = cletc(TENAREZE, Positions(favorable=frozenset(OTHERS), defavorable=frozenset({CONDOM})))
    assert read(verdict.reason) == (
        "Majorité qualifiée réunie : 25 communes favorables sur 26 (deux tiers au moins) représentant 8 045 habitants "
        "sur 14 683 (plus de la moitié) (article 1609 nonies C IV du CGI)."
    )


def test_blocked_by_the_most_populated_commune_alone() -> None:
    assert of_tenareze(OTHERS, [CONDOM]) == (
        "Majorité qualifiée non réunie : 25 communes favorables sur 26 (deux tiers au moins) représentant 8 045 "
        "habitants sur 14 683 (plus de la moitié), mais Condom, commune la plus peuplée, qui représente 45,2 % de la "
        "population (plus du quart), ne s'est pas prononcée favorablement et son accord est indispensable (article "
        "L5211-5 II du CGCT)."
    )


def test_blocked_by_the_numbers_and_by_the_most_populated_commune_before_the_end() -> None:
    assert of_tenareze(OTHERS[:2], [CONDOM, *OTHERS[10:]]) == (
        "Majorité qualifiée impossible à réunir : 2 communes favorables sur 26 (moins de la moitié) représentant 2 355 "
        "habitants sur 14 683 (moins de la moitié) ; même avec les 8 communes qui ne se sont pas prononcées, on "
        "compterait au plus 10 communes représentant 5 599 habitants, alors qu'il faut les deux tiers des communes et "
        "plus de la moitié de la population, ou la moitié des communes et les deux tiers de la population ; de plus, "
        "Condom, commune la plus peuplée, qui représente 45,2 % de la population (plus du quart), ne s'est pas "
        "prononcée favorablement et son accord est indispensable (article L5211-5 II du CGCT)."
    )


def test_blocked_by_the_numbers_at_the_end() -> None:
    assert of_tenareze(BY_SIZE[:12], BY_SIZE[12:]) == (
        "Majorité qualifiée non réunie : 12 communes favorables sur 26 (moins de la moitié) représentant 12 484 "
        "habitants sur 14 683 (deux tiers au moins) ; il fallait les deux tiers des communes et plus de la moitié de "
        "la population, ou la moitié des communes et les deux tiers de la population (article L5211-5 II du CGCT)."
    )


def test_nobody_has_answered_yet() -> None:
    assert of_tenareze([]) == (
        "Majorité qualifiée non réunie à ce jour : aucune commune favorable sur 26 ; il manque encore au moins 13 "
        "communes représentant au moins 9 789 habitants pour réunir la moitié des communes et les deux tiers de la "
        "population, ou bien au moins 18 communes représentant au moins 7 342 habitants pour réunir les deux tiers des "
        "communes et plus de la moitié de la population ; Condom, commune la plus peuplée, qui représente 45,2 % de la "
        "population (plus du quart), doit aussi être favorable (article L5211-5 II du CGCT)."
    )


def test_the_longer_way_is_not_told() -> None:
    assert of_tenareze(BY_SIZE[:12]).endswith(
        " ; il manque encore au moins 1 commune pour réunir la moitié des communes et les deux tiers de la population "
        "(article L5211-5 II du CGCT)."
    )


def test_the_way_that_is_closed_is_not_told() -> None:
    assert of_tenareze([CONDOM], OTHERS[-9:]).endswith(
        " ; il manque encore au moins 12 communes représentant au moins 3 151 habitants pour réunir la moitié des "
        "communes et les deux tiers de la population (article L5211-5 II du CGCT)."
    )


def test_only_inhabitants_are_missing() -> None:
    assert " ; il manque encore des communes représentant au moins 4 126 habitants pour réunir" in of_tenareze(
        OTHERS[-18:]
    )


def test_only_the_most_populated_commune_is_missing() -> None:
    assert of_tenareze(OTHERS).endswith(
        "(plus de la moitié), mais Condom, commune la plus peuplée, qui représente 45,2 % de la population (plus du "
        "quart), doit aussi être favorable et ne s'est pas encore prononcée (article L5211-5 II du CGCT)."
    )


def test_no_commune_is_over_a_quarter() -> None:
    assert read(creation_epci(of([20, 20, 20, 20, 20]), votes([0, 1, 2, 3])).reason).endswith(
        " ; aucune commune ne dépasse le quart de la population (article L5211-5 II du CGCT)."
    )


def test_half_of_the_population_is_named_as_half() -> None:
    assert "représentant 50 habitants sur 100 (la moitié, pas plus)" in read(
        creation_epci(of([30, 20, 50]), votes([0, 1])).reason
    )


def test_a_metropole_is_left_to_the_prefecture() -> None:
    metropole = of([40, 20, 20, 20], nature=Nature.METRO)
    doubt = (
        " À faire confirmer par la préfecture avant de conclure : l'article L5211-5 II du CGCT exige l'accord de cette "
        "commune dans tout EPCI à fiscalité propre, mais l'article L5217-1 du CGCT, propre aux métropoles, n'a pas "
        "cette clause."
    )
    assert read(creation_epci(metropole, votes([1, 2, 3], [0])).reason) == (
        "Majorité qualifiée à confirmer : 3 communes favorables sur 4 (deux tiers au moins) représentant 60 habitants "
        "sur 100 (plus de la moitié), mais Agde, commune la plus peuplée, qui représente 40,0 % de la population (plus "
        f"du quart), ne s'est pas prononcée favorablement (article L5211-5 II du CGCT).{doubt}"
    )
    still_open = read(creation_epci(metropole, votes([1], [0])).reason)
    assert still_open.startswith("Majorité qualifiée non réunie à ce jour : 1 commune favorable sur 4 ")
    assert still_open.endswith(doubt)
    assert "la commune la plus peuplée (Agde) pourrait être exigé" in read(creation_epci(metropole, votes()).reason)


def test_communes_that_tie_are_named_together() -> None:
    tied = of([40, 40, 10, 5, 5])
    assert " ; Agde et Bessan, à égalité les plus peuplées et plus du quart de la population, sont favorables" in read(
        creation_epci(tied, votes([0, 1, 2, 3])).reason
    )
    assert read(creation_epci(tied, votes([1, 2, 3, 4], [0])).reason).endswith(
        "Agde et Bessan ont exactement la même population et le texte ne dit pas de laquelle l'accord est exigé."
    )
    assert "la commune la plus peuplée (Agde et Bessan) pourrait être exigé" in read(
        creation_epci(tied, votes()).reason
    )
    assert "il fallait les deux tiers" in read(creation_epci(tied, votes([2, 3, 4], [0, 1])).reason)


@pytest.mark.parametrize(
    ("base", "told"),
    [
        (
            Base.TOTALE,
            "sur la population totale (référence 2022) ; sur la population municipale (référence 2022), la majorité "
            "serait réunie.",
        ),
        (
            Base.MUNICIPALE,
            "sur la population municipale (référence 2022) ; sur la population totale (référence 2022), la majorité "
            "serait impossible à réunir.",
        ),
    ],
)
def test_two_bases_that_disagree_are_told(base: Base, told: str) -> None:
    electorate = of([26, 24, 25, 25], municipale=[25, 25, 26, 24])
    verdict = creation_epci(electorate, votes([1, 2, 3], [0]), base)
    assert not verdict.bases_agree
    assert read(verdict.reason).endswith(
        f" Attention : ce résultat est calculé {told} L'article R2151-2 du CGCT retient la population totale : "
        "faites-le confirmer par la préfecture avant de conclure."
    )
