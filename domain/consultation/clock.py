"""The clocks of a consultation: receipts, reminders, silences, and the next instant that time alone brings."""

from collections.abc import Iterator
from datetime import date, datetime

from domain.calendar import add_working_days, civil_day, morning_of
from domain.consultation.answers import rejudged, seat_of
from domain.consultation.commands import RecordReceipt
from domain.consultation.events import AvisRecorded, Event, ReceiptRecorded, ReminderDue, SilenceRecorded
from domain.consultation.state import Consultation, Seat, Status
from domain.deadline import Deadline, legal_deadline
from domain.errors import Refused
from domain.french import long_day
from domain.notices import NoticeKind
from domain.reminders import CONSULTATION_PLAN, RECEIPT_WORKING_DAYS, Reminder

_RUNNING = (Status.SENT, Status.ENDED)


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
    after = seat.but(deadline=deadline)
    receipt = ReceiptRecorded(
        commune=seat.insee,
        received_on=command.received_on,
        proof=command.proof,
        function=command.function,
        deadline=deadline,
        reminders=plan(state, seat.insee, deadline, at) if seat.left is None else (),
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


def plan(
    state: Consultation, insee: str, deadline: Deadline | None, at: datetime, reply_by: date | None = None
) -> tuple[Reminder, ...]:
    """The reminders of one commune that fall due after `at`, the soonest first; they aim at its delay, else at the day
    `reply_by` wished for (that of the consultation when none is given)."""
    aims_at = deadline.alert_on if deadline is not None else reply_by or state.reply_by
    if aims_at is None:
        return ()
    return CONSULTATION_PLAN.reminders(aims_at, f"{state.stream}/{insee}", state.home, after=at)


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
        if _uncalled(seat) and state.receipts_due_at is not None:
            yield state.receipts_due_at
        if seat.pending and seat.left is None:
            yield seat.pending[0].at
        if seat.silence is None and seat.deadline is not None and _stays(seat, seat.deadline):
            yield seat.deadline.silence_at


def _uncalled(seat: Seat) -> bool:
    """Whether the commune gave no proof of receipt, and was not yet asked for it."""
    return seat.received_on is None and not seat.called and seat.left is None


def _happening(state: Consultation, seat: Seat, until: datetime) -> Iterator[Event]:
    if not seat.silent:
        return
    due = state.receipts_due_at
    if _uncalled(seat) and due is not None and due <= until:
        yield ReminderDue(commune=seat.insee, notice=NoticeKind.RECEIPT_MISSING)
    yield from _reminded(state, seat, until)
    deadline = seat.deadline
    if seat.silence is None and deadline is not None and _stays(seat, deadline) and deadline.silence_at <= until:
        yield SilenceRecorded(commune=seat.insee, meaning=state.law.silence, on=deadline.silence_from)


def _reminded(state: Consultation, seat: Seat, until: datetime) -> Iterator[Event]:
    aims_at = seat.deadline.alert_on if seat.deadline is not None else state.reply_by
    for reminder in seat.pending:
        if reminder.at <= until and seat.left is None:
            yield ReminderDue(commune=seat.insee, notice=reminder.notice, aims_at=aims_at)
