"""The workbook of a roadmap, as bytes: the same content on the same day gives the same bytes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from domain.procedures import PROCEDURES
from domain.territory import Epci
from infra.roadmaps.spreadsheet.layout import (
    ABOUT,
    AXES,
    ENTRIES,
    FIRST_ROW,
    HEAD,
    LISTS,
    MOST_ROWS,
    NAMES_ROW,
    OBJECTIVES,
    SHEETS,
    Column,
    Kind,
    Sheet,
)
from infra.roadmaps.spreadsheet.rows import Rows, Value, name_of

#: Of every workbook: it would otherwise change its bytes at each second.
_CREATED: Final = datetime(2026, 1, 1)  # noqa: DTZ001 - the format knows no zone

#: What a spreadsheet would take for a formula, were the text typed again.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

#: The height of a line in points, the most of them that a row shows, the widest column in characters.
_LINE: Final = 15.0
_MOST_LINES: Final = 12
_WIDEST: Final = 110

#: The column of the first sheet that is filled in.
_VALUE: Final = 2

_DATE: Final = "dd/mm/yyyy"
_AS_TEXT: Final = "@"
_FONT: Final = {"font_name": "Calibri", "font_size": 11, "valign": "top"}


def write_workbook(rows: Rows, epci: Epci, about: Sequence[tuple[str, str]]) -> bytes:
    """The template, filled with `rows`. `about`: what its last page says, in pairs."""
    kept = BytesIO()
    book = Workbook(kept, {"in_memory": True, "default_date_format": _DATE})
    book.set_properties({"title": "Feuille de route", "created": _CREATED})
    writing = _Writing(book)
    for sheet in SHEETS:
        writing.sheet(sheet, rows[sheet.title], epci)
    writing.about(about)
    writing.lists(epci)
    book.close()
    return kept.getvalue()


class _Writing:
    def __init__(self, book: Workbook) -> None:
        self._book = book
        wrapped = {**_FONT, "text_wrap": True}
        self._label = book.add_format({**wrapped, "bold": True, "bg_color": "#E3EFF0", "bottom": 1})
        self._name = book.add_format({**_FONT, "font_size": 8, "italic": True, "font_color": "#545C61", "bottom": 1})
        self._text = book.add_format({**wrapped, "num_format": _AS_TEXT})
        self._quoted = book.add_format({**wrapped, "num_format": _AS_TEXT, "quote_prefix": True})
        self._day = book.add_format({**_FONT, "num_format": _DATE, "align": "left"})
        self._number = book.add_format(_FONT)
        self._still = book.add_format({**wrapped, "font_color": "#545C61"})

    def sheet(self, sheet: Sheet, rows: list[list[Value]], epci: Epci) -> None:
        """A sheet, its two rows of headers in sight, its lists to choose from."""
        page = self._page(sheet.title, sheet.fixed)
        # What is wide is printed over several pages, with what says of which line it is.
        page.fit_to_pages(1 if len(sheet.columns) < 12 else 4, 0)
        if sheet.fixed:
            page.repeat_columns(0, sheet.fixed - 1)
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, column.width, self._format(column))
            page.write_string(0, at, column.label, self._label)
            page.write_string(NAMES_ROW - 1, at, column.name, self._name)
            page.write_comment(0, at, column.help, {"author": "Jalon", "x_scale": 2})
            if choices := self._choices(column, epci):
                last = FIRST_ROW - 2 + MOST_ROWS - NAMES_ROW
                page.data_validation(FIRST_ROW - 1, at, last, at, choices)
        self._rows(page, sheet, rows)
        if sheet is HEAD:
            for row, entry in enumerate(ENTRIES, start=FIRST_ROW - 1):
                if choices := self._choices(entry, epci):
                    page.data_validation(row, _VALUE, row, _VALUE, choices)

    def about(self, said: Sequence[tuple[str, str]]) -> None:
        """What the file is, and how to fill it in."""
        page = self._page(ABOUT, 0)
        page.set_column(0, 0, 26, self._still)
        page.set_column(1, 1, _WIDEST, self._text)
        for row, (what, value) in enumerate(said):
            page.set_row(row, _height([(value, _WIDEST)]))
            page.write_string(row, 0, what, self._label if what else self._still)
            page.write_string(row, 1, value, self._text)

    def lists(self, epci: Epci) -> None:
        """What the lists to choose from are made of: communes, procedures."""
        page = self._page(LISTS, 0)
        heads = (("Commune", 32), ("Code INSEE", 12), ("Procédure", 28), ("Ce qu'elle est", 70))
        for at, (label, width) in enumerate(heads):
            page.set_column(at, at, width, self._text)
            page.write_string(0, at, label, self._label)
        for row, commune in enumerate(epci.communes, start=NAMES_ROW):
            page.write_string(row, 0, name_of(commune.insee, epci), self._text)
            page.write_string(row, 1, commune.insee, self._text)
        for row, (id, title) in enumerate(_procedures(), start=NAMES_ROW):
            page.write_string(row, 2, id, self._text)
            page.write_string(row, 3, title, self._text)

    def _page(self, title: str, fixed: int) -> Worksheet:
        page: Worksheet = self._book.add_worksheet(title)
        page.freeze_panes(NAMES_ROW if title not in (ABOUT, LISTS) else int(title == LISTS), fixed)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        if title != ABOUT:
            page.repeat_rows(0)
        return page

    def _format(self, column: Column) -> Any:
        return {Kind.DAY: self._day, Kind.NUMBER: self._number}.get(column.kind, self._text)

    def _rows(self, page: Worksheet, sheet: Sheet, rows: list[list[Value]]) -> None:
        page.set_row(0, _LINE * 2)
        page.print_area(0, 0, FIRST_ROW - 2 + max(len(rows), 1), len(sheet.columns) - 1)
        widths = [column.width for column in sheet.columns]
        for row, values in enumerate(rows, start=FIRST_ROW - 1):
            page.set_row(row, _height(zip(values, widths, strict=True)))
            for at, value in enumerate(values):
                self._write(page, (row, at), value, sheet.columns[at])

    def _write(self, page: Worksheet, cell: tuple[int, int], value: Value, column: Column) -> None:
        match value:
            case None:
                return
            case date():
                page.write_datetime(*cell, datetime(value.year, value.month, value.day), self._day)  # noqa: DTZ001
            case Decimal() if Decimal(repr(float(value))) == value:
                page.write_number(*cell, float(value), self._number)
            case _:
                text = str(value)
                page.write_string(*cell, text, self._quoted if text.startswith(_FORMULA) else self._text)

    def _choices(self, column: Column, epci: Epci) -> dict[str, Any] | None:
        """A list to choose from, that warns and does not forbid: what is read is wider than what is shown."""
        source: Any = list(column.words)
        if column.name == "procedure":
            source = f"='{LISTS}'!$C${FIRST_ROW}:$C${FIRST_ROW - 1 + len(_procedures())}"
        elif column.kind is Kind.COMMUNE and epci.communes:
            source = f"='{LISTS}'!$A${FIRST_ROW}:$A${FIRST_ROW - 1 + len(epci.communes)}"
        elif column.name in ("axe", "fiche"):
            of, letter = (AXES, "A") if column.name == "axe" else (OBJECTIVES, "B")
            source = f"='{of.title}'!${letter}${FIRST_ROW}:${letter}${MOST_ROWS}"
        if not source:
            return None
        asked = {"validate": "list", "source": source, "error_type": "warning"}
        return {**asked, "input_title": column.label[:32], "input_message": column.help[:255]}


def _height(cells: Iterable[tuple[Value, int]]) -> float:
    """The height, in points, of a row of these values in columns of these widths: not every program finds it."""
    most = 1
    for value, width in cells:
        parts = str(value or "").split("\n")
        most = max(most, sum(1 + len(part) // width for part in parts))
    return _LINE * min(most, _MOST_LINES)


def _procedures() -> list[tuple[str, str]]:
    """Each procedure once, under its last title."""
    return sorted({procedure.id: procedure.title for procedure in PROCEDURES}.items())
