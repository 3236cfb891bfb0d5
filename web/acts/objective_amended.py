"""What the acts that change what the roadmap says of an objective have in common: when they may be done, what they ask
beside, what they leave as it was voted."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from domain.french import long_day
from domain.mandate.commands import BaselineLine
from domain.mandate.state import Roadmap
from domain.objective.state import Objective
from domain.objective.transitions import LABELS
from domain.planned import PlannedDay
from web.acts.act import Field, Held, Kind
from web.acts.mandate_roadmap import FREEZING
from web.forms import Form

#: Said of a reason that is missing.
WHY: Final = "Écrivez la raison : on la cherchera dans des années."

_PUBLIC: Final = "Conservée et montrée ; n'y écrivez le nom de personne."
_TO_CONFIRM: Final = (
    "La loi ne dit pas comment on approuve une modification : par prudence, consultez de nouveau les communes, puis "
    "entrez la délibération (à confirmer)."
)


def closed(held: Held) -> str:
    """Why what is planned does not change any more, or not now; empty when it may."""
    state: Objective = held.state
    if state.closed:
        return f"L'objectif est {LABELS[state.status]} : ce qui en était prévu ne change plus."
    return FREEZING if held.mandate is not None and held.mandate.awaits_baseline else ""


def reason_field(hint: str = "", required: bool = True) -> Field:
    """The field of the reason of a change."""
    return Field("motif", "Raison", Kind.LONG, f"{hint} {_PUBLIC}".strip(), required=required)


def reason_in(form: Form, missing: str = WHY) -> str:
    """The reason that the form gives; `missing`: what is said when there is none and there must be."""
    return form.text("motif", 2000, missing)


def voted(held: Held) -> BaselineLine | None:
    """The objective as T0 keeps it, `None` when there is no T0 or when it is not in it."""
    baseline = held.mandate.baseline if held.mandate is not None else None
    return next((line for line in baseline.lines if line.key == held.state.key), None) if baseline else None


def approved_on(held: Held) -> date | None:
    """The day of the vote that T0 freezes, `None` while there is no T0."""
    mandate = held.mandate
    return mandate.approval.on if mandate is not None and mandate.baseline and mandate.approval else None


def of_the_vote(held: Held) -> Iterator[str]:
    """What the change means for the text that the communes have, or that the council voted, in sentences."""
    on, key = approved_on(held), held.state.key
    if on is not None and voted(held) is not None:
        yield f"L'état initial (T0), voté le {long_day(on)}, ne change pas : l'évaluation s'y compare."
        yield _TO_CONFIRM
    elif on is not None:
        yield f"L'objectif {key} n'est pas dans l'état initial (T0), voté le {long_day(on)}, qui ne change pas."
    elif held.mandate is not None and held.mandate.roadmap is Roadmap.TRANSMITTED:
        yield (
            "La feuille de route est transmise : les communes se prononcent sur le texte d'avant ce changement, et "
            "l'approbation gèlera celui d'après (T0). Retirez-la et transmettez-la de nouveau, ou dites-leur ce qui "
            "change : la loi ne dit pas ce qu'il faut (à confirmer)."
        )


def planned_label(day: PlannedDay | None) -> str:
    """« 3e trimestre 2027 », « sans date »."""
    return day.label if day is not None else "sans date"
