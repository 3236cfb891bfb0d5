"""Tools of the evaluation tests: evidence written in a few words."""

from datetime import date
from typing import Any

from domain.calendar import METROPOLE
from domain.evaluation import DECIDER
from domain.evaluation.commands import OpenEvaluation, PointType
from domain.evaluation.evidence import Evidence, ObjectiveEvidence
from domain.evaluation.state import Evaluation
from domain.objective.transitions import Status
from domain.objective.values import Priority
from domain.stream import Unfolding

STREAM = "evaluation/200000001/2029-mi_mandat-1"
T0 = "0" * 64


def day(text: str) -> date:
    return date.fromisoformat(text)


def objective(key: str, status: Status = Status.IN_PROGRESS, **fields: Any) -> ObjectiveEvidence:
    return ObjectiveEvidence(**{"key": key, "title": f"Fiche {key}", "status": status, **fields})


def evidence(*objectives: ObjectiveEvidence, **fields: Any) -> Evidence:
    return Evidence(**{"frozen_on": day("2029-03-31"), "objectives": objectives, **fields})


def objectives(reached: int, total: int, reason: str | None = "Report voté") -> list[ObjectiveEvidence]:
    """`total` objectives of the least priority, so that one is one point, of which `reached` are reached."""
    return [
        objective(f"F{n:04}", Status.REACHED, priority=Priority.BASSE)
        if n < reached
        else objective(f"F{n:04}", priority=Priority.BASSE, explained=bool((reason or "").strip()))
        for n in range(total)
    ]


def opening(**fields: Any) -> OpenEvaluation:
    known: dict[str, Any] = {
        "siren": "200000001",
        "epci_name": "CC d'Exemple",
        "place": METROPOLE,
        "synthetic": False,
        "year": 2029,
        "type": PointType.MI_MANDAT,
        "on": day("2029-03-31"),
        "mandate": "mandate/200000001/2026",
    }
    return OpenEvaluation(**known | fields)


def new(stream: str = STREAM) -> Unfolding[Evaluation]:
    return Unfolding(decider=DECIDER, state=DECIDER.new(stream))
