"""The words of a roadmap file: lists of choices, read with or without accents and capitals."""

import unicodedata
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, WithJsonSchema

from domain.evaluation.commands import PointType
from domain.french import join, typeset
from domain.objective.values import BlockageCause, Direction, EngagementLevel, Priority, Trend
from domain.people import Role


class Statut(StrEnum):
    """The status of an objective, as a file writes it."""

    A_DISCUTER = "a_discuter"
    A_VENIR = "a_venir"
    EN_COURS = "en_cours"
    BLOQUE = "bloque"
    EN_PAUSE = "en_pause"
    REALISE = "realise"
    ABANDONNE = "abandonne"


class Nature(StrEnum):
    """Whether the plan is a real one."""

    REELLE = "reelle"
    SYNTHETIQUE = "synthetique"


E = TypeVar("E", bound=StrEnum)


def folded(text: str) -> str:
    """The text without accents nor capitals, words joined by « _ »: « À discuter » is « a_discuter »."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("-", " "))
    return "_".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def did_you_mean(text: str, known: Sequence[str]) -> str:
    """« vouliez-vous écrire « … » ? » when a known word is close, else the list of them all."""
    close = get_close_matches(folded(text), known, n=1, cutoff=0.6)
    if close:
        return f"vouliez-vous écrire « {close[0]} » ?"
    return f"choisissez parmi {join(known)}"


def _reader(words: Sequence[E]) -> Callable[[Any], E]:
    known = {word.value: word for word in words}

    def read(raw: Any) -> E:
        text = folded(str(raw))
        if text not in known:
            raise ValueError(typeset(f"« {raw} » n'est pas reconnu ; {did_you_mean(text, list(known))}"))
        return known[text]

    return read


def _choices(words: Sequence[StrEnum]) -> WithJsonSchema:
    return WithJsonSchema({"enum": [word.value for word in words]})


_POINTS = (PointType.MI_MANDAT, PointType.FIN_DE_MANDAT)

StatutWord = Annotated[Statut, BeforeValidator(_reader([*Statut])), _choices([*Statut])]
NatureWord = Annotated[Nature, BeforeValidator(_reader([*Nature])), _choices([*Nature])]
DirectionWord = Annotated[Direction, BeforeValidator(_reader([*Direction])), _choices([*Direction])]
PriorityWord = Annotated[Priority, BeforeValidator(_reader([*Priority])), _choices([*Priority])]
TrendWord = Annotated[Trend, BeforeValidator(_reader([*Trend])), _choices([*Trend])]
CauseWord = Annotated[BlockageCause, BeforeValidator(_reader([*BlockageCause])), _choices([*BlockageCause])]
LevelWord = Annotated[EngagementLevel, BeforeValidator(_reader([*EngagementLevel])), _choices([*EngagementLevel])]
RoleWord = Annotated[Role, BeforeValidator(_reader([*Role])), _choices([*Role])]
PointWord = Annotated[PointType, BeforeValidator(_reader(_POINTS)), _choices(_POINTS)]
