"""Depositing by a link, in two steps: what is typed is kept as a draft, the six digits sent by mail confirm it."""

import re
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi import Form as FormField
from starlette.responses import RedirectResponse, Response

from domain.consultation.labels import SENS
from domain.people import Role
from infra.codes import LIFE, Answer
from infra.deposits import Depositor
from infra.documents import Sheet
from infra.drafts import Draft
from infra.inbox import Receipt
from web.forms import Form, typed_in
from web.visitors import recording
from web.visitors.answer import (
    ANSWER_FIELDS,
    RECEIPT_FIELDS,
    Deposit,
    Foreseen,
    commands_of,
    foresee,
    read_answer,
    read_receipt,
)
from web.visitors.communes import OneMatter, shown
from web.visitors.files import file_of, joined_before
from web.visitors.matter import Matter
from web.visitors.visit import OfCommune, Visit

router = APIRouter()

#: What a draft prepares.
_RECEIPT: Final = "reception"
_ANSWER: Final = "reponse"

_CLOSED: Final = "Rien n'est enregistré : cette demande n'accepte plus de dépôt en ligne."
_SAME: Final = "Cette délibération est déjà enregistrée telle quelle : il n'y a rien à déposer de plus."
_DIGITS: Final = re.compile("[0-9]{6}")
_SIX: Final = "Le code a six chiffres : recopiez-le du courriel."
_OVER: Final = (
    "Ce code ne sert plus : il a expiré, il a déjà servi, ou un autre l'a remplacé. Demandez-en un nouveau ci-dessous."
)
_NOT_SENT: Final = (
    "Le code n'est pas encore parti : attendez le courriel, une minute au plus d'ordinaire, puis tapez ce qu'il dit."
)
_OTHERS: Final = "Ce code confirmait autre chose que ce qui est montré ici. Demandez-en un nouveau ci-dessous."
_TOO_MANY: Final = (
    "Vous avez demandé dix codes en un jour : par sécurité, aucun autre ne part aujourd'hui. Réessayez demain, ou "
    "envoyez la délibération à la coordination : c'est le jour du vote qui compte, pas celui du dépôt."
)


@router.post("/r/{secret}/demande/{key}/reception")
async def prepare_receipt(request: Request, visit: OfCommune, matter: OneMatter) -> Response:
    """Prepares the acknowledgement of the request, and sends the code that confirms it."""
    if not matter.may_acknowledge:
        return _to_page(visit, matter)
    form = Form(typed_in(await request.form(), RECEIPT_FIELDS))
    if read_receipt(form, matter) is None:
        return await shown(visit, matter, receipt=form)
    about = f"{matter.about}#{_RECEIPT}"
    draft = await visit.desk.drafts.save(visit.link, about, {**form.typed, "depot": _RECEIPT})
    return await _send_code(visit, matter, draft)


@router.post("/r/{secret}/demande/{key}/reponse")
async def prepare_answer(request: Request, visit: OfCommune, matter: OneMatter) -> Response:
    """Prepares the délibération, with its file, and sends the code that confirms it."""
    if not matter.may_answer:
        return _to_page(visit, matter)
    data = await request.form()
    form = Form(typed_in(data, ANSWER_FIELDS))
    given = await file_of(visit, matter, data, form)
    before = None if given or data.get("sans_fichier") else await joined_before(visit, matter)
    joined = given or before
    deposit = read_answer(form, matter, visit.link.to.role, joined.sha256 if joined else "")
    if deposit is not None:
        found = foresee(matter, commands_of(deposit, matter), visit.now)
        if found.refused:
            form.refuse("votee_le", found.refused)
        elif not found.changes:
            form.refuse("sens", _SAME)
    if form.wrong:
        return await shown(visit, matter, answer=form)
    sheet = await visit.desk.documents.keep(given) if given else before
    body = {**form.typed, "depot": _ANSWER}
    draft = await visit.desk.drafts.save(visit.link, matter.about, body, sheet.id if sheet else None)
    return await _send_code(visit, matter, draft)


@router.get("/r/{secret}/demande/{key}/reception")
@router.get("/r/{secret}/demande/{key}/reponse")
@router.get("/r/{secret}/demande/{key}/conseils")
async def back_to_the_form(visit: OfCommune, matter: OneMatter) -> Response:
    """Where a form that had mistakes was shown: who comes back there finds it again."""
    return _to_page(visit, matter)


@router.get("/r/{secret}/demande/{key}/confirmation/{draft_id}")
async def confirmation(
    visit: OfCommune, matter: OneMatter, draft_id: UUID, code: Annotated[str, Query()] = ""
) -> Response:
    """« Vérifiez et confirmez »: what is about to be recorded, and where the code is typed."""
    draft = await visit.desk.drafts.find(draft_id, visit.link.contact_id)
    if draft is None:
        return await _no_draft(visit, matter, draft_id)
    return await _confirm_page(visit, matter, draft, _TOO_MANY if code == "trop" else "")


@router.post("/r/{secret}/demande/{key}/confirmation/{draft_id}/code")
async def another_code(visit: OfCommune, matter: OneMatter, draft_id: UUID) -> Response:
    """Sends another code, which takes the place of the first."""
    draft = await visit.desk.drafts.find(draft_id, visit.link.contact_id)
    return _to_page(visit, matter) if draft is None else await _send_code(visit, matter, draft.id)


@router.post("/r/{secret}/demande/{key}/confirmation/{draft_id}")
async def confirm(
    visit: OfCommune, matter: OneMatter, draft_id: UUID, code: Annotated[str, FormField()] = ""
) -> Response:
    """Records what was prepared, once the code is right. Sent twice, even at once, it is recorded once."""
    async with visit.desk.drafts.alone(draft_id):
        done = await _confirmed(visit, matter, draft_id, code)
    if isinstance(done, Response):
        return done
    await recording.wait(visit, done)
    return _to_receipt(visit, matter, done.number)


async def _confirmed(visit: Visit, matter: Matter, draft_id: UUID, code: str) -> Receipt | Response:
    """What was recorded, else the page that says why nothing was."""
    draft = await visit.desk.drafts.find(draft_id, visit.link.contact_id)
    if draft is None:
        return await _no_draft(visit, matter, draft_id)
    deposit, file = await _deposit(visit, matter, draft)
    if deposit is None:
        return await _confirm_page(visit, matter, draft, _CLOSED)
    if wrong := await _wrong(visit, matter, draft, "".join(code.split())):
        return await _confirm_page(visit, matter, draft, wrong)
    who = deposit.who.but(document=file.id if file else None)
    return await recording.record(visit, matter, draft_id, commands_of(deposit, matter), who)


async def _wrong(visit: Visit, matter: Matter, draft: Draft, digits: str) -> str:
    """Why the digits do not confirm the draft, in French; empty when they do, which they do once."""
    if not _DIGITS.fullmatch(digits):
        return _SIX
    checked = await visit.desk.codes.check(visit.link.contact_id, matter.about, digits, visit.now)
    if checked.answer is Answer.WRONG:
        left = "il vous reste un essai" if checked.left == 1 else f"il vous reste {checked.left} essais"
        return f"Ce code n'est pas le bon : {left}."
    if checked.answer is not Answer.RIGHT:
        return _NOT_SENT if checked.answer is Answer.NOT_SENT else _OVER
    return "" if checked.draft == draft.id else _OTHERS


async def _send_code(visit: Visit, matter: Matter, draft: UUID) -> Response:
    code = await visit.desk.express.ask_code(visit.link, matter.about, draft, visit.now)
    there = visit.path("demande", matter.key, "confirmation", str(draft))
    return RedirectResponse(there if code else f"{there}?code=trop", 303)


async def _deposit(visit: Visit, matter: Matter, draft: Draft) -> tuple[Deposit | None, Sheet | None]:
    """What the draft deposits, read again today, and its file; `None` when it cannot be deposited any more."""
    form = Form({name: str(value) for name, value in draft.body.items()})
    if draft.body.get("depot") == _RECEIPT:
        return (read_receipt(form, matter) if matter.may_acknowledge else None), None
    file = await visit.desk.documents.sheet(draft.document) if draft.document else None
    role: Role = visit.link.to.role
    return (read_answer(form, matter, role, file.sha256 if file else "") if matter.may_answer else None), file


async def _confirm_page(visit: Visit, matter: Matter, draft: Draft, error: str = "") -> Response:
    deposit, file = await _deposit(visit, matter, draft)
    commands = commands_of(deposit, matter) if deposit else []
    facts = {
        "epci": matter.state.epci_name,
        "synthetic": matter.state.synthetic,
        "matter": matter,
        "command": deposit.command if deposit else None,
        "receives": len(commands) > 1,
        "who": deposit.who if deposit else Depositor(name="", function=""),
        "file": file,
        "foreseen": foresee(matter, commands, visit.now) if commands else Foreseen(),
        "here": visit.path("demande", matter.key, "confirmation", str(draft.id)),
        "error": error or ("" if deposit else _CLOSED),
        "minutes": int(LIFE.total_seconds()) // 60,
        "SENS": SENS,
    }
    return visit.page("visit_confirm.html", facts, 422 if error else 200)


async def _no_draft(visit: Visit, matter: Matter, draft_id: UUID) -> Response:
    """What was prepared is confirmed already, or was replaced meanwhile in another window."""
    if number := await recording.recorded(visit, matter, draft_id):
        return _to_receipt(visit, matter, number)
    facts = {"epci": matter.state.epci_name, "synthetic": matter.state.synthetic, "matter": matter}
    return visit.page("visit_replaced.html", facts, 409)


def _to_page(visit: Visit, matter: Matter) -> Response:
    return RedirectResponse(visit.path("demande", matter.key), 303)


def _to_receipt(visit: Visit, matter: Matter, number: int) -> Response:
    return RedirectResponse(visit.path("demande", matter.key, "recu", str(number)), 303)
