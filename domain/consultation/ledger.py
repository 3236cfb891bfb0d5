"""How a notice of a consultation is named in the ledger, and what its key says of it: keys are read again when the
notice is about to leave."""

from datetime import date, datetime
from typing import Final, NamedTuple

from domain.consultation.reminder_events import Aimed
from domain.consultation.state import Consultation
from domain.notices import Notice, NoticeKind
from domain.people import Recipient, Role
from domain.reminders import leaves_at
from domain.reminders.keys import from_key, in_key

#: They do not wait for a morning: they start a delay, answer somebody, or a delay is lost with them.
_URGENT: Final = frozenset({NoticeKind.TRANSMISSION, NoticeKind.AVIS_RECEIPT, NoticeKind.ADDRESS_REFUSED})

#: The functions to which a key adds nothing: those that are told when a notice names none.
_DEFAULT: Final = (Role.MAIRIE, Role.COORDINATEUR)


class Said(NamedTuple):
    """What a notice says beyond its kind: `of`, the part of its key that names it; `again`, what tells apart one that
    is said twice; `now`, whether a human let it leave at once."""

    of: str = ""
    again: str = ""
    now: bool = False


def reminded(aimed: Aimed, moved_to: date | None = None, now: bool = False) -> Said:
    """What a reminder says: the day that it aims at, its label, and the day to which it was moved."""
    label = f"~{in_key(aimed.label)}" if aimed.label else ""
    mark = f"+{moved_to.isoformat()}" if moved_to is not None else ""
    return Said(of=f"{_day(aimed.aims_at)}{label}{mark}{'+now' if now else ''}", now=now)


def of_day(day: date | None, rank: int = 1) -> Said:
    """What a notice that is no reminder says: the day of what it tells, and its `rank` when that may come again."""
    return Said(of=_day(day), again=f"/again-{rank}" if rank > 1 else "")


def aimed_by(notice: Notice) -> Aimed:
    """The reminder that a notice of that kind is, as its key says it."""
    of = notice.key.removeprefix(f"{notice.about}/{notice.kind}/").partition("/")[0]
    day, _, label = of.partition("+")[0].partition("~")
    return Aimed(notice=notice.kind, label=from_key(label), aims_at=date.fromisoformat(day) if day else None)


def notice(state: Consultation, kind: NoticeKind, to: Recipient, insee: str | None, at: datetime, said: Said) -> Notice:
    """The notice that became due at `at`, about the commune `insee` (the whole consultation when it is none)."""
    urgent = said.now or kind in _URGENT
    about = f"{state.stream}#{insee}" if insee else state.stream
    # What is said again after a reopening is said anew.
    reopened = f"/{len(state.reopened)}" if state.reopened else ""
    role = "" if to.role in _DEFAULT else f"/{to.role}"
    return Notice(
        key=f"{about}/{kind}/{said.of}{reopened}{said.again}{role}",
        kind=kind,
        to=to,
        about=about,
        send_at=at if urgent else leaves_at(at, state.home, kind, to, state.habits),
        urgent=urgent,
        express=kind is NoticeKind.AVIS_RECEIPT,
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
