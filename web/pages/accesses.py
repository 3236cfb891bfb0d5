"""The audit of accesses to an EPCI, page by page."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from domain.french import local_time
from infra.identity.accesses import ACCESS_KIND_LABELS, AccessKind, AccessRow, called
from infra.identity.tokens import TokenRow
from web.house import house_of
from web.pages.scope import Administering, Scope

router = APIRouter()

_AT_ONCE: Final = 50

_LIST: Final = "/parametres/acces"


@router.get(_LIST)
async def every(
    scope: Administering,
    nature: Annotated[str, Query(max_length=40)] = "",
    avant: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> Response:
    """The latest accesses, of one kind when `nature` names it; those before the one of id `avant`."""
    house, siren = house_of(scope.request), scope.epci.siren
    kind = next((each for each in AccessKind if each.value == nature), None)
    whole = scope.actor.may_administer_all()
    rows = await house.accesses.every(siren, kind, avant, _AT_ONCE + 1, whole=whole)
    shown, more = rows[:_AT_ONCE], len(rows) > _AT_ONCE
    asked = {"nature": kind.value} if kind else {}
    facts = {
        "rows": await _told(scope, shown),
        "kinds": {each.value: label for each, label in ACCESS_KIND_LABELS.items()},
        "kind": kind.value if kind else "",
        "older": scope.link(_LIST, **asked, avant=str(shown[-1].id)) if more else "",
        "latest": scope.link(_LIST, **asked) if avant else "",
    }
    return scope.page("accesses.html", facts)


async def _told(scope: Scope, rows: tuple[AccessRow, ...]) -> list[dict[str, str]]:
    """Each access in words: when, what, who, about what."""
    house = house_of(scope.request)
    ids = {id for row in rows for id in (row.actor, row.about) if id}
    names = await house.accounts.names(ids)
    here = {account.actor_id for account in await house.accounts.every(_seen(scope))}
    labels = {f"jeton:{token.id}": _label(token) for token in await house.tokens.every(_seen(scope))}
    known = names | labels
    return [
        {
            "at": local_time(row.at, scope.epci.place.tz),
            "kind": ACCESS_KIND_LABELS[row.kind],
            "who": _who(row.actor, known if row.kind is not AccessKind.REFUSED or row.actor in here else labels),
            "about": _who(row.about, known) if row.about and row.about != row.actor else "",
        }
        for row in rows
    ]


def _seen(scope: Scope) -> str | None:
    """Of which EPCI the tokens are named, `None` for all."""
    return None if scope.actor.may_administer_all() else scope.epci.siren


def _label(token: TokenRow) -> str:
    return f"jeton « {token.label} »"


def _who(id: str | None, known: dict[str, str]) -> str:
    """Their name, or what they are when they have none, or none that is to be said here."""
    return "quelqu'un qui n'était pas connecté" if id is None else called(id, known)
