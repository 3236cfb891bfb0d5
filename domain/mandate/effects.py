"""What a mandate causes outside itself: evaluations that open, reminders told to the coordinator."""

from collections.abc import Sequence
from datetime import datetime

from domain.evaluation.commands import OpenEvaluation
from domain.mandate.events import DutyReminderDue, EvaluationDue, Event
from domain.mandate.state import Mandate
from domain.notices import Notice
from domain.people import COORDINATEUR
from domain.reminders import sending_window
from domain.stream import Reaction


def react(state: Mandate, event: Event) -> Sequence[Reaction]:
    """An evaluation that falls due opens in its own stream."""
    if not isinstance(event, EvaluationDue):
        return ()
    command = OpenEvaluation(
        siren=state.siren,
        epci_name=state.epci_name,
        place=state.home,
        synthetic=state.synthetic,
        year=event.on.year,
        type=event.type,
        on=event.on,
        mandate=state.stream,
    )
    return (Reaction(stream=event.evaluation, command=command),)


def notify(state: Mandate, event: Event, at: datetime) -> Sequence[Notice]:
    """A duty that comes near is told to the coordinator; each duty is a matter of its own."""
    if not isinstance(event, DutyReminderDue):
        return ()
    about = _matter(state, event.key)
    return (
        Notice(
            key=f"{about}/{event.notice}",
            kind=event.notice,
            to=COORDINATEUR,
            about=about,
            send_at=sending_window(at, state.home),
        ),
    )


def still_owed(state: Mandate, notice: Notice) -> bool:
    """Whether the duty of which the notice speaks is still to be done."""
    return any(duty.done_on is None for duty in state.duties if _matter(state, duty.key) == notice.about)


def _matter(state: Mandate, duty: str) -> str:
    return f"{state.stream}#{duty}"
