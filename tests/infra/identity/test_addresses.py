"""Which addresses a mail may be sent to, and which are one."""

import pytest

from infra.identity.addresses import folded, is_address


@pytest.mark.parametrize("address", ["ana@epci.fr", "a.b+c@mairie-x.example.org", "x@é.fr", "o'neil@epci.fr"])
def test_an_address_is_taken(address: str) -> None:
    assert is_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ana",
        "ana@epci",
        "ana@epci.f",
        "ana@epci.fr\x00",
        "ana@epci.f\x00r",
        "ana@epci.fr,luc",
        "ana@epci.fr>",
        "ana@epci.fr;x",
        "ana@epci.fr\r\nBcc: x",
        "Ana <ana@epci.fr>",
        "ana@epci.fr, luc@epci.fr",
        f"{'a' * 65}@epci.fr",
        f"ana@{'e' * 260}.fr",
    ],
)
def test_what_is_no_address_or_would_be_more_than_one_is_refused(address: str) -> None:
    assert not is_address(address)


def test_one_address_is_the_same_however_its_letters_are_written() -> None:
    assert folded(" Ana@EPCI.fr ") == folded("ana@epci.fr")
