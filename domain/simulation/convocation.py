"""By which day a meeting would have to be convened."""

from datetime import date, timedelta

from domain.base import Day, Value
from domain.convocation import (
    CONSEIL_COMMUNAUTAIRE,
    CST_URGENT_DAYS,
    conseil_municipal,
    cst_notice,
    last_sending,
)
from domain.errors import DomainError
from domain.french import long_day, number
from domain.simulation.days import check_day
from domain.why.acts import why_convocation, why_cst
from domain.why.value import Alternative, Why

#: From this many jours francs on, a note explicative de synthèse leaves with the convocation (L2121-12, L5211-1).
_WITH_PAPERS_JOURS_FRANCS = 5


class ConvocationSimulation(Value):
    """The last day of sending, the last one in case of urgency, and that of the papers that the text wants.

    `papers` is `None` for a conseil municipal under 3 500 inhabitants, to which the text wants none sent.
    """

    last_sending: Day
    last_sending_urgent: Day
    papers: Day | None
    why: Why


def simulate_convocation(
    council: date, population: int | None = None, *, epci: bool = False, cst: bool = False
) -> ConvocationSimulation:
    """By when to convene the meeting of the day `council`: of a commune of so many inhabitants (population municipale
    at the last general renewal), of the council of an EPCI, or of a comité social territorial.

    Raises `DomainError` unless exactly one of the three is said, and for a day out of the calendar.
    """
    if (population is not None) + epci + cst != 1:
        raise DomainError(
            "Dites quelle réunion est convoquée, et une seule : un conseil municipal (par sa population municipale), "
            "le conseil communautaire ou un comité social territorial."
        )
    check_day(council)
    if cst:
        return _cst(council)
    convocation = CONSEIL_COMMUNAUTAIRE if population is None else conseil_municipal(population)
    who = "le conseil communautaire"
    if population is not None:
        who = f"le conseil municipal d'une commune de {number(population)} habitants"
    sending = last_sending(council, convocation.jours_francs)
    return ConvocationSimulation(
        last_sending=sending,
        last_sending_urgent=last_sending(council, convocation.urgence_jours_francs),
        papers=sending if convocation.jours_francs >= _WITH_PAPERS_JOURS_FRANCS else None,
        why=why_convocation(council, convocation, who),
    )


def _cst(council: date) -> ConvocationSimulation:
    notice = cst_notice(council)
    urgent = council - timedelta(days=CST_URGENT_DAYS)
    in_urgency = Alternative(reading=f"en cas d'urgence ({CST_URGENT_DAYS} jours)", value=long_day(urgent))
    return ConvocationSimulation(
        last_sending=notice.convocation,
        last_sending_urgent=urgent,
        papers=notice.documents,
        why=why_cst(notice).but(alternatives=(in_urgency,)),
    )
