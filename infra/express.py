"""What answers somebody who waits at a page, a code or another link: rows of the ledger for the express lane."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.notices import NoticeKind
from infra import codes
from infra.codes import Wanted
from infra.links import Link
from infra.tables import notices

#: How long one waits before another link is sent to the same person.
PAUSE: Final = timedelta(minutes=10)

#: A link that is over, or that leaked, must not fill a mailbox.
LINKS_A_DAY: Final = 3


class Express:
    """Puts rows in the ledger for one person, without a stream: nothing of it is an event."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def ask_code(self, link: Link, about: str, draft: UUID, now: datetime) -> UUID | None:
        """A code for the person of the link, to confirm a draft about a matter; it is drawn when its mail is written.
        Gives its id, `None` when the person has asked for too many today."""
        async with self._engine.begin() as connection:
            wanted = Wanted(siren=link.siren, about=about, contact_id=link.contact_id, draft=draft)
            code = await codes.ask(connection, wanted, now)
            if code is not None and code.fresh:
                await _write(connection, link, Row(NoticeKind.CODE, f"code/{code.id}", about, now))
            return code.id if code is not None else None

    async def ask_link(self, link: Link, now: datetime) -> bool:
        """Another link for the person of `link`. Gives whether one will leave: not twice within `PAUSE`, nor more than
        `LINKS_A_DAY`."""
        async with self._engine.begin() as connection:
            lock = func.hashtextextended(f"new_link/{link.contact_id}", 0)
            await connection.execute(select(func.pg_advisory_xact_lock(lock)))
            since_a_day = select(func.count(), func.max(notices.c.occurred_at)).where(
                notices.c.siren == link.siren,
                notices.c.kind == NoticeKind.NEW_LINK,
                notices.c.contact_id == link.contact_id,
                notices.c.occurred_at > now - timedelta(days=1),
            )
            count, last = (await connection.execute(since_a_day)).one()
            if count >= LINKS_A_DAY or (last is not None and last > now - PAUSE):
                return False
            await _write(connection, link, Row(NoticeKind.NEW_LINK, f"new_link/{uuid4()}", link.about, now))
            return True


class Row(NamedTuple):
    """A row that no event causes."""

    kind: NoticeKind
    key: str
    about: str
    at: datetime


async def _write(connection: AsyncConnection, link: Link, row: Row) -> None:
    await connection.execute(
        insert(notices).values(
            key=row.key,
            siren=link.siren,
            stream=row.about.partition("#")[0],
            revision=0,
            kind=row.kind,
            about=row.about,
            occurred_at=row.at,
            send_at=row.at,
            day=row.at.date(),
            urgent=True,
            express=True,
            contact_id=link.contact_id,
            **link.to.model_dump(),
        )
    )
