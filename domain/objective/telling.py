"""Who is told of what happens to an objective: its pilote, the coordinator when it has none."""

from collections.abc import Sequence
from datetime import datetime

from domain.calendar import civil_day
from domain.notices import Notice, NoticeKind
from domain.objective.events import Event, LateRecorded, ProgressAsked, ReminderDue
from domain.objective.state import Objective
from domain.objective.transitions import REMINDED, UNDER_WAY
from domain.people import COORDINATEUR, pilote
from domain.reminders import sending_window
from domain.stream import Reaction


def notify(state: Objective, event: Event, at: datetime) -> Sequence[Notice]:
    """The notices that `event`, which happened at `at`, puts in the ledger; `state` is the one after it."""
    match event:
        case ReminderDue():
            return [_notice(state, event.notice, at)]
        case LateRecorded():
            return [_notice(state, NoticeKind.OBJECTIVE_LATE, at)]
        case ProgressAsked():
            return [_notice(state, NoticeKind.PROGRESS_ASKED, at)]
        case _:
            return []


def still_owed(state: Objective, notice: Notice) -> bool:
    """Whether the notice still makes sense when it is about to leave: nobody is reminded of what is done or moved."""
    match notice.kind:
        case NoticeKind.OBJECTIVE_LATE:
            return state.late_since is not None and not state.closed
        case NoticeKind.PROGRESS_ASKED:
            return state.asked_on is not None and state.status in UNDER_WAY
        case _:
            return notice.kind in state.told and state.status in REMINDED


def react(state: Objective, event: Event) -> Sequence[Reaction]:
    """Nothing: no other stream waits for what happens to an objective."""
    return []


def _notice(state: Objective, kind: NoticeKind, at: datetime) -> Notice:
    return Notice(
        key=f"{state.stream}/{kind}/{civil_day(at, state.home).isoformat()}",
        kind=kind,
        to=pilote(state.pilote) if state.pilote else COORDINATEUR,
        about=state.stream,
        send_at=sending_window(at, state.home),
    )
