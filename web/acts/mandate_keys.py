"""How a new axis or objective is called: as the others of its roadmap are."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from pydantic import TypeAdapter, ValidationError

from domain.mandate.commands import Axis
from domain.roadmap.fields import Key
from infra.reading.roadmap_lines import Line

#: What is said of a key that no file could hold.
BAD_KEY: Final = "40 signes au plus : des lettres sans accent, des chiffres, des points, des tirets ou des soulignés."

LONGEST_KEY: Final = 40

_KEY: Final = TypeAdapter[str](Key)
_NUMBERED: Final = re.compile(r"(.*?)([0-9]{1,9})")
_DIGITS: Final = re.compile(r"[0-9]+")


def is_key(text: str) -> bool:
    """Whether a roadmap file could call an axis or an objective so."""
    try:
        _KEY.validate_python(text)
    except ValidationError:
        return False
    return True


def next_axis(keys: Sequence[str]) -> str:
    """« A4 » after « A3 », « A1 » for the first axis of all; empty when no free key is like the others."""
    return _next(keys, keys) if keys else "A1"


def next_objective(axis: str, axes: Sequence[Axis], lines: Iterable[Line]) -> str:
    """« F3.4 » after « F3.3 » in the axis of that key; for its first objective, what those of other axes are called
    with its number (« F3.1 » in « A3 » when « A2 » has « F2.1 »). Empty when no free key is like the others."""
    keys: dict[str, list[str]] = {}
    for line in lines:
        keys.setdefault(line.axis, []).append(line.key)
    taken = [key for known in keys.values() for key in known]
    if keys.get(axis):
        return _next(keys[axis], taken)
    return _free(_first_prefix(axis, axes, keys), 1, 1, taken)


def _next(alike: Sequence[str], taken: Sequence[str]) -> str:
    """The key that follows those that begin as most of `alike` do, and is none of `taken`."""
    numbered = [found for key in alike if (found := _NUMBERED.fullmatch(key))]
    if not numbered:
        return ""
    prefix, _ = Counter(found[1] for found in numbered).most_common(1)[0]
    numbers = [found[2] for found in numbered if found[1] == prefix]
    width = min(len(number) for number in numbers)
    return _free(prefix, max(map(int, numbers)) + 1, width, taken)


def _free(prefix: str, number: int, width: int, taken: Sequence[str]) -> str:
    folded = {key.casefold() for key in taken}
    while (key := f"{prefix}{number:0{width}}").casefold() in folded:
        number += 1
    return key if is_key(key) else ""


def _first_prefix(axis: str, axes: Sequence[Axis], keys: dict[str, list[str]]) -> str:
    """What the keys of an axis that has none would begin with."""
    own = _DIGITS.search(axis)
    for other in axes:
        theirs, known = _DIGITS.search(other.key), keys.get(other.key)
        found = _NUMBERED.fullmatch(known[0]) if known else None
        if own and theirs and found and theirs[0] in found[1]:
            return found[1].replace(theirs[0], own[0], 1)
    return f"F{own[0]}." if own else f"{axis}."
