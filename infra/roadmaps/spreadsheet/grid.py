"""The sheets of a workbook as rows of cells, and what is wrong with their shape."""

import warnings
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from io import BytesIO
from typing import Any, Final, NamedTuple

from openpyxl import load_workbook  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter, range_boundaries  # type: ignore[import-untyped]

from domain.french import join
from domain.roadmap.words import folded
from infra.roadmaps.roadmap_places import Fault, Place
from infra.roadmaps.roadmap_source import Source
from infra.roadmaps.spreadsheet.archive import BROKEN, open_workbook
from infra.roadmaps.spreadsheet.cells import Cell
from infra.roadmaps.spreadsheet.layout import (
    ABOUT,
    FIRST_ROW,
    LISTS,
    MOST_ROWS,
    NAMES_ROW,
    SHEETS,
    Column,
    Sheet,
    column_of,
)

# What it says of drop-down lists and styles that it passes over helps nobody here.
warnings.filterwarnings("ignore", module="openpyxl")

#: For more columns, the others have no name anyway.
_MOST_COLUMNS: Final = 60

#: What openpyxl raises when parts of a workbook do not hold together.
_MISSHAPEN: Final = (*BROKEN, KeyError, IndexError, TypeError, AttributeError, SyntaxError, RecursionError)

Rows = list[tuple[int, tuple[Cell, ...]]]


class Table(NamedTuple):
    """A sheet that has its shape. `rows`: the number of each row that holds something, and its cells by column."""

    sheet: Sheet
    rows: list[tuple[int, dict[str, Cell]]]


def read_tables(source: Source) -> tuple[list[Table], list[Fault]]:
    """The sheets of a workbook, in the order of the template, and what is wrong with their shape, if anything is.

    Raises `DomainError` when the file is no workbook that can be read.
    """
    merged = open_workbook(source)
    try:
        grids, ranges = _grids(source, merged)
    except _MISSHAPEN:
        raise source.refused("ce classeur est abîmé ; enregistrez-le de nouveau, ou partez du modèle") from None
    faults = list(_sheets_wrong(set(grids)))
    tables = []
    for n, sheet in enumerate(SHEETS):
        if sheet.title in grids:
            names, wrong = _names(n, sheet, grids[sheet.title])
            faults += [*wrong, *_merged(n, sheet, ranges.get(sheet.title, []))]
            tables.append(Table(sheet, list(_content(grids[sheet.title], names))))
    return tables, faults


def where(sheet: Sheet, row: int = 0, column: Column | None = None) -> Place:
    """A place of the workbook: a sheet, one of its rows, a cell."""
    at = sheet.columns.index(column) + 1 if column is not None else 0
    label = column.label if column is not None else ""
    return Place((SHEETS.index(sheet), row, at), row, sheet=sheet.title, column=label)


def meant(text: str, known: list[str], place: str) -> str:
    """Which of the known names was meant, or where they are."""
    if close := get_close_matches(text, known, n=1, cutoff=0.5):
        return f"vouliez-vous écrire « {close[0]} » ?"
    return f"choisissez parmi {join(known)}" if 0 < len(known) <= 12 else f"vérifiez la feuille « {place} »"


def _grids(source: Source, merged: Mapping[str, list[str]]) -> tuple[dict[str, Rows], dict[str, list[str]]]:
    """By title, the rows of the sheets, and the ranges of their merged cells."""
    values, formulas = (
        load_workbook(BytesIO(source.content), read_only=True, data_only=only, keep_links=False)
        for only in (True, False)
    )
    grids: dict[str, Rows] = {}
    ranges: dict[str, list[str]] = {}
    known = {sheet.title for sheet in SHEETS}
    # openpyxl tells nothing of merged cells while it reads row by row, but knows from which part it reads.
    parts = [sheet._worksheet_path for sheet in values.worksheets]
    if len(set(parts)) < len(parts):
        raise KeyError("two sheets are one part")
    for sheet, part in zip(values.worksheets, parts, strict=True):
        if sheet.title not in (ABOUT, LISTS):
            grids[sheet.title] = list(_rows(source, sheet, formulas[sheet.title])) if sheet.title in known else []
            ranges[sheet.title] = merged.get(part, [])
    return grids, ranges


def _rows(source: Source, values: Any, formulas: Any) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    asked = {"max_row": MOST_ROWS + 1, "max_col": _MOST_COLUMNS}
    pairs = zip(values.iter_rows(**asked), formulas.iter_rows(**asked), strict=True)
    for row, (seen, typed) in enumerate(pairs, start=1):
        cells = tuple(_cell(one, other) for one, other in zip(seen, typed, strict=True))
        if all(cell.value is None and cell.formula is None for cell in cells):
            continue
        if row > MOST_ROWS:
            raise source.refused(f"la feuille « {values.title} » a plus de {MOST_ROWS} lignes")
        yield row, cells


def _cell(seen: Any, typed: Any) -> Cell:
    value = None if isinstance(seen.value, str) and not seen.value.strip() else seen.value
    formula = str(typed.value) if typed.data_type == "f" else None
    return Cell(value, seen.data_type, formula)


def _sheets_wrong(titles: set[str]) -> Iterator[Fault]:
    known = {sheet.title: n for n, sheet in enumerate(SHEETS)}
    plain = {folded(title): title for title in known}
    for title in sorted(titles - set(known)):
        close = get_close_matches(folded(title), list(plain), n=1, cutoff=0.6)
        hint = f"; son nom doit être « {plain[close[0]]} »" if close else "; retirez-la"
        yield Fault(Place((len(SHEETS),), 0, sheet=title), f"cette feuille n'est pas du modèle {hint}")
    for sheet in SHEETS:
        if sheet.title not in titles:
            yield Fault(where(sheet), "cette feuille manque ; elle peut rester vide, mais doit être là")


def _names(n: int, sheet: Sheet, rows: Rows) -> tuple[dict[int, Column], list[Fault]]:
    """The columns of the sheet, by position from 0, as its row of names says, and what is wrong with that row."""
    known = {column.name for column in sheet.columns}
    heads = {row: [_name(cell) for cell in cells] for row, cells in rows if row <= 20}
    names = heads.get(NAMES_ROW, [])
    if not known & set(names):
        return {}, [Fault(where(sheet, NAMES_ROW), _moved(sheet, known, heads))]
    found: dict[int, Column] = {}
    faults: list[Fault] = []
    for at, name in enumerate(names):
        column = column_of(sheet.columns, name)
        if column is None or column in found.values():
            faults += _wrong_name(sheet, at, name, column, rows)
        else:
            found[at] = column
    missing = [column for column in sheet.columns if column not in found.values()]
    faults += [
        Fault(where(sheet, NAMES_ROW, column), f"la colonne « {column.name} » manque ; elle peut rester vide")
        for column in missing
    ]
    return found, faults


def _name(cell: Cell) -> str:
    return str(cell.value).strip() if cell.value is not None else ""


def _moved(sheet: Sheet, known: set[str], heads: Mapping[int, list[str]]) -> str:
    told = f"la ligne {NAMES_ROW} doit porter les noms des champs ({', '.join(c.name for c in sheet.columns[:3])}…)"
    elsewhere = next((row for row, names in heads.items() if len(known & set(names)) > 1), None)
    return f"{told}, qui sont en ligne {elsewhere}" if elsewhere else f"{told} ; reprenez-la du modèle"


def _wrong_name(sheet: Sheet, at: int, name: str, known: Column | None, rows: Rows) -> Iterator[Fault]:
    place = Place(
        (SHEETS.index(sheet), NAMES_ROW, at + 1), NAMES_ROW, sheet=sheet.title, column=get_column_letter(at + 1)
    )
    if known is not None:
        yield Fault(place, f"la colonne « {name} » y est deux fois")
    elif name:
        hint = meant(name, [column.name for column in sheet.columns], ABOUT)
        yield Fault(place, f"« {name} » n'est pas une colonne de cette feuille ; {hint}")
    elif any(row >= FIRST_ROW and cells[at].value is not None for row, cells in rows):
        yield Fault(place, "cette colonne contient quelque chose et n'a pas de nom ; videz-la")


def _merged(n: int, sheet: Sheet, ranges: list[str]) -> Iterator[Fault]:
    for each in ranges:
        _, first, _, last = range_boundaries(each)
        if last is not None and first is not None and last >= NAMES_ROW:
            told = f"les cellules {each} sont fusionnées ; défusionnez-les : une valeur par cellule"
            yield Fault(where(sheet, first), told)


def _content(rows: Rows, names: Mapping[int, Column]) -> Iterator[tuple[int, dict[str, Cell]]]:
    for row, cells in rows:
        line = {column.name: cells[at] for at, column in names.items()}
        if row >= FIRST_ROW and any(cell.value is not None or cell.formula is not None for cell in line.values()):
            yield row, line
