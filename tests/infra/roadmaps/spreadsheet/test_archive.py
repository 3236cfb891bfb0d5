"""Workbooks made to do harm: parts that unpack far beyond what they say, XML under another name."""

import tracemalloc
from io import BytesIO
from struct import pack
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest

from domain.errors import DomainError
from infra.roadmaps.roadmap_source import Source
from infra.roadmaps.spreadsheet.archive import open_workbook
from tests.infra.roadmaps.spreadsheet.books import example_book, part, repacked

BIG = 60_000_000
SHEET = "xl/worksheets/sheet4.xml"
EVIL = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'


def lying(how: int, said: int = 10) -> bytes:
    """The workbook, with a part that says that it is short and unpacks to sixty megabytes."""
    saved = BytesIO(example_book())
    with ZipFile(saved, "a", how) as archive:
        archive.writestr("xl/media/image1.png", b"\0" * BIG)
    return saved.getvalue().replace(pack("<L", BIG), pack("<L", said))


@pytest.mark.parametrize("how", [ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA])
def test_a_part_that_says_to_be_short_and_is_not_is_refused_before_it_is_unpacked(how: int) -> None:
    source = Source("plan.xlsx", lying(how))
    tracemalloc.start()
    try:
        with pytest.raises(DomainError, match="abîmé"):
            open_workbook(source)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < BIG / 4


@pytest.mark.parametrize("name", ["xl/worksheets/sheet4.dat", "xl/worksheets/SHEET4.XML", "xl/media/image1.png"])
def test_xml_that_defines_something_is_refused_under_any_name(name: str) -> None:
    for content in (EVIL, b"\n " + EVIL, EVIL.decode().encode("utf-16"), EVIL.decode().encode("utf-16-be")):
        with pytest.raises(DomainError, match="renvois"):
            open_workbook(Source("plan.xlsx", repacked({name: content})))


def test_xml_written_in_an_alphabet_that_hides_it_is_refused() -> None:
    with pytest.raises(DomainError, match="renvois"):
        open_workbook(Source("plan.xlsx", repacked({SHEET: EVIL.decode().encode("cp500")})))


def test_a_workbook_with_a_picture_is_read() -> None:
    content = repacked({"xl/media/image1.png": b"\x89PNG\r\n\x1a\n\0\0", SHEET: b"\xef\xbb\xbf" + part(SHEET)})
    assert open_workbook(Source("plan.xlsx", content)) == open_workbook(Source("plan.xlsx", example_book()))
