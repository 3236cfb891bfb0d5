"""`jalon export`: what is written, where, and that it imports again."""

import os
import stat
from pathlib import Path

import pytest

from tests.terminal.conftest import EXAMPLE, Jalon


@pytest.mark.parametrize("end", ["xlsx", "yaml"])
def test_the_export_of_an_import_imports_again_without_changing_anything(
    jalon: Jalon, tmp_path: Path, end: str
) -> None:
    jalon.done("import", EXAMPLE)
    path = str(tmp_path / f"feuille.{end}")
    assert "CC de la Tenarèze" in jalon.done("export", path)
    assert "Rien n'a changé" in jalon.done("import", path)


def test_without_a_name_a_workbook_is_written_here_and_never_over_another(
    jalon: Jalon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    jalon.done("import", EXAMPLE)
    said = jalon("export")
    assert (said.code, "contient des noms et des adresses" in said.err) == (0, True)
    written = tmp_path / "feuille-de-route-243200417.xlsx"
    assert written.read_bytes().startswith(b"PK")
    assert stat.S_IMODE(os.stat(written).st_mode) & 0o077 == 0
    again = jalon("export")
    assert (again.code, "existe déjà" in again.err) == (2, True)
    jalon.done("export", "--remplacer", "--sans-contacts")


def test_the_template_is_empty_and_says_what_is_missing_when_imported(jalon: Jalon, tmp_path: Path) -> None:
    jalon.done("init", "--siren", "243200417", "--second-tour")
    path = str(tmp_path / "modele.xlsx")
    jalon.done("export", path, "--modele")
    refused = jalon("import", path)
    assert refused.code == 2
    assert "feuille « Feuille de route », ligne 5, colonne « Valeur » : ce champ est obligatoire" in refused.err
    assert "feuille « Axes » : donnez au moins un axe" in refused.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("plan.pdf",), "terminez son nom par .xlsx, .yaml ou .yml"),
        (("plan.yaml", "--modele"), "terminez son nom par .xlsx"),
        (("/nulle/part/plan.xlsx",), "ne peut pas être écrit"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_sentence(jalon: Jalon, args: tuple[str, ...], said: str) -> None:
    jalon.done("import", EXAMPLE)
    refused = jalon("export", *args)
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert said in refused.err


def test_an_epci_without_any_roadmap_has_none_to_export(jalon: Jalon) -> None:
    jalon.done("init", "--siren", "243200417", "--second-tour")
    refused = jalon("export", "plan.xlsx")
    assert refused.code != 0
    assert "n'a encore ni axe ni objectif" in refused.err
