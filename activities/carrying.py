"""Carrying letters: sealed together, written and sent at once, marked as they leave."""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

import structlog

from activities.batches import FreshStates, Marker, Watch
from activities.envelopes import Envelope, link_of, urls_of
from activities.recording import Recorder
from domain.mailing import Due, Parcel
from domain.notices import NoticeKind
from domain.registry import decider_of
from domain.reminders.commands import NoteBounce
from infra.channels.errors import AddressRefused, ChannelError, ChannelUnavailable, Undeliverable
from infra.channels.message import new_message_id
from infra.clock import Clock
from infra.contacts import Contact, Contacts
from infra.ledger import Ledger, Mark, Sealing, State
from infra.letters import Letter
from infra.snapshots import Snapshots

_log = structlog.get_logger()


class Channel(Protocol):
    """Carries letters to people, several at once."""

    async def send(self, to: Contact, letter: Letter, message_id: str, at: datetime) -> None:
        """Returns once the letter, dated `at`, is accepted. Raises a `ChannelError`."""


class Write(Protocol):
    """Writes the letter of an envelope."""

    def __call__(self, envelope: Envelope, states: Mapping[str, Any]) -> Letter | None:
        """`None`: there is nothing to tell after all."""


@dataclass
class Carried:
    """What became of parcels: how many were `sent`, those `held_up`, and whether the channel itself was `away`."""

    sent: int = 0
    held_up: list[Parcel] = field(default_factory=list)
    away: bool = False


@dataclass(frozen=True)
class Carrier:
    """Carries parcels. `mail_domain` ends the Message-IDs; `public_url`: where people find the pages; `at_once`:
    letters under way."""

    ledger: Ledger
    contacts: Contacts
    snapshots: Snapshots
    channel: Channel
    clock: Clock
    recorder: Recorder
    mail_domain: str
    public_url: str
    at_once: int = 4

    async def carry(self, parcels: Sequence[Parcel], people: Mapping[UUID, Contact], write: Write) -> Carried:
        """Carries what is still owed of each parcel. One that cannot leave holds up no other, unless the channel itself
        is away: nothing more is tried then."""
        carried, fresh = Carried(), FreshStates(self.snapshots)
        waiting, size = deque(parcels), 2 * self.at_once
        while waiting and not carried.away:
            some = [waiting.popleft() for _ in range(min(size, len(waiting)))]
            watch = Watch(await self.clock.read())
            await self._carry(some, Batch(people, write, fresh, carried, watch))
            # What leaves within half a second or so, so that little is sealed long before it leaves.
            size = max(self.at_once, min(_MOST_SEALED, int(len(some) * _SEALED_S / max(watch.age_s, 0.001))))
        return carried

    async def _carry(self, parcels: Sequence[Parcel], batch: "Batch") -> None:
        marker, room = Marker(self.ledger), asyncio.Semaphore(self.at_once)

        async def leave(envelope: Envelope) -> None:
            async with room:
                if batch.carried.away or marker.lost:
                    return
                if batch.watch.age_s > _SEALED_S:
                    kept = await self._still_owed([envelope.parcel], batch, marker)
                    if not kept:
                        return
                    envelope = replace(envelope, parcel=kept[0])
                await self._send(envelope, batch, marker)

        async with marker.writing():
            owed = await self._still_owed(parcels, batch, marker)
            envelopes = await self._seal(owed, batch)
            async with asyncio.TaskGroup() as group:
                for envelope in envelopes:
                    group.create_task(leave(envelope))

    async def _still_owed(self, parcels: Sequence[Parcel], batch: "Batch", marker: Marker) -> list[Parcel]:
        """The parcels without what is no longer owed, by the states as they now are, which is marked so."""
        fresh = await batch.fresh.of({one.stream for parcel in parcels for one in parcel.notices})
        batch.states = {**batch.states, **fresh}
        kept = []
        for parcel in parcels:
            owed, lapsed = told_apart(parcel.notices, batch.states)
            marker.add(marks(State.NOT_OWED, lapsed, None))
            kept += [parcel.but(notices=tuple(owed))] if owed else []
        return kept

    async def _seal(self, parcels: Sequence[Parcel], batch: "Batch") -> list[Envelope]:
        if not parcels:
            return []
        ids = [parcel.message_id or new_message_id(self.mail_domain) for parcel in parcels]
        sealing = [
            Sealing(
                keys=tuple(one.notice.key for one in parcel.notices),
                message_id=id,
                link=link_of(parcel.notices[0], batch.people[parcel.addressee.id]),
            )
            for parcel, id in zip(parcels, ids, strict=True)
        ]
        secrets = await self.ledger.seal(sealing, batch.watch.now())
        return [
            Envelope(parcel, batch.people[parcel.addressee.id], id, urls_of(parcel, self.public_url, secret))
            for parcel, id, secret in zip(parcels, ids, secrets, strict=True)
        ]

    async def _send(self, envelope: Envelope, batch: "Batch", marker: Marker) -> None:
        due, to, carried = envelope.parcel.notices, envelope.to, batch.carried
        at = batch.watch.now()
        try:
            letter = batch.write(envelope, batch.states)
            if letter is None:
                marker.add(marks(State.NOT_OWED, due, None))
                return
            await self.channel.send(to, letter, envelope.message_id, at)
        except ChannelUnavailable as away:
            _log.warning("channel_away", reason=str(away))
            carried.away = True
        except Undeliverable as refused:
            _log.warning("letter_refused", contact_id=str(to.id), message_id=envelope.message_id, reason=str(refused))
            await self._refused(envelope, refused)
            marker.add(marks(State.FAILED, due, None, message_id=envelope.message_id, contact_id=to.id))
        except Exception as failed:  # one letter that cannot be written must not keep the others
            expected = isinstance(failed, ChannelError)
            reason = str(failed) if expected else type(failed).__name__
            _log.warning("letter_not_sent", contact_id=str(to.id), reason=reason, exc_info=not expected)
            carried.held_up.append(envelope.parcel)
        else:
            carried.sent += 1
            marker.add(marks(State.SENT, due, at, message_id=envelope.message_id, contact_id=to.id))

    async def _refused(self, envelope: Envelope, refused: Undeliverable) -> None:
        """The streams are told: somebody has to act. An address that leads nowhere is not written to again."""
        if isinstance(refused, AddressRefused):
            await self.contacts.refuse(envelope.to.id, await self.clock.read(), refused.code)
        await note_bounce(self.recorder, envelope.parcel.notices, envelope.message_id, refused.code)


@dataclass
class Batch:
    """Letters that are sealed together: `states`, those of their streams as they were last looked at, and the hour."""

    people: Mapping[UUID, Contact]
    write: Write
    fresh: FreshStates
    carried: Carried
    watch: Watch
    states: Mapping[str, Any] = field(default_factory=dict)


#: What is owed is looked at just before the seal, and again when the letter leaves later than this.
_SEALED_S: Final = 0.5
_MOST_SEALED: Final = 200

#: What no event causes.
_ASKED_FOR: Final = frozenset({NoticeKind.CODE, NoticeKind.NEW_LINK})


async def note_bounce(recorder: Recorder, due: Sequence[Due], letter: str, code: str) -> None:
    """Tells each stream that a notice of its own did not reach its reader."""
    for one in due:
        commune = one.notice.to.commune or (one.notice.commune if one.stream.startswith("consultation/") else None)
        told = NoteBounce(commune=commune, notice=one.notice.kind, role=one.notice.to.role, code=code)
        await recorder.record(one.stream, told, "bounce", letter, one.notice.key)


def told_apart(due: Sequence[Due], states: Mapping[str, Any]) -> tuple[list[Due], list[Due]]:
    """What is still owed, and what lapsed. One that cannot be judged waits, and is logged: it keeps no other."""
    owed, lapsed = list[Due](), list[Due]()
    for one in due:
        try:
            (owed if _is_owed(one, states) else lapsed).append(one)
        except Exception:
            _log.exception("notice_not_judged", stream=one.stream, kind=one.notice.kind.value)
    return owed, lapsed


def _is_owed(one: Due, states: Mapping[str, Any]) -> bool:
    """What somebody asked for at a page, no stream knows of."""
    return one.notice.kind in _ASKED_FOR or decider_of(one.stream).still_owed(states[one.stream], one.notice)


def marks(state: State, due: Sequence[Due], at: datetime | None, **facts: Any) -> list[Mark]:
    """The same mark for each notice."""
    return [Mark(key=one.notice.key, state=state, sent_at=at, **facts) for one in due]
