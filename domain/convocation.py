"""How long before a meeting it must be convened: clear days for councils, plain days for the comité social territorial.

Clear days (jours francs) count neither the day of sending nor the day of the meeting; Saturdays, Sundays and holidays
count like any other, and nothing is carried over.
"""

from datetime import date, timedelta

from domain.base import Day, Value
from domain.sources import Confidence, Source


class Convocation(Value):
    """The notice that a council must be given, in clear days, and the least one in case of urgency."""

    jours_francs: int
    urgence_jours_francs: int
    source: Source


CONSEIL_MUNICIPAL_UNDER_3500 = Convocation(
    jours_francs=3,
    urgence_jours_francs=1,
    source=Source(
        article="articles L2121-10 et L2121-11 du CGCT",
        version="L2121-10 : vers 2023 ; L2121-11 : 24 février 1996",
        confidence=Confidence.A,
    ),
)
CONSEIL_MUNICIPAL_3500_AND_MORE = Convocation(
    jours_francs=5,
    urgence_jours_francs=1,
    source=Source(article="articles L2121-10 et L2121-12 du CGCT", version="vers 2023", confidence=Confidence.A),
)
#: Five days whatever its communes, for its installation too.
CONSEIL_COMMUNAUTAIRE = Convocation(
    jours_francs=5,
    urgence_jours_francs=1,
    source=Source(
        article="articles L5211-1 et L2121-12 du CGCT (CE, 22 juillet 2015, n° 383072)",
        version="vers 2023",
        confidence=Confidence.A,
    ),
)
CST_NOTICE = Source(
    article="articles R254-38 et R254-39 du code général de la fonction publique",
    version="3 avril 2026",
    confidence=Confidence.A,
)

#: An unanimous unfavourable vote of the staff's representatives: the CST deliberates again 8 to 30 days later, once.
CST_SECOND_MEETING = Source(
    article="article R254-68 du code général de la fonction publique", version="3 avril 2026", confidence=Confidence.A
)
CST_AGAIN_FROM, CST_AGAIN_UNTIL = timedelta(days=8), timedelta(days=30)

#: The notice of a CST in case of urgency (R254-38): plain days.
CST_URGENT_DAYS = 8

_THRESHOLD_INHABITANTS = 3_500
_CST_CONVOCATION_DAYS = 15
_CST_DOCUMENTS_DAYS = 8


def conseil_municipal(population_municipale: int) -> Convocation:
    """How a conseil municipal is convened.

    `population_municipale` is the one authenticated at the last renouvellement intégral, frozen for the mandate
    (article R2151-4 of the CGCT).
    """
    if population_municipale < _THRESHOLD_INHABITANTS:
        return CONSEIL_MUNICIPAL_UNDER_3500
    return CONSEIL_MUNICIPAL_3500_AND_MORE


def last_sending(council: date, jours_francs: int) -> date:
    """The last day on which a convocation to the `council` of that day may be sent, `jours_francs` before it."""
    return council - timedelta(days=jours_francs + 1)


class CstNotice(Value):
    """The last days for a meeting of the comité social territorial: its `convocation`, then its `documents`."""

    meeting: Day
    convocation: Day
    documents: Day
    source: Source


def cst_notice(meeting: date) -> CstNotice:
    """The last days on which the comité social territorial of `meeting` may be convened and given its documents.

    Source: `CST_NOTICE`; 15 and 8 plain days, which the text does not call francs. Urgency is not covered.
    """
    return CstNotice(
        meeting=meeting,
        convocation=meeting - timedelta(days=_CST_CONVOCATION_DAYS),
        documents=meeting - timedelta(days=_CST_DOCUMENTS_DAYS),
        source=CST_NOTICE,
    )
