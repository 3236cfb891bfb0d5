"""When an objective is planned for, as precisely as the roadmap says it: a day, a month, a quarter or a year."""

import calendar
import re
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import model_validator

from domain.base import Value
from domain.errors import DomainError
from domain.french import MONTHS, long_day, typeset


class Precision(StrEnum):
    """How precisely a planned day is known."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_YEAR = "20[0-9]{2}"
_SHAPES = {
    Precision.DAY: re.compile(rf"{_YEAR}-[0-9]{{2}}-[0-9]{{2}}"),
    Precision.MONTH: re.compile(rf"{_YEAR}-(0[1-9]|1[0-2])"),
    Precision.QUARTER: re.compile(rf"{_YEAR}-T[1-4]"),
    Precision.YEAR: re.compile(_YEAR),
}
_QUARTER_FIRST = re.compile(rf"(T[0-9])-({_YEAR})")


class PlannedDay(Value):
    """A deadline with its precision; it falls on the last day of what it names.

    `text` is the one way of writing it: « 2027-09-01 », « 2027-09 », « 2027-T3 », « 2027 ». As a field it is also read
    from anything that `parse_planned` reads.
    """

    text: str
    precision: Precision

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, raw: Any) -> Any:
        if isinstance(raw, cls):
            return raw
        if isinstance(raw, dict):
            raw = raw.get("text")
        text, precision = _read(raw)
        return {"text": text, "precision": precision}

    @property
    def last_day(self) -> date:
        """The day on which it falls due: the last one of the month, quarter or year."""
        year, *rest = self.text.split("-")
        if self.precision is Precision.DAY:
            return date.fromisoformat(self.text)
        if self.precision is Precision.YEAR:
            return date(int(year), 12, 31)
        month = 3 * int(rest[0].removeprefix("T")) if self.precision is Precision.QUARTER else int(rest[0])
        return date(int(year), month, calendar.monthrange(int(year), month)[1])

    @property
    def label(self) -> str:
        """As it is displayed: « 1er septembre 2027 », « septembre 2027 », « 3e trimestre 2027 », « 2027 »."""
        last = self.last_day
        if self.precision is Precision.DAY:
            return long_day(last)
        if self.precision is Precision.MONTH:
            return f"{MONTHS[last.month - 1]} {last.year}"
        if self.precision is Precision.QUARTER:
            quarter = last.month // 3
            return f"{quarter}{'er' if quarter == 1 else 'e'} trimestre {last.year}"
        return self.text


def parse_planned(raw: str | int | date) -> PlannedDay:
    """The planned day written as a date, a year (2027), « 2027-09-01 », « 2027-09 », « 2027-T3 » or « T3 2027 ».

    Raises `DomainError`, in French, on anything else: what cannot be read is not guessed.
    """
    try:
        text, precision = _read(raw)
    except ValueError as unreadable:
        raise DomainError(str(unreadable)) from unreadable
    return PlannedDay(text=text, precision=precision)


def _read(raw: Any) -> tuple[str, Precision]:
    """The canonical text of `raw` and its precision. Raises `ValueError` in French."""
    written = _QUARTER_FIRST.sub(r"\2-\1", "-".join(str(raw).upper().split()))
    for precision, shape in _SHAPES.items():
        if shape.fullmatch(written):
            return _existing(raw, written, precision), precision
    raise _unreadable(raw)


def _existing(raw: Any, written: str, precision: Precision) -> str:
    if precision is Precision.DAY:
        try:
            date.fromisoformat(written)
        except ValueError:
            raise _unreadable(raw) from None
    return written


def _unreadable(raw: Any) -> ValueError:
    return ValueError(
        typeset(
            f"« {raw} » n'est pas une échéance lisible ; écrivez un jour (2027-09-01), un mois (2027-09), "
            "un trimestre (2027-T3) ou une année (2027), de 2000 à 2099"
        )
    )
