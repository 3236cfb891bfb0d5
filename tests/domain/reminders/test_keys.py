"""How a label stands in the key of a notice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reminders.keys import from_key, in_key


@pytest.mark.parametrize(
    ("label", "written"),
    [
        ("J-20", "J-20"),
        ("été", "été"),
        ("a/b", "a%2f;b"),
        ("20 jours", "20%20;jours"),
        ("50 %", "50%20;%25;"),
        ("", ""),
    ],
)
def test_a_label_is_written_in_a_key_without_what_parts_it(label: str, written: str) -> None:
    assert in_key(label) == written


@given(st.text(max_size=20))
def test_a_label_is_read_again_as_it_was_chosen(label: str) -> None:
    assert from_key(in_key(label)) == label
    assert set(in_key(label)).isdisjoint("/~+#")
