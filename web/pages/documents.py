"""The files of a consultation: those joined to the request, and the délibérations that communes deposited."""

import re
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from domain.consultation import DECIDER
from domain.consultation.state import Consultation
from infra.documents import Documents
from infra.identity.accesses import AccessKind
from web.downloads import attachment
from web.house import house_of
from web.pages.scope import Scoped
from web.problems import Problem

router = APIRouter()

_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@router.get("/consultations/{key}/documents/{sha256}")
async def download(scope: Scoped, key: str, sha256: str) -> Response:
    """The file with that SHA-256, to keep: no browser opens it in the page. Raises `Problem` 404 when the consultation
    has none."""
    state: Consultation | None = await scope.state(DECIDER.kind, key)
    found = None
    if state is not None and _SHA256.fullmatch(sha256):
        abouts = [state.stream, *(f"{state.stream}#{insee}" for insee in _communes(state))]
        found = await Documents(house_of(scope.request).engine).find(sha256, abouts)
    if found is None:
        raise Problem(404, "Ce document n'est pas, ou plus, dans cette consultation.")
    sheet, content = found
    actor, about = scope.actor.id, f"consultation/{scope.epci.siren}/{key} {sha256[:12]}"
    await house_of(scope.request).accesses.note(AccessKind.FILE_READ, actor, scope.epci.siren, about)
    return attachment(content, sheet.media_type, sheet.filename)


def _communes(state: Consultation) -> list[str]:
    """Those that are consulted, or voted before they were (INSEE codes)."""
    return [*(seat.insee for seat in state.seats), *(early.commune for early in state.early)]
