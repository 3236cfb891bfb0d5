"""The qualified majority in each reading of the texts, when communes left the electorate while they were consulted.

No text that was read says whether such a commune still counts among those frozen at the sending. The question is one
for each way of leaving, so each way is counted in and out; only what all the readings say is concluded.
"""

from collections.abc import Callable
from itertools import combinations
from typing import NamedTuple

from domain.consultation.life_commands import Departure
from domain.consultation.state import Consultation, Position, Seat
from domain.electorate import Base, Electorate, Positions
from domain.french import join, long_day
from domain.majority import Verdict, cletc, creation_epci
from domain.procedures.model import Rule

_MAJORITIES: dict[Rule, Callable[[Electorate, Positions, Base], Verdict]] = {
    Rule.CREATION_EPCI: creation_epci,
    Rule.CLETC: cletc,
}

_HOW = {
    Departure.WITHDRAWN: "a quitté l'EPCI",
    Departure.MERGED: "a rejoint une commune nouvelle",
    Departure.NO_LONGER_CONCERNED: "n'est plus concernée",
}


class Reading(NamedTuple):
    """The majority counted without the seats `left_out`, none when the electorate stands as it was frozen."""

    left_out: tuple[Seat, ...]
    verdict: Verdict


def readings(state: Consultation, base: Base = Base.TOTALE) -> tuple[Reading, ...]:
    """The majority counted in the population `base` in every reading: first the electorate as frozen, last without any
    commune that left. One reading alone when none left.

    Raises `ValueError` before the consultation is sent, or when its rule is not a qualified majority.
    """
    gone = departed(state)
    ways = sorted({seat.left.how for seat in gone if seat.left is not None})
    kept_out = [frozenset(out) for size in range(len(ways) + 1) for out in combinations(ways, size)]
    left_out = [tuple(seat for seat in gone if seat.left is not None and seat.left.how in out) for out in kept_out]
    voters = len(state.electorate.voters) if state.electorate else 0
    return tuple(Reading(out, _counted(state, out, base)) for out in left_out if not out or len(out) < voters)


def departed(state: Consultation) -> list[Seat]:
    """The seats of the communes that left the electorate while they were consulted."""
    return [seat for seat in state.seats if seat.left is not None]


def departures(state: Consultation) -> str:
    """Who left, how and when, as one French sentence; empty when nobody did."""
    told = [f"{seat.name} {_HOW[seat.left.how]} le {long_day(seat.left.on)}" for seat in state.seats if seat.left]
    return f"{join(told)}, en cours de consultation." if told else ""


def _counted(state: Consultation, left_out: tuple[Seat, ...], base: Base) -> Verdict:
    majority = _MAJORITIES.get(state.law.rule)
    if state.electorate is None or majority is None:
        raise ValueError(f"{state.stream} has no majority to count")
    out = {seat.insee for seat in left_out}
    voters = tuple(voter for voter in state.electorate.voters if voter.insee not in out)
    return majority(
        state.electorate.but(voters=voters) if out else state.electorate,
        Positions(
            favorable=frozenset(_holding(state, Position.FAVORABLE)) - out,
            defavorable=frozenset(_holding(state, Position.DEFAVORABLE, Position.NEUTRE)) - out,
        ),
        base,
    )


def _holding(state: Consultation, *positions: Position) -> list[str]:
    return [seat.insee for seat in state.holding(*positions)]
