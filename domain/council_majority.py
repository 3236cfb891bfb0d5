"""The majorities of one council, in exact integers: how a délibération is adopted, and why."""

from collections.abc import Callable
from typing import assert_never

from pydantic import NonNegativeInt, PositiveInt

from domain.base import Value
from domain.errors import Refused
from domain.french import number, plural, typeset
from domain.procedures.model import CouncilRule
from domain.procedures.texts import CGI_1609_NONIES_C_V_1_BIS, L2121_20, L5211_57
from domain.sources import Confidence, Source

TWO_THIRDS_OF_VOTES = Source(
    article="article L5211-28-4 I du CGCT", version="1er janvier 2023", confidence=Confidence.A
)
#: « à la majorité des deux tiers »: the text does not say of the votes cast or of the members.
TWO_THIRDS = CGI_1609_NONIES_C_V_1_BIS.but(confidence=Confidence.C)


class Votes(Value):
    """What was counted. `members` of the council, present or not; `casting_vote`: the president's, on a tie."""

    pour: NonNegativeInt
    contre: NonNegativeInt
    abstentions: NonNegativeInt | None = None
    members: PositiveInt | None = None
    casting_vote: bool | None = None
    secret_ballot: bool = False

    @property
    def cast(self) -> int:
        """Suffrages exprimés: abstentions, blank and void ballots are no votes cast."""
        return self.pour + self.contre


class CouncilOutcome(Value):
    """Whether it is adopted, and the French sentence that says why. `adopted` is `None` where two readings of the text
    differ: a human decides."""

    adopted: bool | None
    reason: str
    source: Source


def council_outcome(rule: CouncilRule, votes: Votes, *, unfavourable_avis: bool = False) -> CouncilOutcome:
    """The outcome of a vote by `rule`; `unfavourable_avis`: that of the commune that the decision touches (L5211-57).

    Raises `Refused` when what the rule counts was not given, or when more voted than the council has members.
    """
    _check(votes)
    match rule:
        case CouncilRule.SIMPLE:
            return _simple(votes)
        case CouncilRule.DEUX_TIERS_SUFFRAGES:
            return _two_thirds_of_votes(votes, TWO_THIRDS_OF_VOTES)
        case CouncilRule.DEUX_TIERS_MEMBRES:
            return _two_thirds_of_members(votes, L5211_57)
        case CouncilRule.DEUX_TIERS_MEMBRES_SI_DEFAVORABLE:
            hardened: Callable[[Votes], CouncilOutcome] = _after_unfavourable_avis if unfavourable_avis else _simple
            return hardened(votes)
        case CouncilRule.DEUX_TIERS:
            return _two_thirds_of_either(votes)
        case _:
            assert_never(rule)


def _check(votes: Votes) -> None:
    voted = votes.cast + (votes.abstentions or 0)
    if votes.members is not None and voted > votes.members:
        raise Refused(
            f"Le conseil compte {number(votes.members)} membres et {number(voted)} voix sont entrées : vérifiez les "
            "deux. Les pouvoirs comptent comme des voix, jamais au-delà du nombre des membres."
        )


def _simple(votes: Votes) -> CouncilOutcome:
    if not votes.cast:
        return _outcome(False, "aucun suffrage n'est exprimé", L2121_20)
    if votes.pour != votes.contre:
        adopted = votes.pour > votes.contre
        return _outcome(adopted, f"{_counted(votes)}, à la majorité absolue des suffrages exprimés", L2121_20)
    if votes.secret_ballot:
        return _outcome(False, f"{_counted(votes)}, au scrutin secret : le partage vaut rejet", L2121_20)
    if votes.casting_vote is None:
        raise Refused(
            "Il y a partage des voix : indiquez si la voix prépondérante du président est favorable, ou que le scrutin "
            "était secret.",
            L2121_20,
        )
    said = "favorable" if votes.casting_vote else "défavorable"
    reason = f"{_counted(votes)}, la voix prépondérante du président étant {said}"
    return _outcome(votes.casting_vote, reason, L2121_20)


def _two_thirds_of_votes(votes: Votes, source: Source) -> CouncilOutcome:
    reason = f"{_counted(votes)} ; il faut les deux tiers des suffrages exprimés"
    return _outcome(bool(votes.cast) and 3 * votes.pour >= 2 * votes.cast, reason, source)


def _two_thirds_of_members(votes: Votes, source: Source) -> CouncilOutcome:
    members = _members(votes, source)
    reason = f"{_counted(votes)} sur {number(members)} membres ; il faut les deux tiers des membres du conseil"
    return _outcome(3 * votes.pour >= 2 * members, reason, source)


def _after_unfavourable_avis(votes: Votes) -> CouncilOutcome:
    return _two_thirds_of_members(votes, L5211_57)


def _two_thirds_of_either(votes: Votes) -> CouncilOutcome:
    """Adopted by the members is adopted by the votes: they differ only when many abstained or were away."""
    by_votes = _two_thirds_of_votes(votes, TWO_THIRDS)
    if not by_votes.adopted:
        return by_votes
    by_members = _two_thirds_of_members(votes, TWO_THIRDS)
    if by_members.adopted:
        return by_members
    reason = (
        f"{_counted(votes)} sur {number(_members(votes, TWO_THIRDS))} membres : les deux tiers des suffrages exprimés "
        "sont atteints, non ceux des membres, et le texte ne dit pas lesquels il vise"
    )
    return CouncilOutcome(
        adopted=None, reason=typeset(f"À trancher : {reason} ({TWO_THIRDS.citation})."), source=TWO_THIRDS
    )


def _members(votes: Votes, source: Source) -> int:
    if votes.members is None:
        raise Refused(
            f"Donnez le nombre des membres du conseil : il faut les deux tiers d'entre eux ({source.article}).", source
        )
    return votes.members


def _outcome(adopted: bool, reason: str, source: Source) -> CouncilOutcome:
    headline = "Adoptée" if adopted else "Non adoptée"
    return CouncilOutcome(adopted=adopted, reason=typeset(f"{headline} : {reason} ({source.citation})."), source=source)


def _counted(votes: Votes) -> str:
    """« 30 voix pour, 2 contre, 1 abstention »."""
    said = f"{number(votes.pour)} voix pour, {number(votes.contre)} contre"
    if not votes.abstentions:
        return said
    return f"{said}, {number(votes.abstentions)} {plural(votes.abstentions, 'abstention', 'abstentions')}"
