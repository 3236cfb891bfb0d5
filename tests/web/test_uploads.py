"""The files that forms join: taken by what they hold, whatever they are called and say that they are."""

import tracemalloc
from io import BytesIO
from struct import pack
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from starlette.datastructures import FormData, Headers, UploadFile

from infra.documents import HEAVIEST
from web.files import BAD_DOCUMENT, BAD_FILE, EMPTY, HEAVY, Joined, joined, kind_of, safe_name
from web.forms import Form

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
_BIG = 40_000_000
TEXT = "application/vnd.oasis.opendocument.text"


async def given(content: bytes, name: str = "scan.pdf", *, documents: bool = False) -> tuple[Joined | None, Form]:
    form = Form()
    upload = UploadFile(
        BytesIO(content), size=len(content), filename=name, headers=Headers({"content-type": "application/pdf"})
    )
    return await joined(FormData([("fichier", upload)]), form, documents=documents), form


def archive(**entries: str) -> bytes:
    """A ZIP of these entries; two underscores stand for the slash of a folder, one for a dot, as names of arguments."""
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name.replace("__", "/").replace("_", "."), content)
    return whole.getvalue()


DOCX = {"word__document_xml": "<w/>"}


def docx(**more: str) -> bytes:
    whole = BytesIO()
    with ZipFile(whole, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        for name, content in (DOCX | more).items():
            made.writestr(name.replace("__", "/").replace("_", "."), content)
    return whole.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type", "end"),
    [(PDF, "application/pdf", ".pdf"), (JPEG, "image/jpeg", ".jpg"), (PNG, "image/png", ".png")],
)
async def test_a_scan_is_taken_by_what_it_holds(content: bytes, media_type: str, end: str) -> None:
    found, form = await given(content, "délibération n° 8.exe")
    assert form.wrong == {}
    assert found == Joined(f"délibération n_ 8{end}", media_type, content)


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script>",
        b"<!DOCTYPE html>" + PDF,
        PDF + b"<html><body onload=alert(1)>",
        PNG + b"<ScRiPt>alert(1)</script>",
        JPEG + b"\n<svg onload=alert(1)>",
        b"MZ\x90\x00",
        b"GIF89a",
        b"PK\x03\x04",
        b"  %PDF-1.7",
        b"%PD",
        b"\x00",
        b"\xef\xbb\xbf%PDF-1.7",
    ],
)
async def test_anything_else_is_refused_in_french_a_file_of_two_natures_too(content: bytes) -> None:
    found, form = await given(content)
    assert found is None
    assert form.wrong == {"fichier": BAD_FILE}


async def test_a_file_of_ten_megabytes_is_taken_and_one_byte_more_is_too_heavy() -> None:
    whole = PDF + b"\x00" * (HEAVIEST - len(PDF))
    found, _ = await given(whole)
    assert found is not None
    found, form = await given(whole + b"\x00")
    assert found is None
    assert form.wrong == {"fichier": HEAVY}


async def test_an_empty_file_is_told_and_no_file_is_none() -> None:
    found, form = await given(b"")
    assert (found, form.wrong) == (None, {"fichier": EMPTY})
    form = Form()
    assert await joined(FormData([("fichier", "")]), form) is None
    assert await joined(FormData([]), form) is None
    assert form.wrong == {}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\scans\\délib.pdf.exe", "délib.pdf.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "a_b__Set-Cookie_ x.pdf"),
        ("\u202egpj.pdf", "_gpj.pdf"),
        ("....", "document.pdf"),
        ("", "document.pdf"),
        (".htaccess", "htaccess.pdf"),
        ('"><script>.pdf', "___script_.pdf"),
        ("x" * 300 + ".pdf", "x" * 80 + ".pdf"),
    ],
)
def test_a_hostile_name_leads_nowhere(name: str, kept: str) -> None:
    assert safe_name(name, ".pdf") == kept


async def test_texts_and_sheets_are_taken_where_documents_are() -> None:
    found, form = await given(docx(), "note.docx", documents=True)
    assert form.wrong == {}
    assert found is not None
    assert found.filename == "note.docx"
    assert found.media_type.endswith("wordprocessingml.document")
    text = archive(mimetype=TEXT, content_xml="<office/>")
    found, _ = await given(text, "note.odt", documents=True)
    assert found is not None
    assert (found.filename, found.media_type) == ("note.odt", TEXT)
    found, form = await given(docx(), "note.docx")
    assert (found, form.wrong) == (None, {"fichier": BAD_FILE})


@pytest.mark.parametrize(
    "content",
    [
        docx(word__vbaProject_bin="x"),
        archive(mimetype=TEXT, Basic__script_xml="x"),
        archive(word__document_xml="x"),
        archive(mimetype="application/java-archive"),
        archive(mimetype="x" * 5000),
        archive(a_txt="x"),
        b"PK\x03\x04 and no more",
        docx()[:60],
    ],
    # An archive holds the hour at which it is made.
    ids=["program", "scripts", "no types", "another type", "endless type", "nothing known", "no archive", "cut short"],
)
async def test_an_archive_that_is_no_document_or_holds_a_program_is_refused(content: bytes) -> None:
    found, form = await given(content, "note.docx", documents=True)
    assert found is None
    assert form.wrong == {"fichier": BAD_DOCUMENT}


@pytest.mark.parametrize("how", [ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA])
async def test_an_archive_that_says_to_be_short_is_not_unpacked_beyond(how: int) -> None:
    whole = BytesIO()
    with ZipFile(whole, "w", how) as made:
        made.writestr("mimetype", b"\0" * _BIG)
    lying = whole.getvalue().replace(pack("<L", _BIG), pack("<L", 10))
    tracemalloc.start()
    try:
        found, form = await given(lying, "note.odt", documents=True)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (found, form.wrong) == (None, {"fichier": BAD_DOCUMENT})
    assert most < _BIG / 4


def test_what_a_file_is_comes_from_its_first_bytes_alone() -> None:
    assert kind_of(PDF + b" " * 2000 + b"<html>") == ("application/pdf", ".pdf")
