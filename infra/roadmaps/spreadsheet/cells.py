"""What a cell holds, as the text that the format knows; what it cannot hold, and why."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any, Final, NamedTuple

from infra.roadmaps.spreadsheet.layout import Kind

#: Before, a date is what a spreadsheet makes of an empty cell or of a small number.
_FIRST_YEAR: Final = 1950

_FRENCH_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_ERRORS: Final = frozenset({"#REF!", "#N/A", "#NAME?", "#DIV/0!", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})

#: What is written as a date, or may be.
_DATED: Final = (Kind.DAY, Kind.PLANNED)

_IN_TEXT: Final = "mettez la cellule au format Texte et écrivez-"
_AS_TEXT: Final = f"{_IN_TEXT}le de nouveau"


class Cell(NamedTuple):
    """A cell as a workbook has it: its value, how it is marked (`e`: an error), the formula that it comes from."""

    value: Any
    type: str = "s"
    formula: str | None = None


def read_cell(cell: Cell, kind: Kind) -> str | None:
    """What the cell says, `None` when it is empty. Raises `ValueError`, a French sentence without its capital."""
    value = cell.value
    if value is None and cell.formula is not None:
        raise ValueError(f"la formule « {cell.formula[:80]} » n'a pas été calculée : remplacez-la par sa valeur")
    if cell.type == "e" or (cell.formula is not None and value in _ERRORS):
        raise ValueError(f"« {value} » est une erreur de formule : remplacez-la par la valeur voulue")
    match value:
        case None:
            return None
        case bool():
            return _truth(value, kind)
        case float() if not isfinite(value):
            raise ValueError(f"« {value} » n'est pas un nombre")
        case int() | float():
            return _NUMBERS.get(kind, _number)(value)
        case datetime() | date() | time() | timedelta():
            return _date(value, kind)
        case _:
            return _text(str(value), kind)


def _text(value: str, kind: Kind) -> str | None:
    # As some spreadsheets write the end of a line.
    text = value.replace("_x000D_", "").replace("\r\n", "\n").strip()
    french = _FRENCH_DAY.fullmatch(text) if kind in _DATED else None
    if french is None:
        return text or None
    day, month, year = map(int, french.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise ValueError(f"« {text} » n'est pas un jour du calendrier") from None


def _truth(value: bool, kind: Kind) -> str:
    if kind is Kind.YES:
        return "oui" if value else "non"
    return "VRAI" if value else "FAUX"


def _date(value: date | time | timedelta, kind: Kind) -> str:
    if not isinstance(value, date):
        raise ValueError(f"« {value} » est une heure : {'écrivez une date' if kind in _DATED else _AS_TEXT}")
    day = value.date() if isinstance(value, datetime) else value
    written = day.strftime("%d/%m/%Y") if day.year >= 1000 else day.isoformat()
    if kind not in _DATED:
        raise ValueError(f"le tableur a pris ce texte pour une date, « {written} » : {_AS_TEXT}")
    if day.year < _FIRST_YEAR:
        raise ValueError(f"« {written} » est ce qu'un tableur fait d'un petit nombre : écrivez la date voulue")
    if isinstance(value, datetime) and value.time() != time():
        raise ValueError(f"« {written} » porte une heure : n'écrivez que le jour")
    return day.isoformat()


def _number(value: float) -> str:
    """As the shortest decimal that is this number."""
    written = f"{Decimal(repr(value)):f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _day(value: float) -> str:
    told = f"« {_number(value)} » est un nombre, pas une date"
    raise ValueError(f"{told} : mettez la cellule au format Date, ou écrivez jour/mois/année")


def _planned(value: float) -> str:
    """A year alone is a number."""
    return _number(value) if 2000 <= value <= 2099 and value == int(value) else _day(value)


def _key(value: float) -> str:
    if value != int(value):
        told = f"« {_number(value)} » est un nombre : « 1.10 » et « 1.1 » y seraient le même"
        raise ValueError(f"{told} ; {_AS_TEXT}")
    return _number(value)


def _digits(length: int, what: str) -> Callable[[float], str]:
    """A reader of codes of that many digits, which a spreadsheet takes for numbers."""

    def read(value: float) -> str:
        written = _number(value)
        if len(written) == length - 1 and written.isdecimal():
            told = f"« {written} » n'a que {length - 1} chiffres : le tableur a retiré le zéro du début"
            raise ValueError(f"{told} ; {_IN_TEXT}y {what}")
        return written

    return read


_NUMBERS: Final[Mapping[Kind, Callable[[float], str]]] = {
    Kind.DAY: _day,
    Kind.PLANNED: _planned,
    Kind.KEY: _key,
    Kind.SIREN: _digits(9, "le SIREN"),
    Kind.PHONE: _digits(10, "le numéro"),
    Kind.COMMUNE: _digits(5, "le code INSEE"),
}
