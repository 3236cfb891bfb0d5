"""Who is told of what happens to an objective: its pilote, the coordinator when it has none."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from domain.calendar import civil_day
from domain.notices import Notice, NoticeKind
from domain.objective import ledger
from domain.objective.events import Event, LateRecorded, ProgressAsked
from domain.objective.reminder_events import BounceNoted, ReminderDue, Told
from domain.objective.state import Objective
from domain.objective.timetable import is_reminded
from domain.objective.transitions import UNDER_WAY
from domain.people import COORDINATEUR, Recipient
from domain.stream import Reaction


def notify(state: Objective, event: Event, at: datetime) -> Sequence[Notice]:
    """The notices that `event`, which happened at `at`, puts in the ledger; `state` is the one after it."""
    match event:
        case ReminderDue():
            return tuple(_reminders(state, event, at))
        case LateRecorded():
            return (_of_day(state, NoticeKind.OBJECTIVE_LATE, at),)
        case ProgressAsked():
            return (_of_day(state, NoticeKind.PROGRESS_ASKED, at),)
        case BounceNoted():
            return tuple(_bounced(state, event, at))
        case _:
            return ()


def still_owed(state: Objective, notice: Notice) -> bool:
    """Whether the notice still makes sense when it is about to leave: nobody is reminded of what is done or moved."""
    match notice.kind:
        case NoticeKind.ADDRESS_REFUSED:
            return True
        case NoticeKind.OBJECTIVE_LATE:
            return state.late_since is not None and not state.closed
        case NoticeKind.PROGRESS_ASKED:
            return state.asked_on is not None and state.status in UNDER_WAY
        case _:
            told = (each for each in state.reminded if is_reminded(state, each.reminder))
            return any(_says(notice, ledger.told_as(state, each)) for each in told)


def react(state: Objective, event: Event) -> Sequence[Reaction]:
    """Nothing: no other stream waits for what happens to an objective."""
    return []


def _reminders(state: Objective, event: ReminderDue, at: datetime) -> Iterator[Notice]:
    name = (event.notice, event.label)
    told = next(each for each in state.reminded if each.reminder.name == name)
    key = ledger.told_as(state, told)
    first, *others = ledger.recipients(state, told.reminder)
    yield _notice(state, told, first, at, key)
    for other in others:
        yield _notice(state, told, other, at, f"{key}/suppleant")


def _notice(state: Objective, told: Told, to: Recipient, at: datetime, key: str) -> Notice:
    kind = told.reminder.notice
    return Notice(
        key=key,
        kind=kind,
        to=to,
        about=ledger.about(state, told.reminder.milestone),
        send_at=at if told.now else ledger.leaves(state, kind, to, at),
        urgent=told.now,
    )


def _of_day(state: Objective, kind: NoticeKind, at: datetime) -> Notice:
    to = ledger.owner(state)
    return Notice(
        key=ledger.named(state, kind, civil_day(at, state.home)),
        kind=kind,
        to=to,
        about=state.stream,
        send_at=ledger.leaves(state, kind, to, at),
    )


def _bounced(state: Objective, event: BounceNoted, at: datetime) -> Iterator[Notice]:
    """The task of finding another address, and what the mail said, to whoever stands for who could not be reached."""
    rank = len(state.bounces)
    task = f"{state.stream}/{NoticeKind.ADDRESS_REFUSED}/{event.notice}/{rank}"
    yield _again(state, NoticeKind.ADDRESS_REFUSED, task, state.stream, at)
    if event.next_to is not None:
        about = event.of.rpartition(f"/{event.notice}")[0]
        yield _again(state, event.notice, f"{event.of}/bounce-{rank}", about, at)


def _again(state: Objective, kind: NoticeKind, key: str, about: str, at: datetime) -> Notice:
    send_at = ledger.leaves(state, kind, COORDINATEUR, at)
    return Notice(key=key, kind=kind, to=COORDINATEUR, about=about, send_at=send_at)


def _says(notice: Notice, key: str) -> bool:
    return notice.key == key or notice.key.startswith(f"{key}/")
