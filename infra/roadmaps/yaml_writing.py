"""A roadmap file as YAML, laid out as people write it; what is empty is left out."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from domain.roadmap.file import RoadmapFile
from domain.territory import Epci
from infra.roadmaps.spreadsheet.rows import name_of

#: What reads as itself, without quotation marks, to every program.
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")
_OTHERWISE: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})

#: The lists whose elements are written on one line each.
_SHORT: Final = frozenset({"etapes", "indicateurs", "engagements", "points_d_evaluation", "contacts"})
_GROUPED: Final = frozenset({"moyens", "blocage", "territoire"})

_HEAD: Final = "# Feuille de route de {name} ({siren}), exportée par Jalon ; le format : docs/roadmap-format.md.\n"


class _Written(str):
    """A text that reads as itself: « 2027-T3 »."""


def write_yaml(file: RoadmapFile, epci: Epci) -> str:
    """The text of the file; communes are named."""
    head = _HEAD.format(name=epci.name, siren=epci.siren)
    return head + "\n".join(_fields(_shown(file.model_dump(), epci), "")) + "\n"


def _shown(part: Any, epci: Epci, key: str = "") -> Any:
    """The part as it is to be written: planned days as their text, communes by name, nothing that is empty."""
    match part:
        case {"precision": _, "text": text}:
            return _Written(text)
        case dict():
            shown = {name: _shown(value, epci, name) for name, value in part.items()}
            return {name: value for name, value in shown.items() if value not in (None, "", [], {})}
        case tuple() if key == "communes_volontaires" and _everyone(part, epci):
            return "toutes"
        case tuple():
            return [_shown(value, epci, key) for value in part]
        case bool():
            return "oui" if part else "non"
        case str() if key in ("commune", "communes_volontaires"):
            return name_of(part, epci)
    return part


def _everyone(communes: Sequence[str], epci: Epci) -> bool:
    return len(communes) > 1 and set(communes) == {commune.insee for commune in epci.communes}


def _fields(section: Mapping[str, Any], margin: str) -> Iterator[str]:
    for name, value in section.items():
        if isinstance(value, dict) and name not in _GROUPED:
            yield f"{margin}{name}:"
            yield from _fields(value, f"{margin}  ")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{margin}{name}:"
            yield from (line for one in value for line in _item(one, margin, short=name in _SHORT))
        else:
            yield f"{margin}{name}: {_inline(value)}"


def _item(section: Mapping[str, Any], margin: str, short: bool) -> Iterator[str]:
    if short:
        yield f"{margin}- {_inline(section)}"
        return
    first, *others = _fields(section, f"{margin}  ")
    yield f"{margin}- {first.lstrip()}"
    yield from others


def _inline(value: Any) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{name}: {_inline(each)}" for name, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_inline, value)) + "]"
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case int():
            return str(value)
    text = str(value)
    plain = isinstance(value, _Written) or (_PLAIN.fullmatch(text) and text.lower() not in _OTHERWISE)
    return text if plain else json.dumps(text, ensure_ascii=False)
