"""Delivering what the ledger owes: one letter to each person, at its hour, without what is no longer owed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.mailbag import by_matter, message_id
from domain.base import Value
from domain.calendar import METROPOLE, civil_day
from domain.registry import decider_of
from infra.channels.errors import ChannelError, ChannelUnavailable, Undeliverable
from infra.clock import Clock
from infra.contacts import Contact, Contacts
from infra.ledger import Due, Ledger, Mark, State
from infra.letters import Letter, Letters
from infra.snapshots import Snapshots

_BUSY_RETRY = timedelta(seconds=5)

#: How long the dispatch of a day waits for more, while letters of days before it are still put off.
_PAUSE_S = 900.0

_log = structlog.get_logger()


class Channel(Protocol):
    """Carries letters to people."""

    async def send(self, to: Contact, letter: Letter, message_id: str, at: datetime) -> None:
        """Returns once the letter, dated `at`, is accepted. Raises a `ChannelError`."""


class Delivered(Value):
    """`wait_s`: seconds to the next notice of the day that may leave, `None` when none is left."""

    wait_s: float | None


@dataclass(frozen=True)
class Bag:
    """What is due to one person; `contact` none: nobody knows where to write.

    `message_id`: the letter that may have left with it already, and that can only leave again as it is.
    """

    contact: Contact | None
    message_id: str | None = None
    due: list[Due] = field(default_factory=list)

    @property
    def contact_id(self) -> str | None:
        return str(self.contact.id) if self.contact else None


@dataclass(frozen=True)
class Marks:
    """What becomes of notices at the instant `at`, written all at once."""

    at: datetime
    marks: list[Mark] = field(default_factory=list)

    def add(self, state: State, due: Sequence[Due], **facts: Any) -> None:
        self.marks.extend(Mark(key=one.notice.key, state=state, at=self.at, **facts) for one in due)


@dataclass(frozen=True)
class Reminders:
    """Delivers. `mail_domain` ends the Message-IDs."""

    ledger: Ledger
    contacts: Contacts
    snapshots: Snapshots
    letters: Letters
    channel: Channel
    clock: Clock
    mail_domain: str

    @activity.defn
    async def deliver(self, dispatch: str) -> Delivered:
        """Delivers what is due of `dispatch/{siren}/{civil day}` and of the days before it.

        Letters are sealed, sent and marked one by one: a crash between the acceptance of a letter and its mark repeats
        it, under the same Message-ID whatever else fell due for the person meanwhile. Raises `ApplicationError`, to be
        tried again, when a letter could not leave for the time being.
        """
        _, siren, day = dispatch.split("/")
        last_day = date.fromisoformat(day)
        async with self.ledger.alone(siren) as alone:
            if not alone:
                raise ApplicationError("Un autre envoi est en cours pour cet EPCI.", next_retry_delay=_BUSY_RETRY)
            held_up = await self._empty(await self._bags(siren, last_day), last_day)
            following = await self.ledger.next_send_at(siren, last_day)
        if following is None:
            return Delivered(wait_s=None)
        at = await self.clock.read()
        wait_s = (following - at).total_seconds()
        if held_up and wait_s <= 0:
            return Delivered(wait_s=_PAUSE_S if civil_day(at, METROPOLE) <= last_day else None)
        return Delivered(wait_s=max(0.0, wait_s))

    async def _bags(self, siren: str, last_day: date) -> list[Bag]:
        """What is due, one bag for each address, one for each letter of which nothing more was heard, and one for all
        those to whom nobody knows where to write."""
        due = await self.ledger.due(siren, last_day, await self.clock.read())
        people = await self.contacts.of(siren, {one.notice.to for one in due})
        bags: dict[tuple[str | None, str | None], Bag] = {}
        for one in due:
            contact = next((each for each in people[one.notice.to] if each.address), None)
            address = contact.address.casefold() if contact and contact.address else None
            bags.setdefault((address, one.message_id), Bag(contact, one.message_id)).due.append(one)
        return list(bags.values())

    async def _empty(self, bags: Sequence[Bag], day: date) -> bool:
        """Delivers each bag. One that cannot leave holds up no other, unless the channel itself is away.

        Raises `ApplicationError` when it holds something of `day`. What is of earlier days is tried again by the
        dispatches of those days: gives whether some could not leave.
        """
        left = []
        for bag in bags:
            activity.heartbeat()
            try:
                await self._deliver(bag)
            except ChannelUnavailable:
                # Neither the cause nor an address goes into Temporal's history.
                raise ApplicationError("La messagerie ne répond pas ; nouvel essai automatique.") from None
            except Exception as failed:
                expected = isinstance(failed, ChannelError)
                reason = str(failed) if expected else type(failed).__name__
                _log.warning("letter_not_sent", contact_id=bag.contact_id, reason=reason, exc_info=not expected)
                left.append(bag)
        if todays := sum(any(one.day == day for one in bag.due) for bag in left):
            raise ApplicationError(f"Lettres qui n'ont pas pu partir : {todays} ; nouvel essai automatique.")
        return bool(left)

    async def _deliver(self, bag: Bag) -> None:
        states = await self.snapshots.many({one.stream for one in bag.due})
        owed = [one for one in bag.due if decider_of(one.stream).still_owed(states[one.stream], one.notice)]
        marks = Marks(await self.clock.read())
        marks.add(State.NOT_OWED, [one for one in bag.due if one not in owed])
        leaving = owed if bag.message_id else _leaving(owed, states, marks)
        if not (leaving and bag.contact):
            marks.add(State.NO_CONTACT, leaving)
            await self.ledger.mark(marks.marks)
            return
        id = bag.message_id or message_id(leaving, self.mail_domain)
        await self.ledger.seal({one.notice.key for one in leaving}, id, marks.marks)
        await self._send(bag.contact, leaving, states, id)

    async def _send(self, to: Contact, due: Sequence[Due], states: Mapping[str, Any], id: str) -> None:
        marks = Marks(await self.clock.read())
        letter = self.letters.render(due, states)
        try:
            await self.channel.send(to, letter, id, marks.at)
        except Undeliverable as refused:
            _log.warning("letter_refused", contact_id=str(to.id), message_id=id, reason=str(refused))
            marks.add(State.FAILED, due, message_id=id, contact_id=to.id)
        else:
            marks.add(State.SENT, due, message_id=id, contact_id=to.id)
        await self.ledger.mark(marks.marks)


def _leaving(owed: Sequence[Due], states: Mapping[str, Any], marks: Marks) -> list[Due]:
    """What leaves of what is owed; the rest is marked as merged into it."""
    leaving: list[Due] = []
    places = {stream: state.place or METROPOLE for stream, state in states.items()}
    for kept, merged in by_matter(owed, places):
        leaving += kept
        marks.add(State.MERGED, merged, merged_into=kept[-1].notice.key)
    return leaving
