"""Which notices leave together, for whom, and which merge or wait: one message for a person and a day.

Delivery carries out what `Post` decides, and the forecast shows it beforehand.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from domain.base import Day, Instant, Value
from domain.calendar import Place, at_time, civil_day, start_of_day
from domain.notices import Notice
from domain.people import Recipient
from domain.reminders import LATEST, USUAL, WINDOW_OPENS, Habits, leaves_at, sending_window
from domain.rhythms import INFORMS, REMINDS, USUAL_RHYTHM, Rhythm

__all__ = [
    "INFORMS",
    "Addressee",
    "Due",
    "Home",
    "Mailing",
    "Merged",
    "Parcel",
    "Post",
    "Postponed",
    "Rhythm",
    "counts_for_the_day",
]

_TUESDAY: Final = 1


class Addressee(Value):
    """Who is behind a function: `mailbox` tells one address from another. `rhythm`: `None` when they chose none."""

    id: UUID
    mailbox: str
    rhythm: Rhythm | None = None


class Home(Value):
    """Where an EPCI counts its days, and what it changed of the quiet weeks."""

    place: Place
    habits: Habits = USUAL


class Due(Value):
    """A notice that the ledger holds, or will, with the event that causes it and the civil day of its dispatch.

    `message_id`: the letter in which it may have left already, when its sending was not heard of again. `contact_id`:
    the one person whom it answers, when it answers one.
    """

    notice: Notice
    siren: str
    stream: str
    revision: int
    occurred_at: Instant
    day: Day
    message_id: str | None = None
    contact_id: UUID | None = None


class Parcel(Value):
    """What leaves in one letter, for one person: at least one notice, in the order in which they happened.

    `message_id`: the letter in which it may have left already, and that can only leave again as it is.
    """

    addressee: Addressee
    notices: tuple[Due, ...]
    message_id: str | None = None


class Merged(Value):
    """A notice for which another one, whose key is `into`, stands."""

    due: Due
    into: str


class Postponed(Value):
    """A notice that waits until the instant `until`."""

    due: Due
    until: Instant


class Mailing(Value):
    """What becomes of what is due: each notice is in one of these, or may not leave yet."""

    parcels: tuple[Parcel, ...] = ()
    merged: tuple[Merged, ...] = ()
    postponed: tuple[Postponed, ...] = ()
    unwanted: tuple[Due, ...] = ()  #: their reader wants none of their kind
    unreachable: tuple[Due, ...] = ()  #: nobody is known to whom to write


@dataclass(frozen=True)
class Post:
    """An instant at which mail leaves an EPCI. `people`: who is behind each function; `told`: the mailboxes to which a
    message that counts for the day already left today."""

    home: Home
    now: datetime
    people: Mapping[Recipient, Addressee | None]
    told: Collection[str]

    def sort_out(self, due: Sequence[Due]) -> Mailing:
        """What leaves of what is `due`, and still owed, and what does not.

        The first of a morning takes with it all that its person is to be told that day; what leaves before the morning
        leaves alone. Raises `KeyError` when `people` does not know a function.
        """
        opens = sending_window(start_of_day(civil_day(self.now, self.home.place), self.home.place), self.home.place)
        unreachable: list[Due] = []
        bags: dict[tuple[str, str | None], list[Due]] = defaultdict(list)
        who: dict[str, Addressee] = {}
        for one in sorted(due, key=_order):
            person = self.people[one.notice.to]
            if one.notice.send_at > self.now and self.now < opens:
                continue
            if person is not None:
                who.setdefault(person.mailbox, person)
                bags[person.mailbox, one.message_id].append(one)
            elif one.notice.send_at <= self.now:
                unreachable.append(one)
        due_now = {place: bag for place, bag in bags.items() if any(one.notice.send_at <= self.now for one in bag)}
        told = {*self.told, *(mailbox for (mailbox, sealed), bag in due_now.items() if sealed and _counts(bag))}
        found = [
            self._sealed(who[mailbox], bag, sealed) if sealed else self._sort(who[mailbox], bag, mailbox in told)
            for (mailbox, sealed), bag in due_now.items()
        ]
        return Mailing(
            parcels=tuple(parcel for each in found for parcel in each.parcels),
            merged=tuple(one for each in found for one in each.merged),
            postponed=tuple(one for each in found for one in each.postponed),
            unwanted=tuple(one for each in found for one in each.unwanted),
            unreachable=tuple(unreachable),
        )

    def _sealed(self, person: Addressee, bag: list[Due], message_id: str) -> Mailing:
        return Mailing(parcels=(Parcel(addressee=person, notices=tuple(bag), message_id=message_id),))

    def _sort(self, person: Addressee, bag: list[Due], told: bool) -> Mailing:
        unwanted = [one for one in bag if self._rhythm(one, person) is Rhythm.NONE]
        asked = [one for one in bag if one not in unwanted]
        waits = {one.notice.key: until for one in asked if (until := self._waits(one, person, told)) is not None}
        wanted = [one for one in asked if one.notice.key not in waits]
        leaving: list[Due] = []
        merged: list[Merged] = []
        for matter in _matters(wanted):
            stands = self._standing(matter)
            leaving += stands
            merged += [Merged(due=one, into=_stand_in(stands).notice.key) for one in matter if one not in stands]
        return Mailing(
            parcels=(Parcel(addressee=person, notices=tuple(sorted(leaving, key=_order))),) if leaving else (),
            merged=tuple(merged),
            postponed=tuple(Postponed(due=one, until=waits[one.notice.key]) for one in bag if one.notice.key in waits),
            unwanted=tuple(unwanted),
        )

    def _waits(self, one: Due, person: Addressee, told: bool) -> datetime | None:
        """Until when it waits: for Tuesday, when it only informs somebody who reads the week; for the next morning,
        when the message of the day has left already, or when it comes too late for this one. `None` when it does not.
        """
        today = civil_day(self.now, self.home.place)
        if self._rhythm(one, person) is Rhythm.WEEKLY and (reads := self._reads_the_week(one, today)) != today:
            return self._morning(one, reads)
        if not counts_for_the_day(one.notice):
            return None
        return self._morning(one, today + timedelta(days=1)) if told else self._out_of_hours(one, today)

    def _out_of_hours(self, one: Due, today: date) -> datetime | None:
        """When what an outage held up until now may leave, when that is not now: not at night, nor on a day off, nor in
        a quiet week that it waited for the end of."""
        place = self.home.place
        hours = at_time(today, WINDOW_OPENS, place) <= self.now < at_time(today, LATEST, place)
        if hours and civil_day(self._morning(one, today), place) == today:
            return None
        return leaves_at(self.now, place, one.notice.kind, one.notice.to, self.home.habits)

    def _reads_the_week(self, one: Due, today: date) -> date:
        """The day, `today` or later, on which who reads the week is told: Tuesday, or the next day on which it may
        leave."""
        tuesday = today + timedelta(days=_TUESDAY - today.weekday())
        mornings = (self._morning(one, tuesday + timedelta(days=days)) for days in (0, 7))
        return next(day for morning in mornings if (day := civil_day(morning, self.home.place)) >= today)

    def _rhythm(self, one: Due, person: Addressee) -> Rhythm:
        """At once, for all that does not only inform."""
        if one.notice.kind not in INFORMS or one.notice.urgent:
            return Rhythm.IMMEDIATE
        return person.rhythm or USUAL_RHYTHM.get(one.notice.to.role, Rhythm.IMMEDIATE)

    def _morning(self, one: Due, day: date) -> datetime:
        """When it may leave on the day `day`, or on the first morning after it on which it may."""
        place = self.home.place
        return leaves_at(start_of_day(day, place), place, one.notice.kind, one.notice.to, self.home.habits)

    def _standing(self, matter: list[Due]) -> list[Due]:
        """What leaves of one matter: of what only reminds, what should have left on the latest morning, and nothing
        beside an urgent notice, which begins what it reminds of; of the rest, all."""
        reminders = [one for one in matter if one.notice.kind in REMINDS and not one.notice.urgent]
        place = self.home.place
        mornings = {one.notice.key: civil_day(sending_window(one.occurred_at, place), place) for one in reminders}
        last = None if any(one.notice.urgent for one in matter) else max(mornings.values(), default=None)
        return [one for one in matter if mornings.get(one.notice.key, last) == last]


def counts_for_the_day(notice: Notice) -> bool:
    """Whether a message with this notice is the one message of its day: a request that starts a procedure, what answers
    somebody and what a human sends at once are not."""
    return not (notice.urgent or notice.express)


def _counts(bag: Sequence[Due]) -> bool:
    return any(counts_for_the_day(one.notice) for one in bag)


def _stand_in(standing: Sequence[Due]) -> Due:
    """That for which the merged ones make room: an urgent one, else the last that reminds."""
    return max(standing, key=lambda one: (one.notice.urgent, one.notice.kind in REMINDS, _order(one)))


def _matters(due: Sequence[Due]) -> Iterator[list[Due]]:
    matters: dict[str, list[Due]] = defaultdict(list)
    for one in due:
        matters[one.notice.about].append(one)
    yield from matters.values()


def _order(one: Due) -> tuple[object, ...]:
    return one.occurred_at, one.revision, one.notice.key
