"""A roadmap file, read: all of it or nothing, with every error at once, in French, by path."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from domain.calendar import METROPOLE, civil_day
from domain.errors import DomainError
from domain.french import plural, typeset
from domain.roadmap.fields import Known, read_siren
from domain.roadmap.file import RoadmapFile
from domain.roadmap.plan import commands, refusals
from domain.roadmap.words import did_you_mean
from domain.territory import Epci
from infra.french_errors import in_french
from infra.territories import load_epci
from infra.yaml_file import Document, Loc, read_document

#: Something wrong, and where.
Found = tuple[Loc, str]


class Roadmap(NamedTuple):
    """A file that is right, and the EPCI it is about."""

    file: RoadmapFile
    epci: Epci


class RoadmapRefused(DomainError):
    """The file is not right. `errors`: one French sentence each, in the order of the file."""

    def __init__(self, name: str, errors: tuple[str, ...]) -> None:
        count = len(errors)
        head = f"Le fichier « {name} » n'est pas importé : {count} {plural(count, 'erreur', 'erreurs')}."
        super().__init__("\n".join([typeset(head), *errors]))
        self.errors = errors


def read_roadmap(path: Path, known_procedures: frozenset[str], at: datetime) -> Roadmap:
    """The roadmap of a YAML file, as it would be entered at `at`, for the EPCI that it names.

    Raises `RoadmapRefused` with all the errors of its content, or a plain `DomainError` when it is no such file.
    """
    document = read_document(path)
    epci, found = _epci(document.data)
    today = civil_day(at, epci.place if epci is not None else METROPOLE)
    file, invalid = _file(document.data, Known(epci=epci, procedures=known_procedures, today=today))
    found += [*invalid, *_twice(document.data)]
    if file is not None and epci is not None and not found:
        found += [(_loc_of(file, stream), reason) for stream, reason in refusals(commands(file, epci), at)]
    if found or file is None or epci is None:
        raise RoadmapRefused(path.name, _sentences(document, found))
    return Roadmap(file=file, epci=epci)


def _file(data: Any, known: Known) -> tuple[RoadmapFile | None, list[Found]]:
    try:
        return RoadmapFile.model_validate(data, context=known), []
    except ValidationError as invalid:
        return None, [(error["loc"], in_french(error, _advice(error))) for error in invalid.errors()]


def _epci(data: Mapping[Any, Any]) -> tuple[Epci | None, list[Found]]:
    """The EPCI that the file names, and why there is none; a SIREN that is no SIREN has its own error."""
    territoire = data.get("territoire")
    try:
        siren = read_siren(territoire.get("siren") if isinstance(territoire, dict) else None)
    except ValueError:
        return None, []
    try:
        return load_epci(siren), []
    except DomainError as unknown:
        return None, [(("territoire", "siren"), str(unknown))]


def _twice(data: Mapping[Any, Any]) -> Iterator[Found]:
    """Identifiers of axes, or of objectives of the whole file, that come twice; whatever else may be wrong."""
    axes = _items(data.get("axes"), ("axes",))
    fiches = [one for loc, axe in axes for one in _items(axe.get("fiches"), (*loc, "fiches"))]
    yield from _repeated("un autre axe", axes)
    yield from _repeated("une autre fiche", fiches)


def _items(raw: Any, at: Loc) -> list[tuple[Loc, dict[Any, Any]]]:
    return [((*at, i), item) for i, item in enumerate(raw) if isinstance(item, dict)] if isinstance(raw, list) else []


def _repeated(another: str, items: list[tuple[Loc, dict[Any, Any]]]) -> Iterator[Found]:
    first: dict[str, Loc] = {}
    for loc, item in items:
        id = str(item.get("id") or "")
        if id in first:
            yield (*loc, "id"), typeset(f"{another} porte déjà l'identifiant « {id} » ({written(first[id])})")
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


def _sentences(document: Document, found: list[Found]) -> tuple[str, ...]:
    placed = [(document.line(loc), loc, message) for loc, message in found]
    return tuple(
        typeset(f"{written(loc)} (ligne {line}) : ") + message
        for line, loc, message in sorted(placed, key=lambda one: one[0])
    )


def written(loc: Loc) -> str:
    """« axes[1].fiches[0].echeance »."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return text.removeprefix(".") or "fichier"


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
