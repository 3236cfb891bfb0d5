"""Who is written to: functions, names and addresses. Read and changed by who coordinates, and noted in the audit."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request
from pydantic import AfterValidator, Field, TypeAdapter, ValidationError
from starlette.responses import Response

from domain.base import Ask, Instant, Value
from domain.objective.values import Insee
from domain.people import Recipient, Role
from domain.rhythms import Rhythm
from domain.roadmap.fields import Phone
from infra.contacts import Contact, Contacts, Person
from infra.identity.accesses import AccessKind
from infra.identity.actors import Actor
from infra.identity.addresses import LONGEST, is_address
from infra.reading.actor_view import OF_A_COMMUNE
from web.api.cursors import CursorQuery, LimitQuery, Page, page, read_cursor
from web.api.scope import SirenCoordinated
from web.api.writes import KEYED, once
from web.auth import Asker
from web.house import house_of
from web.problems import Problem, documented

router = APIRouter(prefix="/contacts", tags=["Acteurs"])

#: Where a page begins: after the contact of this id.
_PLACE: Final[TypeAdapter[tuple[UUID] | None]] = TypeAdapter(tuple[UUID])

_PHONE: Final[TypeAdapter[str]] = TypeAdapter(Phone)

_WRITING: Final = documented(400, 401, 403, 404, 405, 409, 413, 422, 503)


def _address(text: str) -> str:
    if not is_address(text):
        raise ValueError(f"« {text} » n'est pas une adresse de courriel")
    return text


def _number(text: str) -> str:
    try:
        return _PHONE.validate_python(text)
    except ValidationError:
        raise ValueError(f"« {text} » n'est pas un numéro de téléphone") from None


_Name = Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
_Address = Annotated[str, Field(max_length=LONGEST), AfterValidator(_address)]
_Number = Annotated[str, Field(max_length=40), AfterValidator(_number)]
_Id = Annotated[UUID, Path(description="L'« id » du contact.")]


class ContactView(Value):
    """Somebody who is written to. `refused_at`: since when the address is known to lead nowhere; `rhythm`: how often
    what only informs reaches them, `null` as usual."""

    id: UUID
    role: Role
    commune: str | None
    function: str | None
    name: str | None
    address: str | None
    phone: str | None
    rhythm: Rhythm | None
    refused_at: Instant | None


class NewContact(Ask):
    """Somebody to write to. `commune`: the INSEE code, for the functions of a commune; `function`: what the roadmap
    calls a pilote. An address, a number, or both."""

    role: Role
    commune: Insee | None = None
    function: _Name | None = None
    name: _Name | None = None
    address: _Address | None = None
    phone: _Number | None = None


class Correction(Ask):
    """What changes of somebody; what is left out stays. Their address stays, and the links that were sent to it."""

    name: _Name | None = None
    phone: _Number | None = None
    rhythm: Rhythm | None = None


@router.get(
    "",
    operation_id="listContacts",
    summary="Lister les contacts",
    responses=documented(401, 403, 405, 422, 503),
)
async def list_contacts(
    request: Request, actor: Asker, siren: SirenCoordinated, cursor: CursorQuery = None, limit: LimitQuery = 50
) -> Page[ContactView]:
    """Les contacts d'un EPCI et de ses communes, avec leurs adresses. Chaque lecture est notée."""
    house = house_of(request)
    after = read_cursor(cursor, _PLACE, None)
    known = sorted(await Contacts(house.engine).every(siren), key=lambda one: one.id)
    rest = [one for one in known if after is None or one.id > after[0]]
    await house.accesses.note(AccessKind.CONTACTS_READ, actor.id, siren)
    return page(rest[: limit + 1], limit, _view, lambda one: [one.id])


@router.post(
    "",
    operation_id="addContact",
    summary="Ajouter un contact",
    status_code=201,
    responses=_WRITING,
    openapi_extra=KEYED,
)
async def add_contact(request: Request, actor: Asker, siren: SirenCoordinated, asked: NewContact) -> ContactView:
    """Ajoute quelqu'un dans une fonction, ou corrige le nom et le numéro de qui y a déjà cette adresse."""
    to = _function(asked)
    if not asked.address and not asked.phone:
        raise Problem(422, "Donnez une adresse de courriel, un téléphone, ou les deux.")
    contacts = Contacts(house_of(request).engine)

    async def add() -> str:
        await contacts.add(siren, Person(to=to, name=asked.name or None, address=asked.address, phone=asked.phone))
        found = [one for one in await contacts.every(siren) if (one.to, one.address) == (to, asked.address)]
        await _noted(request, actor, siren, found[-1].id)
        return str(found[-1].id)

    made, _ = await once(request, actor, siren, asked.model_dump_json(), add)
    return await _known(request, siren, UUID(made))


@router.patch(
    "/{id}",
    operation_id="correctContact",
    summary="Corriger un contact",
    responses=_WRITING,
    openapi_extra=KEYED,
)
async def correct_contact(
    request: Request, actor: Asker, siren: SirenCoordinated, id: _Id, asked: Correction
) -> ContactView:
    """Corrige un nom, un numéro, un rythme. Pour une autre adresse, ajoutez la personne puis effacez l'ancienne."""
    before = await Contacts(house_of(request).engine).within(siren, id)
    if before is None:
        raise _unknown(id)
    contacts, given = Contacts(house_of(request).engine), asked.model_fields_set
    name = asked.name or None if "name" in given else before.name
    phone = asked.phone if "phone" in given else before.phone
    if not phone and not before.address:
        raise Problem(422, "C'est le seul moyen de joindre cette personne : gardez un numéro, ou effacez-la.")

    async def correct() -> str:
        await contacts.correct(id, name, phone)
        if "rhythm" in given:
            await contacts.set_rhythm(id, asked.rhythm)
        await _noted(request, actor, siren, id)
        return str(id)

    await once(request, actor, siren, asked.model_dump_json(exclude_unset=True), correct)
    return await _known(request, siren, id)


@router.delete(
    "/{id}",
    operation_id="eraseContact",
    summary="Effacer un contact",
    status_code=204,
    response_class=Response,
    responses=documented(401, 403, 404, 405, 409, 422, 503),
    openapi_extra=KEYED,
)
async def erase_contact(request: Request, actor: Asker, siren: SirenCoordinated, id: _Id) -> Response:
    """Efface pour de bon le nom, l'adresse et le numéro, et ferme les liens envoyés à cette personne."""
    contacts = Contacts(house_of(request).engine)

    async def erase() -> str:
        if await contacts.within(siren, id) is None:
            raise _unknown(id)
        await contacts.erase(id)
        await _noted(request, actor, siren, id)
        return str(id)

    await once(request, actor, siren, "", erase)
    return Response(status_code=204)


def _function(asked: NewContact) -> Recipient:
    """The function asked for. Raises `Problem` 422 when there is no such one."""
    if (asked.role in OF_A_COMMUNE) is not (asked.commune is not None):
        raise Problem(422, "Donnez « commune » pour une fonction de commune, et pour celles-là seulement.")
    if (asked.role is Role.PILOTE) is not bool(asked.function):
        raise Problem(422, "Donnez « function » pour un pilote, et pour un pilote seulement.")
    return Recipient(role=asked.role, commune=asked.commune, function=asked.function or None)


async def _known(request: Request, siren: str, id: UUID) -> ContactView:
    found = await Contacts(house_of(request).engine).within(siren, id)
    if found is None:
        raise _unknown(id)
    return _view(found)


def _unknown(id: UUID) -> Problem:
    return Problem(404, f"Aucun contact de cet EPCI n'a l'identifiant {id}, ou il est effacé.")


async def _noted(request: Request, actor: Actor, siren: str, id: UUID) -> None:
    await house_of(request).accesses.note(AccessKind.CONTACTS_CHANGED, actor.id, siren, f"contact:{id}")


def _view(contact: Contact) -> ContactView:
    return ContactView(**contact.model_dump(exclude={"to"}), **contact.to.model_dump())
