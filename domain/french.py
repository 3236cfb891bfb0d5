"""French as it is displayed: dates, numbers, lists, plurals and the spaces of its typography."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

NO_BREAK_SPACE = "\u00a0"
NARROW_NO_BREAK_SPACE = "\u202f"

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def long_day(day: date) -> str:
    """« 1er mars 2027 », « 28 février 2027 »."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def weekday_day(day: date) -> str:
    """« lundi 1er mars 2027 »."""
    return f"{_WEEKDAYS[day.weekday()]} {long_day(day)}"


def local_time(at: datetime, tz: str) -> str:
    """« 3 mars 2027 à 10 h 12 », in the zone `tz` (IANA)."""
    local = at.astimezone(ZoneInfo(tz))
    return f"{long_day(local.date())} à {local.hour} h {local.minute:02}"


def number(n: int) -> str:
    """« 14 683 »: thousands parted by a narrow no-break space."""
    return f"{n:,}".replace(",", NARROW_NO_BREAK_SPACE)


def euros(cents: int) -> str:
    """« 62 000 € », « 12,50 € », « −0,50 € »."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'−' if cents < 0 else ''}{number(whole)}{f',{rest:02}' if rest else ''}{NO_BREAK_SPACE}€"


def full_time(etp: Decimal) -> str:
    """« 1,5 équivalent temps plein », « 12 équivalents temps plein », « 0 équivalent temps plein »."""
    written = f"{etp:f}"
    short = written.rstrip("0").rstrip(".") if "." in written else written
    return f"{short.replace('.', ',')} {'équivalents' if abs(etp) >= 2 else 'équivalent'} temps plein"


def join(items: Sequence[str]) -> str:
    """« a, b et c »; one item alone as it is, none as an empty text."""
    *head, last = items or [""]
    return f"{', '.join(head)} et {last}" if head else last


def plural(n: int, singular: str, plural: str) -> str:
    """The word that goes with `n`, without the number: in French 0 and 1 are singular, the plural starts at 2."""
    return singular if abs(n) < 2 else plural


def typeset(text: str) -> str:
    """The same text with the spaces of French typography made unbreakable; none is added.

    Narrow before « ; », « : », « ! » and « ? »; whole inside guillemets.
    """
    text = re.sub(r" (?=[;:!?])", NARROW_NO_BREAK_SPACE, text)
    return re.sub(r"(?<=«) | (?=»)", NO_BREAK_SPACE, text)
