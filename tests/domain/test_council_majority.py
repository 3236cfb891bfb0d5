"""The majorities of a council, on both sides of each boundary."""

import pytest

from domain.council_majority import Votes, council_outcome
from domain.errors import Refused
from domain.procedures.model import CouncilRule
from domain.sources import Confidence

SIMPLE, OF_VOTES, OF_MEMBERS, OF_EITHER, HARDENED = (
    CouncilRule.SIMPLE,
    CouncilRule.DEUX_TIERS_SUFFRAGES,
    CouncilRule.DEUX_TIERS_MEMBRES,
    CouncilRule.DEUX_TIERS,
    CouncilRule.DEUX_TIERS_MEMBRES_SI_DEFAVORABLE,
)


@pytest.mark.parametrize(
    ("rule", "votes", "adopted"),
    [
        (SIMPLE, Votes(pour=16, contre=15), True),
        (SIMPLE, Votes(pour=15, contre=16), False),
        (SIMPLE, Votes(pour=1, contre=0, abstentions=40), True),
        (SIMPLE, Votes(pour=15, contre=15, casting_vote=True), True),
        (SIMPLE, Votes(pour=15, contre=15, casting_vote=False), False),
        (SIMPLE, Votes(pour=15, contre=15, secret_ballot=True), False),
        (SIMPLE, Votes(pour=0, contre=0, abstentions=30, casting_vote=True), False),
        (OF_VOTES, Votes(pour=20, contre=10), True),
        (OF_VOTES, Votes(pour=19, contre=10), False),
        (OF_VOTES, Votes(pour=20, contre=10, abstentions=30), True),
        (OF_VOTES, Votes(pour=0, contre=0), False),
        (OF_MEMBERS, Votes(pour=20, contre=0, members=30), True),
        (OF_MEMBERS, Votes(pour=19, contre=0, members=30), False),
        (OF_MEMBERS, Votes(pour=21, contre=0, members=31), True),
        (OF_MEMBERS, Votes(pour=20, contre=0, members=31), False),
        (OF_EITHER, Votes(pour=20, contre=5, abstentions=5, members=30), True),
        (OF_EITHER, Votes(pour=19, contre=9, abstentions=2, members=30), None),
        (OF_EITHER, Votes(pour=19, contre=10), False),
        (HARDENED, Votes(pour=16, contre=14, members=30), True),
    ],
)
def test_each_rule_on_both_sides_of_its_boundary(rule: CouncilRule, votes: Votes, adopted: bool | None) -> None:
    assert council_outcome(rule, votes).adopted is adopted


def test_an_unfavourable_avis_asks_for_two_thirds_of_the_members() -> None:
    votes = Votes(pour=16, contre=14, members=30)
    refused = council_outcome(HARDENED, votes, unfavourable_avis=True)
    assert (refused.adopted, refused.source.article) == (False, "article L5211-57 du CGCT")
    assert refused.reason == (
        "Non adoptée\u202f: 16 voix pour, 14 contre sur 30 membres\u202f; "
        "il faut les deux tiers des membres du conseil (article L5211-57 du CGCT)."
    )
    assert council_outcome(HARDENED, Votes(pour=20, contre=10, members=30), unfavourable_avis=True).adopted is True


def test_two_readings_that_differ_are_left_to_a_human_and_shown_to_confirm() -> None:
    found = council_outcome(OF_EITHER, Votes(pour=18, contre=9, abstentions=1, members=28))
    assert (found.adopted, found.source.confidence) == (None, Confidence.C)
    assert "le texte ne dit pas lesquels il vise" in found.reason
    assert "(article 1609 nonies C V 1° bis du CGI (à confirmer))" in found.reason


@pytest.mark.parametrize(
    ("rule", "votes", "said"),
    [
        (SIMPLE, Votes(pour=15, contre=15), "Il y a partage des voix"),
        (OF_MEMBERS, Votes(pour=15, contre=15), "Donnez le nombre des membres du conseil"),
        (OF_EITHER, Votes(pour=15, contre=1), "Donnez le nombre des membres du conseil"),
        (SIMPLE, Votes(pour=15, contre=15, abstentions=1, members=30), "31 voix sont entrées"),
    ],
)
def test_what_is_missing_or_cannot_be_is_said(rule: CouncilRule, votes: Votes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        council_outcome(rule, votes)
