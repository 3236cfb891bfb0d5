"""The first account: that of who administers the installation, which the token of the installation opens."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from infra.identity.accesses import AccessKind
from infra.identity.accounts import AccountRefused
from infra.identity.passwords import RULE
from infra.reading.views import Views
from web.auth import host_of, sign_in
from web.forms import Form, typed_in
from web.house import house_of
from web.pages.choosing import address_typed, name_typed, password_typed, without_passwords
from web.pages.rendering import page
from web.pages.signin import asked_to_wait, too_many

router = APIRouter()

_FIELDS: Final = ("jeton", "nom", "adresse", "mot_de_passe", "encore")

_TOKEN: Final = "Collez le jeton de l'installation."
_UNKNOWN: Final = "Ce jeton est inconnu, ou n'a pas tous les droits sur toute l'installation."


@router.get("/premiers-pas")
async def ask(request: Request) -> Response:
    """The form, while no account exists."""
    return await _shown(request, Form())


@router.post("/premiers-pas")
async def create(request: Request) -> Response:
    """Creates the account of the administrator, signs in, and goes on to choose an EPCI, or to the dashboard."""
    form, house = Form(typed_in(await request.form(), _FIELDS)), house_of(request)
    if await house.accounts.any():
        return await _shown(request, Form(), 409)
    secret = form.text("jeton", 500, _TOKEN)
    name, address = name_typed(form), address_typed(form)
    password = password_typed(form, address, name)
    if form.wrong:
        return await _shown(request, without_passwords(form), 422)
    attempt = await house.throttle.begin(host_of(request))
    if attempt.wait_s:
        form.refuse("jeton", too_many(attempt))
        return asked_to_wait(await _shown(request, without_passwords(form)), attempt)
    holder = await house.tokens.check(secret)
    if holder is None or not holder.may_everything():
        form.refuse("jeton", _UNKNOWN)
        return await _shown(request, without_passwords(form), 422)
    try:
        account = await house.roster.found(address, name, password)
    except AccountRefused:
        return await _shown(request, Form(), 409)
    await house.throttle.succeed(attempt, account.actor_id, AccessKind.ACCOUNT_CREATED)
    opened = any(await Views(house.engine).known())
    going_on = RedirectResponse("/" if opened else "/ouvrir", 303)
    await sign_in(request, going_on, account=account.id)
    return going_on


async def _shown(request: Request, form: Form, status: int = 200) -> Response:
    facts = {"form": form, "rule": RULE, "over": await house_of(request).accounts.any()}
    return page(request, "first_account.html", facts, status)
