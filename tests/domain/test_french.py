from datetime import date
from decimal import Decimal

import pytest

from domain.french import euros, full_time, join, long_day, number, plural, typeset, weekday_day


@pytest.mark.parametrize(
    ("day", "long", "weekday"),
    [
        (date(2027, 3, 1), "1er mars 2027", "lundi 1er mars 2027"),
        (date(2027, 2, 28), "28 février 2027", "dimanche 28 février 2027"),
        (date(2027, 8, 11), "11 août 2027", "mercredi 11 août 2027"),
        (date(2026, 12, 31), "31 décembre 2026", "jeudi 31 décembre 2026"),
    ],
)
def test_a_day_is_written_in_full(day: date, long: str, weekday: str) -> None:
    assert long_day(day) == long
    assert weekday_day(day) == weekday


@pytest.mark.parametrize(
    ("n", "written"),
    [(0, "0"), (999, "999"), (3_500, "3\u202f500"), (14_683, "14\u202f683"), (1_234_567, "1\u202f234\u202f567")],
)
def test_thousands_are_parted_by_a_narrow_no_break_space(n: int, written: str) -> None:
    assert number(n) == written


@pytest.mark.parametrize(
    ("items", "joined"),
    [([], ""), (["Condom"], "Condom"), (["a", "b"], "a et b"), (("a", "b", "c"), "a, b et c")],
)
def test_a_list_is_joined_by_commas_and_a_last_et(items: list[str], joined: str) -> None:
    assert join(items) == joined


@pytest.mark.parametrize(("n", "word"), [(0, "commune"), (1, "commune"), (2, "communes"), (26, "communes")])
def test_the_plural_starts_at_two(n: int, word: str) -> None:
    assert plural(n, "commune", "communes") == word


def test_spaces_of_typography_are_made_unbreakable_and_no_others() -> None:
    assert typeset("« Oui » : quand ; où ? Ici !") == ("«\u00a0Oui\u00a0»\u202f: quand\u202f; où\u202f? Ici\u202f!")
    assert typeset("à 10:30, https://exemple.fr/?a=1;b") == "à 10:30, https://exemple.fr/?a=1;b"


@pytest.mark.parametrize(
    ("cents", "written"),
    [(0, "0 €"), (5, "0,05 €"), (1250, "12,50 €"), (-50, "−0,50 €"), (6_200_000, "62\u202f000 €"), (100, "1 €")],
)
def test_a_sum_is_written_in_euros(cents: int, written: str) -> None:
    assert euros(cents) == written.replace(" €", "\u00a0€")


@pytest.mark.parametrize(
    ("etp", "written"),
    [
        ("0", "0 équivalent temps plein"),
        ("1.50", "1,5 équivalent temps plein"),
        ("1.999999", "1,999999 équivalent temps plein"),
        ("2", "2 équivalents temps plein"),
        ("10", "10 équivalents temps plein"),
        ("0.000001", "0,000001 équivalent temps plein"),
    ],
)
def test_full_time_equivalents_are_singular_under_two(etp: str, written: str) -> None:
    assert full_time(Decimal(etp)) == written
