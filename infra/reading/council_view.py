"""The councils of the communes that still owe an answer: which one may still vote, which have none in their delay."""

from datetime import date

from domain.base import Day, Value
from domain.consultation.state import Consultation, Seat, Status
from domain.convocation import conseil_municipal
from domain.councils import CouncilWindow, council_window
from domain.mandate.state import Mandate


class CouncilLine(Value):
    """What the councils known in its delay leave to a commune (INSEE code), in French; `last`: the last useful one."""

    insee: str
    last: Day | None
    told: str


class Councils(Value):
    """`known`: the communes whose councils are known, by code. `unknown` and `without`: the names of those of which no
    council is known, and of those of which none sits in the delay."""

    known: tuple[CouncilLine, ...] = ()
    unknown: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def line(self, insee: str) -> CouncilLine | None:
        """The line of the commune, `None` when nothing is known of its councils."""
        return next((line for line in self.known if line.insee == insee), None)


def councils_of(state: Consultation, mandate: Mandate | None, today: date) -> Councils:
    """The councils of the communes whose delay runs, seen from `today`; none before the sending and after the end.

    How a council is convened depends on the population municipale, that of the electorate frozen at the sending.
    """
    if state.status is not Status.SENT or state.electorate is None:
        return Councils()
    people = {voter.insee: voter.municipale for voter in state.electorate.voters}
    known, unknown, without = [], [], []
    for seat in state.seats:
        window = _window(seat, mandate, people[seat.insee])
        if window is None:
            continue
        if not window.known:
            unknown.append(seat.name)
            continue
        last = window.last.council if window.last is not None else None
        known.append(CouncilLine(insee=seat.insee, last=last, told=f"{window.sentence} {window.still_possible(today)}"))
        if last is None:
            without.append(seat.name)
    return Councils(known=tuple(known), unknown=tuple(unknown), without=tuple(without))


def _window(seat: Seat, mandate: Mandate | None, municipale: int) -> CouncilWindow | None:
    """Its councils, `None` when it owes nothing or has no delay."""
    if seat.deadline is None or not seat.silent or seat.silence is not None or seat.left is not None:
        return None
    days = mandate.councils_of(seat.insee) if mandate is not None else ()
    return council_window(days, seat.deadline, conseil_municipal(municipale))
