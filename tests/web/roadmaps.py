"""An EPCI that is open and has no roadmap yet, on 20 April 2026, and files of roadmaps for it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx2
from openpyxl import load_workbook  # type: ignore[import-untyped]

from domain.mandate.commands import OpenMandate, mandate_id
from domain.planned import parse_planned
from domain.procedures import PROCEDURE_IDS
from infra.embedded.postgres import EmbeddedPostgres
from infra.roadmaps.exporting import workbook
from infra.roadmaps.roadmap_file import read_roadmap
from infra.territories import load_epci
from scripts.played import SIREN
from tests.web.conftest import visitor
from tests.web.examples import BEFORE, Example, example, somebody_works_there

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "example" / "roadmap.yaml"
EPCI = load_epci(SIREN)
HERE = {"Sec-Fetch-Site": "same-origin"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@asynccontextmanager
async def opened(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Example]:
    """The EPCI of the example, its mandate open and nothing else; somebody does the worker's part."""
    async with example(postgres, template, BEFORE) as it:
        opening = OpenMandate(
            siren=SIREN,
            epci_name=EPCI.name,
            nature=EPCI.nature,
            financing=EPCI.financing,
            place=EPCI.place,
            synthetic=True,
            year=2026,
            renewal=date(2026, 3, 22),
            second_round=True,
            end=parse_planned("2032-03"),
        )
        await it.tell(mandate_id(SIREN, 2026), opening)
        async with somebody_works_there(it):
            yield it


@asynccontextmanager
async def coordinator(it: Example, secret: str | None = None) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody who reads the pages with that token; that of the example opens everything."""
    async with visitor(it.app) as client:
        client.headers["Authorization"] = f"Bearer {secret or it.secret}"
        yield client


def example_workbook() -> bytes:
    """The example, as the workbook that an export would give on 20 April 2026."""
    file, epci = read_roadmap(EXAMPLE, PROCEDURE_IDS, BEFORE.astimezone())
    return workbook(file, epci, BEFORE.date())


def changed(content: bytes, change: Callable[[Any], None]) -> bytes:
    """The same workbook once somebody changed it in a spreadsheet."""
    book = load_workbook(BytesIO(content))
    change(book)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


async def counted(it: Example) -> dict[str, int]:
    """How many rows every table has, but those that only say who came in."""
    query = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    passing = ("accesses", "sessions", "api_tokens", "alembic_version")
    async with it.house.engine.connect() as connection:
        names = sorted(name for (name,) in await connection.exec_driver_sql(query) if name not in passing)
        counts = {}
        for name in names:
            (row,) = (await connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"')).all()
            counts[name] = row[0]
        return counts
