"""The smallest sets of communes that decide: equal to brute force where brute force can, and quick everywhere."""

import random
from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.deciding import LISTED, Deciding, outlook
from domain.electorate import Base, Electorate, Positions, Voter
from domain.errors import DomainError
from domain.majority import cletc, creation_epci
from domain.territory import Nature
from domain.verdict import Majority, Verdict
from infra.territories import all_epci, load_epci

RULES: dict[Majority, Callable[[Electorate, Positions, Base], Verdict]] = {
    Majority.CREATION_EPCI: creation_epci,
    Majority.CLETC: cletc,
}
SMALL = [Electorate.of(epci) for epci in all_epci() if len(epci.communes) <= 12 and epci.nature is not Nature.MET69]
TENAREZE = Electorate.of(load_epci("243200417"))
CONDOM = "32107"


def some_positions(electorate: Electorate, seed: str, undecided: int = 12) -> Positions:
    """Positions drawn from `seed`, the same on each run; at most `undecided` communes have none."""
    drawn = random.Random(seed)
    codes = [voter.insee for voter in electorate.voters]
    drawn.shuffle(codes)
    free = drawn.randint(0, min(undecided, len(codes)))
    decided = codes[free:]
    cut = drawn.randint(0, len(decided))
    return Positions(favorable=frozenset(decided[:cut]), defavorable=frozenset(decided[cut:]))


def brute(
    rule: Majority, electorate: Electorate, positions: Positions, base: Base, wins: bool
) -> tuple[int, set[frozenset[str]]]:
    """Every smallest set whose agreement (or refusal) decides, found by trying them all with the rule itself."""
    decided = positions.favorable | positions.defavorable
    undecided = [voter.insee for voter in electorate.voters if voter.insee not in decided]
    for size in range(1, len(undecided) + 1):
        found = set()
        for chosen in combinations(undecided, size):
            joined = (
                Positions(favorable=positions.favorable.union(chosen), defavorable=positions.defavorable)
                if wins
                else Positions(favorable=positions.favorable, defavorable=positions.defavorable.union(chosen))
            )
            verdict = RULES[rule](electorate, joined, base)
            if verdict.reached if wins else verdict.impossible:
                found.add(frozenset(chosen))
        if found:
            return size, found
    return 0, set()


def agrees(found: Deciding, size: int, sets: set[frozenset[str]]) -> bool:
    assert not found.more
    needed = frozenset.intersection(*sets) if sets else frozenset()
    listed = {frozenset(each) for each in found.sets}
    return (found.size, listed, frozenset(found.needed)) == (size, sets, needed) and len(listed) == len(found.sets)


def check(rule: Majority, electorate: Electorate, positions: Positions, base: Base) -> None:
    found = outlook(rule, electorate, positions, base, listed=10_000)
    verdict = RULES[rule](electorate, positions, base)
    if verdict.reached or verdict.impossible:
        assert (found.winning, found.losing, found.sentence) == (Deciding(), Deciding(), "")
        return
    assert agrees(found.winning, *brute(rule, electorate, positions, base, wins=True))
    assert agrees(found.losing, *brute(rule, electorate, positions, base, wins=False))


def test_in_every_epci_of_12_communes_or_fewer_the_sets_are_those_of_brute_force() -> None:
    assert len(SMALL) > 200
    for number, electorate in enumerate(SMALL):
        rule = tuple(RULES)[number % 2]
        positions = some_positions(electorate, electorate.siren, undecided=8)
        check(rule, electorate, positions, Base.TOTALE if number % 3 else Base.MUNICIPALE)


def of_populations(populations: list[int], nature: Nature = Nature.CC) -> Electorate:
    """Communes « 00000 », « 00001 »… of the populations given, in both bases."""
    return Electorate(
        siren="200000001",
        nature=nature,
        voters=tuple(
            Voter(insee=f"{n:05}", name=f"{n:05}", totale=population, municipale=population)
            for n, population in enumerate(populations)
        ),
        totale_vintage="2022",
        municipale_vintage="2022",
    )


voters = st.lists(st.integers(min_value=0, max_value=12), min_size=1, max_size=7)


@settings(max_examples=150)
@given(
    populations=voters,
    nature=st.sampled_from([Nature.CC, Nature.METRO]),
    rule=st.sampled_from(Majority),
    draw=st.randoms(use_true_random=False),
)
def test_with_ties_and_metropoles_too(
    populations: list[int], nature: Nature, rule: Majority, draw: random.Random
) -> None:
    electorate = of_populations(populations, nature)
    check(rule, electorate, some_positions(electorate, str(draw.random())), Base.TOTALE)


def test_condom_alone_can_block_and_is_needed() -> None:
    favorable = frozenset(voter.insee for voter in TENAREZE.voters if voter.insee != CONDOM)
    found = outlook(Majority.CREATION_EPCI, TENAREZE, Positions(favorable=favorable))
    assert found.winning == Deciding(size=1, sets=((CONDOM,),), needed=(CONDOM,))
    assert found.losing == Deciding(size=1, sets=((CONDOM,),), needed=(CONDOM,))
    assert found.indispensable == (CONDOM,)
    assert found.sentence == "Il manque l'accord de Condom\u202f; sans Condom, rien n'est possible."


def test_before_anybody_voted_the_least_number_of_communes_is_told_with_an_example() -> None:
    found = outlook(Majority.CREATION_EPCI, TENAREZE, Positions())
    assert found.winning.size == 13
    assert (found.winning.more, found.winning.needed) == (True, (CONDOM,))
    assert found.winning.sets[0][0] == CONDOM
    assert found.losing == Deciding(size=1, sets=((CONDOM,),), needed=(CONDOM,))
    assert found.sentence.startswith("Il manque l'accord d'au moins 13 communes, par exemple Condom, ")
    assert found.sentence.endswith("et 7 autres\u202f; sans Condom, rien n'est possible.")


def test_a_commune_of_every_smallest_set_is_not_said_indispensable_when_larger_sets_do_without_it() -> None:
    found = outlook(Majority.CLETC, of_populations([45, 20, 15, 10, 10]), Positions())
    assert (found.winning.size, found.winning.needed, found.indispensable) == (3, ("00000",), ())
    assert found.losing.size == 2
    assert "rien n'est possible" not in found.sentence
    assert "Il suffirait du refus de 2 communes, par exemple 00000 et 00001," in found.sentence


def test_in_a_metropole_the_sentence_says_that_every_reading_is_meant() -> None:
    found = outlook(Majority.CREATION_EPCI, of_populations([40, 20, 20, 20], Nature.METRO), Positions())
    assert found.sentence.startswith(
        "Il manque, pour que la majorité soit réunie quelle que soit la lecture des textes,"
    )
    assert found.indispensable == ()


def test_the_largest_epci_is_told_at_once() -> None:
    largest = max((Electorate.of(epci) for epci in all_epci()), key=lambda it: len(it.voters))
    assert len(largest.voters) > 150
    found = outlook(Majority.CREATION_EPCI, largest, Positions())
    assert found.winning.size == -(-len(largest.voters) // 2)
    assert 1 <= found.losing.size <= found.winning.size
    assert len(found.winning.sets) == LISTED


def test_a_commune_that_does_not_vote_is_refused() -> None:
    with pytest.raises(DomainError, match="99999"):
        outlook(Majority.CLETC, TENAREZE, Positions(favorable=frozenset({"99999"})))
