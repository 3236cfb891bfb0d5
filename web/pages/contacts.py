"""Who holds a function: added, corrected, replaced, erased, each after its page has said what would happen.

Names, addresses and numbers are posted, never in an address; the audit keeps ids.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from domain.forecast import FUNCTIONS
from domain.people import Recipient, Role
from domain.rhythms import Rhythm
from infra.contacts import Contact, Contacts
from infra.identity.accesses import AccessKind
from infra.reading.actor_view import OF_A_COMMUNE
from web.forms import Form, typed_in
from web.house import house_of
from web.pages.actor import commune_of
from web.pages.contact_fields import correction_in, person_in
from web.pages.scope import Coordinating, Scope
from web.problems import Problem

router = APIRouter()

_FIELDS: Final = ("nom", "adresse", "telephone", "rythme")

#: How often somebody is told what only informs; the first one is that of who chose none.
RHYTHMS: Final = {
    "": "comme d'habitude pour cette fonction",
    Rhythm.DAILY.value: "dès qu'il y en a, un courriel par jour au plus",
    Rhythm.WEEKLY.value: "une fois par semaine, le mardi",
    Rhythm.NONE.value: "jamais",
}


@dataclass(frozen=True)
class Chair:
    """A function of the EPCI or of one of its communes, and who holds it."""

    scope: Scope
    to: Recipient
    where: str
    contacts: Contacts
    everybody: tuple[Contact, ...]

    @property
    def holders(self) -> list[Contact]:
        return [one for one in self.everybody if one.to == self.to]

    @property
    def card(self) -> str:
        """The path of the page on which it stands."""
        return f"/acteurs/communes/{self.to.commune}" if self.to.commune else "/acteurs/epci"

    def also(self, contact: Contact) -> list[str]:
        """The other functions that the person holds under the same address."""
        address = (contact.address or "").lower()
        same = (one for one in self.everybody if one.id != contact.id and (one.address or "").lower() == address)
        return [_called(one.to) for one in same] if address else []

    @property
    def about(self) -> str:
        """How the audit names where it stands."""
        return f"commune:{self.to.commune}" if self.to.commune else "epci"

    async def page(self, template: str, facts: dict[str, Any], status: int = 200) -> Response:
        """The page; those whom it shows have been read."""
        if self.holders:
            await self._note(AccessKind.CONTACTS_READ, self.about)
        shown = self.scope.page(template, {"chair": self, "function": _called(self.to), "RHYTHMS": RHYTHMS, **facts})
        shown.status_code = status
        return shown

    async def done(self, what: str, about: str) -> Response:
        """Notes what was changed, and leads back to the card."""
        await self._note(AccessKind.CONTACTS_CHANGED, about)
        return RedirectResponse(self.scope.link(self.card, fait=what), 303)

    async def _note(self, kind: AccessKind, about: str) -> None:
        await house_of(self.scope.request).accesses.note(kind, self.scope.actor.id, self.scope.epci.siren, about)


async def _chair(
    scope: Coordinating,
    role: Annotated[str, Query(max_length=20)] = "",
    commune: Annotated[str, Query(max_length=5)] = "",
    fonction: Annotated[str, Query(max_length=120)] = "",
) -> Chair:
    """The function that the address names. Raises `Problem` 404 when there is no such function here."""
    if role not in {each.value for each in Role} or not fonction.isprintable():
        raise Problem(404, "Cette fonction n'existe pas ; revenez aux acteurs.")
    to = Recipient(role=Role(role), commune=commune or None, function=fonction.strip() or None)
    if (to.role in OF_A_COMMUNE) is not bool(to.commune) or (to.role is Role.PILOTE) is not bool(to.function):
        raise Problem(404, "Cette fonction n'existe pas ; revenez aux acteurs.")
    return await _seated(scope, to)


@dataclass(frozen=True)
class Held:
    """Somebody who holds a function."""

    chair: Chair
    contact: Contact


async def _held(scope: Coordinating, id: UUID) -> Held:
    """Who has that id in the EPCI. Raises `Problem` 404 when nobody has, or once they were erased."""
    contact = await Contacts(house_of(scope.request).engine).within(scope.epci.siren, id)
    if contact is None:
        raise Problem(404, "Ce contact n'est plus là : il a été remplacé ou effacé ; revenez aux acteurs.")
    return Held(await _seated(scope, contact.to), contact)


async def _seated(scope: Scope, to: Recipient) -> Chair:
    where = commune_of(scope, to.commune).name if to.commune else scope.epci.name
    contacts = Contacts(house_of(scope.request).engine)
    return Chair(scope, to, where, contacts, await contacts.every(scope.epci.siren))


def _called(to: Recipient) -> str:
    return to.function or FUNCTIONS[to.role]


AChair = Annotated[Chair, Depends(_chair)]
AHolder = Annotated[Held, Depends(_held)]


@router.get("/acteurs/contacts/ajouter")
async def add_form(chair: AChair) -> Response:
    """The form that adds somebody to a function."""
    return await chair.page("contact_new.html", {"form": Form(), "replacing": False})


@router.post("/acteurs/contacts/ajouter")
async def add(request: Request, chair: AChair) -> Response:
    """Adds somebody; who already has that function and that address is corrected."""
    form = Form(typed_in(await request.form(), _FIELDS))
    person = person_in(form, chair.to)
    if person is None:
        return await chair.page("contact_new.html", {"form": form, "replacing": False}, 422)
    await chair.contacts.add(chair.scope.epci.siren, person)
    return await chair.done("ajoute", chair.about)


@router.get("/acteurs/contacts/remplacer")
async def replace_form(chair: AChair) -> Response:
    """What replacing who holds a function would do, and the form that confirms it."""
    return await _replacing(chair, Form())


@router.post("/acteurs/contacts/remplacer")
async def replace(request: Request, chair: AChair) -> Response:
    """Puts somebody in the place of all who held the function."""
    form = Form(typed_in(await request.form(), _FIELDS))
    person = person_in(form, chair.to)
    if person is None:
        return await _replacing(chair, form, 422)
    await chair.contacts.replace(chair.scope.epci.siren, person)
    return await chair.done("remplace", chair.about)


@router.get("/acteurs/contacts/{id}/corriger")
async def correct_form(held: AHolder) -> Response:
    """The form that corrects a name, a number and a rhythm."""
    one = held.contact
    rhythm = Rhythm.DAILY if one.rhythm is Rhythm.IMMEDIATE else one.rhythm
    form = Form({"nom": one.name or "", "telephone": one.phone or "", "rythme": rhythm.value if rhythm else ""})
    return await _correcting(held, form)


@router.post("/acteurs/contacts/{id}/corriger")
async def correct(request: Request, held: AHolder) -> Response:
    """Corrects them."""
    form = Form(typed_in(await request.form(), _FIELDS))
    correction = correction_in(form, held.contact, RHYTHMS)
    if correction is None:
        return await _correcting(held, form, 422)
    contacts, id = held.chair.contacts, held.contact.id
    await contacts.correct(id, correction.name, correction.phone)
    await contacts.set_rhythm(id, correction.rhythm)
    return await held.chair.done("corrige", f"contact:{id}")


@router.get("/acteurs/contacts/{id}/effacer")
async def erase_form(held: AHolder) -> Response:
    """What erasing somebody would do, and the button that confirms it."""
    facts = {"contact": held.contact, "also": held.chair.also(held.contact)}
    links = await held.chair.contacts.open_links([held.contact.id])
    return await held.chair.page("contact_erase.html", {**facts, "links": links})


@router.post("/acteurs/contacts/{id}/effacer")
async def erase(held: AHolder) -> Response:
    """Erases them for good."""
    await held.chair.contacts.erase(held.contact.id)
    return await held.chair.done("efface", f"contact:{held.contact.id}")


async def _replacing(chair: Chair, form: Form, status: int = 200) -> Response:
    links = await chair.contacts.open_links([one.id for one in chair.holders])
    return await chair.page("contact_new.html", {"form": form, "replacing": True, "links": links}, status)


async def _correcting(held: Held, form: Form, status: int = 200) -> Response:
    facts = {"form": form, "contact": held.contact, "also": held.chair.also(held.contact)}
    return await held.chair.page("contact_correct.html", facts, status)
