"""The workbook of the example as it would be exported on 20 April 2026, and what people do to workbooks."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import load_workbook  # type: ignore[import-untyped]

from domain.procedures import PROCEDURE_IDS
from infra.roadmaps.exporting import workbook
from infra.roadmaps.roadmap_file import read_roadmap

ROOT = Path(__file__).resolve().parents[4]
EXAMPLE = ROOT / "example" / "roadmap.yaml"
AT = datetime(2026, 4, 20, 7, tzinfo=UTC)

Change = Callable[[Any], None]


@cache
def example_book() -> bytes:
    """The workbook, as bytes."""
    file, epci = read_roadmap(EXAMPLE, PROCEDURE_IDS, AT)
    return workbook(file, epci, date(2026, 4, 20))


def changed(*changes: Change) -> bytes:
    """The same once somebody changed it in a spreadsheet."""
    book = load_workbook(BytesIO(example_book()))
    for change in changes:
        change(book)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def cell(sheet: str, at: str, value: Any, format: str | None = None) -> Change:
    """Somebody types `value` in a cell, or gives it that number format too."""

    def change(book: Any) -> None:
        book[sheet][at] = value
        if format is not None:
            book[sheet][at].number_format = format

    return change


def row(sheet: str, *values: Any) -> Change:
    """Somebody adds a row at the end of a sheet."""

    def change(book: Any) -> None:
        at = next(n for n in range(3, 1000) if all(each.value is None for each in book[sheet][n]))
        for column, value in enumerate(values, start=1):
            book[sheet].cell(at, column, value)

    return change


def repacked(parts: dict[str, bytes | None], content: bytes | None = None) -> bytes:
    """The same archive with these parts instead, or without those that are `None`."""
    saved = BytesIO()
    with ZipFile(BytesIO(content or example_book())) as old, ZipFile(saved, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
    return saved.getvalue()


def part(name: str) -> bytes:
    """A part of the workbook."""
    with ZipFile(BytesIO(example_book())) as archive:
        return archive.read(name)
