"""The lines of each sheet of the workbook: what a roadmap file says, by column."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from domain.evaluation.commands import PointType
from domain.planned import PlannedDay, Precision
from domain.roadmap.fiche import Fiche
from domain.roadmap.file import RoadmapFile
from domain.roadmap.words import folded
from domain.territory import Epci
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
    SHEETS,
    Column,
    Kind,
    Sheet,
)

#: What a cell holds: a text, a number, a date, nothing.
Value = str | Decimal | date | None

#: The lines of each sheet, in its order; each gives the values of its columns, in theirs.
Rows = Mapping[str, list[list[Value]]]

_POINTS: Final = {PointType.MI_MANDAT: "Mi-mandat", PointType.FIN_DE_MANDAT: "Fin de mandat"}


def rows_of(file: RoadmapFile, epci: Epci) -> Rows:
    """Every line of the workbook of a roadmap; communes are named."""
    fiches = [(axe.id, fiche) for axe in file.axes for fiche in axe.fiches]
    lines: dict[Sheet, Iterator[dict[str, Any]]] = {
        CALENDAR: _dates(file),
        AXES: ({"id": axe.id, "intitule": axe.intitule} for axe in file.axes),
        OBJECTIVES: ({"axe": axe, **_flat(fiche.model_dump())} for axe, fiche in fiches),
        MILESTONES: _parts(fiche for _, fiche in fiches),
        INDICATORS: ({"fiche": fiche.id, **one.model_dump()} for _, fiche in fiches for one in fiche.indicateurs),
        ENGAGEMENTS: ({"fiche": fiche.id, **one.model_dump()} for _, fiche in fiches for one in fiche.engagements),
        CONTACTS: (contact.model_dump() for contact in file.contacts),
    }
    # In the order in which the sheets are: the head is made of entries.
    rows = {HEAD.title: _head(_flat(file.model_dump(exclude={"axes", "contacts", "calendrier"})), epci)}
    return rows | {
        sheet.title: [
            [_value(line.get(column.name), column, epci) for column in sheet.columns] for line in lines[sheet]
        ]
        for sheet in SHEETS
        if sheet is not HEAD
    }


def empty_rows(epci: Epci) -> Rows:
    """Those of the template: the EPCI is known, nothing else."""
    head = {"version": 1, "titre": None, "territoire.siren": epci.siren}
    return {HEAD.title: _head(head, epci)} | {sheet.title: [] for sheet in SHEETS if sheet is not HEAD}


def _head(said: Mapping[str, Any], epci: Epci) -> list[list[Value]]:
    return [[one.label, one.name, _value(said.get(one.name), one, epci), one.help] for one in ENTRIES]


def _dates(file: RoadmapFile) -> Iterator[dict[str, Any]]:
    calendar = file.calendrier
    for day in calendar.conseils_communautaires:
        yield {"type": "Conseil communautaire", "date": day}
    for day in calendar.communications_annuelles:
        yield {"type": "Communication annuelle", "date": day}
    for point in calendar.points_d_evaluation:
        yield {"type": _POINTS[point.type], "date": point.date}


def _parts(fiches: Iterator[Fiche]) -> Iterator[dict[str, Any]]:
    for fiche in fiches:
        for etape in fiche.etapes:
            # Not dumped: a planned day is written from what it is.
            yield {"fiche": fiche.id, "nom": etape.nom, "echeance": etape.echeance, "faite_le": etape.faite_le}


def _flat(section: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """The fields of a section and of those inside it, under their whole names; planned days as they are written."""
    fields: dict[str, Any] = {}
    for name, value in section.items():
        if isinstance(value, dict) and "precision" not in value:
            fields |= _flat(value, f"{before}{name}.")
        else:
            fields[before + name] = PlannedDay.model_validate(value) if isinstance(value, dict) else value
    return fields


def _value(value: Any, column: Column, epci: Epci) -> Value:
    """As its cell has it."""
    match value:
        case None | "" | ():
            return None
        case bool():
            return "oui" if value else "non"
        case PlannedDay():
            return value.last_day if value.precision is Precision.DAY else value.text
        case int() if column.kind is Kind.NUMBER:
            return Decimal(value)
        case date() | Decimal():
            return value
        case tuple():
            return _list(value, column, epci)
    text = str(value)
    if column.kind is Kind.COMMUNE:
        return name_of(text, epci)
    return next((word for word in column.words if folded(word) == text), text)


def _list(values: tuple[str, ...], column: Column, epci: Epci) -> str:
    if column.kind is not Kind.COMMUNES:
        return "\n".join(values)
    if len(values) > 1 and set(values) == {commune.insee for commune in epci.communes}:
        return "toutes"
    return "\n".join(name_of(insee, epci) for insee in values)


def name_of(insee: str, epci: Epci) -> str:
    """The name of a commune, or its INSEE code when two share the name or when it is not of the EPCI."""
    named = {commune.insee: commune.name for commune in epci.communes}
    name = named.get(insee)
    plain = [folded(each) for each in named.values()]
    return name if name is not None and plain.count(folded(name)) == 1 else insee
