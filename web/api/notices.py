"""The ledger of an EPCI: everything that anybody is to be told."""

from typing import Annotated, Final

from fastapi import APIRouter, Request
from pydantic import StringConstraints, TypeAdapter

from domain.base import Instant
from infra.reading.lists import Lists, NoticeRow
from web.api.cursors import CursorQuery, LimitQuery, Page, page, read_cursor
from web.api.scope import SirenAsked, StreamQuery, check_known
from web.house import house_of
from web.problems import documented

#: Where a page begins: the instant of sending of a notice, and its key.
_PLACE: Final[TypeAdapter[tuple[Instant, str] | None]] = TypeAdapter(
    tuple[Instant, Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]]
)

router = APIRouter(tags=["Relances"])


@router.get(
    "/notices",
    operation_id="listNotices",
    summary="Lister les courriels dus et envoyés",
    responses=documented(401, 403, 404, 405, 422, 503),
)
async def list_notices(
    request: Request,
    siren: SirenAsked,
    stream: StreamQuery = None,
    cursor: CursorQuery = None,
    limit: LimitQuery = 50,
) -> Page[NoticeRow]:
    """Ce qui est dû à chacun et ce qu'il en est advenu, dans l'ordre des envois, sans aucune adresse."""
    house = house_of(request)
    after = read_cursor(cursor, _PLACE, None)
    rows = await Lists(house.engine).notices(siren, stream, after, limit + 1)
    if not rows:
        await check_known(house, siren)
    return page(rows, limit, lambda row: row, lambda row: [row.send_at, row.key])
