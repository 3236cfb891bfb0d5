"""The roadmap to take away: the workbook, YAML, the template to fill in. Always to keep, never shown in the page."""

from typing import Annotated, Final

from anyio import to_thread
from fastapi import APIRouter, Query
from starlette.responses import Response

from domain.access import Right
from infra.contacts import Contacts
from infra.identity.accesses import AccessKind
from infra.roadmaps.exporting import MEDIA_TYPES, Format, export_roadmap, template
from web.downloads import attachment
from web.house import house_of
from web.pages.scope import Coordinating, Scope, Scoped

router = APIRouter()

#: What asks for a file without those to write to.
WITHOUT: Final = "non"

Contacted = Annotated[str, Query(max_length=10)]


@router.get("/exporter/feuille-de-route.xlsx")
async def workbook(scope: Scoped, contacts: Contacted = "") -> Response:
    """The workbook; with the contacts for who conducts the roadmap, unless they want none."""
    return await _roadmap(scope, Format.XLSX, contacts)


@router.get("/exporter/feuille-de-route.yaml")
async def text(scope: Scoped, contacts: Contacted = "") -> Response:
    """The same, as YAML."""
    return await _roadmap(scope, Format.YAML, contacts)


@router.get("/exporter/modele.xlsx")
async def blank(scope: Coordinating) -> Response:
    """The template, with the name of the EPCI and its communes."""
    file = await to_thread.run_sync(template, scope.epci, scope.today)
    return attachment(file.content, MEDIA_TYPES[file.format], file.name)


async def _roadmap(scope: Scope, format: Format, asked: str) -> Response:
    house = house_of(scope.request)
    with_people = asked != WITHOUT and scope.may(Right.COORDINATE)
    contacts = Contacts(house.engine) if with_people else None
    file = await export_roadmap(scope.epci, format, house.snapshots, scope.today, contacts)
    about = f"{format}{', contacts' if with_people else ''}"
    await house.accesses.note(AccessKind.EXPORTED, scope.actor.id, scope.epci.siren, about)
    return attachment(file.content, MEDIA_TYPES[file.format], file.name)
