"""What became of what was told: sent, sent back, merged, not owed any more; and whether a page was opened since."""

from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import DateTime, Select, String, and_, cast, func, literal, null, select, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.base import Day, Instant, Value
from domain.notices import NoticeKind
from domain.people import Role
from infra.ledger import State
from infra.link_tables import links, visits
from infra.tables import notices


class Told(Value):
    """A notice that is no longer to come. `opened_at`: when the page of its reader was first opened by a link after it
    left, `None` when it was not. A filter of mail may have opened it: it proves nothing."""

    key: str
    kind: NoticeKind
    stream: str
    about: str
    role: Role
    commune: str | None
    function: str | None
    send_at: Instant
    day: Day
    state: State
    sent_at: Instant | None
    bounced_at: Instant | None
    bounce: str | None
    opened_at: Instant | None = None

    @property
    def at(self) -> datetime:
        """When it left, or should have."""
        return self.sent_at or self.send_at

    @property
    def about_commune(self) -> str:
        """The INSEE code that a notice of a consultation speaks of, empty when it speaks of none."""
        return self.about.partition("#")[2] if self.stream.startswith("consultation/") else ""


class Place(NamedTuple):
    """Where a page begins: the hour of sending of a notice, and its key."""

    at: datetime
    key: str


class CommuneMail(Value):
    """How mail about one consultation fares with a commune (INSEE code): when its page was last opened by a link, since
    when a mail to it came back."""

    commune: str
    opened_at: Instant | None = None
    bounced_at: Instant | None = None


class NoticeHistory:
    """Reads the ledger backwards."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def told(
        self, siren: str, commune: str | None = None, before: Place | None = None, limit: int = 50
    ) -> tuple[Told, ...]:
        """The notices of an EPCI that are no longer to come, the last first, at most `limit` from `before` on; those of
        one commune alone, told to it or about it, if one is given."""
        wanted: Select[Any] = select(*(notices.c[name] for name in _COLUMNS), _opened().label("opened_at"))
        wanted = wanted.where(notices.c.siren == siren, notices.c.state != State.PLANNED)
        if commune is not None:
            about = notices.c.stream + literal("#", String) + commune
            wanted = wanted.where((notices.c.commune == commune) | (notices.c.about == about))
        if before is not None:
            wanted = wanted.where(tuple_(notices.c.send_at, notices.c.key) < tuple_(literal(before.at), before.key))
        order = (notices.c.send_at.desc(), notices.c.key.desc())
        async with self._engine.connect() as connection:
            rows = await connection.execute(wanted.order_by(*order).limit(limit))
            return tuple(Told.model_validate(row._mapping) for row in rows)

    async def of_consultation(self, stream: str) -> dict[str, CommuneMail]:
        """How mail about the consultation fares with each commune of which anything is known, by INSEE code."""
        siren = stream.split("/")[1]
        matter = links.c.about.startswith(f"{stream}#", autoescape=True)
        opened = (
            select(links.c.commune, func.max(visits.c.at).label("opened_at"), _NEVER.label("bounced_at"))
            .join(visits, visits.c.link == links.c.id)
            .where(links.c.siren == siren, links.c.commune.is_not(None), matter)
            .group_by(links.c.commune)
        )
        bounced = (
            select(notices.c.commune, _NEVER, func.max(notices.c.bounced_at))
            .where(notices.c.siren == siren, notices.c.stream == stream)
            .where(notices.c.commune.is_not(None), notices.c.bounced_at.is_not(None))
            .group_by(notices.c.commune)
        )
        both = union_all(opened, bounced).subquery()
        wanted = select(
            both.c.commune,
            func.max(both.c.opened_at).label("opened_at"),
            func.max(both.c.bounced_at).label("bounced_at"),
        )
        async with self._engine.connect() as connection:
            rows = await connection.execute(wanted.group_by(both.c.commune))
            return {row.commune: CommuneMail.model_validate(row._mapping) for row in rows}


_NEVER: Final = cast(null(), DateTime(timezone=True))
_COLUMNS = tuple(name for name in Told.model_fields if name != "opened_at")


def _opened() -> Any:
    theirs = and_(links.c.contact_id == notices.c.contact_id, links.c.siren == notices.c.siren)
    seen = select(func.min(visits.c.at)).join(links, links.c.id == visits.c.link)
    return seen.where(theirs, visits.c.at >= notices.c.sent_at).correlate(notices).scalar_subquery()
