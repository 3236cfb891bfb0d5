"""The one button of a letter: what it says, by what it opens and what is asked."""

from dataclasses import dataclass
from typing import Final

from domain.notices import NoticeKind as Kind
from infra.letters.urls import Urls

_OPEN: Final = "La page s'ouvre sans compte ni mot de passe."
_CONFIRM: Final = f"{_OPEN} Rien n'est enregistré tant que vous n'avez pas confirmé."
_SAVE: Final = f"{_OPEN} Rien n'est enregistré tant que vous n'avez pas appuyé sur « Enregistrer »."
_BY_MAIL: Final = (
    "Vous préférez le courriel ou le papier ? Répondez à ce message avec la délibération signée, ou envoyez-la par "
    "courrier."
)
_BY_WORD: Final = (
    "Vous préférez le courriel ? Répondez à ce message par « Bien reçu », avec le jour de la réception et votre "
    "fonction."
)
_BY_LINES: Final = "Vous préférez le courriel ? Répondez à ce message en deux lignes."
_CONSOLE: Final = "Ouvrir dans Jalon"


@dataclass(frozen=True)
class Button:
    """What is written on it, where it leads, and what is said under it, in French."""

    label: str
    url: str
    under: str


_SEE: Final = ("Voir la page de votre commune", _OPEN)
_ANSWER: Final = ("Répondre en ligne", f"{_CONFIRM} {_BY_MAIL}")
_ACKNOWLEDGE: Final = ("Accuser réception", f"{_CONFIRM} {_BY_WORD}")
_NEWS: Final = ("Donner des nouvelles", f"{_SAVE} {_BY_LINES}")

_ANSWERS: Final = {
    Kind.TRANSMISSION: _ACKNOWLEDGE,
    Kind.RECEIPT_MISSING: _ACKNOWLEDGE,
    Kind.AVIS_RECEIPT: ("Voir ou corriger ce qui est enregistré", _OPEN),
    Kind.NEW_LINK: ("Ouvrir la page", _OPEN),
    Kind.DELIBERATION_AWAITED: ("Déposer la délibération", f"{_CONFIRM} {_BY_MAIL}"),
    Kind.AVIS_J60: ("Donner la date du conseil", f"{_CONFIRM} Vous préférez le courriel ? Répondez à ce message."),
    Kind.AVIS_J30: _ANSWER,
    Kind.AVIS_J15: _ANSWER,
    Kind.AVIS_J7: _ANSWER,
    Kind.AVIS_J2: _ANSWER,
    Kind.AVIS_CONVOCATION: _ANSWER,
    Kind.AVIS_EXTRA: _ANSWER,
    Kind.CONSULTATION_RESUMED: _ANSWER,
    Kind.CONSULTATION_EXTENDED: _ANSWER,
    Kind.CONSULTATION_SUSPENDED: _SEE,
    Kind.CONSULTATION_REOPENED: _SEE,
    Kind.RESULT: _SEE,
    Kind.MILESTONE_LATE: ("Mettre l'étape à jour", f"{_SAVE} {_BY_LINES}"),
}


def button(kind: Kind, urls: Urls) -> Button | None:
    """The button of a letter whose first matter is of that kind, `None` when it has nothing to open."""
    if urls.answer:
        label, under = _ANSWERS.get(kind, _NEWS)
        return Button(label, urls.answer, under)
    return Button(_CONSOLE, urls.console, "") if urls.console else None
