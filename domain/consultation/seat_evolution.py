"""How each event of one commune changes its seat."""

from datetime import date
from typing import assert_never

from domain.consultation.events import (
    Avis,
    AvisQualified,
    AvisRecorded,
    LateAvisRecorded,
    ReceiptRecorded,
    SilenceRecorded,
)
from domain.consultation.life_events import AvisAnnulled, CommuneDeparted, SilenceConfirmed
from domain.consultation.reminder_events import (
    Aimed,
    Bounce,
    BounceNoted,
    CouncilsFollowed,
    ReminderDue,
    ReminderSkipped,
    RemindersSnoozed,
    Told,
)
from domain.consultation.state import Left, Qualification, Seat
from domain.notices import NoticeKind
from domain.reminders import Reminder

OfOneCommune = (
    ReceiptRecorded
    | AvisRecorded
    | LateAvisRecorded
    | AvisQualified
    | ReminderDue
    | SilenceRecorded
    | SilenceConfirmed
    | CommuneDeparted
    | AvisAnnulled
    | CouncilsFollowed
    | ReminderSkipped
    | RemindersSnoozed
    | BounceNoted
)

OfReminders = ReminderDue | CouncilsFollowed | ReminderSkipped | RemindersSnoozed | BounceNoted

_NO_SILENCE: dict[str, object] = {"silence": None, "silence_on": None, "silence_confirmed_on": None}


def seat_changes(seat: Seat, event: OfOneCommune) -> dict[str, object]:  # noqa: C901 - one case an event
    """The fields of `seat` that `event` changes."""
    if isinstance(event, OfReminders):
        return _reminded(seat, event)
    match event:
        case ReceiptRecorded():
            kept = {"received_on": event.received_on, "proof": event.proof, "deadline": event.deadline}
            return kept | {"pending": event.reminders} | (_NO_SILENCE if event.revokes_silence else {})
        case AvisRecorded():
            return _answered(seat, event.avis) | _NO_SILENCE | _deposited(seat, event)
        case LateAvisRecorded():
            counted = {"avis": None, "qualification": None} if event.avis == seat.avis else {}
            return counted | {"late": (*seat.late, event.avis)} | _deposited(seat, event)
        case AvisQualified():
            return {"qualification": Qualification(counts_as=event.counts_as, reason=event.reason)}
        case SilenceRecorded():
            return _silent(seat, event)
        case SilenceConfirmed():
            return {"silence_confirmed_on": event.on}
        case CommuneDeparted():
            return _departed(seat, event)
        case AvisAnnulled():
            avis = seat.avis.but(unclear=event.unclear, annulled=event.act) if seat.avis is not None else None
            return {"avis": avis, "qualification": None}
        case _:
            assert_never(event)


def _reminded(seat: Seat, event: OfReminders) -> dict[str, object]:
    """What is still to come, what fell due, and what a human or the councils made of it."""
    match event:
        case ReminderDue():
            return _told(seat, event)
        case CouncilsFollowed():
            return {"councils": event.days, "pending": event.reminders}
        case ReminderSkipped():
            skipped = Aimed(notice=event.notice, label=event.label, aims_at=event.aims_at)
            return {"pending": _without(seat, event), "skipped": (*seat.skipped, skipped)}
        case RemindersSnoozed():
            return {"pending": event.reminders, "snoozed_until": event.until}
        case BounceNoted():
            bounce = Bounce(**event.model_dump(exclude={"kind", "commune"}))
            return {"bounces": (*seat.bounces, bounce)}
        case _:
            assert_never(event)


def _told(seat: Seat, event: ReminderDue) -> dict[str, object]:
    if event.notice is NoticeKind.RECEIPT_MISSING:
        return {"called": True, "called_again": seat.called}
    name = (event.notice, event.label)
    held = [told.reminder for told in seat.told]
    reminder = next((each for each in (*seat.pending, *reversed(held)) if each.name == name), None)
    told = (Told(reminder=reminder, aims_at=event.aims_at, now=event.now),) if reminder is not None else ()
    return {"pending": _without(seat, event), "told": (*seat.told, *told)}


def _without(seat: Seat, event: ReminderDue | ReminderSkipped) -> tuple[Reminder, ...]:
    return tuple(reminder for reminder in seat.pending if reminder.name != (event.notice, event.label))


def _deposited(seat: Seat, event: AvisRecorded | LateAvisRecorded) -> dict[str, object]:
    return {} if event.deposited_as is None else {"deposits": seat.deposits + 1}


def same_entry(one: Avis, other: Avis) -> bool:
    """Whether both were entered alike, whatever was found of them since."""
    return one.but(unclear="", annulled="") == other.but(unclear="", annulled="")


def _answered(seat: Seat, avis: Avis) -> dict[str, object]:
    """A human decided on the answer that this one replaces: nothing of that decision is kept. The reminders stay, as a
    human may decide that the answer is no expression."""
    before = () if seat.avis is None else (seat.avis,)
    return {
        "avis": avis,
        "versions": (*(each for each in seat.versions if not same_entry(each, avis)), *before),
        "late": tuple(each for each in seat.late if not same_entry(each, avis)),
        "qualification": None,
        "answers": seat.answers + 1,
    }


def _silent(seat: Seat, event: SilenceRecorded) -> dict[str, object]:
    return {
        "silence": event.meaning,
        "silence_on": event.on,
        "silence_confirmed_on": _on_or_after(seat.silence_confirmed_on, event.on),
        "pending": (),
    }


def _on_or_after(day: date | None, since: date) -> date | None:
    """A silence whose day is moved stays confirmed only by who looked once the delay was over."""
    return day if day is not None and day >= since else None


def _departed(seat: Seat, event: CommuneDeparted) -> dict[str, object]:
    left = Left(on=event.on, how=event.how, into=event.into, reason=event.reason)
    # A silence whose day came after it left is no silence of this electorate.
    silence = _NO_SILENCE if seat.silence_on is not None and seat.silence_on > event.on else {}
    return {"left": left, "pending": ()} | silence
