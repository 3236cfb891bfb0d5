"""What people type in a field, and how it is read or said to be wrong."""

from datetime import date
from decimal import Decimal

import pytest
from starlette.datastructures import FormData

from web.files import kind_of
from web.forms import Form, number_typed, typed_in


@pytest.mark.parametrize("typed", ["2027-02-28", "28/02/2027", "28/2/2027", " 28.02.2027 ", "28 02 2027", "28-02-2027"])
def test_the_28_february_2027_is_read_however_it_is_written(typed: str) -> None:
    form = Form({"le": typed})
    assert form.day("le") == date(2027, 2, 28)
    assert form.wrong == {}


@pytest.mark.parametrize("typed", ["30/02/2027", "28 février", "2027", "27-02-28", "0001-01-01", "28/02/9999", "hier"])
def test_what_is_no_day_is_said(typed: str) -> None:
    form = Form({"le": typed})
    assert form.day("le") is None
    assert "n'est pas lisible" in form.wrong["le"]


@pytest.mark.parametrize(
    ("typed", "read"), [("0", 0), (" 12 ", 12), ("", None), ("-1", None), ("²", None), ("1e2", None)]
)
def test_counts_are_whole_numbers(typed: str, read: int | None) -> None:
    form = Form({"pour": typed})
    assert form.count("pour", 200) == read
    assert ("pour" in form.wrong) is (read is None and bool(typed))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        *[(" 1 234,50 ", "1234.50"), ("1\u202f234,5", "1234.5"), ("0.125", "0.125"), ("1234.500", "1234.500")],
        *[("−3,2", "-3.2"), ("-3", "-3"), ("9" * 14, "9" * 14), ("", None)],
    ],
)
def test_a_number_is_read_as_french_writes_it(typed: str, read: str | None) -> None:
    form = Form({"valeur": typed})
    assert form.quantity("valeur") == (Decimal(read) if read else None)
    assert form.wrong == {}


@pytest.mark.parametrize(
    "typed", ["douze", "1e5", "1_000", "NaN", "1,5,2", "1.000.000", "9" * 15, "1,1234567", "😀", "٣"]
)
def test_what_is_no_number_is_said(typed: str) -> None:
    form = Form({"valeur": typed})
    assert form.quantity("valeur") is None
    assert form.wrong == {"valeur": "Écrivez un nombre, par exemple 12 ou 12,5."}


def test_a_point_before_three_digits_is_not_guessed() -> None:
    form = Form({"valeur": "1.500"})
    assert form.quantity("valeur") is None
    assert form.wrong == {"valeur": "« 1.500 » se lit de deux façons : écrivez 1500 ou 1,500."}


def test_a_number_is_typed_again_as_it_was() -> None:
    assert [number_typed(each) for each in (None, Decimal("-1.50"), Decimal("1E+3"))] == ["", "-1,50", "1000"]


def test_what_nobody_sees_is_not_kept_and_lines_are() -> None:
    data = FormData([("note", "a\x00b\u202ec\r\nd"), ("autre", "x")])
    assert typed_in(data, ("note",)) == {"note": "abc\nd"}


def test_a_file_is_known_by_what_it_holds_and_never_by_its_name() -> None:
    assert kind_of(b"%PDF-1.7") == ("application/pdf", ".pdf")
    assert kind_of(b"\xff\xd8\xff\xe0") == ("image/jpeg", ".jpg")
    assert kind_of(b"\x89PNG\r\n\x1a\n") == ("image/png", ".png")
    assert kind_of(b"PK\x03\x04") is None
    assert kind_of(b"<svg") is None
