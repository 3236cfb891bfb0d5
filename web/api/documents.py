"""The files of a consultation: those joined to the request, and the délibérations of its communes."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from domain.base import Value
from domain.consultation import DECIDER
from domain.consultation.state import Consultation, Status
from infra.documents import HEAVIEST, Documents, File, Sheet
from infra.identity.accesses import AccessKind
from web.api.scope import KeyPath, SirenAsked, SirenCoordinated
from web.api.writes import KEY_PARAMETER, once
from web.auth import Asker
from web.downloads import attachment
from web.files import BAD_DOCUMENT, EMPTY, HEAVY, safe_name, taken_as
from web.house import house_of
from web.problems import Problem, documented

router = APIRouter(prefix="/consultations/{key}/documents", tags=["Consultations"])

_SHA256: Final = "^[0-9a-f]{64}$"
_ANYTHING: Final = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_BODY: Final[dict[str, Any]] = {
    "parameters": [KEY_PARAMETER],
    "requestBody": {"required": True, "content": _ANYTHING},
}

CommuneQuery = Annotated[
    str | None, Query(pattern=r"^[0-9][0-9AB][0-9]{3}$", description="Pour la délibération d'une commune : son INSEE.")
]


class DocumentView(Value):
    """A file that is kept. `sha256` names it in « AttachDocument » and « RecordAvis »; `size` in bytes."""

    sha256: str
    filename: str
    media_type: str
    size: int


@router.post(
    "",
    operation_id="keepDocument",
    summary="Déposer un fichier",
    status_code=201,
    responses=documented(401, 403, 404, 405, 409, 413, 415, 422, 503),
    openapi_extra=_BODY,
)
async def keep_document(
    request: Request,
    actor: Asker,
    siren: SirenCoordinated,
    key: KeyPath,
    filename: Annotated[str, Query(min_length=1, max_length=200, description="Son nom, sans dossier.")],
    commune: CommuneQuery = None,
) -> DocumentView:
    """Garde un fichier, dont le corps de la demande est le contenu : un PDF, une image, un texte ou un tableau, reconnu
    à ce qu'il contient. Une commande le joint ensuite, par son « sha256 »."""
    state = await _known(request, siren, key)
    if commune is not None and state.seats and state.seat(commune) is None:
        raise Problem(404, f"La commune {commune} n'est pas consultée.")
    about = f"{state.stream}#{commune}" if commune else state.stream
    content = await request.body()
    media_type, end = _kind(content)
    named = safe_name(filename, end)
    file = File(siren=siren, about=about, filename=named, media_type=media_type, content=content, by=actor.id)
    documents = Documents(house_of(request).engine)

    async def keep() -> str:
        return (await documents.keep(file)).sha256

    asked = f"{commune or ''} {named} {file.sha256}"
    sha256, _ = await once(request, actor, siren, asked, keep)
    found = await documents.find(sha256, [about])
    if found is None:
        raise Problem(404, "Ce fichier n'est plus gardé : déposez-le sous une autre clé.")
    return _view(found[0])


@router.get(
    "/{sha256}",
    operation_id="getDocument",
    summary="Télécharger un fichier",
    response_class=Response,
    responses={
        200: {"description": "Le fichier, à enregistrer.", "content": {"*/*": _ANYTHING["application/octet-stream"]}},
        **documented(401, 403, 404, 405, 422, 503),
    },
)
async def get_document(
    request: Request,
    actor: Asker,
    siren: SirenAsked,
    key: KeyPath,
    sha256: Annotated[str, Path(pattern=_SHA256, description="Son empreinte SHA-256, en hexadécimal.")],
) -> Response:
    """Un fichier joint à la demande, ou déposé par une commune. Chaque lecture est notée."""
    house = house_of(request)
    state = await _known(request, siren, key)
    abouts = [state.stream, *(f"{state.stream}#{seat.insee}" for seat in state.seats)]
    found = await Documents(house.engine).find(sha256, abouts)
    if found is None:
        raise Problem(404, "Ce document n'est pas, ou plus, dans cette consultation.")
    await house.accesses.note(AccessKind.FILE_READ, actor.id, siren, sha256)
    sheet, content = found
    return attachment(content, sheet.media_type, sheet.filename)


def _kind(content: bytes) -> tuple[str, str]:
    """Its type and the end of its name. Raises `Problem` 413, 415 or 422 for what is not taken."""
    if not content:
        raise Problem(422, EMPTY)
    if len(content) > HEAVIEST:
        raise Problem(413, HEAVY)
    kind = taken_as(content, documents=True)
    if kind is None:
        raise Problem(415, BAD_DOCUMENT)
    return kind


async def _known(request: Request, siren: str, key: str) -> Consultation:
    state = await house_of(request).snapshots.one(DECIDER, f"{DECIDER.kind}/{siren}/{key}")
    if state.status is Status.ABSENT:
        raise Problem(404, f"L'EPCI {siren} n'a pas de consultation « {key} ».")
    return state


def _view(sheet: Sheet) -> DocumentView:
    return DocumentView(sha256=sheet.sha256, filename=sheet.filename, media_type=sheet.media_type, size=sheet.size)
