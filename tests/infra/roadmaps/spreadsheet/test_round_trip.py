"""What is written is read back the same: cell by cell, file by file, and once it has been imported."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.base import Value
from domain.errors import DomainError, Refused
from domain.mandate.state import Mandate
from domain.objective.amend_commands import AmendCommand
from domain.objective.state import Objective
from domain.procedures import PROCEDURE_IDS
from domain.registry import decider_of
from domain.roadmap.file import RoadmapFile
from domain.roadmap.plan import commands, contacts
from domain.roadmap.writing import Standing, written
from domain.stream import Unfolding
from infra.roadmaps.exporting import template, workbook
from infra.roadmaps.roadmap_file import read_source
from infra.roadmaps.roadmap_source import Source
from infra.roadmaps.yaml_writing import write_yaml
from tests.infra.roadmaps.spreadsheet.books import AT, example_book, part, repacked
from tests.infra.roadmaps.spreadsheet.roadmaps import EPCI, amendments, roadmaps

TODAY = date(2026, 4, 20)
SOME = settings(max_examples=40, suppress_health_check=list(HealthCheck))


def read(name: str, content: bytes) -> RoadmapFile:
    return read_source(Source(name, content), PROCEDURE_IDS, AT).roadmap.file


def entered(file: RoadmapFile) -> Standing:
    """What stands once the file was imported on 20 April 2026, as the rules decide it."""
    known: dict[str, Unfolding[Value]] = {}
    for stream, command in commands(file, EPCI):
        decider = decider_of(stream)
        known.setdefault(stream, Unfolding(decider=decider, state=decider.new(stream))).command(command, AT)
    states: list[Any] = [unfolding.state for unfolding in known.values()]
    return Standing(
        mandate=next(state for state in states if isinstance(state, Mandate)),
        objectives=[state for state in states if isinstance(state, Objective)],
        people=contacts(file),
    )


@given(roadmaps())
@SOME
def test_any_roadmap_is_read_back_from_its_workbook_and_from_its_text(file: RoadmapFile) -> None:
    assert read("feuille.xlsx", workbook(file, EPCI, TODAY)) == file
    assert read("feuille.yaml", write_yaml(file, EPCI).encode()) == file


@given(roadmaps())
@SOME
def test_any_roadmap_imported_then_exported_then_imported_is_exported_identical(file: RoadmapFile) -> None:
    first = written(EPCI, entered(file))
    assert first.left_out == 0
    again = written(EPCI, entered(read("feuille.xlsx", workbook(first.file, EPCI, TODAY))))
    assert again == first
    assert workbook(again.file, EPCI, TODAY) == workbook(first.file, EPCI, TODAY)
    assert write_yaml(again.file, EPCI) == write_yaml(first.file, EPCI)


@given(roadmaps(), st.data())
@SOME
def test_any_roadmap_amended_then_exported_then_imported_is_exported_identical(
    file: RoadmapFile, data: st.DataObject
) -> None:
    standing = entered(file)
    axes = [axe.id for axe in file.axes]
    amended = [_amended(state, data.draw(amendments(state, axes))) for state in standing.objectives]
    first = written(EPCI, standing._replace(objectives=amended))
    again = written(EPCI, entered(read("feuille.xlsx", workbook(first.file, EPCI, TODAY))))
    assert again == first
    assert write_yaml(again.file, EPCI) == write_yaml(first.file, EPCI)
    said = {fiche.id: fiche for axe in first.file.axes for fiche in axe.fiches}
    for state in amended:
        steps = {step.nom for step in said[state.key].etapes}
        assert steps.isdisjoint(step.name for step in state.milestones if step.given_up_on is not None)
        followed = {one.id for one in said[state.key].indicateurs}
        assert followed == {one.id for one in state.indicators if one.dropped_on is None}


def _amended(state: Objective, commands: Sequence[AmendCommand]) -> Objective:
    """The objective once what the rules take of it was changed."""
    unfolding: Unfolding[Any] = Unfolding(decider=decider_of(state.stream), state=state)
    for command in commands:
        with suppress(Refused):
            unfolding.command(command, AT)
    changed: Objective = unfolding.state
    return changed


def test_the_same_content_gives_the_same_bytes_and_another_day_only_another_page() -> None:
    assert template(EPCI, TODAY) == template(EPCI, TODAY)
    file = read("feuille.xlsx", example_book())
    assert workbook(file, EPCI, TODAY) == example_book()
    assert read("feuille.xlsx", workbook(file, EPCI, date(2027, 1, 1))) == file


@given(st.integers(0, 2**16), st.binary(min_size=1, max_size=8))
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_a_workbook_damaged_anywhere_is_read_or_refused_in_french(at: int, damage: bytes) -> None:
    content = bytearray(example_book())
    at %= len(content)
    content[at : at + len(damage)] = damage
    assert_read_or_refused(bytes(content))


@given(st.sampled_from([f"xl/worksheets/sheet{n}.xml" for n in range(1, 9)]), st.integers(0, 2**16), st.data())
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_a_sheet_damaged_inside_its_archive_is_read_or_refused_in_french(
    name: str, at: int, data: st.DataObject
) -> None:
    whole = part(name)
    words = [b'"', b"<", b"</c>", b' t="s"', b' t="n"', b' r="A1"', b"<f>1</f>", b"999999", b"-1", b"1E400", b"\xff"]
    at %= len(whole)
    cut = data.draw(st.integers(0, 20))
    damaged = whole[:at] + data.draw(st.sampled_from(words)) + whole[at + cut :]
    assert_read_or_refused(repacked({name: damaged}))


def assert_read_or_refused(content: bytes) -> None:
    # Anything else than a `DomainError` fails the test.
    with suppress(DomainError):
        read("feuille.xlsx", content)
