"""The journal of an EPCI: what happened, when, and by whom."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Request
from pydantic import Field, TypeAdapter

from domain.base import Instant, Value
from infra.reads import JournalRow
from web.api.cursors import CursorQuery, LimitQuery, Page, page, read_cursor
from web.api.problems import documented
from web.api.scope import SirenAsked, StreamQuery, check_known
from web.house import house_of

#: Where a page begins: the stream and the revision of an event.
_PLACE: Final[TypeAdapter[tuple[str, int]]] = TypeAdapter(
    tuple[Annotated[str, Field(pattern=r"^[^\x00]*$")], Annotated[int, Field(ge=0, lt=2**31)]]
)

router = APIRouter(tags=["Journal"])


class EventView(Value):
    """One event. `occurred_at`: the legal instant; `cause`: the id of the command, or « time »; `hash`: sha256, in
    hexadecimal, of it and of the one before it in its stream."""

    stream: str
    revision: int
    occurred_at: Instant
    recorded_at: Instant
    by: str
    cause: str
    kind: str
    event: dict[str, Any]
    hash: str


@router.get(
    "/journal",
    operation_id="listJournal",
    summary="Lire le journal",
    responses=documented(401, 403, 404, 405, 422, 503),
)
async def list_journal(
    request: Request,
    siren: SirenAsked,
    stream: StreamQuery = None,
    cursor: CursorQuery = None,
    limit: LimitQuery = 50,
) -> Page[EventView]:
    """Les événements d'un EPCI, dossier par dossier et dans l'ordre de chacun."""
    house = house_of(request)
    after = read_cursor(cursor, _PLACE, ("", 0))
    rows = await house.reads.journal(siren, stream, after, limit + 1)
    if not rows:
        await check_known(house, siren)
    return page(rows, limit, _event, lambda row: [row.stream, row.revision])


def _event(row: JournalRow) -> EventView:
    return EventView(**row.model_dump(exclude={"hash"}), hash=row.hash.hex())
