"""What may go wrong by law in the consultations under way: delays that end, delays that never began, unclear votes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum

from domain.base import Day, Value
from domain.consultation.state import Consultation, Position, Seat, Status
from domain.deadline import Deadline
from domain.french import join, long_day, typeset

_NAMED = 6


class RiskKind(StrEnum):
    """What may go wrong."""

    DEADLINE = "deadline"  #: the delay ends soon and nothing was received
    RECEIPT = "receipt"  #: no proof of receipt: the delay has not begun
    TO_QUALIFY = "to_qualify"  #: a human must say what a vote counts as


class Risk(Value):
    """What may go wrong for some communes, named in the order of their codes (`codes`), of one consultation.

    `on`: the day by which to act, in the shortest reading, where there is one. `why` says it in French, with its
    article.
    """

    kind: RiskKind
    stream: str
    title: str
    communes: tuple[str, ...]
    codes: tuple[str, ...]
    on: Day | None
    why: str


def risks(consultations: Iterable[Consultation], until: date) -> tuple[Risk, ...]:
    """Those of the consultations sent, deadlines up to the day `until` included: by day, those without one last."""
    found = [risk for state in consultations if state.status is Status.SENT for risk in _of(state, until)]
    return tuple(sorted(found, key=lambda risk: (risk.on or date.max, risk.kind, risk.stream)))


def awaited_by_deadline(state: Consultation) -> list[tuple[Deadline | None, list[str]]]:
    """The names of the communes that have not answered, together when they have the same deadline; those of which
    nothing is known to have begun come last."""
    return [(deadline, [seat.name for seat in seats]) for deadline, seats in _awaited(state)]


def named(names: Sequence[str], most: int = _NAMED) -> str:
    """The names of communes, cut after `most`: a line is read, not searched."""
    rest = len(names) - most
    return join([*names[:most], f"{rest} autres communes"]) if rest > 1 else join(names)


def _awaited(state: Consultation) -> list[tuple[Deadline | None, list[Seat]]]:
    together: dict[Deadline | None, list[Seat]] = {}
    for seat in state.present:
        if seat.position is Position.AWAITED:
            together.setdefault(seat.deadline, []).append(seat)
    return sorted(together.items(), key=lambda pair: pair[0].earliest if pair[0] else date.max)


def _of(state: Consultation, until: date) -> Iterator[Risk]:
    for deadline, seats in _awaited(state):
        if deadline is not None and deadline.earliest <= until:
            yield _risk(state, RiskKind.DEADLINE, seats, deadline.earliest, _ends(state, deadline))
    unproven = [seat for seat in state.present if seat.silent and seat.received_on is None]
    if unproven and state.law.delay_months is not None:
        yield _risk(state, RiskKind.RECEIPT, unproven, None, _never_began(state))
    for seat in state.present:
        if seat.position is Position.TO_QUALIFY:
            yield _risk(state, RiskKind.TO_QUALIFY, [seat], None, _unclear(seat))


def _risk(state: Consultation, kind: RiskKind, seats: Sequence[Seat], on: date | None, why: str) -> Risk:
    return Risk(
        kind=kind,
        stream=state.stream,
        title=state.title,
        communes=tuple(seat.name for seat in seats),
        codes=tuple(seat.insee for seat in seats),
        on=on,
        why=typeset(why),
    )


def _ends(state: Consultation, deadline: Deadline) -> str:
    return (
        f"Le délai finit le {long_day(deadline.earliest)} ou le {long_day(deadline.safe)} selon la lecture ; "
        f"silence constaté le {long_day(deadline.silence_from)}. {state.law.silence_effect}"
    )


def _never_began(state: Consultation) -> str:
    sent = f", depuis l'envoi du {long_day(state.sent_on)}" if state.sent_on else ""
    return (
        f"Aucune preuve de réception{sent} : le délai, qui part de la {state.law.starts}, n'a pas commencé "
        f"({state.law.source.citation})."
    )


def _unclear(seat: Seat) -> str:
    return seat.avis.unclear if seat.avis is not None else ""
