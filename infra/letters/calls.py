"""What the letters that make the coordinator act for some communes are told: whom to call, and what to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.consultation.labels import ROLES
from domain.consultation.reminder_events import Bounce
from domain.consultation.schedule import window_of
from domain.consultation.state import Consultation, Seat
from domain.councils import CouncilWindow
from domain.french import long_day, typeset
from domain.notices import LABELS, NoticeKind
from infra.ledger import Due
from infra.letters.terms import term_of
from infra.letters.urls import Sending


@dataclass(frozen=True)
class Call:
    """A town hall to call: its `name` and number, empty when none is known, until when it is asked to answer, and what
    may still be done, in French; both empty where no delay runs."""

    name: str
    phone: str
    when: str
    councils: str
    possible: str
    council_by: date | None


@dataclass(frozen=True)
class Refused:
    """A mail that did not arrive: the town hall, the function, the kind of mail, the code of the refusal, and the
    function that had it in its place, empty when none did. Never an address."""

    name: str
    phone: str
    function: str
    mail: str
    code: str
    next_to: str


def facts(notices: Sequence[Due], state: Consultation, seats: Sequence[Seat], sending: Sending) -> dict[str, Any]:
    """Of the communes of `seats`, in their order."""
    refused = [each for due in notices for each in _refused(due, state, sending)]
    return {
        "calls": [_call(state, seat, sending) for seat in seats],
        "refused": sorted(set(refused), key=lambda each: (each.name, each.function)),
        "today": sending.today,
    }


def _call(state: Consultation, seat: Seat, sending: Sending) -> Call:
    window, term = window_of(state, seat), term_of(state, seat)
    return Call(
        name=seat.name,
        phone=sending.phones.get(seat.insee, ""),
        when=term.when,
        councils=_doubtful(window, sending.today) if window else "",
        possible=window.still_possible(sending.today) if window else "",
        council_by=term.council_by,
    )


def _doubtful(window: CouncilWindow, today: date) -> str:
    """What is known of its councils, where one that is known has sat, or does not surely count."""
    if window.last is not None and window.last.council < today:
        return typeset(f"Son conseil du {long_day(window.last.council)} s'est tenu : demandez s'il a voté.")
    return window.sentence if window.known and window.last is None else ""


def _refused(due: Due, state: Consultation, sending: Sending) -> list[Refused]:
    seat = state.seat(due.notice.commune or "")
    if due.notice.kind is not NoticeKind.ADDRESS_REFUSED or seat is None:
        return []
    bounce = _bounce(due, seat)
    return [
        Refused(
            name=seat.name,
            phone=sending.phones.get(seat.insee, ""),
            function=ROLES[bounce.role],
            mail=LABELS[bounce.notice],
            code=bounce.code,
            next_to=ROLES[bounce.next_to] if bounce.next_to else "",
        )
    ]


def _bounce(due: Due, seat: Seat) -> Bounce:
    """The one of which the notice speaks: its key ends with its rank. Raises `LookupError` when there is none."""
    rank = due.notice.key.rpartition("/")[2]
    if not rank.isdecimal() or not 1 <= int(rank) <= len(seat.bounces):
        raise LookupError(f"{due.notice.about} has no such bounce")
    return seat.bounces[int(rank) - 1]
