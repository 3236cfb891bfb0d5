"""A roadmap file, read: all of it or nothing, with every error at once, in French, by path."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from domain.calendar import METROPOLE, civil_day
from domain.errors import DomainError
from domain.french import typeset
from domain.roadmap.fiche import Fiche
from domain.roadmap.fields import INVISIBLE, Known, Misplaced, read_siren
from domain.roadmap.file import RoadmapFile
from domain.roadmap.plan import commands, refusals
from domain.roadmap.words import did_you_mean
from domain.territory import Epci
from infra.french_errors import in_french
from infra.roadmaps.roadmap_places import Document, Fault, Loc, RoadmapRefused
from infra.roadmaps.roadmap_source import Source, source_at
from infra.roadmaps.spreadsheet.archive import is_workbook
from infra.roadmaps.spreadsheet.reading import read_workbook
from infra.roadmaps.yaml_file import parse_document
from infra.territories import load_epci

#: Something wrong, and where in the content.
Found = tuple[Loc, str]


class Roadmap(NamedTuple):
    """A file that is right, and the EPCI it is about."""

    file: RoadmapFile
    epci: Epci


class Read(NamedTuple):
    """A roadmap whose content is right, and the file that it was read in."""

    name: str
    roadmap: Roadmap
    document: Document

    def fault(self, stream: str, message: str, field: str = "") -> Fault:
        """What is wrong with what the file says of a stream, in one of its fields when it is named."""
        loc = _loc_of(self.roadmap.file, stream)
        return Fault(self.document.place((*loc, field) if field else loc), typeset(message))

    def fiche(self, key: str) -> tuple[str, Fiche]:
        """The axis and the content of the objective of that key."""
        return next((axe.id, fiche) for axe in self.roadmap.file.axes for fiche in axe.fiches if fiche.id == key)


def read_roadmap(path: Path, known_procedures: frozenset[str], at: datetime) -> Roadmap:
    """The roadmap of a file on the disk, as it would be entered at `at`, for the EPCI that it names.

    Raises `RoadmapRefused` with all the errors of its content and all that the rules would refuse were the EPCI new, or
    a plain `DomainError` when it is no such file.
    """
    read = read_source(source_at(path), known_procedures, at)
    refused = refusals(commands(read.roadmap.file, read.roadmap.epci), at)
    if faults := [read.fault(stream, reason) for stream, reason in refused]:
        raise RoadmapRefused(read.name, faults)
    return read.roadmap


def read_source(source: Source, known_procedures: frozenset[str], at: datetime, expected: Epci | None = None) -> Read:
    """The roadmap of a file of any format; `expected`: the EPCI that it must be about. The rules are not asked yet.

    Raises `RoadmapRefused` with all the errors of its content, or a plain `DomainError` when it is no such file.
    """
    document = document_of(source)
    epci, found = _epci(document.data, expected)
    today = civil_day(at, epci.place if epci is not None else METROPOLE)
    file, invalid = _file(document.data, Known(epci=epci, procedures=known_procedures, today=today))
    found += [*invalid, *_twice(document)]
    unseen = list(_unseen(document.data))
    found = [*unseen, *(each for each in found if each[0] not in {loc for loc, _ in unseen})]
    told = {fault.place for fault in document.faults}
    placed = [Fault(document.place(loc), message) for loc, message in found]
    faults = [*document.faults, *(fault for fault in placed if fault.place not in told)]
    if faults or file is None or epci is None:
        raise RoadmapRefused(source.name, faults)
    return Read(source.name, Roadmap(file=file, epci=epci), document)


def document_of(source: Source) -> Document:
    """The document of a file, by the end of its name, else by its first bytes. Raises `DomainError`."""
    if source.name.lower().endswith((".yaml", ".yml")) or not is_workbook(source):
        return parse_document(source)
    return read_workbook(source)


def _file(data: Any, known: Known) -> tuple[RoadmapFile | None, list[Found]]:
    try:
        return RoadmapFile.model_validate(data, context=known), []
    except ValidationError as invalid:
        return None, [each for error in invalid.errors() for each in _each(error)]


def _each(error: ErrorDetails) -> Iterator[Found]:
    """The error, or each of those that a check of a whole list found in it."""
    why = error.get("ctx", {}).get("error")
    if isinstance(why, Misplaced):
        yield from (((*error["loc"], i), message) for i, message in why.found)
    else:
        yield error["loc"], in_french(error, _advice(error))


def _epci(data: Mapping[Any, Any], expected: Epci | None) -> tuple[Epci | None, list[Found]]:
    """The EPCI that the file names, and why it is not the right one; a SIREN that is no SIREN has its own error."""
    territoire = data.get("territoire")
    try:
        siren = read_siren(territoire.get("siren") if isinstance(territoire, dict) else None)
    except ValueError:
        return None, []
    try:
        epci = load_epci(siren)
    except DomainError as unknown:
        return None, [(("territoire", "siren"), typeset(str(unknown)))]
    if expected is not None and siren != expected.siren:
        told = f"ce fichier est celui de {epci.name} ({siren}), et vous l'importez pour {expected.name}"
        return epci, [(("territoire", "siren"), typeset(f"{told} ({expected.siren})"))]
    return epci, []


def _unseen(part: Any, loc: Loc = ()) -> Iterator[Found]:
    """The texts that hold what nobody sees."""
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in inner:
        yield from _unseen(value, (*loc, key))
    if isinstance(part, str) and (unseen := INVISIBLE.search(part)):
        told = f"ce texte contient un caractère invisible (U+{ord(unseen[0]):04X}) : effacez-le et tapez-le de nouveau"
        yield loc, typeset(told)


def _twice(document: Document) -> Iterator[Found]:
    """Identifiers of axes, or of objectives of the whole file, that come twice; whatever else may be wrong."""
    axes = _items(document.data.get("axes"), ("axes",))
    fiches = [one for loc, axe in axes for one in _items(axe.get("fiches"), (*loc, "fiches"))]
    yield from _repeated("un autre axe", axes, document)
    yield from _repeated("une autre fiche", fiches, document)


def _items(raw: Any, at: Loc) -> list[tuple[Loc, dict[Any, Any]]]:
    return [((*at, i), item) for i, item in enumerate(raw) if isinstance(item, dict)] if isinstance(raw, list) else []


def _repeated(another: str, items: list[tuple[Loc, dict[Any, Any]]], document: Document) -> Iterator[Found]:
    first: dict[str, Loc] = {}
    for loc, item in items:
        id = str(item.get("id") or "")
        if id in first:
            where = document.place(first[id]).short
            yield (*loc, "id"), typeset(f"{another} porte déjà l'identifiant « {id} » ({where})")
        elif id:
            first[id] = loc


def _loc_of(file: RoadmapFile, stream: str) -> Loc:
    """Where the file speaks of a stream: an objective by its identifier, else the mandate."""
    key = stream.rpartition("/")[2]
    for i, axe in enumerate(file.axes):
        for j, fiche in enumerate(axe.fiches):
            if stream.startswith("objective/") and fiche.id == key:
                return ("axes", i, "fiches", j)
    return ("mandat",)


def _advice(error: ErrorDetails) -> str:
    """Which key was meant, when the error is a key that is not known."""
    if error["type"] != "extra_forbidden":
        return ""
    section: Any = RoadmapFile
    for part in error["loc"][:-1]:
        if isinstance(part, str):
            section = _section_in(section.model_fields[part].annotation)
    return did_you_mean(str(error["loc"][-1]), sorted(section.model_fields))


def _section_in(annotation: Any) -> type[BaseModel] | None:
    """The section inside « tuple[Section, …] » or « Section | None »."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((section for inner in get_args(annotation) if (section := _section_in(inner)) is not None), None)
