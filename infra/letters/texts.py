"""What people typed and what templates say, made fit for a letter."""

import re
import textwrap
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from domain.french import typeset
from infra.papers.typed import clean

_COLUMNS = 76
_SHORT = 70

#: Begins each item of a list in the text of a template: typed text cannot contain it (`clean`).
ITEM = "\x1e"


def typed(value: Any) -> Any:
    """What Jinja does with every expression: clean what was typed, leave what is laid out, refuse what is missing.

    Raises `ValueError` on `None`, which would be printed.
    """
    if value is None:
        raise ValueError("a letter has nothing to say here")
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def short(text: str) -> str:
    """The text cut for a subject, between two words where it has any."""
    tidy = clean(text).strip()
    if len(tidy) <= _SHORT:
        return tidy
    kept, _, _ = tidy[:_SHORT].rpartition(" ")
    return f"{kept or tidy[:_SHORT]} …"


def sentence(text: str) -> str:
    """The text, ended by a full stop when whoever typed it gave no end."""
    tidy = clean(text).strip()
    return tidy if tidy.endswith((".", "!", "?", "…")) else f"{tidy}."


@lru_cache(maxsize=4096)
def fill(text: str, first: str = "", following: str = "") -> Markup:
    """The text in lines for a mail read as plain text; `first` and `following` begin them. No break of ours is lost:
    only ordinary spaces may become ends of line."""
    flat = typeset(re.sub(r"[ \t\r\n]+", " ", text).strip(" "))
    return Markup(
        textwrap.fill(
            flat,
            _COLUMNS,
            initial_indent=first,
            subsequent_indent=following,
            break_on_hyphens=False,
            break_long_words=False,
        )
    )


def bullets(items: str) -> Markup:
    """The items, one under the other, behind dashes."""
    return Markup("\n").join(fill(item, "- ", "  ") for item in _items(items))


def numbered(items: str) -> Markup:
    """The items, one under the other, numbered from 1."""
    return Markup("\n").join(fill(item, f"{number}. ", "   ") for number, item in enumerate(_items(items), start=1))


def _items(items: str) -> Iterator[str]:
    return (item for item in items.split(ITEM) if item.strip())
