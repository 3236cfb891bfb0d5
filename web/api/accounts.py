"""Inviting people to an EPCI, and the roles that they have there."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request
from pydantic import AfterValidator, Field
from starlette.responses import Response

from domain.access import Access
from domain.base import Ask
from infra.identity.accesses import AccessKind
from infra.identity.accounts import Account, AccountRefused, Role
from infra.identity.actors import Actor
from infra.identity.addresses import LONGEST, is_address
from infra.identity.password_links import Purpose
from web.api.accesses import AccountView, account_view
from web.api.scope import SirenAdministered
from web.api.writes import KEYED, once
from web.auth import Asker
from web.house import house_of
from web.problems import Problem, documented

router = APIRouter(prefix="/accounts", tags=["Accès"])

_WRITING: Final = documented(400, 401, 403, 404, 405, 409, 413, 422, 503)


def _address(text: str) -> str:
    if not is_address(text):
        raise ValueError(f"« {text} » n'est pas une adresse de courriel")
    return text


def _name(text: str) -> str:
    if not (name := " ".join(text.split())):
        raise ValueError("écrivez un nom")
    return name


_Line = Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]
_Id = Annotated[UUID, Path(description="L'« id » du compte, sans « compte: ».")]


class AskedRole(Ask):
    """A role in the EPCI, none that does more than the token. `function`: that of a pilote, as the roadmap has it."""

    access: Access
    function: Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""


class Invitation(AskedRole):
    """Somebody to invite: a mail gives them a link to choose a password."""

    address: Annotated[str, Field(max_length=LONGEST), AfterValidator(_address)]
    name: Annotated[_Line, AfterValidator(_name)]


@router.post(
    "",
    operation_id="inviteAccount",
    summary="Inviter quelqu'un",
    status_code=201,
    responses=_WRITING,
    openapi_extra=KEYED,
)
async def invite(request: Request, actor: Asker, siren: SirenAdministered, asked: Invitation) -> AccountView:
    """Ouvre un compte avec un rôle, ou donne le rôle au compte qui a déjà l'adresse."""
    house, role = house_of(request), await _role(request, actor, siren, asked)

    async def inviting() -> str:
        account, made = await house.roster.invite(asked.address, asked.name, role, actor)
        house.tokens.forget()
        if made:
            await house.accesses.note(AccessKind.ACCOUNT_CREATED, actor.id, siren, account.actor_id)
        await house.accesses.note(AccessKind.ROLE_GIVEN, actor.id, siren, account.actor_id)
        if not account.chosen:
            await house.password_links.ask(account.id, Purpose.INVITATION)
        return str(account.id)

    made, _ = await once(request, actor, siren, asked.model_dump_json(), inviting)
    return account_view(await _here(request, siren, UUID(made)))


@router.put(
    "/{id}/role",
    operation_id="giveRole",
    summary="Changer le rôle d'un compte",
    responses=_WRITING,
    openapi_extra=KEYED,
)
async def give(request: Request, actor: Asker, siren: SirenAdministered, id: _Id, asked: AskedRole) -> AccountView:
    """Donne au compte ce rôle dans cet EPCI, à la place de celui qu'il y avait."""
    house, account = house_of(request), await _here(request, siren, id)
    role = await _role(request, actor, siren, asked)

    async def giving() -> str:
        await house.roster.give(account.id, role, actor)
        house.tokens.forget()
        await house.accesses.note(AccessKind.ROLE_GIVEN, actor.id, siren, account.actor_id)
        return str(account.id)

    await once(request, actor, siren, asked.model_dump_json(), giving)
    return account_view(await _here(request, siren, id))


@router.delete(
    "/{id}/role",
    operation_id="takeRole",
    summary="Retirer le rôle d'un compte",
    status_code=204,
    response_class=Response,
    responses=documented(401, 403, 404, 405, 409, 422, 503),
    openapi_extra=KEYED,
)
async def take(request: Request, actor: Asker, siren: SirenAdministered, id: _Id) -> Response:
    """Retire au compte son rôle dans cet EPCI ; ceux qu'il a ailleurs restent."""
    house = house_of(request)

    async def taking() -> str:
        account = await _here(request, siren, id)
        await house.roster.take(account.id, siren, actor)
        house.tokens.forget()
        await house.accesses.note(AccessKind.ROLE_TAKEN, actor.id, siren, account.actor_id)
        return str(account.id)

    await once(request, actor, siren, "", taking)
    return Response(status_code=204)


async def _role(request: Request, actor: Actor, siren: str, asked: AskedRole) -> Role:
    """The role asked for. Raises `Problem` 403 when it does more than the token, 422 for a pilote of no function."""
    if not actor.may_give(asked.access, siren):
        raise Problem(403, "Un jeton ne peut pas donner un rôle qui permet plus que lui.")
    functions = await house_of(request).accounts.functions(siren) if asked.access is Access.PILOTE else [""]
    if asked.function not in functions:
        raise Problem(
            422, "Donnez « function » pour un pilote, et pour lui seul : une fonction de la feuille de route."
        )
    return Role(siren=siren, access=asked.access, function=asked.function)


async def _here(request: Request, siren: str, id: UUID) -> Account:
    """The account, with its role in the EPCI alone. Raises `Problem` 404 when it has none there."""
    try:
        account = await house_of(request).accounts.known(id)
    except AccountRefused:
        account = None
    role = account.role_in(siren) if account is not None else None
    if account is None or role is None:
        raise Problem(404, f"Aucun compte n'a de rôle dans cet EPCI sous l'identifiant {id}.")
    return account.but(roles=(role,))
