"""Days that the law counts from the renewals and that nobody has to enter as done: they stand on the calendar."""

from collections.abc import Iterator
from datetime import date

from domain.base import Day, Value
from domain.calendar import add_months
from domain.mandate.state import Mandate
from domain.procedures.schema import PACTE_GOUVERNANCE, SCHEMA_MUTUALISATION
from domain.sources import Confidence, Source
from domain.territory import Nature

_REPORT_MONTHS = 12
_RESERVE_MONTHS = 6

#: « Dans l'année qui suit chaque renouvellement général »: from which day is inferred.
REPORT = Source(
    article=SCHEMA_MUTUALISATION.source.article,
    version=f"{SCHEMA_MUTUALISATION.source.version} ; jour de départ déduit du décompte de 2020",
    confidence=Confidence.C,
)
#: The rule was read; the month of the next renewal may move.
RESERVE = Source(
    article="article L52-1 du code électoral",
    version="2 avril 2026 ; date du prochain renouvellement à confirmer",
    confidence=Confidence.C,
)


class Landmark(Value):
    """A day, what it is the first or the last of, in French, and the text."""

    on: Day
    title: str
    source: Source


def landmarks(state: Mandate) -> tuple[Landmark, ...]:
    """Those of an open or ended mandate, in the order of their days."""
    return tuple(sorted(_landmarks(state), key=lambda one: one.on))


def _landmarks(state: Mandate) -> Iterator[Landmark]:
    # The métropole de Lyon is no EPCI: the articles L5211-1 and following of the CGCT ask nothing of it.
    if state.renewal is not None and state.nature is not Nature.MET69:
        yield from _after_renewal(state.renewal)
    last = state.last_day
    yield Landmark(
        on=add_months(date(last.year, last.month, 1), -_RESERVE_MONTHS),
        title="Début de la réserve électorale : plus de campagne de promotion des réalisations ni de la gestion",
        source=RESERVE,
    )


def _after_renewal(renewal: date) -> Iterator[Landmark]:
    yield Landmark(
        on=add_months(renewal, _REPORT_MONTHS),
        title="Dernier jour pour établir le rapport sur les mutualisations, si l'EPCI veut un schéma",
        source=REPORT,
    )
    adopted = add_months(renewal, PACTE_GOUVERNANCE.closing_months_after_renewal or 0)
    source = PACTE_GOUVERNANCE.closing_deadline_source or PACTE_GOUVERNANCE.source
    yield Landmark(
        on=adopted,
        title="Dernier jour pour adopter le pacte de gouvernance, si le conseil a décidé d'en élaborer un",
        source=source,
    )
    yield Landmark(
        on=add_months(adopted, -(PACTE_GOUVERNANCE.delay_months or 0)),
        title="Dernier jour pour transmettre le projet de pacte et laisser deux mois pleins aux communes",
        source=source,
    )
