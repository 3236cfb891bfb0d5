"""The fields of a roadmap file: how each kind of value is written, and what is said of one that cannot be read.

Every message is French and says what to write. What the file must agree with (the EPCI, the procedures, today) is given
to the validation as its context; without one, names are kept as they are written.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from domain.base import Ask, Day
from domain.errors import DomainError
from domain.french import typeset
from domain.objective.values import KEY
from domain.planned import PlannedDay
from domain.roadmap.words import did_you_mean, folded
from domain.territory import Epci

#: What a reader does not see and a program obeys: controls, but for tabs and ends of lines, and signs without a width.
INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")

_SPACES = re.compile("[ \u00a0\u202f]")
_NUMERAL = re.compile(r"[+-]?[0-9]{1,14}(\.[0-9]{1,6})?")
_MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_PHONE = re.compile(r"(0|\+[1-9][0-9]{0,2})[0-9]{9}")


class Section(Ask):
    """A part of the file. A key that has no value is as good as absent."""

    @model_validator(mode="before")
    @classmethod
    def _without_empty_fields(cls, raw: Any) -> Any:
        return {key: value for key, value in raw.items() if value not in (None, "")} if isinstance(raw, dict) else raw


@dataclass(frozen=True)
class Known:
    """What a file is read against. `epci` is `None` when its SIREN is not known: communes are then not checked."""

    epci: Epci | None
    procedures: frozenset[str]
    today: date


def _commune(text: str, info: ValidationInfo) -> str:
    """The INSEE code of the member that is named."""
    if info.context is None or info.context.epci is None:
        return text
    try:
        return str(info.context.epci.find(text).insee)
    except DomainError as unknown:
        raise ValueError(typeset(str(unknown))) from unknown


def _communes(raw: Any, info: ValidationInfo) -> Any:
    if isinstance(raw, str) and folded(raw) in ("toutes", "tous"):
        epci = info.context.epci if info.context is not None else None
        return [commune.insee for commune in epci.communes] if epci is not None else []
    if isinstance(raw, str):
        raise ValueError(typeset("écrivez une liste de communes entre crochets, ou « toutes »"))
    return raw


class Misplaced(ValueError):
    """What is wrong with elements of a list, each with its place in it, from 0."""

    def __init__(self, found: Sequence[tuple[int, str]]) -> None:
        super().__init__(" ; ".join(message for _, message in found))
        self.found = tuple(found)


def distinct(what: str, after: int = 0) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """A validator that refuses a list in which a value comes twice; `what` names it in French, `after`: how many of
    its values stand elsewhere."""

    def check(values: tuple[Any, ...]) -> tuple[Any, ...]:
        again = [i for i, value in enumerate(values) if i >= after and value in values[:i]]
        if again:
            raise Misplaced([(i - after, typeset(f"{what} « {values[i]} » apparaît deux fois")) for i in again])
        return values

    return check


def _procedure(text: str, info: ValidationInfo) -> str:
    if info.context is None or text in info.context.procedures:
        return text
    known = sorted(info.context.procedures)
    if folded(text) in known:
        return folded(text)
    raise ValueError(typeset(f"« {text} » n'est pas une procédure connue ; {did_you_mean(text, known)}"))


def _key(raw: Any) -> str:
    text = str(raw)
    if not KEY.fullmatch(text):
        raise ValueError(
            typeset(
                f"« {raw} » n'est pas un identifiant ; 40 signes au plus, des lettres sans accent, "
                "des chiffres, des points, des tirets ou des soulignés"
            )
        )
    return text


def _quantity(raw: Any) -> Any:
    """A number as people write it: « 1,5 », « 62 000 »."""
    written = _SPACES.sub("", str(raw)).replace(",", ".")
    if not _NUMERAL.fullmatch(written):
        raise ValueError(typeset(f"« {raw} » n'est pas un nombre ; écrivez par exemple 1,5 ou 62000, sans unité"))
    return Decimal(written)


def _euros(amount: Decimal) -> Decimal:
    if amount < 0 or amount * 100 % 1:
        raise ValueError(typeset(f"« {amount} » n'est pas un montant en euros, positif et au centime près"))
    return amount


def _yes_or_no(raw: Any) -> Any:
    answers = {"oui": True, "non": False, "true": True, "false": False}
    if folded(str(raw)) not in answers:
        raise ValueError(typeset(f"« {raw} » n'est ni oui ni non"))
    return answers[folded(str(raw))]


def _mail(text: str) -> str:
    if not _MAIL.fullmatch(text):
        raise ValueError(typeset(f"« {text} » n'est pas une adresse de courriel"))
    return text


def _phone(raw: Any) -> str:
    """A number as it is dialled: ten digits by pairs, or with the code of its country."""
    text = re.sub(r"[ \u00a0\u202f.()-]", "", str(raw))
    if not _PHONE.fullmatch(text):
        told = f"« {raw} » n'est pas un numéro de téléphone ; écrivez ses dix chiffres"
        raise ValueError(typeset(f"{told}, par exemple 05 62 00 00 00"))
    return text if text.startswith("+") else " ".join(re.findall("..", text))


def read_siren(raw: Any) -> str:
    """The nine digits of a SIREN, spaces left out. Raises `ValueError`."""
    text = _SPACES.sub("", str(raw))
    if not re.fullmatch("[0-9]{9}", text):
        raise ValueError(typeset(f"« {raw} » n'est pas un SIREN ; écrivez ses 9 chiffres"))
    return text


def _not_to_come(day: date, info: ValidationInfo) -> date:
    if info.context is not None and day > info.context.today:
        raise ValueError(typeset(f"« {day.isoformat()} » n'est pas encore venu ; ce champ dit ce qui est déjà fait"))
    return day


def _planned(raw: Any) -> Any:
    if isinstance(raw, dict | list):
        raise ValueError("une échéance est attendue, par exemple 2027-09-01, 2027-09, 2027-T3 ou 2027")
    return raw


_NUMBER = {"anyOf": [{"type": "number"}, {"type": "string"}]}
_DATE = "20[0-9]{2}(-(0[1-9]|1[0-2])(-[0-9]{2})?|-T[1-4])?"

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Function = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Key = Annotated[str, BeforeValidator(_key), WithJsonSchema({"type": "string", "pattern": f"^{KEY.pattern}$"})]
Siren = Annotated[str, BeforeValidator(read_siren), WithJsonSchema({"type": "string", "pattern": "^[0-9]{9}$"})]
Commune = Annotated[str, AfterValidator(_commune)]
Communes = Annotated[
    tuple[Commune, ...],
    BeforeValidator(_communes),
    AfterValidator(distinct("la commune")),
    WithJsonSchema({"anyOf": [{"const": "toutes"}, {"type": "array", "items": {"type": "string"}}]}),
]
Procedure = Annotated[str, AfterValidator(_procedure)]
Mail = Annotated[str, AfterValidator(_mail)]
Phone = Annotated[str, BeforeValidator(_phone)]
Planned = Annotated[
    PlannedDay,
    BeforeValidator(_planned),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": f"^{_DATE}$"}, {"type": "integer", "minimum": 2000}]}),
]
Done = Annotated[Day, AfterValidator(_not_to_come)]
Quantity = Annotated[Decimal, BeforeValidator(_quantity), WithJsonSchema(_NUMBER)]
Positive = Annotated[Quantity, Field(ge=0)]
Euros = Annotated[Quantity, AfterValidator(_euros), WithJsonSchema(_NUMBER)]
YesOrNo = Annotated[bool, BeforeValidator(_yes_or_no), WithJsonSchema({"enum": ["oui", "non", True, False]})]
