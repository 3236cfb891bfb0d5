"""What the letters about an evaluation are told."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from domain.evaluation.commands import PointType
from domain.evaluation.state import Evaluation
from infra.ledger import Due
from infra.letters.section import Section

_NAMES: Final = {
    PointType.COMMUNICATION_ANNUELLE: "communication annuelle",
    PointType.MI_MANDAT: "évaluation à mi-mandat",
    PointType.FIN_DE_MANDAT: "évaluation de fin de mandat",
}


def section(notices: Sequence[Due], state: Evaluation) -> Section:
    """The section of a notice about one evaluation. Raises `LookupError` when its result is not recorded."""
    if state.outcome is None or state.type is None:
        raise LookupError(f"{state.stream} has no result")
    score = state.outcome.score
    facts = {
        "epci": state.epci_name,
        "evaluation": state,
        "name": _NAMES[state.type],
        "label": state.outcome.label.value,
        "score": _figure(score) if score is not None else "",
        "percent": int(100 * state.outcome.coverage),
        "marked": [mark for mark in state.criteria if mark.mark is not None],
        "not_marked": [mark for mark in state.criteria if mark.mark is None],
    }
    return Section(notices[0].notice.kind, facts)


def _figure(number: Decimal) -> str:
    return str(number).replace(".", ",")
