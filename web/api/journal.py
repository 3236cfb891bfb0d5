"""The journal of an EPCI: what happened, when, and by whom."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field, TypeAdapter

from domain.base import Day, Instant, Value
from domain.calendar import start_of_day
from domain.territory import Epci
from infra.reading.journal_search import Search, exact_of, streams_called, terms_of
from infra.reading.reads import JournalRow
from infra.reading.views import Edge, Views
from infra.territories import epci_of
from web.api.cursors import CursorQuery, LimitQuery, Page, page, read_cursor
from web.api.scope import SirenAsked, StreamQuery, check_known
from web.house import house_of
from web.problems import Problem, documented

#: Where a page begins: the stream and the revision of an event.
_PLACE: Final[TypeAdapter[tuple[str, int]]] = TypeAdapter(
    tuple[Annotated[str, Field(pattern=r"^[^\x00]*$")], Annotated[int, Field(ge=0, lt=2**31)]]
)

#: Where a page of a search begins: the instant of recording of an event, its stream, its revision.
_EDGE: Final[TypeAdapter[tuple[Instant, str, int] | None]] = TypeAdapter(
    tuple[Instant, Annotated[str, Field(pattern=r"^[^\x00]*$")], Annotated[int, Field(ge=0, lt=2**31)]]
)

_ONE_DAY: Final = timedelta(days=1)

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


@dataclass(frozen=True)
class Looked:
    """What is looked for; all of it together."""

    q: Annotated[
        str, Query(max_length=200, pattern=r"^[^\x00]*$", description="Des mots, un numéro d'acte ou une clé.")
    ] = ""
    of: Annotated[
        Literal["objective", "consultation", "mandate", "evaluation", ""], Query(description="Une sorte de dossier.")
    ] = ""
    by: Annotated[
        str,
        Query(
            max_length=120,
            pattern=r"^[^\x00]*$",
            description="Qui a agi, tel que le journal l'écrit ; « jalon » : le temps.",
        ),
    ] = ""
    first: Annotated[Day | None, Query(description="À partir de ce jour.")] = None
    last: Annotated[Day | None, Query(description="Jusqu'à ce jour, inclus.")] = None

    def search(self, epci: Epci) -> Search:
        """The same, as the journal is searched. Raises `Problem` 422 when no word of it says anything."""
        terms = terms_of(self.q, epci)
        if self.q and not terms:
            raise Problem(422, "Donnez dans « q » un mot qui dise quelque chose : un nom, un sujet, un numéro.")
        return Search(
            terms=terms,
            exact=exact_of(self.q),
            streams=streams_called(self.q, epci.siren) if self.q else (),
            of=self.of,
            first=start_of_day(self.first, epci.place) if self.first else None,
            last=start_of_day(self.last + _ONE_DAY, epci.place) if self.last else None,
            by=self.by,
        )


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


@router.get(
    "/journal/search",
    operation_id="searchJournal",
    summary="Chercher dans le journal",
    responses=documented(401, 403, 404, 405, 422, 503),
)
async def search_journal(
    request: Request,
    siren: SirenAsked,
    asked: Annotated[Looked, Depends()],
    cursor: CursorQuery = None,
    limit: LimitQuery = 50,
) -> Page[EventView]:
    """Les événements d'un EPCI que laisse la recherche, le dernier enregistré d'abord."""
    house = house_of(request)
    edge = read_cursor(cursor, _EDGE, None)
    found = await Views(house.engine).journal(
        siren, edge=Edge(*edge) if edge else None, limit=limit, search=asked.search(epci_of(siren))
    )
    if not found.rows:
        await check_known(house, siren)
    rows = [*found.rows, found.older] if found.older else found.rows
    return page(rows, len(found.rows), _event, lambda row: [row.recorded_at, row.stream, row.revision])


def _event(row: JournalRow) -> EventView:
    return EventView(**row.model_dump(exclude={"hash"}), hash=row.hash.hex())
