"""How a mail address is written, and what tells one from another."""

import re
from typing import Final

#: The longest that mail servers carry.
LONGEST: Final = 254

#: One address, as a mail server takes it: no name before it, nothing that would begin another header.
_ATOM: Final = r"[^@\s<>,;:\"()\[\]\x00-\x1f\x7f]"
_ADDRESS: Final = re.compile(rf"{_ATOM}{{1,64}}@{_ATOM}+\.(?:(?!\.){_ATOM}){{2,}}")


def is_address(text: str) -> bool:
    """Whether a mail may be sent there."""
    return len(text) <= LONGEST and _ADDRESS.fullmatch(text) is not None


def folded(address: str) -> str:
    """The same for one address, however its letters are written."""
    return address.strip().casefold()
