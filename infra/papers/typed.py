"""What people typed, made fit for a paper or a letter."""

import re
import unicodedata

from domain.french import NARROW_NO_BREAK_SPACE, NO_BREAK_SPACE

#: What becomes one space, but for single spaces, which stay.
_SPACES = re.compile(r"[ \x00-\x1f\x7f-\x9f\u2028\u2029]{2,}|[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def clean(text: str) -> str:
    """The text on one line, without what no paper may contain: control and invisible formatting characters."""
    spaced = _SPACES.sub(" ", text)
    if spaced.replace(NO_BREAK_SPACE, "").replace(NARROW_NO_BREAK_SPACE, "").isprintable():
        # As most are: a letter asks some hundred times.
        return spaced
    return "".join(character for character in spaced if unicodedata.category(character) not in _UNSEEN)


#: Formatting characters, halves of characters, and what no standard names.
_UNSEEN = ("Cf", "Cs", "Cn", "Co")
