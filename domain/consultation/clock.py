"""The clocks of a consultation: receipts, reminders, silences, and the next instant that time alone brings."""

from collections.abc import Iterator
from datetime import datetime

from domain.calendar import add_working_days, civil_day, morning_of
from domain.consultation.answers import rejudged, seat_of
from domain.consultation.commands import RecordReceipt
from domain.consultation.events import (
    Event,
    ReceiptRecorded,
    ReminderDue,
    SilenceRecorded,
)
from domain.consultation.state import Consultation, Seat, Status
from domain.deadline import Deadline, legal_deadline
from domain.errors import Refused
from domain.french import long_day
from domain.notices import NoticeKind
from domain.reminders import CONSULTATION_PLAN, RECEIPT_WORKING_DAYS, Reminder

_RUNNING = (Status.SENT, Status.ENDED)


def next_due(state: Consultation) -> datetime | None:
    """The next instant at which time alone makes something happen; it may be past when a receipt was entered late."""
    return min(_instants(state), default=None) if state.status in _RUNNING else None


def pass_time(state: Consultation, until: datetime) -> list[Event]:
    """What happens at `until`, which is `next_due`: reminders and silences due, in the order of the communes."""
    events: list[Event] = []
    for seat in state.seats:
        events.extend(_happening(state, seat, until))
    return events


def record_receipt(state: Consultation, command: RecordReceipt, at: datetime) -> list[Event]:
    """Start the clock of one commune, frozen with the reminders that are still to come at `at`.

    The délibérations already held are judged again by its delay: facts give one result in whatever order they come.

    Raises `Refused` when the day is before the sending or not yet come, or when another day was entered before and no
    reason corrects it.
    """
    seat = seat_of(state, command.commune)
    if seat.received_on == command.received_on:
        return []
    _check_day(state, seat, command, at)
    months = state.law.delay_months
    deadline = legal_deadline(command.received_on, months, state.home) if months is not None else None
    receipt = ReceiptRecorded(
        commune=seat.insee,
        received_on=command.received_on,
        proof=command.proof,
        function=command.function,
        deadline=deadline,
        reminders=_plan(state, seat, deadline, at),
        correction=command.correction,
        revokes_silence=seat.silence is not None and deadline is not None and at < deadline.silence_at,
    )
    return [receipt, *rejudged(state, seat.but(deadline=deadline))]


def receipts_due_at(state: Consultation, sent_at: datetime) -> datetime:
    """When communes that gave no proof of receipt are called: some working days after the sending."""
    day = add_working_days(civil_day(sent_at, state.home), RECEIPT_WORKING_DAYS, state.home)
    return morning_of(day, f"{state.stream}/{NoticeKind.RECEIPT_MISSING}", state.home)


def _check_day(state: Consultation, seat: Seat, command: RecordReceipt, at: datetime) -> None:
    if state.sent_on is not None and command.received_on < state.sent_on:
        raise Refused(
            f"{seat.name} n'a pas pu recevoir la demande le {long_day(command.received_on)} : "
            f"elle est partie le {long_day(state.sent_on)}."
        )
    if command.received_on > civil_day(at, state.home):
        raise Refused(f"Le {long_day(command.received_on)} n'est pas encore venu ; entrez la date de la preuve.")
    if seat.received_on is not None and not command.correction:
        raise Refused(
            f"La réception par {seat.name} est déjà datée du {long_day(seat.received_on)} ; "
            "pour la corriger, donnez-en la raison."
        )


def _plan(state: Consultation, seat: Seat, deadline: Deadline | None, at: datetime) -> tuple[Reminder, ...]:
    aims_at = deadline.alert_on if deadline is not None else state.reply_by
    if aims_at is None:
        return ()
    return CONSULTATION_PLAN.reminders(aims_at, f"{state.stream}/{seat.insee}", state.home, after=at)


def _instants(state: Consultation) -> Iterator[datetime]:
    for seat in state.seats:
        if not seat.silent:
            continue
        if seat.received_on is None and not seat.called and state.receipts_due_at is not None:
            yield state.receipts_due_at
        if seat.pending:
            yield seat.pending[0].at
        if seat.silence is None and seat.deadline is not None:
            yield seat.deadline.silence_at


def _happening(state: Consultation, seat: Seat, until: datetime) -> Iterator[Event]:
    if not seat.silent:
        return
    due = state.receipts_due_at
    if seat.received_on is None and not seat.called and due is not None and due <= until:
        yield ReminderDue(commune=seat.insee, notice=NoticeKind.RECEIPT_MISSING)
    aims_at = seat.deadline.alert_on if seat.deadline is not None else state.reply_by
    for reminder in seat.pending:
        if reminder.at <= until:
            yield ReminderDue(commune=seat.insee, notice=reminder.notice, aims_at=aims_at)
    if seat.silence is None and seat.deadline is not None and seat.deadline.silence_at <= until:
        yield SilenceRecorded(commune=seat.insee, meaning=state.law.silence, on=seat.deadline.silence_from)
