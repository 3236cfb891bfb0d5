"""Choosing a password by a link: forgotten, or never chosen yet. What is answered never tells which accounts exist."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from starlette.background import BackgroundTask
from starlette.responses import Response

from infra.identity.accesses import AccessKind
from infra.identity.password_links import Found, Purpose, Standing
from infra.identity.passwords import RULE
from web.auth import host_of
from web.forms import Form, typed_in
from web.house import WebHouse, house_of
from web.pages.choosing import address_typed, password_typed, without_passwords
from web.pages.rendering import page
from web.pages.signin import asked_to_wait, come_in, too_many

router = APIRouter()

Secret = Annotated[str, Path(max_length=200)]

_STATUS: Final = {Standing.OPEN: 200, Standing.USED: 410, Standing.EXPIRED: 410, Standing.UNKNOWN: 404}


@router.get("/mot-de-passe-oublie")
async def ask(request: Request) -> Response:
    """The form that asks for a link."""
    return _asking(request, Form())


@router.post("/mot-de-passe-oublie")
async def asked(request: Request) -> Response:
    """Says that a link leaves if an account has the address; whether one does is looked up once that is said."""
    form = Form(typed_in(await request.form(), ("adresse",)))
    address = address_typed(form)
    if form.wrong:
        return _asking(request, form)
    house = house_of(request)
    attempt = await house.throttle.begin(host_of(request))
    if attempt.wait_s:
        form.refuse("adresse", too_many(attempt))
        return asked_to_wait(_asking(request, form), attempt)
    await house.throttle.succeed(attempt, None, AccessKind.PASSWORD_ASKED)
    said = page(request, "password_asked.html", {})
    said.background = BackgroundTask(_send, house, address)
    return said


@router.get("/mot-de-passe/{secret}")
async def follow(request: Request, secret: Secret) -> Response:
    """The form of the link, or what became of it. Nothing is done."""
    found = await house_of(request).password_links.find(secret)
    return _choosing(request, found, Form(), _STATUS[found.standing])


@router.post("/mot-de-passe/{secret}")
async def choose(request: Request, secret: Secret) -> Response:
    """Chooses the password and signs in."""
    form, house = Form(typed_in(await request.form(), ("mot_de_passe", "encore"))), house_of(request)
    found = await house.password_links.find(secret)
    account = await house.accounts.one(found.account) if found.account else None
    if found.standing is not Standing.OPEN or account is None:
        return _choosing(request, found, Form(), _STATUS[found.standing])
    password = password_typed(form, account.address or "", account.name or "")
    if form.wrong:
        return _choosing(request, found, without_passwords(form), 422)
    used = await house.password_links.use(secret, await house.accounts.keep(password))
    if used.standing is not Standing.OPEN:
        return _choosing(request, used, Form(), _STATUS[used.standing])
    await house.accesses.note(AccessKind.PASSWORD_CHANGED, account.actor_id, about=account.actor_id)
    await house.throttle.admit(host_of(request), account.address or "", account.actor_id)
    return await come_in(request, account)


@router.post("/mot-de-passe/{secret}/renvoi")
async def again(request: Request, secret: Secret) -> Response:
    """Another link by mail, to who had this one, which is over."""
    house = house_of(request)
    found = await house.password_links.find(secret)
    if found.standing is not Standing.EXPIRED or found.account is None:
        return _choosing(request, found, Form(), _STATUS[found.standing])
    await house.password_links.ask(found.account, found.purpose)
    await house.accesses.note(AccessKind.PASSWORD_ASKED, None, about=f"compte:{found.account}")
    return page(request, "password_asked.html", {})


async def _send(house: WebHouse, address: str) -> None:
    account = await house.accounts.with_address(address)
    if account is not None and account.disabled_at is None:
        await house.password_links.ask(account.id, Purpose.RESET if account.chosen else Purpose.INVITATION)


def _asking(request: Request, form: Form) -> Response:
    return page(request, "password_ask.html", {"form": form}, 422 if form.wrong else 200)


def _choosing(request: Request, found: Found, form: Form, status: int) -> Response:
    facts = {"form": form, "rule": RULE, "standing": found.standing.value, "first": found.purpose is Purpose.INVITATION}
    return page(request, "password_choose.html", facts, status)
