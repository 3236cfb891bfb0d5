"""The JSON schema of a roadmap file, published as `docs/roadmap.schema.json`.

`python -m infra.roadmaps.roadmap_schema > docs/roadmap.schema.json` writes it again after a change of the format.
"""

import json
import sys
from typing import Any

from domain.roadmap.file import RoadmapFile

_EMPTY = {"type": "null"}


def roadmap_schema() -> str:
    """The schema, as the text of its file: French descriptions, keys in the order of the format."""
    schema = RoadmapFile.model_json_schema()
    sections = {name: _section(section) for name, section in schema["$defs"].items()}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Feuille de route Jalon"}
    return json.dumps(head | _section(schema) | {"$defs": sections}, ensure_ascii=False, indent=2) + "\n"


def _section(section: dict[str, Any]) -> dict[str, Any]:
    """The section without what its code says to developers (docstring, titles), its optional keys allowed empty."""
    required = section.get("required", [])
    fields = {
        key: {name: value for name, value in field.items() if name not in ("title", "default")}
        for key, field in section["properties"].items()
    }
    written = {key: field if key in required else _or_empty(field) for key, field in fields.items()}
    return {"type": "object", "additionalProperties": False, "required": required, "properties": written}


def _or_empty(field: dict[str, Any]) -> dict[str, Any]:
    described = {"description": field["description"]}
    shape = {name: value for name, value in field.items() if name != "description"}
    kinds = [kind for kind in shape.get("anyOf", [shape]) if kind != _EMPTY]
    return described | {"anyOf": [_EMPTY, *kinds]}


if __name__ == "__main__":
    sys.stdout.write(roadmap_schema())
