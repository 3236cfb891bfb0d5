"""Who is written to: the only place where names and addresses are kept, and from which they can be erased."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Update, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.base import Value
from domain.people import Recipient
from infra.tables import contacts, notices


class Person(Value):
    """Somebody to write to, as an import gives it."""

    to: Recipient
    name: str | None = None
    address: str | None = None


class Contact(Person):
    """Somebody who is kept, under the `id` that the record names."""

    id: UUID


class Contacts:
    """The contacts of every EPCI."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def upsert(self, siren: str, people: Sequence[Person]) -> None:
        """Adds those of an import, all or none. Known by function and address: a name that changed is corrected, and
        importing twice adds nobody. What could reach nobody so far is planned again."""
        rows = [{"siren": siren, "name": it.name, "address": it.address, **it.to.model_dump()} for it in people]
        adding = insert(contacts)
        keeping = adding.on_conflict_do_update(
            index_elements=["siren", "role", "commune", "function", "address"],
            index_where=contacts.c.erased_at.is_(None),
            set_={"name": adding.excluded.name},
        )
        if rows:
            async with self._engine.begin() as connection:
                await connection.execute(keeping, rows)
                await connection.execute(_planned_again(siren))

    async def of(self, siren: str, recipients: Collection[Recipient]) -> dict[Recipient, tuple[Contact, ...]]:
        """Those who answer for each of `recipients`, the oldest first, without the erased; nobody: an empty tuple."""
        found: dict[Recipient, list[Contact]] = {to: [] for to in recipients}
        living = select(contacts).where(contacts.c.siren == siren, contacts.c.erased_at.is_(None))
        async with self._engine.connect() as connection:
            for row in await connection.execute(living.order_by(contacts.c.created_at, contacts.c.id)):
                to = Recipient(role=row.role, commune=row.commune, function=row.function)
                if to in found:
                    found[to].append(Contact(id=row.id, to=to, name=row.name, address=row.address))
        return {to: tuple(people) for to, people in found.items()}

    async def erase(self, contact_id: UUID) -> bool:
        """Removes the name and the address for good; the row stays, without them. Gives whether there was somebody."""
        erasing = (
            update(contacts)
            .where(contacts.c.id == contact_id, contacts.c.erased_at.is_(None))
            .values(name=None, address=None, erased_at=func.clock_timestamp())
        )
        async with self._engine.begin() as connection:
            return (await connection.execute(erasing)).rowcount == 1


def _planned_again(siren: str) -> Update:
    """The notices of the EPCI that had no contact: their dispatch looks for one again."""
    unreached = update(notices).where(notices.c.siren == siren, notices.c.state == "no_contact")
    return unreached.values(state="planned", sent_at=None)
