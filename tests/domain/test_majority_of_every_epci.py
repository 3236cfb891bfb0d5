"""What is true of the majority in every EPCI of France, whoever votes first."""

import random
from collections.abc import Callable

import pytest

from domain.electorate import Base, Electorate, Positions
from domain.majority import cletc, creation_epci
from domain.territory import Nature
from domain.verdict import Outcome, Verdict
from infra.territories import all_epci

Rule = Callable[[Electorate, Positions, Base], Verdict]

#: Moments looked at on the way from nobody's vote to everybody's, besides both ends.
MOMENTS = 3


@pytest.fixture(scope="module")
def electorates() -> list[Electorate]:
    return [Electorate.of(epci) for epci in all_epci() if epci.nature is not Nature.MET69]


def by_the_letter(electorate: Electorate, yes: frozenset[str], base: Base, clause: bool) -> bool:
    """The article in integers, written again apart from the code under test."""
    people = {voter.insee: voter.totale if base is Base.TOTALE else voter.municipale for voter in electorate.voters}
    all_people, all_communes = sum(people.values()), len(people)
    communes, inhabitants = len(yes), sum(people[insee] for insee in yes)
    branches = (
        communes * 3 >= all_communes * 2 and inhabitants * 2 > all_people,
        communes * 2 >= all_communes and inhabitants * 3 >= all_people * 2,
    )
    most = max(people.values())
    needed = {insee for insee, count in people.items() if count == most} if most * 4 > all_people and clause else set()
    return any(branches) and needed <= yes


@pytest.mark.parametrize(("rule", "clause"), [(creation_epci, True), (cletc, False)])
def test_votes_are_recorded_in_any_order_and_only_ever_bring_the_result_nearer(
    electorates: list[Electorate], rule: Rule, clause: bool
) -> None:
    assert len(electorates) == 1254
    for electorate in electorates:
        drawn = random.Random(f"{electorate.siren}{clause}")
        codes = [voter.insee for voter in electorate.voters]
        drawn.shuffle(codes)
        base = drawn.choice(list(Base))
        ends = sorted({0, len(codes), *(drawn.randint(0, len(codes)) for _ in range(MOMENTS))})
        agreeing = [rule(electorate, Positions(favorable=frozenset(codes[:end])), base) for end in ends]
        refusing = [rule(electorate, Positions(defavorable=frozenset(codes[:end])), base) for end in ends]
        for end, verdict in zip(ends, agreeing, strict=True):
            assert verdict.reached is by_the_letter(electorate, frozenset(codes[:end]), base, clause), electorate.siren
            assert (verdict.communes_yes, verdict.communes_undecided) == (end, len(codes) - end)
        reached = [verdict.reached for verdict in agreeing]
        impossible = [verdict.impossible for verdict in refusing]
        assert reached == sorted(reached), electorate.siren
        assert impossible == sorted(impossible), electorate.siren
        assert (reached[0], reached[-1], impossible[0], impossible[-1]) == (False, True, False, True)
        again = Electorate(**dict(electorate) | {"voters": tuple(reversed(electorate.voters))})
        assert rule(again, Positions(favorable=frozenset(codes[: ends[1]])), base) == agreeing[1]


def test_nineteen_of_the_21_metropoles_have_a_commune_over_a_quarter_and_wait_for_a_human_without_it(
    electorates: list[Electorate],
) -> None:
    metropoles = [electorate for electorate in electorates if electorate.nature is Nature.METRO]
    over = {}
    for electorate in metropoles:
        largest = max(electorate.voters, key=lambda voter: voter.totale)
        others = frozenset(voter.insee for voter in electorate.voters) - {largest.insee}
        verdict = creation_epci(electorate, Positions(favorable=others, defavorable=frozenset({largest.insee})))
        over[electorate.siren] = verdict.veto.applies
        if verdict.veto.applies and verdict.yes.met:
            assert verdict.outcome is Outcome.TO_CONFIRM
            assert "À faire confirmer par la préfecture" in verdict.reason
    assert (len(metropoles), sum(over.values())) == (21, 19)
