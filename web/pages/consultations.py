"""The consultations of an EPCI, by what they wait for; what one may be opened on."""

from itertools import groupby
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from infra.reading.consultation_list import WAITS_LABELS, ConsultationLists, ConsultationRow, Waits
from web.house import house_of
from web.pages.scope import Scoped

router = APIRouter()

#: Of those that are over, as many are shown beside the others; all of them when they alone are asked for.
_OVER_SHOWN: Final = 12

#: Objectives beyond which one is opened from its own page.
_MOST_SUBJECTS: Final = 60


@router.get("/consultations")
async def consultations(scope: Scoped, etat: Annotated[str, Query(max_length=40)] = "") -> Response:
    """All of them, or those that wait for one thing; a state that is not known shows all."""
    lists = ConsultationLists(house_of(scope.request).engine)
    rows = await lists.rows(scope.epci.siren)
    chosen = next((waits for waits in Waits if waits.value == etat), None)
    openings = await lists.openings(scope.epci.siren)
    counts = {waits: sum(row.waits is waits for row in rows) for waits in Waits}
    groups = {
        waits: _shown(list(found), waits, chosen)
        for waits, found in groupby(rows, key=lambda row: row.waits)
        if chosen in (None, waits)
    }
    facts = {
        "groups": groups,
        "counts": counts,
        "chosen": chosen,
        "count": len(rows),
        "labels": WAITS_LABELS,
        "mandate": openings.mandate,
        "subjects": openings.subjects if len(openings.subjects) <= _MOST_SUBJECTS else (),
        "many": len(openings.subjects) > _MOST_SUBJECTS,
    }
    return scope.page("consultations.html", facts)


def _shown(rows: list[ConsultationRow], waits: Waits, chosen: Waits | None) -> list[ConsultationRow]:
    return rows if waits is not Waits.OVER or chosen is waits else rows[:_OVER_SHOWN]
