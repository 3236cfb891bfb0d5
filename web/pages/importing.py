"""Importing a roadmap: what the file would record, what is wrong with it, then, once it is confirmed, what was done."""

import re
from pathlib import PurePosixPath
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from domain.errors import DomainError
from domain.objective import DECIDER as OBJECTIVE
from domain.roadmap.fields import INVISIBLE
from infra.contacts import Contacts, Person
from infra.identity.accesses import AccessKind
from infra.inbox import Status
from infra.reading.lists import Lists
from infra.roadmaps.exporting import MEDIA_TYPES, Format
from infra.roadmaps.import_drafts import ImportDrafts, outcomes
from infra.roadmaps.importing import Prepared, prepare, record
from infra.roadmaps.roadmap_places import MOST_SHOWN, RoadmapRefused
from infra.roadmaps.roadmap_source import HEAVIEST, Source
from infra.roadmaps.spreadsheet.archive import is_workbook
from infra.roadmaps.standing import mandate_of
from web.house import house_of
from web.pages.importing_words import summary
from web.pages.scope import Coordinating, Scope
from web.problems import Problem

router = APIRouter()

#: How long a person waits for the answer before being told that it is under way, in seconds.
_WAIT_S: Final = 5.0

_DIGEST: Final = r"^[0-9a-f]{64}$"
_LAST: Final = 2**63 - 1

#: In the address of what was done: contacts were, and nothing else.
_YES: Final = "oui"

_NO_FILE: Final = "Choisissez un fichier : le classeur XLSX rempli, ou un fichier YAML."
_GONE: Final = "Ce fichier n'est plus en attente : choisissez-le de nouveau."

Digest = Annotated[str, Form(pattern=_DIGEST)]
Number = Annotated[int, Query(ge=1, le=_LAST)]


@router.get("/importer")
async def ask(scope: Coordinating) -> Response:
    """The form. Nothing is done."""
    return await _form(scope)


@router.post("/importer")
async def look(request: Request, scope: Coordinating) -> Response:
    """What the file would record, or all that is wrong with it. It is kept for the confirmation, and nothing else."""
    given = (await request.form()).get("fichier")
    if not isinstance(given, UploadFile) or not given.filename:
        return await _form(scope, _NO_FILE)
    return await _preview(scope, Source(_plain_name(given.filename), await given.read(HEAVIEST + 1)))


@router.post("/importer/confirmer")
async def confirm(scope: Coordinating, empreinte: Digest) -> Response:
    """Records the file that was looked at, once however often it is confirmed."""
    drafts, house = _drafts(scope), house_of(scope.request)
    source = await drafts.find(empreinte)
    if source is None:
        known = await drafts.recorded(empreinte)
        return _to_done(scope, *known) if known is not None else await _form(scope, _GONE)
    try:
        prepared = await prepare(source, scope.now, house.snapshots, scope.epci)
    except DomainError:
        # Somebody was faster: what is wrong now is told as it was the first time.
        return await _preview(scope, source)
    done = await record(prepared, house.inbox, Contacts(house.engine), scope.actor.id, await house.clock.now())
    if done.people:
        await house.accesses.note(AccessKind.CONTACTS_CHANGED, scope.actor.id, scope.epci.siren, "import")
    await drafts.drop()
    if not done.receipts:
        return RedirectResponse(scope.link("/importer/fait", contacts=_YES), 303)
    last = done.receipts[-1]
    await house.watch.outcome(last.stream, last.command_id, _WAIT_S)
    numbers = [receipt.number for receipt in done.receipts]
    return _to_done(scope, min(numbers), max(numbers))


@router.get("/importer/fait")
async def done(
    scope: Coordinating, de: Number = _LAST, a: Number = 1, contacts: Annotated[str, Query(max_length=10)] = ""
) -> Response:
    """What became of what this person imported, between two n°; of contacts alone there is none. Raises `Problem` 404
    when there is nothing."""
    rows = await outcomes(house_of(scope.request).engine, scope.epci.siren, scope.actor.id, de, a)
    if not rows and contacts != _YES:
        raise Problem(404, "Aucun import n'a été enregistré à cette adresse ; revenez à la page d'import.")
    facts = {
        "objectives": len({stream for _, stream, _, _ in rows if stream.startswith("objective/")}),
        "mandate": any(stream.startswith("mandate/") for _, stream, _, _ in rows),
        "refused": [row for row in rows if row[2] == Status.REFUSED],
        "waiting": sum(row[2] == Status.RECORDED for row in rows),
        "numbers": (rows[0][0], rows[-1][0]) if rows else (),
    }
    return scope.page("import_done.html", facts)


async def _preview(scope: Scope, source: Source) -> Response:
    house = house_of(scope.request)
    try:
        prepared = await prepare(source, scope.now, house.snapshots, scope.epci)
    except RoadmapRefused as refused:
        facts = {"name": source.name, "faults": refused.faults[:MOST_SHOWN], "count": len(refused.faults)}
        return _page(scope, "import_refused.html", facts, 422)
    except DomainError as unreadable:
        return await _form(scope, str(unreadable))
    known = await Contacts(house.engine).every(scope.epci.siren)
    media = MEDIA_TYPES[Format.XLSX if is_workbook(source) else Format.YAML]
    digest = await _drafts(scope).keep(source, media)
    facts = {"name": source.name, "digest": digest, **summary(prepared), **_people(prepared, known)}
    return _page(scope, "import_preview.html", facts)


def _people(prepared: Prepared, known: tuple[Any, ...]) -> dict[str, Any]:
    """How many contacts come, and how many are corrected."""
    now = {(one.to, one.address): one for one in known}
    before = [(person, now.get((person.to, person.address))) for person in prepared.people]
    return {
        "new_people": sum(was is None for _, was in before),
        "corrected": sum(was is not None and _differs(person, was) for person, was in before),
    }


def _differs(person: Person, was: Any) -> bool:
    return bool(person.name != was.name or (person.phone and person.phone != was.phone))


async def _form(scope: Scope, wrong: str = "") -> Response:
    house = house_of(scope.request)
    mandate = await mandate_of(house.snapshots, scope.epci.siren)
    objectives = await Lists(house.engine).states(OBJECTIVE, scope.epci.siren, "", 1)
    known = bool(objectives or (mandate is not None and mandate.axes))
    facts = {"wrong": wrong, "heaviest": HEAVIEST // 1_000_000, "known": known}
    return _page(scope, "import.html", facts, 422 if wrong else 200)


def _page(scope: Scope, template: str, facts: dict[str, Any], status: int = 200) -> Response:
    shown = scope.page(template, facts)
    shown.status_code = status
    return shown


def _drafts(scope: Scope) -> ImportDrafts:
    return ImportDrafts(house_of(scope.request).engine, scope.epci.siren, scope.actor.id)


def _to_done(scope: Scope, first: int, last: int) -> Response:
    return RedirectResponse(scope.link("/importer/fait", de=str(first), a=str(last)), 303)


def _plain_name(name: str) -> str:
    """The last part of the name under which a browser sent a file, as far as it can be shown."""
    last = PurePosixPath(INVISIBLE.sub("", name).replace("\\", "/")).name
    return re.sub(r"\s+", " ", last).strip()[:120] or "fichier"
