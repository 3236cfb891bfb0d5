"""The tokens of an EPCI: what programs hold to read or to ask. Each is shown once, when it is made."""

from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from domain.access import Right
from domain.calendar import at_time, civil_day
from infra.identity.accesses import AccessKind, called
from infra.identity.accounts import account_of
from infra.identity.tokens import NewToken, TokenRow
from web.forms import Form, typed_in
from web.house import house_of
from web.pages.rendering import capital
from web.pages.scope import Administering, Scope
from web.problems import Problem

router = APIRouter()

_MOST: Final = 80
_LABEL: Final = "Dites à qui sert ce jeton : une fonction ou un logiciel, jamais un nom."
_SCOPES: Final = "Choisissez au moins un droit."
_PAST: Final = "Choisissez un jour à venir."

#: What each right lets a program do.
RIGHT_LABELS: Final = {
    Right.READ: "lecture : tout lire, par l'API et les pages",
    Right.PROGRESS: "avancement : noter où en sont les objectifs, et leurs moyens réels",
    Right.COORDINATE: "coordination : conduire la feuille de route et les consultations, importer",
    Right.ADMINISTER: "administration : comptes, jetons, réglages",
}


@router.get("/parametres/jetons")
async def every(scope: Administering, fait: str = "") -> Response:
    """The list, and the form that makes one."""
    return await _shown(scope, Form({"droits": Right.READ.value}), said="Le jeton est retiré." if fait else "")


@router.post("/parametres/jetons")
async def create(request: Request, scope: Administering) -> Response:
    """Makes a token and shows it: the page is never kept, and nothing shows the secret again."""
    data = await request.form()
    form = Form(typed_in(data, ("usage", "echeance")))
    form.typed["droits"] = "\n".join(str(each) for each in data.getlist("droits"))
    wanted = _wanted(scope, form)
    if wanted is None:
        return await _shown(scope, form, 422)
    house = house_of(request)
    id, secret = await house.tokens.make(wanted)
    await house.accesses.note(AccessKind.TOKEN_CREATED, scope.actor.id, scope.epci.siren, f"jeton:{id}")
    return await _shown(scope, Form({"droits": Right.READ.value}), secret=secret)


@router.post("/parametres/jetons/{id}/retrait")
async def revoke(request: Request, scope: Administering, id: UUID) -> Response:
    """Closes one of the tokens of the EPCI."""
    house = house_of(request)
    if not await house.tokens.revoke(id, scope.epci.siren):
        raise Problem(404, "Ce jeton n'est pas de cet EPCI, ou il est déjà retiré.")
    await house.accesses.note(AccessKind.TOKEN_REVOKED, scope.actor.id, scope.epci.siren, f"jeton:{id}")
    return RedirectResponse(scope.link("/parametres/jetons", fait="retrait"), 303)


def _wanted(scope: Scope, form: Form) -> NewToken | None:
    """The token that the form asks for; `None` once something of it was refused. It has no right that one has not."""
    label = " ".join(form.text("usage", _MOST, _LABEL).split())
    asked = set(form.typed["droits"].split("\n"))
    scopes = tuple(right for right in Right if right.value in asked and scope.may(right))
    if not scopes:
        form.refuse("droits", _SCOPES)
    last = form.day("echeance")
    if last is not None and last < scope.today:
        form.refuse("echeance", _PAST)
    if form.wrong:
        return None
    # Until the end of that day.
    over = at_time(last + timedelta(days=1), time(), scope.epci.place) if last else None
    by = scope.actor.id
    return NewToken(label=label, siren=scope.epci.siren, scopes=scopes, expires_at=over, created_by=by)


async def _shown(scope: Scope, form: Form, status: int = 200, said: str = "", secret: str = "") -> Response:
    house = house_of(scope.request)
    rows = await house.tokens.every(scope.epci.siren)
    makers = {row.created_by for row in rows if row.created_by}
    known = await house.accounts.names(makers) | {f"jeton:{row.id}": f"le jeton « {row.label} »" for row in rows}
    facts = {
        "tokens": [_told(row, scope) for row in reversed(rows)],
        "makers": {id: called(id, known) for id in makers},
        "rights": {right.value: capital(label) for right, label in RIGHT_LABELS.items() if scope.may(right)},
        "form": form,
        "said": said,
        "secret": secret,
        "by_account": account_of(scope.actor) is not None,
    }
    shown = scope.page("tokens.html", facts)
    shown.status_code = status
    return shown


def _state(row: TokenRow, now: datetime) -> str:
    if row.revoked_at is not None:
        return "retiré"
    return "échu" if row.expires_at is not None and row.expires_at <= now else "ouvert"


def _told(row: TokenRow, scope: Scope) -> tuple[TokenRow, str, date, date | None]:
    """The token, its state, the day on which it was made, and the last one on which it serves, if any."""
    place = scope.epci.place
    last = civil_day(row.expires_at - timedelta(seconds=1), place) if row.expires_at else None
    return row, _state(row, scope.now), civil_day(row.created_at, place), last
