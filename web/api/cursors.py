"""Lists given page by page: an opaque cursor says where the next page begins."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, Generic, TypeVar

from fastapi import Query
from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import to_json

from domain.base import Value
from web.api.scope import KEY
from web.problems import Fault, Problem

T = TypeVar("T")

LARGEST_PAGE: Final = 200

_ONE_KEY: Final[TypeAdapter[tuple[str]]] = TypeAdapter(tuple[Annotated[str, Field(pattern=rf"^{KEY}$")]])

CursorQuery = Annotated[
    str | None, Query(max_length=1000, description="Ce que « next_cursor » a donné avec la page précédente.")
]
LimitQuery = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="Combien d'éléments au plus.")]


class Page(Value, Generic[T]):
    """A page of a list. `next_cursor` asks for the next one; `null`: this is the last."""

    items: tuple[T, ...]
    next_cursor: str | None


def page(rows: Sequence[Any], limit: int, item: Callable[[Any], T], after: Callable[[Any], Sequence[Any]]) -> Page[T]:
    """The page of the first `limit` of `rows`, each made into an item; more rows than that mean another page, which
    begins after what `after` says of the last one."""
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(items=tuple(item(row) for row in shown), next_cursor=_written(after(shown[-1])) if more else None)


def read_cursor(cursor: str | None, shape: TypeAdapter[T], start: T) -> T:
    """What `after` said, or `start` when there is no cursor. Raises `Problem` 422 when it is none of ours."""
    if cursor is None:
        return start
    try:
        return shape.validate_json(urlsafe_b64decode(cursor.encode()))
    except (Error, OverflowError, UnicodeError, ValidationError):
        fault = Fault(path="cursor", message="ce curseur n'est pas de ceux que Jalon a donnés")
        raise Problem(422, "Reprenez la liste depuis le début.", members={"errors": [fault.model_dump()]}) from None


def by_key(cursor: str | None) -> str:
    """The key after which a list of keys goes on; empty at its start."""
    (key,) = read_cursor(cursor, _ONE_KEY, ("",))
    return key


def _written(parts: Sequence[Any]) -> str:
    return urlsafe_b64encode(to_json(parts)).decode()
