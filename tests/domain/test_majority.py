"""The majorities among communes, on the real communes of 2026."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from domain.electorate import Base, Electorate, Positions, Voter
from domain.errors import DomainError, Refused
from domain.majority import cletc, creation_epci
from domain.sources import Confidence
from domain.territory import Nature
from domain.verdict import Outcome, Verdict
from infra.territories import all_epci, load_epci

CASES = Path(__file__).parents[1] / "cases" / "majority_cases.yaml"

Case = dict[str, Any]


def communes(populations: Sequence[int], nature: Nature = Nature.CC) -> Electorate:
    """Communes « 00000 », « 00001 »… of the populations given, which is the same in both bases."""
    voters = [
        Voter(insee=f"{i:05}", name=f"Commune {i}", totale=inhabitants, municipale=inhabitants)
        for i, inhabitants in enumerate(populations)
    ]
    return Electorate(
        siren="200000000", nature=nature, voters=tuple(voters), totale_vintage="2022", municipale_vintage="2022"
    )


def votes(favorable: Sequence[int] = (), defavorable: Sequence[int] = ()) -> Positions:
    return Positions(
        favorable=frozenset(f"{i:05}" for i in favorable), defavorable=frozenset(f"{i:05}" for i in defavorable)
    )


@pytest.fixture(scope="session")
def cases() -> list[Case]:
    found: list[Case] = YAML(typ="safe").load(CASES.read_text("utf-8"))["cas"]
    return found


def code(raw: str | int) -> str:
    """The file leaves some codes unquoted, and YAML 1.2 reads 08362 as a number."""
    return str(raw).zfill(5)


def electorate_of(case: Case, column: str) -> tuple[Electorate, Base]:
    epci = load_epci(case["siren"])
    electorate = Electorate.of(epci)
    if column == "population_municipale":
        voters = (
            voter.but(municipale=commune.population.municipale_in_force)
            for voter, commune in zip(electorate.voters, epci.communes, strict=True)
        )
        electorate = electorate.but(voters=tuple(voters))
    return electorate, Base.TOTALE if column == "population_totale_dgcl" else Base.MUNICIPALE


def detail(verdict: Verdict) -> dict[str, Any]:
    return {
        "nb": verdict.communes_yes,
        "n": verdict.communes_total,
        "pop": verdict.population_yes,
        "P": verdict.population_total,
        "b1": verdict.yes.two_thirds,
        "b2": verdict.yes.half,
        "veto": verdict.veto.applies,
        "biggest": verdict.veto.commune,
        "biggest_yes": verdict.veto.favorable,
    }


@pytest.mark.parametrize("column", ["population_totale_dgcl", "population_municipale_dgcl", "population_municipale"])
def test_every_case_of_the_file_passes_in_its_three_population_columns(cases: list[Case], column: str) -> None:
    assert len(cases) == 144
    for case in cases:
        electorate, base = electorate_of(case, column)
        assert electorate.nature == case["nature"]
        favorable = frozenset(code(raw) for raw in case["favorables"])
        against = frozenset(voter.insee for voter in electorate.voters) - favorable
        expected = case["attendu"][column]
        expected_detail = expected["detail"] | {"biggest": code(expected["detail"]["biggest"])}
        for defavorable in (frozenset[str](), against):
            positions = Positions(favorable=favorable, defavorable=defavorable)
            creation, report = (rule(electorate, positions, base) for rule in (creation_epci, cletc))
            found = (creation.reached, report.reached, detail(creation))
            assert found == (expected["creation_epci"], expected["cletc"], expected_detail), (case["epci"], case["cas"])
            if defavorable:
                assert (creation.impossible, report.impossible) == (not creation.reached, not report.reached)


def test_both_bases_agree_exactly_where_the_file_says_so(cases: list[Case]) -> None:
    for case in cases:
        electorate, _ = electorate_of(case, "population_totale_dgcl")
        positions = Positions(favorable=frozenset(code(raw) for raw in case["favorables"]))
        verdicts = [rule(electorate, positions, base) for rule in (creation_epci, cletc) for base in Base]
        agreed = all(verdict.bases_agree for verdict in verdicts)
        assert agreed is case["bases_concordantes"], (case["epci"], case["cas"])


def test_two_thirds_of_the_communes_are_enough_and_half_of_the_population_is_not() -> None:
    electorate = communes([30, 20, 50])
    assert not cletc(electorate, votes([0, 1])).reached
    assert cletc(communes([31, 20, 50]), votes([0, 1])).reached
    assert not cletc(communes([31, 20, 50, 0]), votes([0, 1])).reached


def test_half_of_the_communes_and_two_thirds_of_the_population_are_enough() -> None:
    assert cletc(communes([20, 20, 10, 10]), votes([0, 1])).reached
    assert not cletc(communes([20, 19, 10, 10]), votes([0, 1])).reached
    assert not cletc(communes([20, 20, 10, 10, 0]), votes([0, 1])).reached


def test_exactly_a_quarter_of_the_population_blocks_nothing_and_one_more_inhabitant_does() -> None:
    four = votes([1, 2, 3, 4], [0])
    assert creation_epci(communes([25, 24, 24, 24, 3]), four).reached
    blocked = creation_epci(communes([26, 25, 24, 24, 3]), four)
    assert blocked.impossible
    assert (blocked.veto.applies, blocked.veto.satisfied, blocked.veto.refused) == (True, False, True)
    assert cletc(communes([26, 25, 24, 24, 3]), four).reached


def test_the_most_populated_commune_may_still_come_while_it_is_undecided() -> None:
    verdict = creation_epci(communes([40, 20, 20, 20]), votes([1, 2, 3]))
    assert verdict.outcome is Outcome.OPEN
    assert verdict.yes.met


def test_a_metropole_is_concluded_only_where_both_readings_of_the_clause_agree() -> None:
    metropole = communes([40, 20, 20, 20], Nature.METRO)
    assert creation_epci(metropole, votes([0, 1, 2])).reached
    assert creation_epci(metropole, votes([], [1, 2, 3])).impossible
    for positions in (votes([1, 2, 3]), votes([1, 2, 3], [0]), votes([1], [0])):
        verdict = creation_epci(metropole, positions)
        assert verdict.outcome is Outcome.TO_CONFIRM
        assert not verdict.reached
        assert not verdict.impossible
        assert verdict.source.confidence is Confidence.C
    assert cletc(metropole, votes([1, 2, 3], [0])).impossible is False


def test_a_tie_for_the_most_populated_commune_is_concluded_only_when_it_does_not_matter() -> None:
    tied = communes([40, 40, 10, 5, 5])
    assert creation_epci(tied, votes([0, 1, 2, 3])).reached
    assert creation_epci(tied, votes([2, 3, 4], [0, 1])).impossible
    one_of_them = creation_epci(tied, votes([1, 2, 3, 4], [0]))
    assert one_of_them.outcome is Outcome.TO_CONFIRM
    assert one_of_them.veto.tied == ("Commune 1",)
    small = communes([20, 20, 20, 20, 20])
    assert creation_epci(small, votes([1, 2, 3, 4], [0])).reached


def test_the_metropole_de_lyon_has_no_such_majority() -> None:
    lyon = Electorate.of(load_epci("200046977"))
    assert lyon.nature is Nature.MET69
    for rule in (creation_epci, cletc):
        with pytest.raises(Refused, match="collectivité territoriale"):
            rule(lyon, Positions())


def test_a_commune_that_does_not_vote_is_named_and_refused() -> None:
    with pytest.raises(DomainError, match="32107"):
        creation_epci(communes([1, 2, 3]), Positions(favorable=frozenset({"32107"})))


def test_a_commune_has_one_position_and_one_seat() -> None:
    with pytest.raises(ValueError, match="00001"):
        votes([0, 1], [1])
    electorate = communes([1, 2])
    with pytest.raises(ValueError, match="deux fois"):
        electorate.but(voters=electorate.voters * 2)
    with pytest.raises(ValueError, match="aucune commune"):
        electorate.but(voters=())


def test_the_base_changes_the_quarter_clause_in_six_epci_and_its_holder_in_two_in_2022() -> None:
    over: dict[Base, set[str]] = {base: set() for base in Base}
    metropoles: set[str] = set()
    other_clause: set[str] = set()
    other_holder: set[str] = set()
    for epci in all_epci():
        if epci.nature is Nature.MET69:
            continue
        vetoes = {base: creation_epci(Electorate.of(epci), Positions(), base).veto for base in Base}
        for base in Base:
            if vetoes[base].applies:
                (metropoles if epci.nature is Nature.METRO else over[base]).add(epci.siren)
        if vetoes[Base.TOTALE].applies is not vetoes[Base.MUNICIPALE].applies:
            other_clause.add(epci.siren)
        elif vetoes[Base.TOTALE].applies and vetoes[Base.TOTALE].commune != vetoes[Base.MUNICIPALE].commune:
            other_holder.add(epci.siren)
    assert (len(over[Base.TOTALE]), len(over[Base.MUNICIPALE]), len(metropoles)) == (639, 635, 19)
    assert other_clause == {"200043156", "200066827", "200043016", "200070670", "200068872", "200043438"}
    assert other_holder == {"245801063", "200023299"}


@pytest.mark.parametrize(
    ("siren", "name", "municipale", "totale"),
    [
        ("200043156", "CC du Pays Rethélois", False, True),
        ("200066827", "CC du Pays de Honfleur-Beuzeville", False, True),
        ("200043016", "CC Val de Charente", False, True),
        ("200070670", "CC du Pays de Dol", False, True),
        ("200068872", "CC Éguzon-Argenton", False, True),
        ("200043438", "CC de la Moivre à la Coole", True, False),
    ],
)
def test_the_base_decides_whether_the_quarter_clause_holds(
    siren: str, name: str, municipale: bool, totale: bool
) -> None:
    electorate = Electorate.of(load_epci(siren))
    largest = max(electorate.voters, key=lambda voter: voter.totale)
    others = frozenset(voter.insee for voter in electorate.voters) - {largest.insee}
    verdicts = {base: creation_epci(electorate, Positions(favorable=others), base) for base in Base}
    assert {base: verdict.veto.applies for base, verdict in verdicts.items()} == {
        Base.MUNICIPALE: municipale,
        Base.TOTALE: totale,
    }, name
    for verdict in verdicts.values():
        assert verdict.reached is not verdict.veto.applies
        assert not verdict.bases_agree
        assert "2022" in verdict.reason


@pytest.mark.parametrize(
    ("siren", "name", "municipale", "totale"),
    [
        ("245801063", "CC Loire et Allier", "58152", "58273"),
        ("200023299", "CC Coeur de Tarentaise", "73257", "73181"),
    ],
)
def test_the_base_decides_whose_agreement_the_quarter_clause_asks(
    siren: str, name: str, municipale: str, totale: str
) -> None:
    electorate = Electorate.of(load_epci(siren))
    for base, holder in ((Base.MUNICIPALE, municipale), (Base.TOTALE, totale)):
        others = frozenset(voter.insee for voter in electorate.voters) - {holder}
        verdict = creation_epci(electorate, Positions(favorable=others), base)
        assert (verdict.veto.applies, verdict.veto.commune, verdict.veto.satisfied) == (True, holder, False), name
        assert not verdict.reached
