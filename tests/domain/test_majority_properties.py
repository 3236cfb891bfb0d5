"""What is true of every majority, whatever the communes and their votes."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.electorate import Base, Electorate, Positions, Voter
from domain.majority import cletc, creation_epci
from domain.sources import Confidence
from domain.tally import Tally
from domain.territory import Nature
from domain.verdict import Outcome

RULES = st.sampled_from([creation_epci, cletc])
BASES = st.sampled_from(Base)
VOTES = st.sampled_from(["favorable", "defavorable", "undecided"])


@st.composite
def ballots(draw: st.DrawFn) -> tuple[Electorate, dict[str, str]]:
    """An electorate and the vote of each of its communes; few inhabitants make ties and exact shares frequent."""
    inhabitants = st.integers(0, 12)
    populations = draw(st.lists(st.tuples(inhabitants, inhabitants), min_size=1, max_size=9))
    voters = tuple(
        Voter(insee=f"{i:05}", name=f"Commune {i}", totale=totale, municipale=municipale)
        for i, (totale, municipale) in enumerate(populations)
    )
    nature = draw(st.sampled_from([Nature.CC, Nature.CA, Nature.CU, Nature.METRO]))
    electorate = Electorate(
        siren="200000000", nature=nature, voters=voters, totale_vintage="2022", municipale_vintage="2022"
    )
    return electorate, {voter.insee: draw(VOTES) for voter in voters}


def positions(cast: dict[str, str]) -> Positions:
    return Positions(
        favorable=frozenset(insee for insee, vote in cast.items() if vote == "favorable"),
        defavorable=frozenset(insee for insee, vote in cast.items() if vote == "defavorable"),
    )


def settled(cast: dict[str, str], vote: str) -> Positions:
    """The same votes once every undecided commune has cast `vote`."""
    return positions({insee: vote if each == "undecided" else each for insee, each in cast.items()})


@given(ballots(), RULES, BASES, st.randoms(use_true_random=False))
def test_the_order_of_the_communes_changes_nothing(
    ballot: tuple[Electorate, dict[str, str]], rule: Any, base: Base, chance: Any
) -> None:
    electorate, cast = ballot
    shuffled = list(electorate.voters)
    chance.shuffle(shuffled)
    verdict = rule(electorate, positions(cast), base)
    assert rule(electorate.but(voters=tuple(shuffled)), positions(cast), base) == verdict


@given(ballots(), RULES, BASES, st.data())
def test_a_commune_that_becomes_favorable_never_undoes_a_majority(
    ballot: tuple[Electorate, dict[str, str]], rule: Any, base: Base, data: st.DataObject
) -> None:
    electorate, cast = ballot
    insee = data.draw(st.sampled_from(sorted(cast)))
    before = rule(electorate, positions(cast), base)
    after = rule(electorate, positions(cast | {insee: "favorable"}), base)
    assert after.reached or not before.reached
    assert before.impossible or not after.impossible


@given(ballots(), RULES, BASES)
def test_impossible_and_reached_are_what_the_undecided_communes_can_no_longer_change(
    ballot: tuple[Electorate, dict[str, str]], rule: Any, base: Base
) -> None:
    electorate, cast = ballot
    now, best, worst = (
        rule(electorate, given_votes, base)
        for given_votes in (positions(cast), settled(cast, "favorable"), settled(cast, "defavorable"))
    )
    assert not (now.reached and now.impossible)
    assert now.reached is worst.reached
    assert now.impossible is best.impossible
    assert best.outcome is not Outcome.OPEN
    assert worst.outcome is not Outcome.OPEN


@given(ballots(), RULES, BASES)
def test_a_human_is_asked_only_for_a_metropole_or_a_tie_over_a_quarter(
    ballot: tuple[Electorate, dict[str, str]], rule: Any, base: Base
) -> None:
    electorate, cast = ballot
    verdict = rule(electorate, positions(cast), base)
    assert verdict.to_confirm is (verdict.source.confidence is Confidence.C)
    if verdict.to_confirm:
        assert rule is creation_epci
        assert 4 * verdict.veto.population > verdict.population_total
        assert electorate.nature is Nature.METRO or verdict.veto.tied
        assert verdict.veto.doubt.replace(" ;", "\u202f;") in verdict.reason


@given(ballots(), RULES, BASES)
def test_every_verdict_gives_its_reason_and_its_article(
    ballot: tuple[Electorate, dict[str, str]], rule: Any, base: Base
) -> None:
    electorate, cast = ballot
    verdict = rule(electorate, positions(cast), base)
    assert verdict.source.article in verdict.reason
    assert verdict.reason.startswith("Majorité qualifiée ")
    assert verdict.reason.endswith(".")
    assert ("Attention" in verdict.reason) is not verdict.bases_agree
    assert not any(trace in verdict.reason for trace in ("  ", "None", " ,", ",,", "..", " ;", " :"))


@given(st.integers(1, 40), st.integers(0, 400), st.data())
def test_a_branch_is_there_exactly_when_it_misses_nothing(communes: int, inhabitants: int, data: st.DataObject) -> None:
    tally = Tally(
        communes=data.draw(st.integers(0, communes)),
        of_communes=communes,
        inhabitants=data.draw(st.integers(0, inhabitants)),
        of_inhabitants=inhabitants,
    )
    assert tally.two_thirds is (tally.short_of_two_thirds == (0, 0))
    assert tally.half is (tally.short_of_half == (0, 0))
