"""What a form holds, as it was typed, and what is wrong with it, said by field."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from starlette.datastructures import FormData, UploadFile

from domain.base import FIRST_DAY, LAST_DAY

E = TypeVar("E")

#: What PostgreSQL does not keep, or nobody sees; the ends of lines stay.
_INVISIBLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_FRENCH: Final = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})")

_BAD_DAY: Final = "Cette date n'est pas lisible : écrivez jour, mois, année, par exemple 28/02/2027."
_LONGEST: Final = 5000

#: As many digits as a quantity has.
_NUMBER: Final = re.compile(r"-?[0-9]{1,14}([.,][0-9]{1,6})?")
_BAD_NUMBER: Final = "Écrivez un nombre, par exemple 12 ou 12,5."
_THOUSANDS: Final = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")


class Form:
    """`typed`: what each field holds; `wrong`: what is wrong, by field, in the order in which it was found."""

    def __init__(self, typed: Mapping[str, str] | None = None) -> None:
        self.typed: dict[str, str] = dict(typed or {})
        self.wrong: dict[str, str] = {}

    def refuse(self, name: str, said: str) -> None:
        self.wrong.setdefault(name, said)

    def text(self, name: str, most: int, missing: str = "") -> str:
        """What is typed there; `missing`: what is said when nothing is and something must be."""
        text = self.typed.get(name, "").strip()
        if missing and not text:
            self.refuse(name, missing)
        if len(text) > most:
            self.refuse(name, f"Ce texte est trop long : {most} caractères au plus, il en a {len(text)}.")
        return text[:most]

    def day(self, name: str, missing: str = "") -> date | None:
        """The day typed there, `None` when there is none or it cannot be read."""
        text = self.text(name, 40, missing)
        if not text:
            return None
        day = day_in(text)
        if day is None:
            self.refuse(name, _BAD_DAY)
        return day

    def count(self, name: str, most: int) -> int | None:
        """The number typed there, from 0 to `most`; `None` when there is none or it cannot be read."""
        text = self.text(name, 20)
        if not text:
            return None
        if not text.isascii() or not text.isdecimal() or int(text) > most:
            self.refuse(name, f"Écrivez un nombre entier, de 0 à {most}.")
            return None
        return int(text)

    def quantity(self, name: str) -> Decimal | None:
        """The number typed there, as French writes it; `None` when there is none or it cannot be read."""
        text = "".join(self.text(name, 40).split()).replace("−", "-")
        if not text:
            return None
        if _THOUSANDS.fullmatch(text):
            ways = f"{text.replace('.', '')} ou {text.replace('.', ',')}"
            self.refuse(name, f"« {text} » se lit de deux façons : écrivez {ways}.")
            return None
        if not _NUMBER.fullmatch(text):
            self.refuse(name, _BAD_NUMBER)
            return None
        return Decimal(text.replace(",", "."))

    def choice(self, name: str, known: Iterable[E], missing: str) -> E | None:
        """The choice made among `known`, by its text; `None` when none was made."""
        text = self.typed.get(name, "")
        for each in known:
            if str(each) == text:
                return each
        self.refuse(name, missing)
        return None


def number_typed(value: Decimal | None) -> str:
    """A number as one would type it again; empty for none."""
    return "" if value is None else f"{value:f}".replace(".", ",")


def typed_in(data: FormData, names: Iterable[str] | None = None) -> dict[str, str]:
    """What the fields of a posted form hold, without what no one can see; only those of `names` when they are given."""
    kept = set(names) if names is not None else None
    return {
        name: _INVISIBLE.sub("", value)[:_LONGEST].replace("\r\n", "\n")
        for name, value in data.items()
        if isinstance(value, str) and (kept is None or name in kept)
    }


async def file_in(data: FormData, name: str, most: int) -> tuple[str, bytes] | None:
    """The name and content of the file joined, cut one byte past `most`; `None` when there is none."""
    given = data.get(name)
    if not isinstance(given, UploadFile) or not given.filename:
        return None
    content = await given.read(most + 1)
    return (given.filename, content) if content else None


def day_in(text: str) -> date | None:
    """The day that somebody typed, in French or in ISO; `None` when it is none, or none that is kept."""
    iso, french = _ISO.fullmatch(text), _FRENCH.fullmatch(text)
    if iso:
        year, month, day = map(int, iso.groups())
    elif french:
        day, month, year = map(int, french.groups())
    else:
        return None
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if FIRST_DAY <= found <= LAST_DAY else None
