"""Who is written to: the only place where names and addresses are kept, and from which they can be erased."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Update, delete, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.base import Instant, Value
from domain.mailing import Addressee, Rhythm
from domain.people import Recipient, stand_ins
from infra.link_tables import deposits, drafts, links
from infra.tables import contacts, notices


class Person(Value):
    """Somebody to write to, as an import gives it."""

    to: Recipient
    name: str | None = None
    address: str | None = None
    phone: str | None = None


class Contact(Person):
    """Somebody who is kept, under the `id` that the record names. `refused_at`: since when the address is known to lead
    nowhere. `rhythm`: `None` when they chose none."""

    id: UUID
    rhythm: Rhythm | None = None
    refused_at: Instant | None = None

    @property
    def reachable(self) -> bool:
        """Whether a mail may reach them."""
        return bool(self.address) and self.refused_at is None

    @property
    def addressee(self) -> Addressee:
        """The same, as the rules of mailing know them."""
        return Addressee(id=self.id, mailbox=(self.address or "").lower(), rhythm=self.rhythm)


class Contacts:
    """The contacts of every EPCI."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def upsert(self, siren: str, people: Sequence[Person]) -> None:
        """Adds those of an import, all or none. Known by function and address: a name or a number that changed is
        corrected, and importing twice adds nobody. A function in which somebody was erased or replaced is kept by hand
        from then on: an import changes nothing of it. What could reach nobody so far is planned again."""
        async with self._engine.begin() as connection:
            erased = select(contacts).where(contacts.c.siren == siren, contacts.c.erased_at.is_not(None))
            by_hand = {_place(row) for row in await connection.execute(erased)}
            await _keep(connection, siren, [it for it in people if it.to not in by_hand])

    async def every(self, siren: str) -> tuple[Contact, ...]:
        """All those of an EPCI, by role, commune and function, the oldest first, without the erased."""
        living = select(contacts).where(contacts.c.siren == siren, contacts.c.erased_at.is_(None))
        order = (contacts.c.role, contacts.c.commune, contacts.c.function, contacts.c.created_at, contacts.c.id)
        async with self._engine.connect() as connection:
            return tuple(_contact(row) for row in await connection.execute(living.order_by(*order)))

    async def of(self, siren: str, recipients: Collection[Recipient]) -> dict[Recipient, tuple[Contact, ...]]:
        """Those who answer for each of `recipients`, the oldest first, without the erased; nobody: an empty tuple."""
        known = await self.every(siren)
        return {to: tuple(each for each in known if each.to == to) for to in recipients}

    async def behind(self, siren: str, recipients: Collection[Recipient]) -> dict[Recipient, Contact | None]:
        """Who is written to for each of `recipients`: the first of the function who can be reached, else of those who
        stand in for it; `None`: nobody can."""
        return behind(await self.every(siren), recipients)

    async def one(self, contact_id: UUID) -> Contact | None:
        """The person with this id, `None` once erased."""
        wanted = select(contacts).where(contacts.c.id == contact_id, contacts.c.erased_at.is_(None))
        async with self._engine.connect() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        return None if row is None else _contact(row)

    async def within(self, siren: str, contact_id: UUID) -> Contact | None:
        """The same, when they are a contact of the EPCI `siren`."""
        wanted = select(contacts).where(contacts.c.id == contact_id, contacts.c.erased_at.is_(None))
        async with self._engine.connect() as connection:
            row = (await connection.execute(wanted.where(contacts.c.siren == siren))).one_or_none()
        return None if row is None else _contact(row)

    async def correct(self, contact_id: UUID, name: str | None, phone: str | None) -> bool:
        """Corrects a name and a number; the address stays, and the links with it. Gives whether there is somebody."""
        living = update(contacts).where(contacts.c.id == contact_id, contacts.c.erased_at.is_(None))
        async with self._engine.begin() as connection:
            return (await connection.execute(living.values(name=name, phone=phone))).rowcount == 1

    async def open_links(self, ids: Collection[UUID]) -> int:
        """How many links sent to these people still lead somewhere."""
        wanted = select(func.count()).where(links.c.contact_id.in_(ids), links.c.revoked_at.is_(None))
        async with self._engine.connect() as connection:
            return int(await connection.scalar(wanted) or 0)

    async def erase(self, contact_id: UUID) -> bool:
        """Removes the name, the address and the number for good, with what they typed by a link, and ends their links;
        the row stays, without them. Gives whether there was somebody."""
        async with self._engine.begin() as connection:
            return await _erase(connection, contact_id)

    async def add(self, siren: str, person: Person) -> None:
        """Adds somebody by hand, or corrects the name and the number of who has that function and that address."""
        async with self._engine.begin() as connection:
            await _keep(connection, siren, [person], by_hand=True)

    async def replace(self, siren: str, person: Person) -> None:
        """Puts `person` in the place of all who had the function: they are erased and their links end, but for one who
        keeps the address."""
        async with self._engine.begin() as connection:
            living = select(contacts).where(contacts.c.siren == siren, contacts.c.erased_at.is_(None))
            for row in (await connection.execute(living)).all():
                if _place(row) == person.to and row.address != person.address:
                    await _erase(connection, row.id)
            await _keep(connection, siren, [person], by_hand=True)

    async def set_rhythm(self, contact_id: UUID, rhythm: Rhythm | None) -> bool:
        """How often the person is told what only informs, in all their functions in the EPCI. Gives whether there is
        somebody."""
        async with self._engine.begin() as connection:
            changed = await connection.execute(_of_the_person(contact_id).values(rhythm=rhythm))
            return changed.rowcount > 0

    async def refuse(self, contact_id: UUID, at: datetime, code: str) -> bool:
        """Notes that the address of the person leads nowhere, in all their functions in the EPCI, with the code that a
        server gave. Gives whether it was not known."""
        noting = _of_the_person(contact_id).where(contacts.c.refused_at.is_(None))
        async with self._engine.begin() as connection:
            return (await connection.execute(noting.values(refused_at=at, refused=code))).rowcount > 0


def _of_the_person(contact_id: UUID) -> Update:
    """The contacts of an EPCI who have the address of this one: one person may have several functions."""
    this = select(contacts.c.siren, func.lower(contacts.c.address)).where(contacts.c.id == contact_id)
    same = tuple_(contacts.c.siren, func.lower(contacts.c.address)).in_(this)
    return update(contacts).where(or_(contacts.c.id == contact_id, same), contacts.c.erased_at.is_(None))


def behind(known: Sequence[Contact], recipients: Collection[Recipient]) -> dict[Recipient, Contact | None]:
    """The same among `known`, in their order."""
    first: dict[Recipient, Contact] = {}
    for each in known:
        if each.reachable:
            first.setdefault(each.to, each)
    return {to: next((first[it] for it in (to, *stand_ins(to)) if it in first), None) for to in recipients}


def addressees(known: Sequence[Contact], recipients: Collection[Recipient]) -> dict[Recipient, Addressee | None]:
    """The same, as the rules of mailing know them."""
    return {to: contact.addressee if contact else None for to, contact in behind(known, recipients).items()}


def phones(known: Sequence[Contact]) -> Mapping[str, str]:
    """A number for each commune that has one, by INSEE code: that of the mairie first."""
    numbers = sorted((each for each in known if each.to.commune and each.phone), key=lambda it: it.to.role != "mairie")
    return {str(each.to.commune): str(each.phone) for each in reversed(numbers)}


async def _keep(connection: AsyncConnection, siren: str, people: Sequence[Person], by_hand: bool = False) -> None:
    rows = [
        {"siren": siren, "name": it.name, "address": it.address, "phone": it.phone, **it.to.model_dump()}
        for it in people
    ]
    if not rows:
        return
    adding = insert(contacts)
    keeping = adding.on_conflict_do_update(
        index_elements=["siren", "role", "commune", "function", "address"],
        index_where=contacts.c.erased_at.is_(None),
        set_={
            "name": adding.excluded.name,
            "phone": func.coalesce(adding.excluded.phone, contacts.c.phone),
            # Entered again by somebody who knows: an address that was refused is tried again.
            **({"refused_at": None, "refused": None} if by_hand else {}),
        },
    )
    await connection.execute(keeping, rows)
    await connection.execute(_planned_again(siren))


async def _erase(connection: AsyncConnection, contact_id: UUID) -> bool:
    now = func.clock_timestamp()
    erasing = update(contacts).where(contacts.c.id == contact_id, contacts.c.erased_at.is_(None))
    erased = await connection.execute(erasing.values(name=None, address=None, phone=None, erased_at=now))
    ending = update(links).where(links.c.contact_id == contact_id, links.c.revoked_at.is_(None))
    await connection.execute(ending.values(revoked_at=now))
    # What they typed at the page of a link goes with them; what they deposited stays in the record, without a name.
    await connection.execute(delete(drafts).where(drafts.c.contact_id == contact_id))
    await connection.execute(update(deposits).where(deposits.c.contact_id == contact_id).values(name=None))
    return erased.rowcount == 1


def _place(row: Row[Any]) -> Recipient:
    return Recipient(role=row.role, commune=row.commune, function=row.function)


def _contact(row: Row[Any]) -> Contact:
    facts = {name: getattr(row, name) for name in ("id", "name", "address", "phone", "rhythm", "refused_at")}
    return Contact(to=_place(row), **facts)


def _planned_again(siren: str) -> Update:
    """The notices of the EPCI that had no contact: their dispatch looks for one again."""
    unreached = update(notices).where(notices.c.siren == siren, notices.c.state == "no_contact")
    return unreached.values(state="planned", sent_at=None)
