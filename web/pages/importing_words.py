"""What the import of a file would do, as a page says it before it is done."""

from typing import Any, NamedTuple

from domain.mandate.commands import OpenMandate, PlanRoadmap
from domain.roadmap.fiche import Fiche
from infra.roadmaps.importing import Prepared

#: For more, the page says how many others there are.
_MOST_NAMED = 60


class Named(NamedTuple):
    """An objective that comes: its identifier, its title, its axis, its deadline in words (empty when not known)."""

    key: str
    title: str
    axis: str
    deadline: str


def summary(prepared: Prepared) -> dict[str, Any]:
    """The facts of the page: the mandate that opens, the plan that is written, the objectives that come or stay."""
    file, _ = prepared.read.roadmap
    compared = prepared.compared
    commands = [command for _, command in compared.orders]
    added = set(compared.added)
    coming = [_named(axe.intitule, fiche) for axe in file.axes for fiche in axe.fiches if fiche.id in added]
    return {
        "title": file.titre,
        "opening": next((one for one in commands if isinstance(one, OpenMandate)), None),
        "plan": next((one for one in commands if isinstance(one, PlanRoadmap)), None),
        "amends": compared.amends,
        "coming": coming[:_MOST_NAMED],
        "coming_count": len(coming),
        "kept": compared.kept,
        "changes": bool(compared.orders),
        "late_start": file.mandat is None,
    }


def _named(axis: str, fiche: Fiche) -> Named:
    return Named(fiche.id, fiche.intitule, axis, fiche.echeance.label if fiche.echeance is not None else "")
