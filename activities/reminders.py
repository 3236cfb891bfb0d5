"""Delivering what the ledger owes: one letter to each person, at its hour, without what is no longer owed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.carrying import Carrier, marks, told_apart
from activities.caution import beating, discreet
from activities.envelopes import Envelope
from domain.base import Value
from domain.calendar import METROPOLE, civil_day, start_of_day
from domain.consultation import DECIDER as CONSULTATION
from domain.mailing import Due, Home, Mailing, Post
from domain.mandate import DECIDER as MANDATE
from domain.notices import NoticeKind
from domain.objective import DECIDER as OBJECTIVE
from domain.reminders import USUAL
from infra.contacts import Contact, Contacts, addressees, phones
from infra.ledger import Later, Ledger, Mark, State
from infra.letters import Letter, Letters
from infra.letters.urls import Beside
from infra.reading.digest import Digest, digest
from infra.reading.views import under_way
from infra.snapshots import Snapshots

_BUSY_RETRY: Final = timedelta(seconds=5)

#: How long the dispatch of a day waits for more, while letters of days before it are still put off.
_PAUSE_S: Final = 900.0

#: After how long one tries again a channel that took some letters and then went away.
_SOON_S: Final = 5.0


_FAILED: Final = "Les courriels n'ont pas pu être préparés ; nouvel essai automatique."


class Delivered(Value):
    """`wait_s`: seconds to the next notice of the day that may leave, `None` when none is left. `nudge`: the dispatches
    of the days to which some were put off."""

    wait_s: float | None
    nudge: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reminders:
    """Delivers the letters of a day."""

    ledger: Ledger
    contacts: Contacts
    snapshots: Snapshots
    letters: Letters
    carrier: Carrier

    @activity.defn
    async def deliver(self, dispatch: str) -> Delivered:
        """Delivers what is due of `dispatch/{siren}/{civil day}` and of the days before it.

        A crash between the acceptance of a letter and its mark repeats it, under the same Message-ID whatever else fell
        due for the person meanwhile. Raises `ApplicationError`, to be tried again, when a letter of the day could not
        leave for the time being.
        """
        _, siren, day = dispatch.split("/")
        last_day = date.fromisoformat(day)
        async with self.ledger.alone(f"delivery/{siren}") as alone, beating(), discreet(_FAILED):
            if not alone:
                raise ApplicationError("Un autre envoi est en cours pour cet EPCI.", next_retry_delay=_BUSY_RETRY)
            swept = await self._deliver(siren, last_day)
            following = await self.ledger.next_send_at(siren, last_day)
        if following is None or swept.wait_s is not None:
            return swept if following else swept.but(wait_s=None)
        at = await self.carrier.clock.read()
        wait_s = (following - at).total_seconds()
        if wait_s <= 0 and civil_day(at, METROPOLE) > last_day:
            # Letters of days before: their own dispatches try them again.
            return swept
        return swept.but(wait_s=max(0.0, wait_s))

    async def _deliver(self, siren: str, last_day: date) -> Delivered:
        """Delivers. `wait_s`: after how long to try again what could not leave, `None` when all did."""
        now = await self.carrier.clock.read()
        due = await self.ledger.due(siren, last_day)
        if not any(one.notice.send_at <= now for one in due):
            return Delivered(wait_s=None)
        states = await self.snapshots.many({one.stream for one in due})
        owed, lapsed = told_apart(due, states)
        unjudged = len(owed) + len(lapsed) < len(due)
        lapsed = [one for one in lapsed if one.notice.send_at <= now]
        known = await self.contacts.every(siren)
        found = await self._sorted_out(siren, owed, known, _home(states), now)
        later = [_later(one.due, one.until, _home(states)) for one in found.postponed]
        await self.ledger.settle(
            [*marks(State.NOT_OWED, [*lapsed, *found.unwanted], None), *_other_marks(found)], later
        )
        days = tuple(sorted({f"dispatch/{siren}/{one.day}" for one in later if one.day != last_day}))
        beside = Beside(
            day=civil_day(now, _home(states).place),
            phones=phones(known),
            digest=await self._digest(siren, found, now),
        )
        writing = Writing(self.letters, beside)
        carried = await self.carrier.carry(found.parcels, {each.id: each for each in known}, writing)
        if carried.away:
            if carried.sent:
                return Delivered(wait_s=_SOON_S, nudge=days)
            raise ApplicationError("La messagerie ne répond pas ; nouvel essai automatique.")
        if todays := sum(any(one.day == last_day for one in parcel.notices) for parcel in carried.held_up):
            raise ApplicationError(f"Lettres qui n'ont pas pu partir : {todays} ; nouvel essai automatique.")
        pause = (carried.held_up or unjudged) and civil_day(now, METROPOLE) <= last_day
        return Delivered(wait_s=_PAUSE_S if pause else None, nudge=days)

    async def _sorted_out(
        self, siren: str, owed: Sequence[Due], known: Sequence[Contact], home: Home, now: datetime
    ) -> Mailing:
        people = addressees(known, {one.notice.to for one in owed})
        told = await self.ledger.told(siren, start_of_day(civil_day(now, home.place), home.place))
        return Post(home=home, now=now, people=people, told=told).sort_out(owed)

    async def _digest(self, siren: str, found: Mailing, now: datetime) -> Digest | None:
        """What the week holds, when a letter that leaves tells it."""
        if not any(one.notice.kind is NoticeKind.DIGEST for parcel in found.parcels for one in parcel.notices):
            return None
        mandate = under_way(await self.snapshots.every(MANDATE, siren))
        objectives = await self.snapshots.every(OBJECTIVE, siren)
        consultations = await self.snapshots.every(CONSULTATION, siren)
        return digest(mandate, objectives, consultations, civil_day(now, (mandate and mandate.place) or METROPOLE))


@dataclass(frozen=True)
class Writing:
    """Writes the letters of a day; without its digest when the week holds nothing."""

    letters: Letters
    beside: Beside

    def __call__(self, envelope: Envelope, states: Mapping[str, Any]) -> Letter | None:
        told = [
            one for one in envelope.parcel.notices if one.notice.kind is not NoticeKind.DIGEST or self.beside.digest
        ]
        return self.letters.render(told, states, envelope.urls, self.beside) if told else None


def _home(states: Mapping[str, Any]) -> Home:
    """That of the EPCI, which all its streams share; the habits, as the first that follows them knows them."""
    place = next((state.place for state in states.values() if state.place), METROPOLE)
    habits = (getattr(state, "habits", USUAL) for state in states.values())
    return Home(place=place, habits=next((each for each in habits if each != USUAL), USUAL))


def _other_marks(found: Mailing) -> list[Mark]:
    merged = [Mark(key=one.due.notice.key, state=State.MERGED, merged_into=one.into) for one in found.merged]
    return [*merged, *marks(State.NO_CONTACT, found.unreachable, None)]


def _later(one: Due, until: datetime, home: Home) -> Later:
    return Later(key=one.notice.key, send_at=until, day=civil_day(until, home.place))
