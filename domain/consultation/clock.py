"""The clocks of a consultation: receipts, reminders, silences, and the next instant that time alone brings."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from domain.calendar import add_working_days, civil_day, morning_of
from domain.consultation.answers import rejudged, seat_of
from domain.consultation.commands import RecordReceipt
from domain.consultation.events import AvisRecorded, Event, ReceiptRecorded, SilenceRecorded
from domain.consultation.reminder_events import ReminderDue
from domain.consultation.schedule import aimed, moved_to, planned
from domain.consultation.state import Consultation, Seat, Status
from domain.deadline import Deadline, legal_deadline
from domain.errors import Refused
from domain.french import long_day
from domain.notices import NoticeKind
from domain.people import Role
from domain.reminders import RECEIPT_WORKING_DAYS

_RUNNING = (Status.SENT, Status.ENDED)

#: Who is asked for the receipt; then, so many working days later, who is asked in their place.
_ASKED: Final = (Role.MAIRIE, Role.SECRETAIRE)
_ASKED_AGAIN: Final = (Role.REFERENT,)
_AGAIN_WORKING_DAYS: Final = 2


def next_due(state: Consultation) -> datetime | None:
    """The next instant at which time alone makes something happen; it may be past when a receipt was entered late.

    None while the consultation is suspended: what the law does meanwhile is recorded at its own instant afterwards.
    """
    running = state.status in _RUNNING and state.suspended_on is None
    return min(_instants(state), default=None) if running else None


def pass_time(state: Consultation, until: datetime) -> list[Event]:
    """What happens at `until`, which is `next_due`: reminders and silences due, in the order of the communes."""
    events: list[Event] = []
    for seat in state.seats:
        events.extend(_happening(state, seat, until))
    return events


def record_receipt(state: Consultation, command: RecordReceipt, at: datetime) -> list[Event]:
    """Start the clock of one commune, frozen with the reminders that are still to come at `at`.

    The délibérations already held are judged again by its delay: facts give one result in whatever order they come. A
    silence recorded falls when the delay now runs on, and takes its right day when it is over on another one.

    Raises `Refused` when the day is before the sending or not yet come, or when another day was entered before and no
    reason corrects it.
    """
    seat = seat_of(state, command.commune)
    if seat.received_on == command.received_on:
        return []
    _check_day(state, seat, command, at)
    months = state.law.delay_months
    deadline = legal_deadline(command.received_on, months, state.home) if months is not None else None
    today = civil_day(at, state.home)
    after = seat.but(deadline=deadline, received_on=command.received_on)
    receipt = ReceiptRecorded(
        commune=seat.insee,
        received_on=command.received_on,
        proof=command.proof,
        function=command.function,
        deadline=deadline,
        reminders=planned(state, after, at),
        correction=command.correction,
        revokes_silence=seat.silence is not None and not _over(after, at),
        recorded_on=today,
    )
    answered = rejudged(state, after, today)
    return [receipt, *answered, *_dated_again(after, receipt, answered)]


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


def _over(seat: Seat, at: datetime) -> bool:
    """Whether the delay of the commune has run out at `at`, and did while it was of those that vote."""
    deadline = seat.deadline
    return deadline is not None and at >= deadline.silence_at and _stays(seat, deadline)


def _stays(seat: Seat, deadline: Deadline) -> bool:
    """Whether the silence is one of this electorate: a commune that left before owes nothing any more."""
    return seat.left is None or deadline.silence_from <= seat.left.on


def _dated_again(seat: Seat, receipt: ReceiptRecorded, answered: list[Event]) -> Iterator[Event]:
    """The silence at its right legal day, when another day of receipt moves it."""
    if seat.silence is None or seat.deadline is None or receipt.revokes_silence:
        return
    if any(isinstance(event, AvisRecorded) for event in answered):
        return
    if seat.silence_on != seat.deadline.silence_from:
        yield SilenceRecorded(commune=seat.insee, meaning=seat.silence, on=seat.deadline.silence_from)


def _instants(state: Consultation) -> Iterator[datetime]:
    for seat in state.seats:
        if not seat.silent:
            continue
        if (asked_at := _receipt_asked_at(state, seat)) is not None:
            yield asked_at
        if seat.pending and seat.left is None:
            yield seat.pending[0].at
        if seat.silence is None and seat.deadline is not None and _stays(seat, seat.deadline):
            yield seat.deadline.silence_at


def _receipt_asked_at(state: Consultation, seat: Seat) -> datetime | None:
    """When the commune, which gave no proof of receipt, is asked for it; `None` when nobody is left to ask."""
    due = state.receipts_due_at
    if due is None or seat.received_on is not None or seat.called_again or seat.left is not None:
        return None
    if not seat.called:
        return due
    # After an interruption the first ones asked have their two days all the same.
    asked_on = max(civil_day(due, state.home), state.resumed_on or civil_day(due, state.home))
    day = add_working_days(asked_on, _AGAIN_WORKING_DAYS, state.home)
    return morning_of(day, f"{state.stream}/{NoticeKind.RECEIPT_MISSING}/again", state.home)


def _happening(state: Consultation, seat: Seat, until: datetime) -> Iterator[Event]:
    if not seat.silent:
        return
    asked_at = _receipt_asked_at(state, seat)
    if asked_at is not None and asked_at <= until:
        to = _ASKED_AGAIN if seat.called else _ASKED
        yield ReminderDue(commune=seat.insee, notice=NoticeKind.RECEIPT_MISSING, to=to)
    yield from _reminded(state, seat, until)
    deadline = seat.deadline
    if seat.silence is None and deadline is not None and _stays(seat, deadline) and deadline.silence_at <= until:
        yield SilenceRecorded(commune=seat.insee, meaning=state.law.silence, on=deadline.silence_from)


def _reminded(state: Consultation, seat: Seat, until: datetime) -> Iterator[Event]:
    for reminder in seat.pending:
        if reminder.at <= until and seat.left is None:
            yield ReminderDue(
                commune=seat.insee,
                notice=reminder.notice,
                aims_at=aimed(state, seat, reminder.name).aims_at,
                to=reminder.to,
                label=reminder.label,
                moved_to=moved_to(state, seat, reminder),
            )
