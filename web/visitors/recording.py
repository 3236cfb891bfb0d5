"""Recording what a page confirms: under ids that follow from the draft, so that confirming twice is confirming once."""

import asyncio
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import structlog
from pydantic import BaseModel

from domain.consultation.commands import RecordAvis, RecordReceipt
from domain.ids import command_id
from infra.deposits import Depositor
from infra.inbox import Post, Receipt, StreamBusy
from web.visitors.matter import Matter
from web.visitors.visit import Visit

#: How long a page waits for what becomes of a command, in seconds.
WAIT_S: Final = 2.0

#: How often a busy stream is asked again: the code is used by then, and would have to be asked again.
_ATTEMPTS: Final = 4
_PAUSE_S: Final = 0.2

_KINDS: Final = (RecordAvis, RecordReceipt)

_log = structlog.get_logger()


async def record(
    visit: Visit, matter: Matter, draft: UUID, commands: Sequence[RecordReceipt | RecordAvis], who: Depositor
) -> Receipt:
    """Records the commands of a draft, all or none, notes who deposits, and forgets the draft. Gives the receipt of the
    last one. Raises an `InboxError` when nothing is recorded."""
    ids = {type(command): _id(visit, draft, type(command)) for command in commands}
    last = commands[-1]
    # Noted first: what is recorded always has its depositor, and a note that nothing follows harms nobody.
    await visit.desk.deposits.note(ids[type(last)], visit.link, matter.about, who)
    at = await visit.house.clock.now()
    posts = [
        Post(stream=matter.state.stream, command_id=ids[type(one)], command=one, by=visit.by, at=at) for one in commands
    ]
    receipts = await _posted(visit, posts)
    await visit.desk.drafts.drop(draft)
    _log.info("deposit_recorded", stream=matter.state.stream, number=receipts[-1].number, link_id=str(visit.link.id))
    return receipts[-1]


async def wait(visit: Visit, receipt: Receipt) -> None:
    """Waits a little for what becomes of a command."""
    await visit.house.watch.outcome(receipt.stream, receipt.command_id, WAIT_S)


async def recorded(visit: Visit, matter: Matter, draft: UUID) -> int | None:
    """The number under which the draft was recorded, `None` when it was not."""
    for kind in _KINDS:
        outcome = await visit.house.inbox.outcome(_id(visit, draft, kind))
        if outcome is not None and outcome.stream == matter.state.stream:
            return outcome.number
    return None


async def tell(visit: Visit, stream: str, commands: Sequence[BaseModel], form: str) -> list[Receipt]:
    """Records what a page says without a code, under ids that follow from its `form` and from what it says, and waits a
    little for what becomes of it. Raises an `InboxError` when nothing is recorded."""
    at = await visit.house.clock.now()
    posts = [
        Post(
            stream=stream,
            command_id=command_id(visit.siren, visit.by, f"{form}/{one.model_dump_json()}"),
            command=one,
            by=visit.by,
            at=at,
        )
        for one in commands
    ]
    receipts = await _posted(visit, posts)
    if receipts:
        await wait(visit, receipts[-1])
    return receipts


async def _posted(visit: Visit, posts: Sequence[Post]) -> list[Receipt]:
    for attempt in range(_ATTEMPTS):
        try:
            return list(await visit.house.inbox.post_all(posts))
        except StreamBusy:
            if attempt == _ATTEMPTS - 1:
                raise
            await asyncio.sleep(_PAUSE_S)
    return []


def _id(visit: Visit, draft: UUID, kind: type[RecordReceipt | RecordAvis]) -> UUID:
    # The person, not the link: two of their letters lead to the same draft.
    return command_id(visit.siren, f"contact:{visit.link.contact_id}", f"{draft}/{kind.__name__}")
