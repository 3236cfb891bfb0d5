"""What one may ask by the API: a stream, and one of its public commands, read strictly down to the last field."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, get_args

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails

from domain.base import Ask
from domain.calendar import Place, place_of
from domain.consultation.commands import PublicCommand as ConsultationCommand
from domain.mandate.commands import PublicCommand as MandateCommand
from domain.objective.commands import PublicCommand as ObjectiveCommand
from infra.french_errors import in_french
from web.problems import Fault, Problem

#: What may end a new id: nothing that cannot be seen, nor the sign that parts a stream from the commune it is about.
_KEY: Final = r"[^/\s#\x00-\x1f\x7f]{1,80}"

#: What each kind of stream may be asked. The rest (time, reactions, what activities record) comes from inside alone.
_OF_KIND: Final[dict[str, frozenset[type]]] = {
    "objective": frozenset(get_args(ObjectiveCommand)),
    "mandate": frozenset(get_args(MandateCommand)),
    "consultation": frozenset(get_args(ConsultationCommand)),
}

#: The time zones of the départements and of the collectivités that have EPCI.
ZONES: Final = frozenset(place_of(code).tz for code in ("75", *(str(code) for code in range(971, 979)), "987", "988"))

_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2199
_MOST_DIGITS: Final = 20

#: Faults that are too many to be read.
_MOST: Final = 20


class Order(Ask):
    """A command for a stream: `objective/{siren}/{key}`, `consultation/{siren}/{key}` or `mandate/{siren}/{year}`."""

    stream: Annotated[str, Field(pattern=rf"^({'|'.join(_OF_KIND)})/[0-9]{{9}}/{_KEY}$")]
    command: Annotated[ObjectiveCommand | MandateCommand | ConsultationCommand, Field(discriminator="kind")]

    @property
    def siren(self) -> str:
        """The EPCI that the stream belongs to."""
        return self.stream.split("/")[1]


def read_order(body: bytes) -> Order:
    """The order that the body of a request holds. Raises `Problem` 400 when it is no JSON, and 422 with each thing that
    is badly written; lateness and the rules are judged where the command is decided, never here."""
    try:
        order = Order.model_validate_json(body, strict=True, extra="forbid")
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False)
        if errors[0]["type"] == "json_invalid":
            raise Problem(400, "Le corps de la demande n'est pas du JSON en UTF-8.") from None
        raise _badly_written([_fault(error) for error in errors[:_MOST]]) from None
    if found := [*_misplaced(order), *_impossible(order.command, "command")]:
        raise _badly_written(found)
    return order


def _badly_written(faults: list[Fault]) -> Problem:
    detail = "Rien n'a été enregistré : corrigez ce que « errors » énumère, puis renvoyez la demande."
    return Problem(422, detail, members={"errors": [fault.model_dump() for fault in faults]})


def _fault(error: ErrorDetails) -> Fault:
    where, name = error["loc"], error.get("ctx", {}).get("tag")
    if error["type"] == "union_tag_not_found":
        return Fault(path="command.kind", message="ce champ est obligatoire")
    if error["type"] == "union_tag_invalid":
        return Fault(path="command.kind", message=f"« {str(name)[:80]} » n'est pas une demande possible")
    # Under `command` comes the kind of command, which is no field.
    return Fault(path=".".join(str(step) for step in (*where[:1], *where[2:])), message=in_french(error))


def _misplaced(order: Order) -> Iterator[Fault]:
    """What the stream cannot be asked, and what names another EPCI than its own."""
    command: Any = order.command
    kind = order.stream.partition("/")[0]
    if type(command) not in _OF_KIND[kind]:
        yield Fault(path="command.kind", message=f"« {command.kind} » ne se demande pas à ce dossier")
    if getattr(command, "siren", order.siren) != order.siren:
        yield Fault(path="command.siren", message="ce SIREN n'est pas celui du dossier")
    electorate = getattr(command, "electorate", None)
    if electorate is not None and electorate.siren != order.siren:
        yield Fault(path="command.electorate.siren", message="ce SIREN n'est pas celui du dossier")
    for other in ("objective", "mandate"):
        named = getattr(command, other, None)
        if named is not None and not re.fullmatch(f"{other}/{order.siren}/{_KEY}", named):
            yield Fault(path=f"command.{other}", message=f"écrivez « {other}/{order.siren}/… »")


def _impossible(value: Any, path: str) -> Iterator[Fault]:
    """What no rule could compute with: it would stop its stream for ever, where a refusal is an answer."""
    if why := _unusable(value):
        yield Fault(path=path, message=why)
    for name, part in _parts(value):
        yield from _impossible(part, f"{path}.{name}")


def _unusable(value: Any) -> str | None:
    match value:
        case date() if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
            return f"cette date n'est pas entre {_FIRST_YEAR} et {_LAST_YEAR}"
        case Decimal() if abs(value.adjusted()) > _MOST_DIGITS:
            return "ce nombre est trop grand, ou trop près de zéro"
        case Place() if value.tz not in ZONES:
            return f"« {value.tz[:80]} » n'est le fuseau horaire d'aucun département"
        case _:
            return None


def _parts(value: Any) -> Iterable[tuple[Any, Any]]:
    match value:
        case BaseModel():
            return value
        case dict():
            return value.items()
        case tuple():
            return enumerate(value)
        case _:
            return ()
