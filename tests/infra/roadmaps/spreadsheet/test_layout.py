"""The sheets and their columns: they say everything that the format does, in words that it reads."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]
from pydantic import BaseModel

from domain.evaluation.commands import PointType
from domain.objective.values import BlockageCause, Direction, EngagementLevel, Priority, Trend
from domain.people import Role
from domain.procedures import PROCEDURE_IDS
from domain.roadmap.fiche import Engagement, Etape, Fiche, Indicateur
from domain.roadmap.file import Axe, Contact
from domain.roadmap.words import Nature, Statut, folded
from infra.roadmaps.roadmap_file import read_source
from infra.roadmaps.roadmap_source import Source, source_at
from infra.roadmaps.spreadsheet.layout import (
    ABOUT,
    AXES,
    CALENDAR,
    CONTACTS,
    ENGAGEMENTS,
    ENTRIES,
    INDICATORS,
    LISTS,
    MILESTONES,
    OBJECTIVES,
    SHEETS,
    Column,
    Sheet,
    column_of,
)
from tests.infra.roadmaps.spreadsheet.books import AT, changed, example_book, row

SAVED = Path(__file__).with_name("saved_by_libreoffice.xlsx")


def leaves(section: type[BaseModel], before: str = "") -> Iterator[str]:
    """The fields of a section and of those inside it that are no lists of sections."""
    for name, field in section.model_fields.items():
        inner = [kind for kind in (field.annotation, *get_args(field.annotation)) if isinstance(kind, type)]
        group = next((kind for kind in inner if issubclass(kind, BaseModel) and kind.__name__ != "PlannedDay"), None)
        if group is None:
            yield before + name
        elif not str(field.annotation).startswith("tuple"):
            yield from leaves(group, f"{before}{name}.")


@pytest.mark.parametrize(
    ("sheet", "section", "more"),
    [
        (AXES, Axe, set()),
        (OBJECTIVES, Fiche, {"axe"}),
        (MILESTONES, Etape, {"fiche"}),
        (INDICATORS, Indicateur, {"fiche"}),
        (ENGAGEMENTS, Engagement, {"fiche"}),
        (CONTACTS, Contact, set()),
    ],
    ids=lambda value: getattr(value, "title", ""),
)
def test_every_field_of_the_format_has_its_column(sheet: Sheet, section: type[BaseModel], more: set[str]) -> None:
    of_other_sheets = {"etapes", "indicateurs", "engagements", "fiches"}
    assert {column.name for column in sheet.columns} == (set(leaves(section)) | more) - of_other_sheets


@pytest.mark.parametrize(
    ("columns", "name", "words"),
    [
        (ENTRIES, "nature", Nature),
        (OBJECTIVES.columns, "statut", Statut),
        (OBJECTIVES.columns, "priorite", Priority),
        (OBJECTIVES.columns, "sens", Direction),
        (OBJECTIVES.columns, "blocage.cause", BlockageCause),
        (INDICATORS.columns, "sens", Trend),
        (ENGAGEMENTS.columns, "niveau", EngagementLevel),
        (CONTACTS.columns, "role", Role),
        (CALENDAR.columns, "type", ["conseil_communautaire", *PointType]),
    ],
)
def test_what_is_to_be_chosen_is_read_as_the_words_of_the_format(
    columns: tuple[Column, ...], name: str, words: Any
) -> None:
    column = column_of(columns, name)
    assert column is not None
    assert {folded(word) for word in column.words} == {str(word) for word in words}


def test_the_workbook_has_its_sheets_two_rows_of_heads_in_sight_and_lists_to_choose_from() -> None:
    book = load_workbook(BytesIO(example_book()))
    assert book.sheetnames == [*(sheet.title for sheet in SHEETS), ABOUT, LISTS]
    for sheet in SHEETS:
        page = book[sheet.title]
        assert [cell.value for cell in page[1]] == [column.label for column in sheet.columns]
        assert [cell.value for cell in page[2]] == [column.name for column in sheet.columns]
        assert page.freeze_panes.endswith("3")
        assert all(cell.comment is not None for cell in page[1])
    chosen = {str(one.sqref): one.formula1 for one in book["Engagements"].data_validations.dataValidation}
    assert chosen["B3:B5000"] == "'Listes'!$A$3:$A$28"
    assert book["Contacts"]["E4"].number_format == "@"
    assert book["Calendrier"]["B3"].is_date


def test_what_looks_like_a_formula_is_a_text_that_stays_one_and_is_read_back() -> None:
    told = ["=1+1", "+33", "-12 %", "@maire"]
    axis = [row("Axes", f"B{n}", text) for n, text in enumerate(told)]
    source = Source("plan.xlsx", changed(*axis, lambda book: _as_texts(book, "Axes")))
    file = read_source(source, PROCEDURE_IDS, AT).roadmap.file
    assert [axe.intitule for axe in file.axes][3:] == told


def _as_texts(book: Any, sheet: str) -> None:
    for cells in book[sheet].iter_rows(min_row=3):
        for cell in cells:
            cell.data_type = "s" if cell.value is not None else cell.data_type


def test_a_workbook_that_another_program_saved_is_read_the_same() -> None:
    file = read_source(source_at(SAVED), PROCEDURE_IDS, AT).roadmap.file
    assert [(axe.id, [fiche.id for fiche in axe.fiches]) for axe in file.axes] == [
        ("A1", ["F1.1", "F1.2"]),
        ("A2", ["F2.1", "F2.2"]),
        ("A3", ["F3.1", "F3.2"]),
    ]
    first = file.axes[0].fiches[0]
    assert first.echeance is not None
    assert (first.echeance.text, str(first.moyens.etp), len(first.communes_volontaires)) == ("2027-09-01", "1.5", 6)
    assert (len(first.etapes), len(first.indicateurs), len(file.contacts)) == (5, 2, 34)
    assert (file.mandat is not None, len(file.calendrier.conseils_communautaires)) == (True, 6)
