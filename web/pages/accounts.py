"""The accounts of an EPCI: who has one, inviting somebody, and the link that they wait for."""

from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from domain.access import ACCESS_LABELS, Access
from domain.calendar import civil_day
from infra.identity.accesses import AccessKind
from infra.identity.accounts import AccountRefused, Role
from infra.identity.password_links import Purpose
from web.forms import Form, typed_in
from web.house import house_of
from web.pages.choosing import address_typed, name_typed
from web.pages.scope import Administering, Scope

router = APIRouter()

#: Where a role is given: in this EPCI, or in all of them.
HERE, EVERYWHERE = "ici", "partout"

YOURSELF: Final = "Vous ne pouvez pas changer votre propre rôle : demandez-le à une autre personne qui administre."

_ACCESS: Final = "Choisissez un rôle."
_TOO_MUCH: Final = "Vous ne pouvez pas donner un rôle qui permet plus que le vôtre."
_FUNCTION: Final = "Choisissez la fonction de ce pilote, telle que la feuille de route l'écrit."
_SAID: Final = {
    "invite": "Le compte est ouvert : un courriel part, avec un lien qui sert sept jours.",
    "ajoute": "Cette personne avait déjà un compte : le rôle lui est donné. Elle se connecte comme avant.",
    "retrait": "Le rôle est retiré.",
    "effacement": "Le compte est effacé : son nom et son adresse ne sont plus nulle part.",
}


@router.get("/parametres/comptes")
async def every(scope: Administering, fait: str = "") -> Response:
    """The list, and the form that invites."""
    return await _shown(scope, Form(), said=_SAID.get(fait, ""))


@router.post("/parametres/comptes")
async def invite(request: Request, scope: Administering) -> Response:
    """Opens an account with a role, or gives the role to who has the address."""
    form = Form(typed_in(await request.form(), ("adresse", "nom", "role", "fonction", "portee")))
    address, name = address_typed(form), name_typed(form)
    role = await role_typed(scope, form)
    if form.wrong or role is None:
        return await _shown(scope, form, 422)
    house = house_of(request)
    if await _is_own(scope, address):
        form.refuse("adresse", YOURSELF)
        return await _shown(scope, form, 422)
    try:
        account, made = await house.roster.invite(address, name, role, scope.actor)
    except AccountRefused as refused:
        form.refuse("role", str(refused))
        return await _shown(scope, form, 409)
    house.tokens.forget()
    by, about = scope.actor.id, account.actor_id
    if made:
        await house.accesses.note(AccessKind.ACCOUNT_CREATED, by, scope.epci.siren, about)
    await house.accesses.note(AccessKind.ROLE_GIVEN, by, role.siren, about)
    if not account.chosen:
        await house.password_links.ask(account.id, Purpose.INVITATION)
    fait = "ajoute" if account.chosen else "invite"
    return RedirectResponse(scope.link("/parametres/comptes", fait=fait), 303)


async def _is_own(scope: Scope, address: str) -> bool:
    known = await house_of(scope.request).accounts.with_address(address)
    return known is not None and known.actor_id == scope.actor.id


async def role_typed(scope: Scope, form: Form) -> Role | None:
    """The role that a form gives, where it gives it; `None` once something of it was refused."""
    access = form.choice("role", Access, _ACCESS)
    if access is None:
        return None
    if not scope.actor.may_give(access, scope.epci.siren):
        form.refuse("role", _TOO_MUCH)
    everywhere = form.typed.get("portee") == EVERYWHERE and scope.actor.may_administer_all()
    function = ""
    if access is Access.PILOTE and not everywhere:
        function = (
            form.choice("fonction", await house_of(scope.request).accounts.functions(scope.epci.siren), _FUNCTION) or ""
        )
    if form.wrong:
        return None
    return Role(siren=None if everywhere else scope.epci.siren, access=access, function=function)


async def choices(scope: Scope) -> dict[str, Any]:
    """What forms about roles let choose."""
    return {
        "roles": {
            access.value: label
            for access, label in ACCESS_LABELS.items()
            if scope.actor.may_give(access, scope.epci.siren)
        },
        "functions": {each: each for each in await house_of(scope.request).accounts.functions(scope.epci.siren)},
        "places": {HERE: scope.epci.name, EVERYWHERE: "toute l'installation"},
        "day_of": partial(civil_day, place=scope.epci.place),
        "wide": scope.actor.may_administer_all(),
        "LABELS": {access: label.partition(" : ")[0] for access, label in ACCESS_LABELS.items()},
    }


async def _shown(scope: Scope, form: Form, status: int = 200, said: str = "") -> Response:
    house = house_of(scope.request)
    siren, wide = scope.epci.siren, scope.actor.may_administer_all()
    found = await house.accounts.every(None if wide else siren)
    if wide:
        # Those of other EPCI only are seen there.
        found = tuple(it.but(roles=tuple(role for role in it.roles if role.siren in (None, siren))) for it in found)
        found = tuple(it for it in found if it.roles)
    links = await house.password_links.last([account.id for account in found if not account.chosen])
    form.typed.setdefault("portee", HERE)
    facts = await choices(scope) | {"accounts": found, "links": links, "form": form, "said": said}
    facts |= {"kept_here": house.mailbox is not None and scope.actor.may_administer_all()}
    shown = scope.page("accounts.html", facts)
    shown.status_code = status
    return shown
