"""The hash of what is frozen: the same content gives the same hash, whatever later versions add to its shape."""

import json
from collections.abc import Iterable
from hashlib import sha256

from domain.base import Value


def fingerprint(values: Iterable[Value]) -> str:
    """The SHA-256 (hexadecimal) of the canonical JSON of `values`, in their order.

    Keys are sorted and nothing is indented. Defaults are left out: a field gained later does not move an old hash.
    """
    body = [value.model_dump(mode="json", exclude_defaults=True) for value in values]
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
