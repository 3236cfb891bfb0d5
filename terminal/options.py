"""The options that several commands share, and how each kind of value is written."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from domain.base import Day
from domain.errors import DomainError
from domain.planned import PlannedDay, parse_planned
from infra.french_errors import in_french

_DAY: TypeAdapter[date] = TypeAdapter(Day)
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
_FUNCTION = re.compile(r"[\w' -]{1,60}")


def day(raw: str) -> date:
    """The civil day that an option gives. Raises `ValueError`, in French."""
    try:
        return _DAY.validate_python(raw)
    except ValidationError as wrong:
        raise ValueError(in_french(wrong.errors()[0])) from None


def number(raw: str) -> Decimal:
    """A finite number, as one types it in French. Raises `ValueError`, in French."""
    try:
        value = Decimal("".join(raw.split()).replace(",", "."))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise ValueError(f"« {raw} » n'est pas un nombre, par exemple 1,5")
    if _THOUSANDS.fullmatch(raw.strip()):
        raise ValueError(f"« {raw} » se lit de deux façons : écrivez {raw.replace('.', '')} ou {raw.replace('.', ',')}")
    return value


def planned(raw: str) -> PlannedDay:
    """The day, month, quarter or year that an option gives. Raises `ValueError`, in French."""
    try:
        return parse_planned(raw)
    except DomainError as wrong:
        raise ValueError(str(wrong).rstrip(".")) from None


def siren(raw: str) -> str:
    """Nine digits. Raises `ValueError`, in French."""
    digits = re.sub(r"\s", "", raw)
    if not re.fullmatch("[0-9]{9}", digits):
        raise ValueError(f"« {raw} » n'est pas un SIREN, qui a neuf chiffres")
    return digits


def _function(raw: str) -> str:
    """A function, never a name or an address: the journal keeps it for ever. Raises `ValueError`, in French."""
    if not _FUNCTION.fullmatch(raw):
        raise ValueError(f"« {raw} » n'est pas une fonction ; écrivez par exemple « coordination »")
    return raw


SirenOption = Annotated[
    str | None,
    typer.Option("--siren", parser=siren, metavar="SIREN", help="L'EPCI, s'il y en a plusieurs dans la base."),
]
ByOption = Annotated[
    str,
    typer.Option("--by", parser=_function, metavar="FONCTION", help="La fonction de qui saisit, jamais un nom."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Donne un seul objet JSON sur la sortie standard.")]
OnOption = Annotated[
    date,
    typer.Option("--on", parser=day, metavar="AAAA-MM-JJ", help="Le jour où cela s'est fait."),
]
MaybeOnOption = Annotated[
    date | None,
    typer.Option("--on", parser=day, metavar="AAAA-MM-JJ", help="Le jour où cela s'est fait, s'il est connu."),
]
CommuneOption = Annotated[
    str,
    typer.Option("--commune", metavar="NOM|INSEE", help="La commune, par son nom ou son code INSEE."),
]
NumberOption = Annotated[str, typer.Option("--number", metavar="N°", help="Le numéro de l'acte.")]
ReasonOption = Annotated[
    str,
    typer.Option("--reason", metavar="TEXTE", help="La raison, qui sera conservée et montrée."),
]


@dataclass(frozen=True)
class Door:
    """Who asks, for which EPCI, and under which key."""

    siren: SirenOption = None
    by: ByOption = "coordination"
    request: Annotated[
        str | None,
        typer.Option(
            "--key",
            metavar="CLÉ",
            help="Une clé de votre choix : la même demande renvoyée sous la même clé n'est enregistrée qu'une fois.",
        ),
    ] = None

    @property
    def actor(self) -> str:
        """Who the journal names."""
        return f"cli:{self.by}"


@dataclass(frozen=True)
class Votes:
    """The count of a vote, where it is known."""

    votes_for: Annotated[int | None, typer.Option("--for", min=0, metavar="N", help="Voix pour.")] = None
    votes_against: Annotated[int | None, typer.Option("--against", min=0, metavar="N", help="Voix contre.")] = None
    abstentions: Annotated[int | None, typer.Option("--abstentions", min=0, metavar="N", help="Abstentions.")] = None
