"""The budgets of the house: one noun per file."""

from pathlib import Path

import pytest

from scripts import budget


def house(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return root


def test_a_file_of_251_lines_is_two_nouns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    house(tmp_path, "domain/calendar.py", "x = 1\n" * budget.FILE_LINES)
    assert budget.main(tmp_path) == 0
    house(tmp_path, "domain/everything.py", "x = 1\n" * (budget.FILE_LINES + 1))
    assert budget.main(tmp_path) == 1
    assert "trop long : domain/everything.py (251)" in capsys.readouterr().out


def test_a_function_of_41_lines_is_caught_even_inside_a_class(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = "        x = 1\n" * budget.FUNCTION_LINES
    house(tmp_path, "infra/store.py", f"class Store:\n    async def read(self):\n{body}")
    assert budget.main(tmp_path) == 1
    assert "infra/store.py:2 read (41)" in capsys.readouterr().out


def test_seven_arguments_are_caught_and_self_is_not_one_of_them(tmp_path: Path) -> None:
    house(tmp_path, "cli.py", "class A:\n    def f(self, a, b, /, c, *d, e, **f): ...\n")
    assert budget.main(tmp_path) == 0
    house(tmp_path, "cli.py", "def f(a, b, /, c, *d, e, g, **f): ...\n")
    assert budget.main(tmp_path) == 1


def test_tests_and_what_is_not_watched_have_no_budget(tmp_path: Path) -> None:
    house(tmp_path, "tests/test_long.py", "x = 1\n" * 900)
    assert budget.main(tmp_path) == 0
