from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from domain.base import Value
from domain.errors import DomainError
from domain.french import NARROW_NO_BREAK_SPACE, NO_BREAK_SPACE
from domain.planned import PlannedDay, Precision, parse_planned


class Objective(Value):
    planned: PlannedDay
    first: PlannedDay | None = None


@pytest.mark.parametrize(
    ("raw", "text", "precision", "last_day", "label"),
    [
        (date(2027, 9, 1), "2027-09-01", Precision.DAY, "2027-09-01", "1er septembre 2027"),
        ("2027-09-15", "2027-09-15", Precision.DAY, "2027-09-15", "15 septembre 2027"),
        ("2028-02-29", "2028-02-29", Precision.DAY, "2028-02-29", "29 février 2028"),
        ("2032-03", "2032-03", Precision.MONTH, "2032-03-31", "mars 2032"),
        ("2028-02", "2028-02", Precision.MONTH, "2028-02-29", "février 2028"),
        ("2027-02", "2027-02", Precision.MONTH, "2027-02-28", "février 2027"),
        ("2027-12", "2027-12", Precision.MONTH, "2027-12-31", "décembre 2027"),
        ("2027-T1", "2027-T1", Precision.QUARTER, "2027-03-31", "1er trimestre 2027"),
        ("2027-T2", "2027-T2", Precision.QUARTER, "2027-06-30", "2e trimestre 2027"),
        ("2027-T3", "2027-T3", Precision.QUARTER, "2027-09-30", "3e trimestre 2027"),
        ("2027-T4", "2027-T4", Precision.QUARTER, "2027-12-31", "4e trimestre 2027"),
        ("T3 2027", "2027-T3", Precision.QUARTER, "2027-09-30", "3e trimestre 2027"),
        ("t3 2027", "2027-T3", Precision.QUARTER, "2027-09-30", "3e trimestre 2027"),
        (" 2027 T3 ", "2027-T3", Precision.QUARTER, "2027-09-30", "3e trimestre 2027"),
        (2027, "2027", Precision.YEAR, "2027-12-31", "2027"),
        ("2027", "2027", Precision.YEAR, "2027-12-31", "2027"),
        (2014, "2014", Precision.YEAR, "2014-12-31", "2014"),
    ],
)
def test_a_planned_day_falls_on_the_last_day_of_what_the_roadmap_names(
    raw: str | int | date, text: str, precision: Precision, last_day: str, label: str
) -> None:
    planned = parse_planned(raw)
    assert (planned.text, planned.precision) == (text, precision)
    assert planned.last_day == date.fromisoformat(last_day)
    assert planned.label == label
    assert parse_planned(planned.text) == planned


NONSENSE: list[Any] = [
    "2027-13", "2027-00", "2027-T5", "2027-T0", "T5 2027", 20, "20", 0, -2027, 20277, 1999, 2100, "2027-02-29",
    "2027-04-31", "2027-9", "2027-9-1", "01/09/2027", "septembre 2027", "2027-09-01T00:00:00", "", " ", "2027-S1",
    "٢٠٢٧", "2027\n2028", True, None, 2027.0, [2027], datetime(2027, 9, 1, tzinfo=UTC),
]  # fmt: skip


@pytest.mark.parametrize("raw", NONSENSE, ids=repr)
def test_what_cannot_be_read_is_refused_in_french_with_what_to_write(raw: Any) -> None:
    with pytest.raises(DomainError) as refused:
        parse_planned(raw)
    assert str(refused.value) == (
        f"«{NO_BREAK_SPACE}{raw}{NO_BREAK_SPACE}» n'est pas une échéance lisible{NARROW_NO_BREAK_SPACE}; "
        "écrivez un jour (2027-09-01), un mois (2027-09), un trimestre (2027-T3) ou une année (2027), de 2000 à 2099"
    )
    with pytest.raises(ValidationError, match="n'est pas une échéance lisible"):
        Objective.model_validate({"planned": raw})


@pytest.mark.parametrize("raw", ["T3 2027", 2027, date(2027, 9, 1), parse_planned("2027-T3"), {"text": "2027-09"}])
def test_a_field_is_read_from_whatever_the_roadmap_writes(raw: Any) -> None:
    written = raw["text"] if isinstance(raw, dict) else raw
    expected = written if isinstance(written, PlannedDay) else parse_planned(written)
    assert Objective(planned=raw).planned == expected


def test_a_planned_day_kept_as_json_comes_back_the_same() -> None:
    objective = Objective(planned=parse_planned("2027-T3"), first=parse_planned(2026))
    assert Objective.model_validate_json(objective.model_dump_json()) == objective
    assert objective.planned.model_dump(mode="json") == {"text": "2027-T3", "precision": "quarter"}
    assert TypeAdapter(PlannedDay).validate_json('"2032-03"') == parse_planned("2032-03")
    assert objective.but(planned=parse_planned("2028")).planned.last_day == date(2028, 12, 31)


def test_the_text_decides_of_the_precision() -> None:
    assert PlannedDay(text="T3 2027", precision=Precision.DAY) == parse_planned("2027-T3")
