"""From the sheets of a workbook to the content of a roadmap file, with the cell of each of its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from domain.french import typeset
from domain.roadmap.words import did_you_mean, folded
from infra.roadmaps.roadmap_places import Fault, Loc, Place, RoadmapRefused
from infra.roadmaps.roadmap_source import Source
from infra.roadmaps.spreadsheet.cells import Cell, read_cell
from infra.roadmaps.spreadsheet.grid import Table, meant, read_tables, where
from infra.roadmaps.spreadsheet.layout import (
    AXES,
    CALENDAR,
    CONTACTS,
    ENGAGEMENTS,
    ENTRIES,
    HEAD,
    INDICATORS,
    MILESTONES,
    OBJECTIVES,
    Column,
    Kind,
    Sheet,
    column_of,
)

_MISSING: Final = "ce champ est obligatoire"
_SEPARATORS: Final = str.maketrans({";": "\n", ",": "\n"})

#: The list of the format that each type of date goes to; evaluations say their type.
_DATES: Final = {
    "conseil_communautaire": "conseils_communautaires",
    "communication_annuelle": "communications_annuelles",
    "mi_mandat": "points_d_evaluation",
    "fin_de_mandat": "points_d_evaluation",
}

#: The lists of an objective that have a sheet of their own.
_PARTS: Final = {MILESTONES: "etapes", INDICATORS: "indicateurs", ENGAGEMENTS: "engagements"}


@dataclass
class SheetDocument:
    """What a workbook says: `data` as the format has it, the place of each part, what is wrong with cells."""

    data: dict[str, Any] = field(default_factory=dict)
    places: dict[Loc, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def place(self, loc: Loc) -> Place:
        """The cell of the part, or of the closest part around it."""
        while loc and loc not in self.places:
            loc = loc[:-1]
        return self.places.get(loc, where(HEAD))


def read_workbook(source: Source) -> SheetDocument:
    """The document of a workbook. Raises `RoadmapRefused` when its sheets have lost their shape, a plain `DomainError`
    when it is no workbook that can be read."""
    tables, misshapen = read_tables(source)
    if misshapen:
        raise RoadmapRefused(source.name, [Fault(place, typeset(message)) for place, message in misshapen])
    return _Assembling().assemble({table.sheet: table for table in tables})


class _Assembling:
    def __init__(self) -> None:
        self._document = SheetDocument(data={"territoire": {}, "axes": [], "contacts": [], "calendrier": {}})
        self._axes: dict[str, Loc] = {}
        self._fiches: dict[str, Loc] = {}

    def assemble(self, tables: Mapping[Sheet, Table]) -> SheetDocument:
        data, places = self._document.data, self._document.places
        places |= {("axes",): where(AXES), ("contacts",): where(CONTACTS), ("calendrier",): where(CALENDAR)}
        self._head(tables[HEAD])
        for row, cells in tables[CALENDAR].rows:
            self._date(row, cells)
        for row, cells in tables[AXES].rows:
            loc = ("axes", len(data["axes"]))
            axis = self._line(AXES, row, cells, loc)
            data["axes"].append({**axis, "fiches": []})
            self._axes.setdefault(str(axis.get("id")), loc)
        for row, cells in tables[OBJECTIVES].rows:
            self._objective(row, cells)
        for sheet, part in _PARTS.items():
            for row, cells in tables[sheet].rows:
                self._part(sheet, part, row, cells)
        for row, cells in tables[CONTACTS].rows:
            data["contacts"].append(self._line(CONTACTS, row, cells, ("contacts", len(data["contacts"]))))
        return self._document

    def _head(self, table: Table) -> None:
        value = table.sheet.columns[2]
        seen: set[str] = set()
        for row, cells in table.rows:
            name = str(cells["champ"].value or "").strip()
            entry = column_of(ENTRIES, name)
            if entry is None or name in seen:
                hint = meant(name, [one.name for one in ENTRIES], HEAD.title)
                told = (
                    f"le champ « {name} » y est deux fois" if entry else f"« {name} » n'est pas un champ connu ; {hint}"
                )
                self._fault(where(HEAD, row, table.sheet.columns[1]), told)
                continue
            seen.add(name)
            path = name.split(".")
            loc: Loc = tuple(path)
            self._document.places[loc] = where(HEAD, row, value)
            self._document.places.setdefault(loc[:1], where(HEAD, row, value))
            if (said := self._said(HEAD, row, entry.kind, cells["valeur"], value)) is not None:
                _put(self._document.data, path, said)
        for entry in ENTRIES:
            if entry.name not in seen:
                self._fault(where(HEAD), f"la ligne du champ « {entry.name} » manque ; reprenez-la du modèle")

    def _date(self, row: int, cells: Mapping[str, Cell]) -> None:
        kind, day = (self._said(CALENDAR, row, each.kind, cells[each.name], each) for each in CALENDAR.columns)
        for column, said in zip(CALENDAR.columns, (kind, day), strict=True):
            if said is None and cells[column.name].value is None:
                self._fault(where(CALENDAR, row, column), _MISSING)
        if kind is None or day is None:
            return
        name = folded(str(kind))
        if name not in _DATES:
            told = f"« {kind} » n'est pas reconnu ; {did_you_mean(name, list(_DATES))}"
            self._fault(where(CALENDAR, row, CALENDAR.columns[0]), told)
            return
        known = self._document.data["calendrier"].setdefault(_DATES[name], [])
        self._document.places["calendrier", _DATES[name], len(known)] = where(CALENDAR, row, CALENDAR.columns[1])
        known.append({"type": name, "date": day} if _DATES[name] == "points_d_evaluation" else day)

    def _objective(self, row: int, cells: Mapping[str, Cell]) -> None:
        named = self._reference(OBJECTIVES, row, cells, self._axes, ("aucun axe n'a l'identifiant", AXES))
        # One whose axis is not known is read with the first: whatever else is wrong with it is told at once.
        axis = named or next(iter(self._axes.values()), None)
        if axis is None:
            return
        fiches = self._document.data["axes"][axis[1]]["fiches"]
        loc: Loc = (*axis, "fiches", len(fiches))
        fiche = self._line(OBJECTIVES, row, cells, loc, OBJECTIVES.columns[1:])
        self._document.places[*loc, "blocage"] = self._document.places[*loc, "blocage", "cause"]
        fiches.append(fiche)
        self._fiches.setdefault(str(fiche.get("id")), loc)

    def _part(self, sheet: Sheet, part: str, row: int, cells: Mapping[str, Cell]) -> None:
        fiche = self._reference(sheet, row, cells, self._fiches, ("aucun objectif n'a l'identifiant", OBJECTIVES))
        if fiche is None:
            return
        parts = self._at(fiche).setdefault(part, [])
        parts.append(self._line(sheet, row, cells, (*fiche, part, len(parts)), sheet.columns[1:]))

    def _at(self, fiche: Loc) -> dict[str, Any]:
        found: dict[str, Any] = self._document.data["axes"][fiche[1]]["fiches"][fiche[3]]
        return found

    def _reference(
        self, sheet: Sheet, row: int, cells: Mapping[str, Cell], known: Mapping[str, Loc], of: tuple[str, Sheet]
    ) -> Loc | None:
        """What the first cell of the line names, `None` when it is not known."""
        column = sheet.columns[0]
        said = self._said(sheet, row, column.kind, cells[column.name], column)
        if said is None and cells[column.name].value is None:
            self._fault(where(sheet, row, column), _MISSING)
        elif said is not None and said not in known:
            names = [name for name in known if name != "None"]
            self._fault(where(sheet, row, column), f"{of[0]} « {said} » ; {meant(str(said), names, of[1].title)}")
        return known.get(str(said))

    def _line(
        self, sheet: Sheet, row: int, cells: Mapping[str, Cell], loc: Loc, columns: Sequence[Column] = ()
    ) -> dict[str, Any]:
        """What a line says, as the format has it, each of its cells placed."""
        line: dict[str, Any] = {}
        self._document.places[loc] = where(sheet, row)
        for column in columns or sheet.columns:
            path = column.name.split(".")
            self._document.places[*loc, *path] = where(sheet, row, column)
            if (said := self._said(sheet, row, column.kind, cells[column.name], column)) is not None:
                _put(line, path, said)
        return line

    def _said(self, sheet: Sheet, row: int, kind: Kind, cell: Cell, column: Column) -> str | list[str] | None:
        try:
            said = read_cell(cell, kind)
        except ValueError as wrong:
            self._fault(where(sheet, row, column), str(wrong))
            return None
        if said is None or kind not in (Kind.COMMUNES, Kind.LINES) or folded(said) in ("toutes", "tous"):
            return said
        parted = said.translate(_SEPARATORS) if kind is Kind.COMMUNES else said
        return [part.strip() for part in parted.split("\n") if part.strip()]

    def _fault(self, place: Place, message: str) -> None:
        self._document.faults.append(Fault(place, typeset(message)))


def _put(into: dict[str, Any], path: Sequence[str], value: Any) -> None:
    *groups, last = path
    for group in groups:
        into = into.setdefault(group, {})
    into[last] = value
