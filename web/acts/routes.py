"""The steps of every act: its form, what will happen, what happened.

Nothing is recorded before it is confirmed; confirmed twice under one key, it is recorded once.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Final
from uuid import UUID, uuid4  # noqa: TID251 - chance has its place at the door

from fastapi import APIRouter, Path, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from domain.base import Ask
from domain.calendar import civil_day
from domain.french import join, typeset
from domain.ids import command_id
from domain.registry import decider_of
from infra.contacts import Contacts
from infra.documents import Documents, File
from infra.inbox import Outcome, Post
from web.acts.act import BETWEEN, FILES, Field, Kind
from web.acts.following import told_by_followers, told_elsewhere
from web.acts.holding import Acting, Holding
from web.acts.outcomes import Came, came_of, refusals, told_of
from web.acts.rehearsal import Rehearsal, facts, letters, rehearse, reminders
from web.acts.seen import newer, seen_of
from web.files import joined
from web.forms import Form, day_in, typed_in
from web.house import house_of
from web.problems import Problem

router = APIRouter()

#: How long a person waits for the answer before being told that it is under way, in seconds.
_WAIT_S: Final = 3.0

#: What follows the name of a field that holds a file: the name of that file.
_NAME: Final = "_nom"

_SAME: Final = "Rien ne changerait : c'est déjà ce qui est enregistré."
_CHANGED: Final = "Quelqu'un d'autre a changé pendant que vous écriviez :"
_AGAIN: Final = "Le formulaire garde ce que vous avez écrit ; ouvrez la page à côté, comparez, puis recommencez."
_LOST: Final = "Choisissez de nouveau le fichier : il n'est plus gardé."

#: Commands of one act; ids beyond are never looked for.
_MOST: Final = 1000


@router.get("/actes/{name}")
async def ask(holding: Acting) -> Response:
    """The form. Nothing is done."""
    fields = holding.act.fields(holding.held)
    return _form(holding, fields, Form({field.name: field.value for field in fields}), str(uuid4()))


@router.post("/actes/{name}")
async def answer(request: Request, holding: Acting) -> Response:
    """The next step: what will happen, the form again, or the act itself once it is confirmed."""
    data = await request.form()
    key, step = _key(data), str(data.get("etape", ""))
    if step == "confirmer" and await _outcomes(holding, key):
        return _to_done(holding, key)
    if holding.act.closed(holding.held):
        return await ask(holding)
    fields = holding.act.fields(holding.held)
    form = Form(_typed(data, fields))
    holding = await _keep_files(holding, data, fields, form)
    if clash := _merged(holding, data, fields, form):
        return _form(holding, fields, form, key, clash)
    if step == "modifier":
        return _form(holding, fields, form, key)
    commands = holding.act.read(holding.held, form)
    if form.wrong or not commands:
        return _form(holding, fields, form, key, "" if form.wrong else _SAME)
    rehearsal = await _rehearsed(holding, form, commands)
    if rehearsal.refused or not rehearsal.happened:
        return _form(holding, fields, form, key, rehearsal.refused or _SAME, rehearsal.article)
    if step != "confirmer" or await _midnight_passed(holding):
        return await _preview(holding, fields, form, key, rehearsal)
    await _record(holding, holding.act.target(holding.held, form), commands, key)
    return _to_done(holding, key)


@router.get("/actes/{name}/fait/{key}")
async def done(holding: Acting, key: Annotated[UUID, Path()]) -> Response:
    """What came of what this person confirmed under the key. Raises `Problem` 404 when there is nothing."""
    outcomes = await _outcomes(holding, str(key))
    if not outcomes:
        raise Problem(404, "Rien n'a été enregistré à cette adresse ; revenez au tableau de bord.")
    scope, came = holding.held.scope, came_of(outcomes)
    told = [] if came is Came.UNDER_WAY else await told_of(outcomes, scope.views, scope.epci)
    # What was opened by the act is where one goes on.
    opened = "" if outcomes[0].stream == holding.held.stream else scope.link_to(outcomes[0].stream)
    more = {"status": came.value, "refusals": refusals(outcomes, scope.epci), "outcomes": outcomes, "told": told}
    status = 409 if came in (Came.REFUSED, Came.PARTLY) else 200
    return _page(holding, "act_done.html", more | {"opened": opened}, status)


def _key(data: FormData) -> str:
    """The key of the form. Raises `Problem` 422 when it is none of ours."""
    try:
        return str(UUID(str(data.get("cle", ""))))
    except ValueError as unreadable:
        raise Problem(422, "Ce formulaire est incomplet ; revenez à la page et recommencez.") from unreadable


def _typed(data: FormData, fields: Sequence[Field]) -> dict[str, str]:
    names = {field.name for field in fields} | {f"{field.name}{_NAME}" for field in fields if field.kind in FILES}
    typed = typed_in(data, names)
    for field in fields:
        if field.kind is Kind.DAY and (day := day_in(typed.get(field.name, "").strip())):
            # A browser gives back a day only as it gave it.
            typed[field.name] = day.isoformat()
        if field.kind is Kind.TICKS:
            # A browser sends the ends of lines of a hidden field its own way.
            values = [str(value).replace("\r\n", BETWEEN) for value in data.getlist(field.name)]
            typed[field.name] = BETWEEN.join(values)
    return typed


def _merged(holding: Holding, data: FormData, fields: Sequence[Field], form: Form) -> str:
    """Takes what somebody else recorded since the form was given, where nothing else was typed; gives what is to be
    said when both changed the same, empty else."""
    if not holding.act.whole:
        return ""
    recorded, both = newer(fields, form.typed, str(data.get("vu", "")))
    form.typed |= recorded
    labels = join([f"« {label} »" for label in both])
    return typeset(f"{_CHANGED} {labels}. {_AGAIN}") if both else ""


async def _keep_files(holding: Holding, data: FormData, fields: Sequence[Field], form: Form) -> Holding:
    """Keeps the files that are joined now: what is typed is then their SHA-256, and their name is shown. Gives the same
    holding, with them."""
    held, documents = holding.held, Documents(house_of(holding.held.scope.request).engine)
    for field in (field for field in fields if field.kind in FILES):
        found = await joined(data, form, field.name, documents=field.kind is Kind.DOCUMENT)
        if found is not None:
            siren, by = held.scope.epci.siren, held.scope.actor.id
            sheet = await documents.keep(File(siren=siren, about=held.about, by=by, **found._asdict()))
            form.typed |= {field.name: sheet.sha256, f"{field.name}{_NAME}": sheet.filename}
            held = replace(held, files=(*held.files, sheet))
        elif (known := form.typed.get(field.name)) and all(file.sha256 != known for file in held.files):
            form.typed.pop(field.name)
            form.refuse(field.name, _LOST)
    return replace(holding, held=held)


async def _rehearsed(holding: Holding, form: Form, commands: Sequence[Ask]) -> Rehearsal:
    held, house = holding.held, house_of(holding.held.scope.request)
    target = holding.act.target(held, form)
    state = held.state if target == held.stream else await house.snapshots.one(decider_of(target), target)
    return rehearse(target, state, commands, held.scope.now)


async def _midnight_passed(holding: Holding) -> bool:
    """Whether the commands, made for the day on which the request came, would be recorded on the next one: a sending of
    today would be taken for one that began by letter. What will happen is then shown again."""
    scope = holding.held.scope
    return civil_day(await house_of(scope.request).clock.read(), scope.epci.place) != scope.today


async def _record(holding: Holding, target: str, commands: Sequence[Ask], key: str) -> None:
    """Records the commands, all or none, and waits a little for what becomes of the last."""
    scope, house = holding.held.scope, house_of(holding.held.scope.request)
    at, cause = await house.clock.now(), f"acte:{holding.act.name}"
    posts = [
        Post(stream=target, command_id=_id(holding, key, n), command=one, by=scope.actor.id, cause=cause, at=at)
        for n, one in enumerate(commands)
    ]
    receipts = await house.inbox.post_all(posts)
    await house.watch.outcome(target, receipts[-1].command_id, _WAIT_S)


def _id(holding: Holding, key: str, n: int) -> UUID:
    scope = holding.held.scope
    return command_id(scope.epci.siren, scope.actor.id, f"{holding.act.name}/{key}/{n}")


async def _outcomes(holding: Holding, key: str) -> list[Outcome]:
    """What this person confirmed under the key, in order; nothing when nothing was."""
    house, found = house_of(holding.held.scope.request), []
    for n in range(_MOST):
        outcome = await house.inbox.outcome(_id(holding, key, n))
        if outcome is None:
            break
        found.append(outcome)
    return found


def _to_done(holding: Holding, key: str) -> Response:
    return RedirectResponse(holding.address("fait", key), 303)


def _form(
    holding: Holding, fields: Sequence[Field], form: Form, key: str, refused: str = "", article: str = ""
) -> Response:
    more = {"fields": fields, "form": form, "key": key, "refused": refused, "article": article, "NAME": _NAME}
    more |= {"closed": holding.act.closed(holding.held), "seen": seen_of(fields)}
    return _page(holding, "act_form.html", more, 422 if form.wrong or refused else 200)


async def _preview(holding: Holding, fields: Sequence[Field], form: Form, key: str, rehearsal: Rehearsal) -> Response:
    held, epci = holding.held, holding.held.scope.epci
    more = {"fields": fields, "form": form, "key": key, "NAME": _NAME, "seen": seen_of(fields)}
    contacts = await Contacts(house_of(held.scope.request).engine).every(epci.siren) if rehearsal.notices else ()
    told = [*letters(rehearsal, epci, contacts), *reminders(rehearsal, epci)]
    told += await told_by_followers(held, rehearsal) if holding.act.followed else []
    elsewhere = [] if holding.act.followed else await told_elsewhere(held, rehearsal)
    more |= {"facts": [*facts(rehearsal, epci), *elsewhere], "letters": told}
    says = [*holding.act.says(held, rehearsal), *await holding.act.looks(held, rehearsal)]
    return _page(holding, "act_preview.html", more | {"says": says})


def _page(holding: Holding, template: str, more: dict[str, Any], status: int = 200) -> Response:
    act, held = holding.act, holding.held
    back, back_label = act.back(held)
    known = {"act": act, "held": held, "lead": act.lead(held), "back": back, "back_label": back_label}
    shown = held.scope.page(template, known | {"here": holding.address(), **more})
    shown.status_code = status
    return shown
