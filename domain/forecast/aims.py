"""Of each notice to come: the day that it aims at, and what a human may still ask of it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from domain.consultation.ledger import aimed_by
from domain.consultation.owing import owes
from domain.consultation.schedule import held
from domain.consultation.state import Consultation
from domain.consultation.state import Status as ConsultationStatus
from domain.mandate.state import Mandate
from domain.notices import Notice, NoticeKind
from domain.objective import ledger
from domain.objective.reminder_events import ObjectiveReminder, Told
from domain.objective.state import Objective
from domain.people import Role
from domain.reminders import Reminder


class Action(StrEnum):
    """What may be asked of a reminder before it leaves."""

    SKIP = "skip"
    SNOOZE = "snooze"
    NOW = "now"


class Handle(NamedTuple):
    """By what a human takes hold of a reminder: its `label`, and what may be asked of it, nothing when it is none."""

    label: str = ""
    actions: tuple[Action, ...] = ()


_ALL = (Action.SKIP, Action.SNOOZE, Action.NOW)


def aims_at(state: Any, notice: Notice) -> date | None:
    """The day that the notice counts from or towards, `None` when it aims at none."""
    match state:
        case Consultation():
            return aimed_by(notice).aims_at
        case Objective():
            return _of_objective(state, notice)
        case Mandate():
            key = notice.about.partition("#")[2]
            duty = state.duty(key) if key else None
            return duty.due if duty is not None else None
        case _:
            return None


def handle(state: Any, notice: Notice, at: datetime) -> Handle:
    """How the notice can still be taken hold of at the instant `at`, `state` being the stream as it then stands."""
    match state:
        case Consultation():
            return _of_seat(state, notice, at)
        case Objective():
            known = (_name(state, told) for told in _known(state, at))
            label = next((label for key, label in known if f"{notice.key}/".startswith(f"{key}/")), None)
            if label is None or notice.urgent:
                return Handle()
            return Handle(label, _ALL if notice.to.role is not Role.COORDINATEUR else (Action.SKIP, Action.NOW))
        case _:
            return Handle()


def coming(state: Any, at: datetime) -> Iterator[tuple[str | None, Reminder]]:
    """The reminders that may still be taken hold of at the instant `at`, each with its commune (INSEE code) if it has
    one: those to come, and those that fell due and have not left. In the order of communes, then of instants."""
    match state:
        case Consultation() if state.status is ConsultationStatus.SENT:
            for seat in state.seats:
                if owes(seat):
                    reminders = _in_order([*seat.pending, *held(state, seat, at)])
                    yield from ((seat.insee, reminder) for reminder in reminders)
        case Objective():
            yield from ((None, reminder) for reminder in _in_order(_known(state, at)))
        case _:
            return


def _in_order(reminders: Sequence[Reminder]) -> list[Reminder]:
    return sorted(reminders, key=lambda each: (each.at, each.name))


def _of_objective(state: Objective, notice: Notice) -> date | None:
    if notice.kind in (NoticeKind.PROGRESS_AGAIN, NoticeKind.PROGRESS_SILENT):
        return state.asked_on
    if notice.kind in (NoticeKind.PROGRESS_ASKED, NoticeKind.ADDRESS_REFUSED):
        return None
    name = notice.about.partition("#")[2]
    milestone = next((one for one in state.milestones if one.name == name), None)
    deadline = milestone.deadline if milestone is not None else state.deadline
    return deadline.last_day if deadline is not None else None


def _of_seat(state: Consultation, notice: Notice, at: datetime) -> Handle:
    seat = state.seat(notice.commune) if notice.commune is not None else None
    if seat is None or notice.urgent or state.status is not ConsultationStatus.SENT or not owes(seat):
        return Handle()
    said = aimed_by(notice)
    reminders = [*seat.pending, *held(state, seat, at)]
    if all(reminder.name != (said.notice, said.label) for reminder in reminders):
        return Handle()
    allowed = {
        Action.SKIP: True,
        Action.SNOOZE: notice.to.role is not Role.COORDINATEUR,
        Action.NOW: state.suspended_on is None,
    }
    return Handle(said.label, tuple(action for action in _ALL if allowed[action]))


def _known(state: Objective, at: datetime) -> list[ObjectiveReminder]:
    left = [told.reminder for told in state.reminded if ledger.is_held(state, told, at)]
    return [*state.schedule.reminders, *left]


def _name(state: Objective, reminder: ObjectiveReminder) -> tuple[str, str]:
    """How the keys of its notices begin, and its label."""
    return ledger.told_as(state, Told(reminder=reminder)), reminder.label
