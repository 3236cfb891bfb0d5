"""How a label that an EPCI chose stands in the key of a notice: without any of the signs that part a key."""

import re

_SIGN = re.compile(r"[^\w.-]")
_WRITTEN = re.compile(r"%([0-9a-f]+);")


def in_key(label: str) -> str:
    """The label as keys write it: letters, digits, « . », « - » and « _ » as they are, any other sign by its code."""
    return _SIGN.sub(lambda sign: f"%{ord(sign[0]):x};", label)


def from_key(written: str) -> str:
    """The label that `in_key` wrote."""
    return _WRITTEN.sub(lambda code: chr(int(code[1], 16)), written)
