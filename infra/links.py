"""The links of letters and calendars: who comes by one, for what, and whether it is still theirs.

A secret is 256 bits of chance. Only its sha256 is kept: who reads the database cannot come in.
"""

import secrets
from collections.abc import Collection, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.base import Instant, Value
from domain.people import Recipient
from infra.link_tables import links, visits
from infra.tables import contacts


class Purpose(StrEnum):
    """What a link opens."""

    COMMUNE = "commune"  #: what a commune owes
    PILOTE = "pilote"  #: the objectives of a pilote
    READER = "reader"  #: the preferences of somebody who is only written to
    CALENDAR = "calendar"  #: a feed of dates


class NewLink(Value):
    """A link to make. `about`: the matter it is sent for, a stream or `{stream}#{INSEE}`; `address`: that of the
    person, to which it stays bound."""

    siren: str
    purpose: Purpose
    about: str
    to: Recipient
    contact_id: UUID
    address: str


class Link(Value):
    """A link that somebody follows. `current`: it was not revoked, and the person still has the address that it was
    sent to; what it opens may be over all the same."""

    id: UUID
    siren: str
    purpose: Purpose
    about: str
    to: Recipient
    contact_id: UUID
    issued_at: Instant
    current: bool

    @property
    def stream(self) -> str:
        """The stream that it was sent for."""
        return self.about.partition("#")[0]


class Links:
    """Makes, finds and revokes links."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def issue(self, wanted: Sequence[NewLink]) -> list[str]:
        """The secrets of new links, in the order of `wanted`; nothing will give them again."""
        async with self._engine.begin() as connection:
            return await issue(connection, wanted)

    async def find(self, secret: str) -> Link | None:
        """The link with this secret, a revoked one too; `None` when none was ever made."""
        whose = and_(contacts.c.id == links.c.contact_id, contacts.c.erased_at.is_(None))
        wanted = select(links, contacts.c.address.label("now_at")).outerjoin(contacts, whose)
        async with self._engine.connect() as connection:
            row = (await connection.execute(wanted.where(links.c.digest == _digest(secret)))).one_or_none()
        return None if row is None else _link(row)

    async def known(self, ids: Collection[UUID]) -> dict[UUID, Recipient]:
        """For whom each of these links was made, by id."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(select(links).where(links.c.id.in_(ids))) if ids else ()
            return {row.id: Recipient(role=row.role, commune=row.commune, function=row.function) for row in rows}

    async def revoke(self, contact_id: UUID, purpose: Purpose | None = None) -> int:
        """Ends the links of a person, all of them or those of one purpose. Gives how many were open."""
        ending = update(links).where(links.c.contact_id == contact_id, links.c.revoked_at.is_(None))
        if purpose is not None:
            ending = ending.where(links.c.purpose == purpose)
        async with self._engine.begin() as connection:
            return (await connection.execute(ending.values(revoked_at=func.clock_timestamp()))).rowcount

    async def visited(self, link_id: UUID) -> None:
        """Notes that a page was opened by the link."""
        async with self._engine.begin() as connection:
            await connection.execute(insert(visits).values(link=link_id))


async def issue(connection: AsyncConnection, wanted: Sequence[NewLink]) -> list[str]:
    """The same within a transaction of the caller's."""
    made = [secrets.token_urlsafe(32) for _ in wanted]
    rows = [
        {
            "digest": _digest(secret),
            "address": address_digest(link.address),
            **link.to.model_dump(),
            **link.model_dump(include={"siren", "purpose", "about", "contact_id"}),
        }
        for secret, link in zip(made, wanted, strict=True)
    ]
    if rows:
        await connection.execute(insert(links), rows)
    return made


def address_digest(address: str) -> bytes:
    """What an address hashes to, however its letters are written."""
    return sha256(address.strip().casefold().encode()).digest()


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


def _link(row: Row[Any]) -> Link:
    to = Recipient(role=row.role, commune=row.commune, function=row.function)
    theirs = row.now_at is not None and address_digest(row.now_at) == row.address
    facts = {name: getattr(row, name) for name in ("id", "siren", "purpose", "about", "contact_id", "issued_at")}
    return Link(**facts, to=to, current=row.revoked_at is None and theirs)
