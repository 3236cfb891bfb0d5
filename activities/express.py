"""The express lane: what somebody waits for at a page leaves at once, one letter for each thing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.carrying import Carrier, marks
from activities.caution import beating, discreet
from activities.envelopes import Envelope
from activities.passwords import PasswordMail
from activities.reminders import Delivered
from domain.mailing import Due, Parcel
from domain.notices import NoticeKind
from infra.codes import LIFE, Codes
from infra.contacts import Contact, Contacts
from infra.identity.password_links import LANE as OF_ACCOUNTS
from infra.ledger import Ledger, State
from infra.letters import Letter, Letters
from infra.snapshots import Snapshots

_FAILED: Final = "Des courriels attendus n'ont pas pu partir ; nouvel essai automatique."


#: After how long a letter that was put off is tried again.
_AGAIN_S: Final = 10.0


@dataclass(frozen=True)
class ExpressLane:
    """Delivers at once."""

    ledger: Ledger
    contacts: Contacts
    snapshots: Snapshots
    codes: Codes
    letters: Letters
    carrier: Carrier
    passwords: PasswordMail

    @activity.defn
    async def deliver_express(self, lane: str) -> Delivered:
        """Delivers what waits on `express/{siren}/courriels`, or on the lane of accounts. Raises `ApplicationError`, to
        be tried again, when the channel is away."""
        siren = lane.split("/")[1]
        async with self.ledger.alone(lane) as alone, beating(), discreet(_FAILED):
            if not alone:
                raise ApplicationError("Un autre envoi est en cours pour cet EPCI.")
            if lane == OF_ACCOUNTS:
                return Delivered(wait_s=_AGAIN_S if await self.passwords.deliver() else None)
            due = await self.ledger.express(siren)
            parcels, people = await self._parcels(siren, due)
            carried = await self.carrier.carry(parcels, people, await self._writing(parcels))
        if carried.held_up and not carried.away:
            # The others that come meanwhile do not wait for it.
            return Delivered(wait_s=_AGAIN_S)
        if carried.away:
            raise ApplicationError(_FAILED)
        return Delivered(wait_s=None)

    async def _parcels(self, siren: str, due: tuple[Due, ...]) -> tuple[list[Parcel], dict[UUID, Contact]]:
        """One parcel for each notice that still makes sense, and the people; the others are marked."""
        now = await self.carrier.clock.read()
        behind = await self.contacts.behind(siren, {one.notice.to for one in due})
        parcels: list[Parcel] = []
        people: dict[UUID, Contact] = {}
        for one in due:
            contact = await self.contacts.one(one.contact_id) if one.contact_id else behind[one.notice.to]
            if _lapsed(one, now):
                await self.ledger.settle(marks(State.NOT_OWED, [one], None))
            elif contact is None or not contact.reachable:
                await self.ledger.settle(marks(State.NO_CONTACT, [one], None))
            else:
                people[contact.id] = contact
                parcels.append(Parcel(addressee=contact.addressee, notices=(one,), message_id=_letter(one)))
        return parcels, people

    async def _writing(self, parcels: list[Parcel]) -> "Writing":
        """The digits of each code, drawn as late as can be: they stand in the mail alone."""
        now = await self.carrier.clock.read()
        asked = [one.notice.key for parcel in parcels for one in parcel.notices if one.notice.kind is NoticeKind.CODE]
        drawn = {key: await self.codes.draw(UUID(key.rpartition("/")[2]), now) for key in asked}
        return Writing(self.letters, drawn)


@dataclass(frozen=True)
class Writing:
    """Writes what is waited for; `digits`: those of each code, by key, `None` for one that was used meanwhile."""

    letters: Letters
    digits: Mapping[str, str | None]

    def __call__(self, envelope: Envelope, states: Mapping[str, Any]) -> Letter | None:
        (one,) = envelope.parcel.notices
        if one.notice.kind is not NoticeKind.CODE:
            return self.letters.render([one], states, envelope.urls)
        digits = self.digits[one.notice.key]
        return self.letters.code(one, states[one.stream], digits) if digits else None


def _lapsed(one: Due, now: datetime) -> bool:
    """Whether nobody waits for it any more: a code that an outage held up."""
    return one.notice.kind is NoticeKind.CODE and one.occurred_at + LIFE < now


def _letter(one: Due) -> str | None:
    """The letter in which it may have left already; none for a code, which is drawn anew: a mailbox that drops what
    bears the same Message-ID would keep the one that confirms nothing any more."""
    return None if one.notice.kind is NoticeKind.CODE else one.message_id
