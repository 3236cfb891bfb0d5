"""`jalon journal …`: what was recorded, event by event, and the proof that nothing was changed since."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated

import typer
from sqlalchemy import select

from domain.errors import DomainError
from domain.french import local_time, number, plural
from domain.registry import decider_of
from domain.territory import Epci
from infra.chain import Report, verify
from infra.reading.reads import JournalRow
from infra.reading.sentences import sentence
from infra.tables import streams
from terminal.epci import epci_of, stream_of
from terminal.exits import Ended, Misused
from terminal.options import JsonOption, SirenOption
from terminal.session import Session, run
from terminal.show import give, say

_PAGE = 500


def show(
    stream: Annotated[
        str | None,
        typer.Argument(
            metavar="FLUX", help="Un flux (« objective/F1.1 », « consultation/schema ») ; par défaut, tous."
        ),
    ] = None,
    siren: SirenOption = None,
    json: JsonOption = False,
) -> None:
    """Montre le journal d'un EPCI ou d'un flux, événement par événement."""
    epci, rows = run(lambda session: _events(session, siren, stream))
    if json:
        give({"events": [_row(row) for row in rows]})
    elif not rows:
        say(f"Aucun événement dans {stream or 'le journal'}.")
    else:
        _show(epci, rows)


def check(json: JsonOption = False) -> None:
    """Vérifie la chaîne d'empreintes de tous les flux ; code 1 si elle est rompue quelque part."""
    reports = run(verified)
    broken = [report for report in reports if not report.ok]
    events = sum(report.verified for report in reports)
    if json:
        streams = [{**report.model_dump(mode="json"), "ok": report.ok} for report in reports]
        give({"chain_ok": not broken, "events": events, "streams": streams})
    else:
        flux = f"{number(len(reports))} {plural(len(reports), 'flux', 'flux')}"
        intact = "" if broken else ", chaîne intacte"
        say(f"{number(events)} {plural(events, 'événement vérifié', 'événements vérifiés')} dans {flux}{intact}.")
    if broken:
        raise Ended("\n".join(f"Chaîne rompue : {it.stream}, événement {it.broken_at} : {it.reason}." for it in broken))


async def verified(session: Session) -> list[Report]:
    """The report of every stream of the database, by id."""
    async with session.engine.connect() as connection:
        ids = list(await connection.scalars(select(streams.c.id).order_by(streams.c.id)))
    return [await verify(session.engine, id) for id in ids]


async def _events(session: Session, siren: str | None, stream: str | None) -> tuple[Epci, list[JournalRow]]:
    epci = await epci_of(session, siren)
    wanted = _whole(stream, epci) if stream is not None else None
    return epci, [row async for row in _pages(session, epci.siren, wanted)]


def _whole(stream: str, epci: Epci) -> str:
    """The id of a stream that may be written without its SIREN. Raises `Misused` when it names no kind of stream."""
    kind, _, rest = stream.partition("/")
    try:
        decider_of(stream)
    except DomainError as unknown:
        raise Misused(str(unknown)) from unknown
    return stream_of(kind, epci.siren, rest.removeprefix(f"{epci.siren}/"))


async def _pages(session: Session, siren: str, stream: str | None) -> AsyncIterator[JournalRow]:
    after = ("", 0)
    while page := await session.reads.journal(siren, stream, after, _PAGE):
        for row in page:
            yield row
        after = (page[-1].stream, page[-1].revision)


def _row(row: JournalRow) -> dict[str, object]:
    return {**row.model_dump(mode="json", exclude={"hash"}), "hash": row.hash.hex()}


def _show(epci: Epci, rows: Sequence[JournalRow]) -> None:
    shown = ""
    for row in rows:
        if row.stream != shown:
            say(row.stream)
            shown = row.stream
        say(f"  {row.revision}. {local_time(row.occurred_at, epci.place.tz)}, {row.by} : {sentence(row.event, epci)}")
