"""What can be wrong with a workbook before any of its cells is read: each told in French, and nothing changed."""

from typing import Any

import pytest

from infra.roadmaps.roadmap_places import RoadmapRefused
from infra.roadmaps.spreadsheet.archive import MOST_UNPACKED
from infra.roadmaps.spreadsheet.layout import MOST_ROWS
from tests.infra.roadmaps.spreadsheet.books import Change, cell, changed, example_book, part, repacked
from tests.infra.roadmaps.spreadsheet.conftest import Door, plain

VISIBLE = "xl/worksheets/sheet4.xml"


def without(sheet: str) -> Change:
    def change(book: Any) -> None:
        book.remove(book[sheet])

    return change


def renamed(sheet: str, title: str) -> Change:
    def change(book: Any) -> None:
        book[sheet].title = title

    return change


def on(sheet: str, method: str, *given: Any) -> Change:
    """Somebody inserts, deletes or merges cells of a sheet."""

    def change(book: Any) -> None:
        getattr(book[sheet], method)(*given)

    return change


SHAPES: list[tuple[str, list[Change], list[str]]] = [
    (
        "a missing sheet",
        [without("Étapes")],
        ["feuille « Étapes » : cette feuille manque ; elle peut rester vide, mais doit être là"],
    ),
    (
        "an unknown sheet",
        [lambda book: book.create_sheet("Feuil1")],
        ["feuille « Feuil1 » : cette feuille n'est pas du modèle ; retirez-la"],
    ),
    (
        "a sheet under another name",
        [renamed("Étapes", "Etapes")],
        [
            "feuille « Étapes » : cette feuille manque ; elle peut rester vide, mais doit être là",
            "feuille « Etapes » : cette feuille n'est pas du modèle ; son nom doit être « Étapes »",
        ],
    ),
    (
        "a missing column",
        [on("Objectifs", "delete_cols", 9)],
        [
            "feuille « Objectifs », ligne 2, colonne « Échéance » : la colonne « echeance » "
            "manque ; elle peut rester vide"
        ],
    ),
    (
        "an unknown column",
        [cell("Objectifs", "AD2", "echeanse")],
        [
            "feuille « Objectifs », ligne 2, colonne « AD » : « echeanse » n'est pas une colonne de cette feuille ; "
            "vouliez-vous écrire « echeance » ?"
        ],
    ),
    (
        "a column twice",
        [cell("Objectifs", "AD2", "echeance")],
        ["feuille « Objectifs », ligne 2, colonne « AD » : la colonne « echeance » y est deux fois"],
    ),
    (
        "a column without a name that holds something",
        [cell("Objectifs", "AF7", "note pour moi")],
        [
            "feuille « Objectifs », ligne 2, colonne « AF » : cette colonne contient quelque chose et n'a pas de nom ; "
            "videz-la"
        ],
    ),
    (
        "names that were pushed down",
        [on("Objectifs", "insert_rows", 1)],
        [
            "feuille « Objectifs », ligne 2 : la ligne 2 doit porter les noms des champs (axe, id, intitule…), qui "
            "sont en ligne 3"
        ],
    ),
    (
        "names that were deleted",
        [on("Objectifs", "delete_rows", 2)],
        [
            "feuille « Objectifs », ligne 2 : la ligne 2 doit porter les noms des champs (axe, id, intitule…) ; "
            "reprenez-la du modèle"
        ],
    ),
    (
        "merged cells",
        [on("Objectifs", "merge_cells", "C3:C4")],
        [
            "feuille « Objectifs », ligne 3 : les cellules C3:C4 sont fusionnées ; défusionnez-les : une valeur par "
            "cellule"
        ],
    ),
]


@pytest.mark.parametrize(("changes", "errors"), [case[1:] for case in SHAPES], ids=[case[0] for case in SHAPES])
async def test_a_sheet_that_lost_its_shape_is_told_and_nothing_changes(
    door: Door, changes: list[Change], errors: list[str]
) -> None:
    assert await door.errors(*changes) == errors


def macros() -> bytes:
    types = part("[Content_Types].xml").replace(b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main")
    return repacked({"[Content_Types].xml": types})


def bomb() -> bytes:
    return repacked({"xl/media/image1.png": b"\0" * (MOST_UNPACKED + 1)})


def entities() -> bytes:
    evil = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    sheet = part(VISIBLE).replace(b"?>", b"?>" + evil, 1)
    return repacked({VISIBLE: sheet})


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le")


BOMB_TOLD = "une fois ouvert, il dépasserait 50 Mo"
FILES: list[tuple[str, Any, str]] = [
    ("a PDF", b"%PDF-1.7\n", "c'est un PDF, pas un classeur ; partez du modèle XLSX de Jalon"),
    (
        "an old workbook",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99,
        "c'est un ancien classeur (.xls) ; enregistrez-le au format XLSX",
    ),
    (
        "a CSV under another name",
        b"id;intitule\nF1;a\n",
        "ce n'est pas un classeur XLSX, quel que soit son nom ; partez du modèle XLSX de Jalon",
    ),
    ("an empty file", b"", "il est vide"),
    ("a file that is only spaces", b" \n ", "il est vide"),
    ("a workbook with a password", encrypted, "il est protégé par un mot de passe ; enregistrez-le sans"),
    (
        "a workbook cut in two",
        lambda: example_book()[:9000],
        "ce classeur est abîmé ; enregistrez-le de nouveau, ou partez du modèle XLSX de Jalon",
    ),
    ("a bomb", bomb, BOMB_TOLD),
    ("too many parts", lambda: repacked({f"xl/x{n}.bin": b"" for n in range(600)}), BOMB_TOLD),
    (
        "another archive",
        lambda: repacked({"xl/workbook.xml": None}),
        "c'est une archive ou un document, pas un classeur XLSX ; partez du modèle XLSX de Jalon",
    ),
    (
        "a workbook of another suite",
        lambda: repacked({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
        "c'est un classeur ODS ; enregistrez-le au format XLSX",
    ),
    (
        "macros",
        lambda: repacked({"xl/vbaProject.bin": b"x"}),
        "il contient des macros ; enregistrez-le au format XLSX, sans elles",
    ),
    ("macros that are declared", macros, "il contient des macros ; enregistrez-le au format XLSX, sans elles"),
    (
        "links to other workbooks",
        lambda: repacked({"xl/externalLinks/externalLink1.xml": b"<x/>"}),
        "il renvoie à d'autres classeurs ; rompez ces liens pour n'en garder que les valeurs",
    ),
    ("entities", entities, "il contient des renvois que Jalon ne suit pas ; partez du modèle XLSX de Jalon"),
    (
        "XML that hides its letters",
        lambda: repacked({VISIBLE: part(VISIBLE).decode().encode("utf-16")}),
        "il contient des renvois que Jalon ne suit pas ; partez du modèle XLSX de Jalon",
    ),
    (
        "XML that is none",
        lambda: repacked({VISIBLE: b"<worksheet"}),
        "ce classeur est abîmé ; enregistrez-le de nouveau, ou partez du modèle",
    ),
    (
        "a part that is missing",
        lambda: repacked({"xl/sharedStrings.xml": None}),
        "ce classeur est abîmé ; enregistrez-le de nouveau, ou partez du modèle",
    ),
    (
        "too many rows",
        lambda: changed(cell("Axes", f"A{MOST_ROWS + 1}", "A9")),
        "la feuille « Axes » a plus de 5000 lignes",
    ),
    (
        "more sheets than anybody reads",
        lambda: repacked({"xl/workbook.xml": part("xl/workbook.xml") + b'<!-- sheetId="1" -->' * 60}),
        "il a plus de 50 feuilles ; partez du modèle XLSX de Jalon",
    ),
    (
        "two sheets that are one",
        lambda: repacked(
            {"xl/_rels/workbook.xml.rels": part("xl/_rels/workbook.xml.rels").replace(b"sheet3", b"sheet4")}
        ),
        "ce classeur est abîmé ; enregistrez-le de nouveau, ou partez du modèle",
    ),
    (
        "more cells than anybody fills in",
        lambda: repacked(
            {VISIBLE: part(VISIBLE).replace(b"<sheetData>", b"<sheetData>" + b'<row r="1"/>' * 1_500_000)}
        ),
        "il a trop de cellules ; supprimez les lignes et les colonnes vides",
    ),
    ("too heavy", b"PK" + b"\0" * 5_000_000, "il dépasse 5 Mo, c'est un autre fichier"),
]


@pytest.mark.parametrize(("content", "told"), [case[1:] for case in FILES], ids=[case[0] for case in FILES])
async def test_a_file_that_is_no_workbook_is_refused_with_one_sentence_and_nothing_changes(
    door: Door, content: Any, told: str
) -> None:
    refusal = await door.refused(content() if callable(content) else content)
    assert not isinstance(refusal, RoadmapRefused)
    assert plain(str(refusal)) == f"Le fichier « plan.xlsx » ne peut pas être importé : {told}."
