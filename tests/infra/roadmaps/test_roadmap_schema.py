"""The published schema and the documentation of the format: fresh, and true to what is read."""

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from infra.roadmaps.roadmap_schema import roadmap_schema
from infra.roadmaps.yaml_file import read_document

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = ROOT / "docs" / "roadmap.schema.json"
PLANS = [ROOT / "example" / "roadmap.yaml", *sorted((ROOT / "tests" / "roadmaps").glob("*.yaml"))]


def test_the_published_schema_is_the_one_of_the_models() -> None:
    renew = "python -m infra.roadmaps.roadmap_schema > docs/roadmap.schema.json"
    assert SCHEMA.read_text(encoding="utf-8") == roadmap_schema(), f"out of date, renew it: {renew}"


def test_every_field_has_its_description_and_is_in_the_documentation() -> None:
    schema = json.loads(roadmap_schema())
    documentation = (ROOT / "docs" / "roadmap-format.md").read_text(encoding="utf-8")
    for section in (schema, *schema["$defs"].values()):
        for key, field in section["properties"].items():
            assert field["description"]
            assert key in documentation


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.stem)
def test_the_plans_of_the_house_follow_the_schema(plan: Path) -> None:
    # Values are kept as they are written; an editor's YAML reads numbers where the format says so.
    numbers = ("version", "niveau_integration", "base_annee")

    def typed(part: object, key: object = None) -> object:
        if isinstance(part, dict):
            return {name: typed(value, name) for name, value in part.items()}
        if isinstance(part, list):
            return [typed(item) for item in part]
        return int(str(part)) if key in numbers else part

    jsonschema.validate(typed(read_document(plan).data), json.loads(roadmap_schema()))


def test_the_schema_refuses_a_key_that_is_not_known() -> None:
    raw = {"titre": "a", "territoire": {"siren": "243200417"}, "axes": [{"id": "A", "intitule": "b", "fiche": []}]}
    with pytest.raises(jsonschema.ValidationError, match="fiche"):
        jsonschema.validate(raw, json.loads(roadmap_schema()))
