"""The consultation: the avis or votes of the communes on an objective or on the schéma."""

from domain.consultation.clock import next_due
from domain.consultation.commands import COMMANDS
from domain.consultation.events import EVENTS
from domain.consultation.evolution import evolve
from domain.consultation.lifecycle import decide, is_closed
from domain.consultation.owing import still_owed
from domain.consultation.reacting import react
from domain.consultation.state import Consultation
from domain.consultation.telling import notify
from domain.stream import Decider


def _absent(stream: str) -> Consultation:
    return Consultation(stream=stream)


def _asks_nothing(state: Consultation) -> tuple[str, ...]:
    return ()


DECIDER = Decider(
    kind="consultation",
    state=Consultation,
    commands=COMMANDS,
    events=EVENTS,
    new=_absent,
    decide=decide,
    evolve=evolve,
    next_due=next_due,
    is_closed=is_closed,
    react=react,
    notify=notify,
    still_owed=still_owed,
    asks=_asks_nothing,
)
