"""Who may come in, and who came: the tokens, the accounts and the audit of an EPCI, for who administers it."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request
from pydantic import Field, TypeAdapter
from starlette.responses import Response

from domain.access import Access, Right
from domain.base import Ask, Instant, Value
from infra.identity.accesses import AccessKind, AccessRow
from infra.identity.accounts import Account
from infra.identity.tokens import NewToken, TokenRow
from web.api.cursors import CursorQuery, LimitQuery, Page, page, read_cursor
from web.api.scope import SirenAdministered
from web.api.writes import KEYED, once
from web.auth import Asker
from web.house import house_of
from web.problems import Problem, documented

router = APIRouter(tags=["Accès"])

_READING: Final = documented(401, 403, 405, 422, 503)
_WRITING: Final = documented(400, 401, 403, 404, 405, 409, 413, 422, 503)
_PLACE: Final[TypeAdapter[tuple[UUID] | None]] = TypeAdapter(tuple[UUID])
_NUMBER: Final[TypeAdapter[tuple[int] | None]] = TypeAdapter(tuple[Annotated[int, Field(ge=1, lt=2**63)]])


class AskedToken(Ask):
    """A token to make in the EPCI. `label`: the function or the software that it is for, never a name. `scopes`: its
    rights, none that the asking token has not."""

    label: str = Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")
    scopes: tuple[Right, ...] = Field(min_length=1, max_length=len(Right))
    expires_at: Instant | None = None


class MadeToken(Value):
    """A token, with its `secret` in the answer that makes it and nowhere else: `null` when it is told again."""

    token: TokenRow
    secret: str | None


class RoleView(Value):
    """What an account may do in the EPCI; `function`: that of a pilote."""

    access: Access
    function: str


class AccountView(Value):
    """Somebody who signs in, by the id that the journal names. Names and addresses stay on the pages."""

    id: str
    created_at: Instant
    disabled_at: Instant | None
    roles: tuple[RoleView, ...]


@router.get("/tokens", operation_id="listTokens", summary="Lister les jetons", responses=_READING)
async def list_tokens(
    request: Request, siren: SirenAdministered, cursor: CursorQuery = None, limit: LimitQuery = 50
) -> Page[TokenRow]:
    """Les jetons de cet EPCI, ouverts, échus ou retirés, sans leur secret."""
    rows = sorted(await house_of(request).tokens.every(siren), key=lambda row: row.id)
    after = read_cursor(cursor, _PLACE, None)
    rest = [row for row in rows if after is None or row.id > after[0]]
    return page(rest[: limit + 1], limit, lambda row: row, lambda row: [row.id])


@router.post(
    "/tokens",
    operation_id="makeToken",
    summary="Créer un jeton",
    status_code=201,
    responses=_WRITING,
    openapi_extra=KEYED,
)
async def make_token(request: Request, actor: Asker, siren: SirenAdministered, asked: AskedToken) -> MadeToken:
    """Un jeton pour cet EPCI. Son secret n'est donné qu'ici, une fois ; renvoyée sous la même clé, la demande rend le
    même jeton sans son secret."""
    house = house_of(request)
    if any(not actor.may(right, siren) for right in asked.scopes):
        raise Problem(403, "Un jeton ne peut pas donner un droit qu'il n'a pas.")
    now = await house.clock.read()
    if asked.expires_at is not None and asked.expires_at <= now:
        raise Problem(422, "Donnez une fin « expires_at » à venir.")
    secrets: list[str] = []

    async def make() -> str:
        given = {**asked.model_dump(), "scopes": tuple(dict.fromkeys(asked.scopes))}
        id, secret = await house.tokens.make(NewToken(siren=siren, created_by=actor.id, **given))
        secrets.append(secret)
        await house.accesses.note(AccessKind.TOKEN_CREATED, actor.id, siren, f"jeton:{id}")
        return str(id)

    made, _ = await once(request, actor, siren, asked.model_dump_json(), make)
    row = next((row for row in await house.tokens.every(siren) if row.id == UUID(made)), None)
    if row is None:
        raise Problem(404, "Ce jeton n'est plus connu.")
    return MadeToken(token=row, secret=secrets[0] if secrets else None)


@router.delete(
    "/tokens/{id}",
    operation_id="revokeToken",
    summary="Retirer un jeton",
    status_code=204,
    response_class=Response,
    responses=documented(401, 403, 404, 405, 409, 422, 503),
    openapi_extra=KEYED,
)
async def revoke_token(
    request: Request,
    actor: Asker,
    siren: SirenAdministered,
    id: Annotated[UUID, Path(description="L'« id » du jeton.")],
) -> Response:
    """Ferme un jeton de cet EPCI, et les sessions qu'il avait ouvertes."""
    house = house_of(request)

    async def revoke() -> str:
        if not await house.tokens.revoke(id, siren):
            raise Problem(404, "Ce jeton n'est pas de cet EPCI, ou il est déjà retiré.")
        await house.accesses.note(AccessKind.TOKEN_REVOKED, actor.id, siren, f"jeton:{id}")
        return str(id)

    await once(request, actor, siren, "", revoke)
    return Response(status_code=204)


@router.get("/accounts", operation_id="listAccounts", summary="Lister les comptes", responses=_READING)
async def list_accounts(
    request: Request, siren: SirenAdministered, cursor: CursorQuery = None, limit: LimitQuery = 50
) -> Page[AccountView]:
    """Les comptes qui ont un rôle dans cet EPCI, par identifiant."""
    rows = sorted(await house_of(request).accounts.every(siren), key=lambda row: row.id)
    after = read_cursor(cursor, _PLACE, None)
    rest = [row for row in rows if after is None or row.id > after[0]]
    return page(rest[: limit + 1], limit, account_view, lambda row: [row.id])


@router.get("/accesses", operation_id="listAccesses", summary="Lister les accès", responses=_READING)
async def list_accesses(
    request: Request, siren: SirenAdministered, cursor: CursorQuery = None, limit: LimitQuery = 50
) -> Page[AccessRow]:
    """Les accès à cet EPCI, le dernier d'abord : qui est entré, qui a été refusé, ce qui a été lu ou emporté."""
    before = read_cursor(cursor, _NUMBER, None)
    rows = await house_of(request).accesses.every(siren, before=before[0] if before else None, limit=limit + 1)
    return page(rows, limit, lambda row: row, lambda row: [row.id])


def account_view(account: Account) -> AccountView:
    """The account, without name nor address."""
    return AccountView(
        id=account.actor_id,
        created_at=account.created_at,
        disabled_at=account.disabled_at,
        roles=tuple(RoleView(access=role.access, function=role.function) for role in account.roles),
    )
