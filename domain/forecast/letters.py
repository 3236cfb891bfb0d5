"""The letters to come: which notices leave together, on which morning, by the very rules of delivery."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.base import Instant, Value
from domain.calendar import civil_day
from domain.mailing import Addressee, Due, Home, Mailing, Post, counts_for_the_day
from domain.people import Recipient


class Fate(StrEnum):
    """What will become of a notice if nobody does anything."""

    LEAVES = "leaves"
    MERGED = "merged"  #: another notice of the same letter stands for it
    UNWANTED = "unwanted"  #: its reader wants none of its kind
    UNREACHABLE = "unreachable"  #: nobody is known to whom to write


class Expected(Value):
    """A notice to come and the instant at which its letter may leave. Those of one person and one instant share it.

    `addressee`: `None` when nobody can be reached. `into`: the key of the notice that stands for it, if one does.
    """

    due: Due
    at: Instant
    fate: Fate
    addressee: Addressee | None = None
    into: str = ""


@dataclass(frozen=True)
class Mornings:
    """The mornings of an EPCI from the instant `now` to the instant `until`. `people`: who is behind each function;
    `told`: the mailboxes to which the message of today already left; `owed`: whether a notice still makes sense at an
    instant to come."""

    home: Home
    now: datetime
    until: datetime
    people: Mapping[Recipient, Addressee | None]
    told: Collection[str]
    owed: Callable[[Due, datetime], bool]

    def letters(self, due: Sequence[Due]) -> tuple[Expected, ...]:
        """What becomes of what is `due`, in the order of instants: what is no longer owed by then is left out.

        Raises `KeyError` when `people` does not know a function.
        """
        bags: dict[str, list[Due]] = defaultdict(list)
        for one in due:
            person = self.people[one.notice.to]
            bags[person.mailbox if person else ""].append(one)
        found = [*self._unreachable(bags.pop("", []))]
        for mailbox, bag in bags.items():
            found += _Mailbox(self, mailbox, {one.notice.key: one for one in bag}).opened()
        return tuple(sorted(found, key=lambda it: (it.at, it.due.occurred_at, it.due.notice.key)))

    def _unreachable(self, due: Sequence[Due]) -> list[Expected]:
        instants = [(one, max(self.now, one.notice.send_at)) for one in due]
        return [
            Expected(due=one, at=at, fate=Fate.UNREACHABLE)
            for one, at in instants
            if at <= self.until and self.owed(one, at)
        ]


@dataclass
class _Mailbox:
    """What waits for one mailbox, by key."""

    mornings: Mornings
    name: str
    waiting: dict[str, Due]
    told_on: date | None = None

    def opened(self) -> list[Expected]:
        """Every time that mail leaves for it, in order."""
        at, place = self.mornings.now, self.mornings.home.place
        self.told_on = civil_day(at, place) if self.name in self.mornings.told else None
        found: list[Expected] = []
        while self.waiting:
            at = max(at, min(one.notice.send_at for one in self.waiting.values()))
            if at > self.mornings.until:
                break
            found += self._leaving(at)
        return found

    def _leaving(self, at: datetime) -> list[Expected]:
        today = civil_day(at, self.mornings.home.place)
        known = [one for one in self.waiting.values() if one.day <= today and one.occurred_at <= at]
        owed: list[Due] = []
        for one in known:
            if self.mornings.owed(one, at):
                owed.append(one)
            elif one.notice.send_at <= at:
                del self.waiting[one.notice.key]
        told = {self.name} if self.told_on == today else set[str]()
        post = Post(home=self.mornings.home, now=at, people=self.mornings.people, told=told)
        mailing = post.sort_out(owed)
        if any(counts_for_the_day(one.notice) for parcel in mailing.parcels for one in parcel.notices):
            self.told_on = today
        return self._settled(mailing, at)

    def _settled(self, mailing: Mailing, at: datetime) -> list[Expected]:
        found = [
            Expected(due=one, at=at, fate=Fate.LEAVES, addressee=parcel.addressee)
            for parcel in mailing.parcels
            for one in parcel.notices
        ]
        found += [self._expected(it.due, at, Fate.MERGED, into=it.into) for it in mailing.merged]
        found += [self._expected(it, at, Fate.UNWANTED) for it in mailing.unwanted]
        for it in found:
            del self.waiting[it.due.notice.key]
        for later in mailing.postponed:
            moved = later.due.notice.but(send_at=later.until)
            day = civil_day(later.until, self.mornings.home.place)
            self.waiting[moved.key] = later.due.but(notice=moved, day=day)
        return found

    def _expected(self, due: Due, at: datetime, fate: Fate, into: str = "") -> Expected:
        return Expected(due=due, at=at, fate=fate, addressee=self.mornings.people[due.notice.to], into=into)
