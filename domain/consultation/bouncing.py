"""A mail that came back: the coordinator is told, and the next function of the commune in the place of the one that
could not be reached."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from domain.consultation.events import Event
from domain.consultation.ledger import Said, notice, of_day, reminded
from domain.consultation.owing import still_owed
from domain.consultation.reminder_events import Bounce, BounceNoted
from domain.consultation.state import Consultation, Seat
from domain.notices import Notice, NoticeKind
from domain.people import COORDINATEUR, Recipient, Role, stand_ins
from domain.reminders.commands import NoteBounce

#: Those whom the request is told to, all at once.
TRANSMITTED_TO: Final = (Role.MAIRIE, Role.MAIRE, Role.SECRETAIRE, Role.REFERENT)

#: They answer one person alone, who waits for them: nobody stands for that person.
_PERSONAL: Final = frozenset({NoticeKind.AVIS_RECEIPT, NoticeKind.CODE, NoticeKind.NEW_LINK})


def note_bounce(state: Consultation, command: NoteBounce, at: datetime) -> list[Event]:
    """The bounce kept, and who comes next, while something is still to be told. Nothing for a mail to the coordinator,
    for whom nobody stands."""
    seat = state.seat(command.commune) if command.commune is not None else None
    if seat is None or command.role is Role.COORDINATEUR:
        return []
    said = _said(state, seat, command.notice)
    bounced = BounceNoted(commune=seat.insee, notice=command.notice, role=command.role, of=said.of, code=command.code)
    after = seat.but(bounces=(*seat.bounces, Bounce(**bounced.model_dump(exclude={"kind", "commune"}))))
    next_to = _next(state.with_seat(after), after, at)
    return [bounced.but(next_to=next_to)]


def bounced(state: Consultation, event: BounceNoted, at: datetime) -> Iterator[Notice]:
    """The notices of a bounce; `state` is the one after it."""
    seat = state.seat(event.commune)
    if seat is None:
        return
    rank = f"/{len(seat.bounces)}"
    task = Said(of=event.role.value, again=rank)
    yield notice(state, NoticeKind.ADDRESS_REFUSED, COORDINATEUR, seat.insee, at, task)
    if event.next_to is not None:
        yield _in_place(state, seat, event.next_to, at)


def _next(state: Consultation, seat: Seat, at: datetime) -> Role | None:
    """Who is told in the place of the last who bounced: the first stand-in that was neither told nor refused, `None`
    when there is none or nothing is owed any more."""
    last = seat.bounces[-1]
    if last.notice in _PERSONAL:
        return None
    alike = [bounce for bounce in seat.bounces if (bounce.notice, bounce.of) == (last.notice, last.of)]
    reached = {*_told_to(seat, last), *(each.role for each in alike), *(each.next_to for each in alike)}
    order = (to.role for to in stand_ins(Recipient(role=last.role, commune=seat.insee)))
    role = next((role for role in order if role not in reached), None)
    if role is None or not still_owed(state, _in_place(state, seat, role, at)):
        return None
    return role


def _in_place(state: Consultation, seat: Seat, role: Role, at: datetime) -> Notice:
    last = seat.bounces[-1]
    said = Said(of=last.of, again=f"/bounce-{len(seat.bounces)}")
    return notice(state, last.notice, Recipient(role=role, commune=seat.insee), seat.insee, at, said)


def _told_to(seat: Seat, bounce: Bounce) -> tuple[Role, ...]:
    """The functions that were told of it in the first place."""
    if bounce.notice is NoticeKind.TRANSMISSION:
        return TRANSMITTED_TO
    if bounce.notice is NoticeKind.RECEIPT_MISSING:
        again = (Role.REFERENT,) if seat.called_again else ()
        return (Role.MAIRIE, Role.SECRETAIRE, *again)
    told = [each.reminder.to for each in seat.told if each.reminder.notice is bounce.notice]
    return (told[-1] if told else ()) or (Role.MAIRIE,)


def _said(state: Consultation, seat: Seat, kind: NoticeKind) -> Said:
    """What the last notice of that kind said."""
    told = [each.aimed for each in seat.told if each.reminder.notice is kind]
    if told:
        return reminded(told[-1])
    days: dict[NoticeKind, date | None] = {
        NoticeKind.TRANSMISSION: state.sent_on,
        NoticeKind.RESULT: state.closed_on,
        NoticeKind.CONSULTATION_EXTENDED: state.reply_by,
        NoticeKind.CONSULTATION_SUSPENDED: state.suspended_on,
    }
    return of_day(days.get(kind))
