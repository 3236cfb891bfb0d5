"""Coming in, with an account or with a token, and going out."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from infra.away import AWAY
from infra.identity.accesses import AccessKind
from infra.identity.accounts import Account
from infra.identity.actors import Actor
from infra.identity.throttle import Attempt
from web.auth import host_of, sign_in, sign_out, signed_in
from web.forms import Form, typed_in
from web.house import house_of
from web.pages.rendering import page

router = APIRouter()

#: A token is 49 characters; what is longer was pasted by mistake.
_LONGEST_TOKEN: Final = 500
_LONGEST: Final = 254

_UNKNOWN_TOKEN: Final = "Ce jeton est inconnu, échu ou révoqué : vérifiez que vous l'avez copié en entier."
_MISSING_TOKEN: Final = "Collez votre jeton dans le champ."
_UNKNOWN_PAIR: Final = "Cette adresse et ce mot de passe ne vont pas ensemble : vérifiez les deux, et les majuscules."
_MISSING_ADDRESS: Final = "Écrivez l'adresse de votre compte."
_MISSING_PASSWORD: Final = "Écrivez votre mot de passe."
_BY_LINK: Final = (
    "Pour entrer sans attendre, demandez un lien par courriel ci-dessous, sous « Mot de passe oublié » : il sert aussi "
    "pendant cette attente."
)


@router.get("/connexion")
async def ask(request: Request, suite: Annotated[str, Query()] = "/", sortie: Annotated[str, Query()] = "") -> Response:
    """The form. `suite`: where one was going."""
    try:
        actor = await signed_in(request)
    except AWAY:
        actor = None
    return await _shown(request, Form({"suite": local(suite)}), "Vous êtes déconnecté." if sortie else "", actor)


@router.post("/connexion")
async def check(request: Request) -> Response:
    """Signs in and goes on, or says why not."""
    form = Form(typed_in(await request.form(), ("adresse", "mot_de_passe", "jeton", "suite")))
    form.typed["suite"] = local(form.typed.get("suite", "/"))
    return await (_by_token(request, form) if "jeton" in form.typed else _by_account(request, form))


@router.post("/deconnexion")
async def leave(request: Request) -> Response:
    """Signs out."""
    left = RedirectResponse("/connexion?sortie=1", 303)
    if actor := await sign_out(request, left):
        await house_of(request).accesses.note(AccessKind.SIGNED_OUT, actor.id, actor.siren)
    return left


async def _by_account(request: Request, form: Form) -> Response:
    address = form.text("adresse", _LONGEST, _MISSING_ADDRESS)
    password = form.typed.pop("mot_de_passe", "")
    if not password:
        form.refuse("mot_de_passe", _MISSING_PASSWORD)
    if form.wrong:
        return await _shown(request, form)
    house = house_of(request)
    attempt = await house.throttle.begin(host_of(request), address)
    if attempt.wait_s:
        return await _held(request, form, attempt)
    account = await house.accounts.check(address, password)
    if account is None:
        known = await house.accounts.with_address(address)
        await house.throttle.fail(attempt, known.actor_id if known else "")
        form.refuse("adresse", _UNKNOWN_PAIR)
        return await _shown(request, form)
    await house.throttle.succeed(attempt, account.actor_id)
    await house.accesses.sweep()
    return await come_in(request, account, form.typed["suite"])


async def _by_token(request: Request, form: Form) -> Response:
    secret = form.typed["jeton"].strip()
    # What is shown again opens the part of the page where the token is asked for, without it.
    form.typed["jeton"] = ""
    if not secret:
        form.refuse("jeton", _MISSING_TOKEN)
        return await _shown(request, form)
    house = house_of(request)
    attempt = await house.throttle.begin(host_of(request))
    if attempt.wait_s:
        return await _held(request, form, attempt)
    id = await house.tokens.open_id(secret) if len(secret) <= _LONGEST_TOKEN else None
    if id is None:
        form.refuse("jeton", _UNKNOWN_TOKEN)
        return await _shown(request, form)
    await house.throttle.succeed(attempt, f"jeton:{id}")
    going_on = RedirectResponse(form.typed["suite"], 303)
    await sign_in(request, going_on, token=id)
    return going_on


async def come_in(request: Request, account: Account, suite: str = "/") -> Response:
    """Signs in who has the account and goes on to `suite`, an address of ours."""
    going_on = RedirectResponse(local(suite), 303)
    await sign_in(request, going_on, account=account.id)
    return going_on


async def _held(request: Request, form: Form, attempt: Attempt) -> Response:
    if "jeton" in form.typed:
        form.refuse("jeton", too_many(attempt))
    else:
        # From a host that is held, no link is asked for either.
        form.refuse("adresse", too_many(attempt) if attempt.by_host else f"{too_many(attempt)} {_BY_LINK}")
    return asked_to_wait(await _shown(request, form), attempt)


def asked_to_wait(shown: Response, attempt: Attempt) -> Response:
    """The page, with what tells programs how long to wait."""
    shown.status_code = 429
    shown.headers["Retry-After"] = str(attempt.wait_s)
    return shown


def too_many(attempt: Attempt) -> str:
    """What is said to who tried too often, in French."""
    return f"Trop d'essais n'ont pas abouti : attendez {attempt.minutes} min avant de recommencer."


async def _shown(request: Request, form: Form, said: str = "", actor: Actor | None = None) -> Response:
    facts = {"form": form, "first": await _is_first(request), "said": said, "known": actor}
    return page(request, "signin.html", facts, 422 if form.wrong else 200)


async def _is_first(request: Request) -> bool:
    """Whether nobody has an account yet. The page that one is sent to stands even while the database is away."""
    try:
        return not await house_of(request).accounts.any()
    except AWAY:
        return False


def local(suite: str) -> str:
    """The address, if it is one of ours: one that browsers cannot take for another site's."""
    ours = suite.startswith("/") and not suite.startswith(("//", "/\\")) and suite.isprintable()
    return suite if ours else "/"
