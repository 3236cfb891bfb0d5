"""docs/procedures.md is written from the law as data, and is fresh."""

import re
from pathlib import Path

import pytest

from domain.procedures import PROCEDURES
from scripts import procedures_doc


def test_the_page_of_the_procedures_is_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    assert procedures_doc.main(["--check"]) == 0, capsys.readouterr().out


def test_a_stale_page_is_refused_and_says_how_to_renew_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(procedures_doc, "PAGE", tmp_path / "procedures.md")
    assert procedures_doc.main(["--check"]) == 1
    assert "python -m scripts.procedures_doc" in capsys.readouterr().out
    assert procedures_doc.main([]) == 0
    assert procedures_doc.main(["--check"]) == 0


def test_every_procedure_has_its_section_its_diagram_and_its_texts() -> None:
    assert {procedure for family in procedures_doc.FAMILIES.values() for procedure in family} == set(PROCEDURES)
    page = procedures_doc.page()
    for procedure in PROCEDURES:
        assert f'<a id="{procedure.id}"></a>' in page
        assert procedure.source.version in page
    assert page.count("```mermaid") == len(PROCEDURES)


def test_every_link_inside_the_page_leads_somewhere() -> None:
    page = procedures_doc.page()
    targets = set(re.findall(r"\]\(#([a-z_]+)\)", page))
    assert targets <= set(re.findall(r'<a id="([a-z_]+)"></a>', page))


def test_every_row_of_a_table_has_as_many_cells_as_its_head() -> None:
    cells = 0
    for line in procedures_doc.page().splitlines():
        if not line.startswith("|"):
            cells = 0
            continue
        cells = cells or line.count("|")
        assert line.count("|") == cells, line


def test_what_is_not_sure_is_to_be_confirmed() -> None:
    doubtful = [line for line in procedures_doc.page().splitlines() if line.endswith("(C, **à confirmer**)")]
    assert any("R253-7" in line for line in doubtful)
