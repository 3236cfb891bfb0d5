"""One's own account: name, roles, password, sessions."""

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from domain.access import ACCESS_LABELS
from infra.identity.accesses import AccessKind
from infra.identity.accounts import Account, account_of
from infra.identity.actors import Actor
from infra.identity.passwords import RULE
from infra.territories import epci_of
from web.auth import Reader, host_of, sign_in
from web.forms import Form, typed_in
from web.house import house_of
from web.pages.choosing import name_typed, password_typed, without_passwords
from web.pages.rendering import page
from web.pages.signin import asked_to_wait, too_many
from web.problems import Problem

router = APIRouter()

_SAID: Final = {
    "nom": "Votre nom est enregistré.",
    "mot-de-passe": "Votre mot de passe est changé ; les sessions ouvertes ailleurs sont fermées.",
    "sessions": "Les sessions ouvertes ailleurs sont fermées.",
}
_PRESENT: Final = "Écrivez votre mot de passe actuel."
_NOT_IT: Final = "Ce n'est pas votre mot de passe actuel."
_NO_ACCOUNT: Final = "Vous êtes venu avec un jeton, qui n'a ni nom ni mot de passe à changer."


@router.get("/compte")
async def show(request: Request, actor: Reader, fait: str = "") -> Response:
    """Who one is here, and what one may do."""
    id = account_of(actor)
    account = await house_of(request).accounts.one(id) if id else None
    form = Form({"nom": account.name or ""} if account else {})
    return await _shown(request, actor, account, form, said=_SAID.get(fait, ""))


@router.post("/compte")
async def rename(request: Request, actor: Reader) -> Response:
    """Changes one's name."""
    account, form = await _mine(request, actor), Form(typed_in(await request.form(), ("nom",)))
    name = name_typed(form)
    if form.wrong:
        return await _shown(request, actor, account, form, 422)
    await house_of(request).accounts.rename(account.id, name)
    return RedirectResponse("/compte?fait=nom", 303)


@router.post("/compte/mot-de-passe")
async def change_password(request: Request, actor: Reader) -> Response:
    """Changes one's password, that one must give; the other sessions end."""
    account, house = await _mine(request, actor), house_of(request)
    form = Form(typed_in(await request.form(), ("present", "mot_de_passe", "encore")) | {"nom": account.name or ""})
    present = form.typed.get("present", "")
    if not present:
        form.refuse("present", _PRESENT)
    password = password_typed(form, account.address or "", account.name or "")
    if form.wrong:
        return await _shown(request, actor, account, without_passwords(form), 422)
    attempt = await house.throttle.begin(host_of(request), account.address or "")
    if attempt.wait_s:
        form.refuse("present", too_many(attempt))
        return asked_to_wait(await _shown(request, actor, account, without_passwords(form)), attempt)
    if await house.accounts.check(account.address or "", present) is None:
        await house.throttle.fail(attempt, account.actor_id)
        form.refuse("present", _NOT_IT)
        return await _shown(request, actor, account, without_passwords(form), 422)
    await house.accounts.change_password(account.id, password)
    await house.throttle.succeed(attempt, account.actor_id, AccessKind.PASSWORD_CHANGED)
    done = RedirectResponse("/compte?fait=mot-de-passe", 303)
    await sign_in(request, done, account=account.id)
    return done


@router.post("/compte/deconnexions")
async def leave_everywhere(request: Request, actor: Reader) -> Response:
    """Ends one's sessions but this one, which is opened anew."""
    account, house = await _mine(request, actor), house_of(request)
    await house.sessions.close_all(account.id)
    await house.accesses.note(AccessKind.SIGNED_OUT, account.actor_id)
    done = RedirectResponse("/compte?fait=sessions", 303)
    await sign_in(request, done, account=account.id)
    return done


async def _mine(request: Request, actor: Actor) -> Account:
    """Raises `Problem` 403 for who came with a token."""
    id = account_of(actor)
    account = await house_of(request).accounts.one(id) if id else None
    if account is None:
        raise Problem(403, _NO_ACCOUNT)
    return account


async def _shown(
    request: Request, actor: Actor, account: Account | None, form: Form, status: int = 200, said: str = ""
) -> Response:
    places = {grant.siren: epci_of(grant.siren).name for grant in actor.grants if grant.siren is not None}
    facts: dict[str, Any] = {
        "actor": actor,
        "account": account,
        "places": places,
        "form": form,
        "rule": RULE,
        "said": said,
        "others": await house_of(request).sessions.count(account.id) - 1 if account else 0,
        "LABELS": ACCESS_LABELS,
    }
    return page(request, "account.html", facts, status)
