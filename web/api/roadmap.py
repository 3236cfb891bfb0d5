"""The roadmap as a file: given whole, taken whole or not at all."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from domain.access import Right
from domain.base import Value
from domain.calendar import civil_day
from domain.mandate.commands import OpenMandate, PlanRoadmap
from infra.contacts import Contacts
from infra.identity.accesses import AccessKind
from infra.identity.actors import Actor
from infra.roadmaps.exporting import MEDIA_TYPES, Format, export_roadmap
from infra.roadmaps.importing import Prepared, prepare, record
from infra.roadmaps.roadmap_places import MOST_SHOWN, Fault, RoadmapRefused
from infra.roadmaps.roadmap_source import Source
from infra.territories import epci_of
from web.api.scope import SirenAsked, SirenCoordinated, check_known, check_right
from web.api.writes import KEY_PARAMETER, once
from web.auth import Asker
from web.downloads import attachment
from web.house import WebHouse, house_of
from web.problems import Problem, documented

router = APIRouter(prefix="/roadmap", tags=["Feuille de route"])

#: What each media type is read as.
_READ_AS: Final[Mapping[str, Format]] = {
    **{media: format for format, media in MEDIA_TYPES.items()},
    **dict.fromkeys(("application/x-yaml", "text/yaml", "text/x-yaml"), Format.YAML),
}

_FILE: Final[dict[str, Any]] = {
    MEDIA_TYPES[Format.XLSX]: {"schema": {"type": "string", "format": "binary"}},
    MEDIA_TYPES[Format.YAML]: {"schema": {"type": "object", "description": "Le format est dans la documentation."}},
}
_PLACED: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["path", "message", "sheet", "row", "column"],
    "properties": {
        "path": {"type": "string", "description": "L'endroit, en toutes lettres."},
        "message": {"type": "string"},
        "sheet": {"type": ["string", "null"], "description": "La feuille du classeur."},
        "row": {"type": ["integer", "null"], "description": "La ligne, à partir de 1."},
        "column": {"type": ["string", "null"], "description": "La colonne, telle qu'elle est affichée."},
    },
}
_WRONG: Final[dict[int | str, dict[str, Any]]] = {
    422: {
        "description": "Le fichier ne va pas : chaque erreur, par feuille, ligne et colonne ; rien n'est enregistré.",
        "content": {
            "application/problem+json": {
                "schema": {
                    "allOf": [{"$ref": "#/components/schemas/ProblemBody"}],
                    "properties": {
                        "count": {"type": "integer", "description": "Combien d'erreurs en tout."},
                        "errors": {"type": "array", "items": _PLACED, "maxItems": MOST_SHOWN},
                    },
                }
            }
        },
    }
}


class RoadmapImport(Value):
    """What the import of a file records, or would. `added`, `kept`: the keys of the objectives; `amends`: an approved
    roadmap is amended; `numbers`: those of the commands, to follow; empty for a rehearsal."""

    sha256: str
    dry_run: bool
    added: tuple[str, ...]
    kept: tuple[str, ...]
    opens_mandate: bool
    plans_roadmap: bool
    amends: bool
    contacts: int
    numbers: tuple[int, ...]


@router.post(
    "",
    operation_id="importRoadmap",
    summary="Importer une feuille de route",
    status_code=202,
    responses={
        200: {"description": "Une répétition, ou rien n'est à enregistrer.", "model": RoadmapImport},
        202: {"description": "Enregistré ; les décisions suivent.", "model": RoadmapImport},
        **documented(401, 403, 405, 409, 413, 415, 503),
        **_WRONG,
    },
    openapi_extra={"parameters": [KEY_PARAMETER], "requestBody": {"required": True, "content": _FILE}},
)
async def import_roadmap(
    request: Request,
    actor: Asker,
    siren: SirenCoordinated,
    dry_run: Annotated[bool, Query(description="Dire ce qui se passerait, sans rien enregistrer.")] = False,
) -> Response:
    """Importe un classeur XLSX ou un fichier YAML : tout, ou rien s'il contient une erreur. Ce qui est déjà là à
    l'identique reste tel quel ; le même fichier envoyé deux fois ne change rien la seconde."""
    source = Source(f"feuille-de-route.{_format(request)}", await request.body())
    house = house_of(request)
    try:
        prepared = await prepare(source, await house.clock.read(), house.snapshots, epci_of(siren))
        if dry_run:
            return _answer(_told(prepared, (), dry_run=True).model_dump_json(), recorded=False)

        async def act() -> str:
            return await _recorded(house, actor, prepared)

        told, _ = await once(request, actor, siren, prepared.digest, act)
    except RoadmapRefused as refused:
        raise _problem(refused) from None
    return _answer(told, recorded=bool(RoadmapImport.model_validate_json(told).numbers))


@router.get(
    "",
    operation_id="exportRoadmap",
    summary="Exporter la feuille de route",
    response_class=Response,
    responses={
        200: {"description": "Le fichier, qui s'importe de nouveau sans changement.", "content": _FILE},
        **documented(401, 403, 404, 405, 422, 503),
    },
)
async def get_roadmap(
    request: Request,
    actor: Asker,
    siren: SirenAsked,
    format: Annotated[Format, Query(description="xlsx ou yaml.")] = Format.XLSX,
    contacts: Annotated[bool, Query(description="Avec les contacts ; il faut le droit de coordination.")] = False,
) -> Response:
    """La feuille de route telle qu'elle est, dans le format de l'import."""
    house = house_of(request)
    await check_known(house, siren)
    if contacts:
        check_right(actor, Right.COORDINATE, siren)
    epci = epci_of(siren)
    today = civil_day(await house.clock.read(), epci.place)
    people = Contacts(house.engine) if contacts else None
    file = await export_roadmap(epci, format, house.snapshots, today, people)
    await house.accesses.note(AccessKind.EXPORTED, actor.id, siren, f"{format}{', contacts' if contacts else ''}")
    return attachment(file.content, MEDIA_TYPES[file.format], file.name)


def _format(request: Request) -> Format:
    """Raises `Problem` 415 when it is not one that is read."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in _READ_AS:
        raise Problem(415, f"Envoyez un fichier de type {' ou '.join(MEDIA_TYPES.values())}.")
    return _READ_AS[media]


async def _recorded(house: WebHouse, actor: Actor, prepared: Prepared) -> str:
    done = await record(prepared, house.inbox, Contacts(house.engine), actor.id, await house.clock.now())
    if done.people:
        await house.accesses.note(AccessKind.CONTACTS_CHANGED, actor.id, done.epci.siren, "import")
    return _told(prepared, tuple(receipt.number for receipt in done.receipts)).model_dump_json()


def _told(prepared: Prepared, numbers: tuple[int, ...], dry_run: bool = False) -> RoadmapImport:
    commands = [command for _, command in prepared.compared.orders]
    return RoadmapImport(
        sha256=prepared.digest,
        dry_run=dry_run,
        added=prepared.compared.added,
        kept=prepared.compared.kept,
        opens_mandate=any(isinstance(one, OpenMandate) for one in commands),
        plans_roadmap=any(isinstance(one, PlanRoadmap) for one in commands),
        amends=prepared.compared.amends,
        contacts=len(prepared.people),
        numbers=numbers,
    )


def _answer(told: str, recorded: bool) -> Response:
    return Response(told, 202 if recorded else 200, media_type="application/json")


def _problem(refused: RoadmapRefused) -> Problem:
    count = len(refused.faults)
    errors = [_placed(fault) for fault in refused.faults[:MOST_SHOWN]]
    return Problem(422, str(refused).partition("\n")[0], members={"errors": errors, "count": count})


def _placed(fault: Fault) -> dict[str, Any]:
    place = fault.place
    return {
        "path": place.said,
        "message": fault.message,
        "sheet": place.sheet or None,
        "row": place.line or None,
        "column": place.column or None,
    }
