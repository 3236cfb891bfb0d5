"""An evaluation of a mandate: the evidence frozen on a day, and what the grid makes of it."""

from domain.evaluation import lifecycle
from domain.evaluation.commands import COMMANDS
from domain.evaluation.events import EVENTS
from domain.evaluation.state import Evaluation
from domain.stream import Decider

__all__ = ["DECIDER"]


def _new(stream: str) -> Evaluation:
    return Evaluation(stream=stream)


DECIDER: Decider[Evaluation] = Decider(
    kind="evaluation",
    state=Evaluation,
    commands=COMMANDS,
    events=EVENTS,
    new=_new,
    decide=lifecycle.decide,
    evolve=lifecycle.evolve,
    next_due=lifecycle.next_due,
    is_closed=lifecycle.is_closed,
    react=lifecycle.react,
    notify=lifecycle.notify,
    still_owed=lifecycle.still_owed,
    asks=lifecycle.asks,
)
