"""Reading the mails that come back: the ledger knows it, the address is not used again, and somebody is told."""

from dataclasses import dataclass
from typing import Final

import structlog
from temporalio import activity

from activities.carrying import note_bounce
from activities.recording import Recorder
from activities.reminders import Delivered
from domain.mailing import Due
from infra.clock import Clock
from infra.contacts import Contacts
from infra.ledger import Ledger
from infra.returns import Returned, Returns

#: Between two readings, in seconds.
_EVERY_S: Final = 300.0

_log = structlog.get_logger()


@dataclass(frozen=True)
class Bounces:
    """Reads what came back; `returns` none: nobody delivers it here."""

    returns: Returns | None
    ledger: Ledger
    contacts: Contacts
    recorder: Recorder
    clock: Clock

    @activity.defn
    async def read_bounces(self, installation: str) -> Delivered:
        """Reads every mail that nobody read yet. One that is read again after a crash changes nothing more.

        Gives when to come back, never when nobody delivers mails here.
        """
        if self.returns is None:
            return Delivered(wait_s=None)
        for name in await self.returns.waiting():
            activity.heartbeat()
            found = await self.returns.read(name)
            due = await self.ledger.of_letter(found.message_id) if found else ()
            if found and due:
                await self._note(found, due)
            else:
                _log.info("mail_is_no_bounce", file=name)
            await self.returns.done(name)
        return Delivered(wait_s=_EVERY_S)

    async def _note(self, found: Returned, due: tuple[Due, ...]) -> None:
        now = await self.clock.read()
        await self.ledger.bounced([one.notice.key for one in due], now, found.code, found.lost)
        _log.info("letter_bounced", message_id=found.message_id, code=found.code, lost=found.lost)
        if found.leads_nowhere:
            for contact_id in {one.contact_id for one in due if one.contact_id}:
                await self.contacts.refuse(contact_id, now, found.code)
        if found.lost:
            await note_bounce(self.recorder, due, found.message_id, found.code)
