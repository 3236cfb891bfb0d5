"""A mandate: its dates and duties, its roadmap and the version voted, the evaluations it starts."""

from domain.mandate import effects, lifecycle
from domain.mandate.commands import COMMANDS
from domain.mandate.decisions import decide
from domain.mandate.events import EVENTS
from domain.mandate.state import Mandate
from domain.stream import Decider

__all__ = ["DECIDER"]


def _new(stream: str) -> Mandate:
    return Mandate(stream=stream)


DECIDER: Decider[Mandate] = Decider(
    kind="mandate",
    state=Mandate,
    commands=COMMANDS,
    events=EVENTS,
    new=_new,
    decide=decide,
    evolve=lifecycle.evolve,
    next_due=lifecycle.next_due,
    is_closed=lifecycle.is_closed,
    react=effects.react,
    notify=effects.notify,
    still_owed=effects.still_owed,
    asks=lifecycle.asks,
)
