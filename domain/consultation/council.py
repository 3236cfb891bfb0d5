"""The délibération of the EPCI's council: simple majority of the votes cast (articles L2121-20 and L5211-1 CGCT)."""

from domain.consultation.commands import RecordCouncilVote
from domain.errors import Refused
from domain.procedures.model import cgct
from domain.sources import Confidence

SIMPLE_MAJORITY = cgct("L2121-20", "lue vers 2023, applicable aux EPCI par L5211-1", Confidence.A)


def adopted(vote: RecordCouncilVote) -> bool:
    """Whether the délibération is adopted; one entered without its votes is taken as it is, adopted.

    Raises `Refused` on a tie whose casting vote is not said.
    """
    if vote.votes_for is None and vote.votes_against is None:
        return True
    if vote.votes_for is None or vote.votes_against is None:
        raise Refused("Donnez les voix pour et les voix contre, ou aucune des deux.", SIMPLE_MAJORITY)
    if vote.votes_for != vote.votes_against:
        return vote.votes_for > vote.votes_against
    if vote.casting_vote is None:
        raise Refused(
            "Il y a partage des voix : indiquez si la voix prépondérante du président est favorable.", SIMPLE_MAJORITY
        )
    return vote.casting_vote
