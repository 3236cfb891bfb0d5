"""What a form held when it was given, so that what somebody else records meanwhile is neither undone nor unseen."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final

from web.acts.act import Field

_BETWEEN: Final = "."
_MARK_CHARS: Final = 12


def seen_of(fields: Sequence[Field]) -> str:
    """What goes with the form: a mark of each value that it holds before anybody types, in order."""
    return _BETWEEN.join(f"{field.name}-{_mark(field.value)}" for field in fields)


def newer(fields: Sequence[Field], typed: Mapping[str, str], seen: str) -> tuple[dict[str, str], list[str]]:
    """The values recorded since the form that bears `seen` was given, where nothing else was typed; the labels of the
    fields that were changed on both sides."""
    marks = dict(_marks(seen))
    moved = [field for field in fields if marks.get(field.name, _mark(field.value)) != _mark(field.value)]
    untouched = {field.name for field in moved if _mark(typed.get(field.name, "")) == marks[field.name]}
    both = [one.label for one in moved if one.name not in untouched and typed.get(one.name, "").strip() != one.value]
    return {field.name: field.value for field in moved if field.name in untouched}, both


def _marks(seen: str) -> Iterator[tuple[str, str]]:
    for part in seen.split(_BETWEEN):
        name, _, mark = part.rpartition("-")
        if name:
            yield name, mark


def _mark(value: str) -> str:
    # A browser sends the ends of lines its own way.
    plain = value.replace("\r\n", "\n").strip()
    return sha256(plain.encode()).hexdigest()[:_MARK_CHARS]
