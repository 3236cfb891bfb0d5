"""One account of an EPCI: its role, the link that it waits for, and what only who administers everything may do."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from domain.access import Right
from infra.identity.accesses import AccessKind
from infra.identity.accounts import Account, AccountRefused, Role
from infra.identity.actors import Actor
from infra.identity.password_links import Purpose
from infra.identity.tokens import TokenRow
from infra.territories import epci_of
from web.forms import Form, typed_in
from web.house import WebHouse, house_of
from web.pages.accounts import EVERYWHERE, HERE, YOURSELF, choices, role_typed
from web.pages.scope import NOT_YOURS, Administering, Scope
from web.problems import Problem

router = APIRouter()

_SAID: Final = {
    "role": "Le rôle est enregistré ; il vaut dès maintenant.",
    "invitation": "Un courriel part, avec un lien qui sert sept jours.",
    "trop": "Un lien est parti il y a moins de cinq minutes, ou d'une heure s'il en est parti cinq dans la journée : "
    "il sert encore ; attendez avant d'en envoyer un autre.",
    "fermeture": "Le compte est désactivé : ses sessions sont fermées, et ses jetons retirés.",
    "reouverture": "Le compte est réactivé ; les jetons qu'il avait créés restent retirés.",
}
_CONFIRM: Final = "Cochez la case pour confirmer : cet effacement ne se défait pas."


@dataclass(frozen=True)
class Held:
    """The account that the address names, with its roles in the EPCI and in the whole installation; `whole`: with
    those of other EPCI, which are not shown."""

    scope: Scope
    house: WebHouse
    account: Account
    whole: Account

    @property
    def is_oneself(self) -> bool:
        return self.account.actor_id == self.scope.actor.id

    @property
    def who(self) -> tuple[UUID, Actor]:
        """The account that is changed, and who changes it."""
        return self.account.id, self.scope.actor

    @property
    def path(self) -> str:
        return f"/parametres/comptes/{self.account.id}"

    async def note(self, kind: AccessKind, siren: str | None) -> None:
        """Notes in the audit what is done to the account."""
        await self.house.accesses.note(kind, self.scope.actor.id, siren, self.account.actor_id)

    def back(self, fait: str) -> Response:
        """To the page of the account."""
        return RedirectResponse(self.scope.link(self.path, fait=fait), 303)


async def _held(request: Request, scope: Administering, id: UUID) -> Held:
    """Raises `Problem` 404 when the EPCI has no such account: that of another is not seen."""
    house, siren = house_of(request), scope.epci.siren
    account = await house.accounts.one(id)
    seen = (None, siren) if scope.actor.may_administer_all() else (siren,)
    roles = tuple(role for role in account.roles if role.siren in seen) if account else ()
    if account is None or not roles:
        raise Problem(404, "Ce compte n'a pas de rôle ici ; revenez à la liste des comptes.")
    return Held(scope, house, account.but(roles=roles), account)


async def held_by_all(held: Annotated[Held, Depends(_held)]) -> Held:
    """Raises `Problem` 403 for who does not administer the whole installation."""
    if not held.scope.actor.may_administer_all():
        raise Problem(403, NOT_YOURS)
    return held


HeldAccount = Annotated[Held, Depends(_held)]
HeldByAll = Annotated[Held, Depends(held_by_all)]


@router.get("/parametres/comptes/{id}")
async def one(held: HeldAccount, fait: str = "") -> Response:
    """The account, and what may be changed of it."""
    role = held.account.role_in(held.scope.epci.siren) or held.account.roles[0]
    typed = {"role": role.access.value, "fonction": role.function, "portee": HERE if role.siren else EVERYWHERE}
    return await _shown(held, Form(typed), said=_SAID.get(fait, ""))


@router.post("/parametres/comptes/{id}/role")
async def give(request: Request, held: HeldAccount) -> Response:
    """Gives the role, in the place of the one that it had there."""
    form = Form(typed_in(await request.form(), ("role", "fonction", "portee")))
    role = await role_typed(held.scope, form)
    if held.is_oneself:
        form.refuse("role", YOURSELF)
    if form.wrong or role is None:
        return await _shown(held, form, 422)
    id, by = held.who
    return await _change(held, form, held.house.roster.give(id, role, by), AccessKind.ROLE_GIVEN, role.siren, "role")


@router.post("/parametres/comptes/{id}/retrait")
async def take(request: Request, held: HeldAccount) -> Response:
    """Takes away its role in the EPCI, or in the whole installation."""
    form = Form(typed_in(await request.form(), ("portee",)))
    everywhere = form.typed.get("portee") == EVERYWHERE
    if held.is_oneself:
        form.refuse("role", YOURSELF)
        return await _shown(held, form, 422)
    if everywhere and not held.scope.actor.may_administer_all():
        raise Problem(403, NOT_YOURS)
    siren = None if everywhere else held.scope.epci.siren
    id, by = held.who
    done = await _change(held, form, held.house.roster.take(id, siren, by), AccessKind.ROLE_TAKEN, siren, "retrait")
    left = [role for role in held.account.roles if role.siren != siren]
    return done if left or done.status_code != 303 else _to_the_list(held, "retrait")


@router.post("/parametres/comptes/{id}/invitation")
async def invite_again(held: HeldAccount) -> Response:
    """Another link by mail; nothing for an account that has a password, whose holder asks for one."""
    if held.account.chosen or held.account.disabled_at is not None:
        raise Problem(409, "Ce compte a déjà un mot de passe, ou n'est plus ouvert : il n'y a rien à renvoyer.")
    left = await held.house.password_links.ask(held.account.id, Purpose.INVITATION)
    if left:
        await held.note(AccessKind.PASSWORD_ASKED, held.scope.epci.siren)
    return held.back("invitation" if left else "trop")


@router.post("/parametres/comptes/{id}/fermeture")
async def disable(held: HeldByAll) -> Response:
    """Lets it in no more."""
    id, by = held.who
    return await _change(
        held, Form(), held.house.roster.disable(id, by), AccessKind.ACCOUNT_DISABLED, None, "fermeture"
    )


@router.post("/parametres/comptes/{id}/reouverture")
async def enable(held: HeldByAll) -> Response:
    """Lets it in again."""
    return await _change(
        held, Form(), held.house.roster.enable(held.account.id), AccessKind.ACCOUNT_ENABLED, None, "reouverture"
    )


@router.post("/parametres/comptes/{id}/effacement")
async def erase(request: Request, held: HeldByAll) -> Response:
    """Removes its name and address for good, once that is confirmed."""
    form = Form(typed_in(await request.form(), ("confirmer",)))
    if not form.typed.get("confirmer"):
        form.refuse("confirmer", _CONFIRM)
        return await _shown(held, form, 422)
    id, by = held.who
    done = await _change(held, form, held.house.roster.erase(id, by), AccessKind.ACCOUNT_ERASED, None, "")
    return done if done.status_code != 303 else _to_the_list(held, "effacement")


async def _change(
    held: Held, form: Form, change: Awaitable[object], kind: AccessKind, siren: str | None, fait: str
) -> Response:
    """Does it and goes back to the page of the account; or says why not."""
    try:
        await change
    except AccountRefused as refused:
        form.refuse("role", str(refused))
        return await _shown(held, form, 409)
    held.house.tokens.forget()
    await held.note(kind, siren)
    return held.back(fait)


def _to_the_list(held: Held, fait: str) -> Response:
    return RedirectResponse(held.scope.link("/parametres/comptes", fait=fait), 303)


async def _shown(held: Held, form: Form, status: int = 200, said: str = "") -> Response:
    links = await held.house.password_links.last([held.account.id])
    form.typed.setdefault("portee", HERE)
    facts = {"held": held, "account": held.account, "link": links.get(held.account.id), "form": form, "said": said}
    facts |= await _tokens(held)
    shown = held.scope.page("account_change.html", await choices(held.scope) | facts)
    shown.status_code = status
    return shown


async def _tokens(held: Held) -> dict[str, Any]:
    """The tokens that the account made, as far as one may see them, and those that stop: `stopping` with its role in
    a place, by SIREN, « » for the whole installation."""
    here, wide = held.scope.epci.siren, held.scope.actor.may_administer_all()
    rows = await held.house.tokens.made_by(held.account.actor_id)
    made = [row for row in rows if wide or row.siren == here]
    stopping = {role.siren or "": _without(held.whole, role, made) for role in held.account.roles}
    places = {row.siren: epci_of(row.siren).name if row.siren else "tous les EPCI" for row in made}
    return {"tokens": made, "stopping": stopping, "token_places": places}


def _without(account: Account, lost: Role, made: list[TokenRow]) -> list[TokenRow]:
    """Those of the tokens that stop when the account loses the role."""
    left = account.but(roles=tuple(role for role in account.roles if role != lost)).actor
    return [row for row in made if not _administers(left, row.siren)]


def _administers(actor: Actor, siren: str | None) -> bool:
    return actor.may_administer_all() if siren is None else actor.may(Right.ADMINISTER, siren)
