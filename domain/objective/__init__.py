"""An objective of the roadmap: its plan, its progress, its deadline."""

from domain.objective.commands import COMMANDS
from domain.objective.events import EVENTS
from domain.objective.lifecycle import decide, evolve
from domain.objective.state import Objective, new
from domain.objective.telling import notify, react, still_owed
from domain.objective.timetable import next_due
from domain.stream import Decider


def _no_asks(state: Objective) -> tuple[str, ...]:
    return ()


DECIDER: Decider[Objective] = Decider(
    kind="objective",
    state=Objective,
    commands=COMMANDS,
    events=EVENTS,
    new=new,
    decide=decide,
    evolve=evolve,
    next_due=next_due,
    is_closed=lambda state: state.closed,
    react=react,
    notify=notify,
    still_owed=still_owed,
    asks=_no_asks,
)
